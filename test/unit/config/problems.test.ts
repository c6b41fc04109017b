// What is wrong with a file, and where: each kind of problem with its line, and all of them at once.

import { describe, expect, it } from 'vitest';
import { LEAST, problemsOf } from './load-text.ts';

/** Lines of `LEAST`, so that what follows begins at the next. */
const BEGIN = LEAST.split('\n').length;

describe('a problem', () => {
  it.each([
    ['an unknown key', 'worker: 2', 'worker: unknown key; did you mean "workers"?'],
    ['a key in another spelling', 'helpUrl: x', 'helpUrl: unknown key; did you mean "help-url"?'],
    ['a key that is near none', 'colour: red', 'colour: unknown key'],
    [
      'a key of another kind',
      'sign-in-sources: { default: { kind: local, backend: x } }',
      'sign-in-sources.default.backend: does not belong to this kind',
    ],
    [
      'text for a number',
      'workers: many',
      'workers: must be a whole number from 1 to 64, or auto (one for each core) (it is "many")',
    ],
    ['a number out of bounds', 'workers: 65', 'workers: must be a whole number from 1 to 64 (it is 65)'],
    ['a fraction', 'metrics: { port: 80.5 }', 'metrics.port: must be a whole number from 0 to 65535 (it is 80.5)'],
    [
      'a number in quotes',
      'metrics: { port: "80" }',
      'metrics.port: must be a whole number from 0 to 65535 (it is "80")',
    ],
    ['a word for a truth value', 'metrics: { enabled: off }', 'metrics.enabled: must be true or false (it is "off")'],
    ['a scalar for a group', 'log: verbose', 'log: must be a group of keys'],
    ['a list for a group', 'log: [verbose]', 'log: must be a group of keys'],
    ['a scalar for a map of names', 'sign-in-sources: local', 'sign-in-sources: must be a group of names'],
    [
      'a scalar for a list',
      'policy: { permitted-networks: { mail: 192.0.2.0/24 } }',
      'policy.permitted-networks.mail: must be a list',
    ],
    ['a key without a value', 'log: { level: }', 'log.level: is empty; write a value or remove the key'],
    [
      'a value outside a closed set',
      'log: { level: inf }',
      'log.level: must be one of debug, info, warn, error (it is "inf"); did you mean "info"?',
    ],
    [
      'a choice without its kind',
      'sign-in-sources: { default: { backend: x } }',
      'sign-in-sources.default.kind: is missing; one of imap, local',
    ],
    [
      'a kind that there is not',
      'sign-in-sources: { default: { kind: ldap } }',
      'sign-in-sources.default.kind: must be one of imap, local (it is "ldap")',
    ],
    [
      'a name in capitals',
      'sign-in-sources: { Default: { kind: local } }',
      'sign-in-sources.Default: a name is 1 to 32 lower-case letters, digits and dashes, and begins with a letter',
    ],
    [
      'a duration out of bounds',
      'limits: { sign-in-timeout: 11m }',
      'limits.sign-in-timeout: must be 1s to 10m (it is "11m")',
    ],
    ['a relative path', 'state: state', 'state: must be an absolute path (it is "state")'],
    [
      'an address that is none',
      'help-url: mail.example.com',
      'help-url: must be an http or https address (it is "mail.example.com")',
    ],
    [
      'a host name with an underline',
      'login-names: { default-domain: a_b.example }',
      'login-names.default-domain: must be a host name, such as mail.example.com (it is "a_b.example")',
    ],
    [
      'an IPv6 address in brackets',
      'metrics: { address: [::1] }',
      'metrics.address: must be an IP address, such as 127.0.0.1 or, in quotes, "::1"',
    ],
    [
      'a name for an address',
      'metrics: { address: localhost }',
      'metrics.address: must be an IP address, such as 127.0.0.1 or, in quotes, "::1" (it is "localhost")',
    ],
    [
      'a network that is none',
      'policy: { permitted-networks: { mail: [192.0.2.0/24, home] } }',
      'policy.permitted-networks.mail[1]: must be a network in CIDR notation, such as 192.0.2.0/24 (it is "home")',
    ],
    [
      'a network with bits behind its prefix',
      'policy: { permitted-networks: { mail: [192.0.2.1/24] } }',
      'policy.permitted-networks.mail[0]: has bits set behind its prefix; the network is 192.0.2.0/24 (it is "192.0.2.1/24")',
    ],
    [
      'a prefix that is too long',
      'policy: { permitted-networks: { mail: [192.0.2.0/33] } }',
      'policy.permitted-networks.mail[0]: must have a prefix length from 0 to 32 (it is "192.0.2.0/33")',
    ],
  ])('names %s with line, key and reason', (_, written, problem) => {
    const [line = '', ...others] = problemsOf(LEAST + written);
    expect(others).toEqual([]);
    expect(line).toMatch(new RegExp(`^postern\\.yaml:${BEGIN}:[0-9]+ `));
    expect(line.replace(/^\S+ /, '')).toBe(problem);
  });

  it('stands at the value, or at the key when the key is wrong', () => {
    expect(problemsOf(`${LEAST}log:\n  level: loud\n  levle: info\n`)).toEqual([
      `postern.yaml:${BEGIN + 1}:10 log.level: must be one of debug, info, warn, error (it is "loud")`,
      `postern.yaml:${BEGIN + 2}:3 log.levle: unknown key; did you mean "level"?`,
    ]);
  });

  it('stands at the list entry, for a key that the entry lacks', () => {
    expect(problemsOf(LEAST.replace('protocol: imap, ', ''))).toEqual([
      'postern.yaml:6:5 listeners[0].protocol: is missing; one of imap, pop3, smtp, sieve',
    ]);
  });

  it('is one, for a misspelt key that is missing in its right spelling', () => {
    expect(problemsOf(LEAST.replace('protocol: imap', 'prot: imap'))).toEqual([
      'postern.yaml:6:7 listeners[0].prot: unknown key; did you mean "protocol"?',
    ]);
  });

  it('shows long values and control characters cut down', () => {
    const [line = ''] = problemsOf(`${LEAST}state: "x\\e[31m\\n${'y'.repeat(500)}"\n`);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line.length).toBeLessThan(200);
  });
});

describe('what is not YAML, or not ours', () => {
  it.each([
    ['a tab', 'log:\n\tlevel: info', 1, 'tabs cannot indent; use spaces'],
    ['an unclosed quote', 'state: "/var', 0, 'a quote, bracket, comma, colon or space is missing'],
    ['a second colon', 'state: a: b', 0, 'text with a colon must be in quotes, or the line lacks a line break'],
    ['a reserved character', 'state: @home', 0, 'text that begins with this character must be in quotes'],
    ['a second document', '---\nstate: /x', 0, 'a second document begins here; a configuration is one'],
    ['a tag', 'state: !path /x', 0, 'tags are not supported; put text that begins with ! in quotes'],
    ['an alias', 'state: *here', 0, 'aliases are not supported; put text that begins with * in quotes'],
    ['a key that is no text', '12: x', 0, 'a key must be text'],
    ['a key that would be a prototype', '__proto__: { polluted: 1 }', 0, 'a key must be text'],
  ])('is refused with its line: %s', (_, written, offset, reason) => {
    const problems = problemsOf(LEAST + written);
    expect(problems[0]).toMatch(new RegExp(`^postern\\.yaml:${BEGIN + offset}:`));
    expect(problems[0]).toContain(reason);
  });

  it('is refused for a key that stands twice, at the second', () => {
    expect(problemsOf(`${LEAST}log: { level: info }\nmetrics: { port: 1 }\nlog: { level: warn }\n`)).toEqual([
      `postern.yaml:${BEGIN + 2}:1 log: this key stands here a second time`,
    ]);
  });

  it('is refused when it is nested so deep that the parser gives up', () => {
    expect(problemsOf('['.repeat(20_000)).length).toBeGreaterThan(0);
    expect(problemsOf(`${'a: {'.repeat(40)}${'}'.repeat(40)}`).join()).toContain('nested too deeply');
  });

  it('is refused when it is longer than any configuration', () => {
    expect(problemsOf(`# ${'x'.repeat(1_000_000)}`)).toEqual([
      'postern.yaml:1:1: the file has more than 1000000 characters',
    ]);
  });

  it.each(['', '# nothing\n', '---\n'])('lacks what must be said when it is empty: %j', (text) => {
    expect(problemsOf(text).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'hostname: is missing',
      'backends: is missing',
    ]);
  });

  it.each(['just text', '- a\n- list'])('must be a map: %j', (text) => {
    expect(problemsOf(text)).toEqual(['postern.yaml:1:1: must be a group of keys']);
  });
});

describe('all problems at once', () => {
  it('lists everything in the order of the file, of whatever kind', () => {
    const text = `hostname: a_b
worker: 3
listeners:
  - { protocol: imap, port: 70000, tls: implicit }
  - { protocol: imap, port: 993, tls: starttls, colour: red }
  - { protocol: imap, port: 110, tls: none }
  - { protocol: imap, port: 110, tls: none, address: 127.0.0.1 }
backends:
  default:
    imap: { host: 127.0.0.1, port: 143, tls: none, forward-client: xclient }
    connect-timeout: 10
    sign-in: { kind: master, name: x, password: { environment: NOWHERE } }
log: { level: info, level: warn }
`;
    expect(problemsOf(text)).toEqual([
      'postern.yaml:1:11 hostname: must be a host name, such as mail.example.com (it is "a_b")',
      'postern.yaml:2:1 worker: unknown key; did you mean "workers"?',
      'postern.yaml:4:29 listeners[0].port: must be a whole number from 0 to 65535 (it is 70000)',
      'postern.yaml:5:39 listeners[1].tls: starttls needs an entry in tls.certificates',
      'postern.yaml:5:49 listeners[1].colour: unknown key',
      expect.stringMatching(/^postern\.yaml:6:39 listeners\[2\]\.tls: none shows every password to the network/),
      'postern.yaml:7:29 listeners[3].port: port 110 of this address is taken by imap-110 (::)',
      'postern.yaml:10:68 backends.default.imap.forward-client: must be one of none, proxy-v1, proxy-v2, id (it is "xclient")',
      'postern.yaml:11:22 backends.default.connect-timeout: must be a duration with its unit, such as 30s, 5m, 12h or 90d (it is 10)',
      'postern.yaml:12:49 backends.default.sign-in.password: the environment has no NOWHERE',
      'postern.yaml:13:21 log.level: this key stands here a second time',
    ]);
  });

  it('says nothing of what only follows from another problem', () => {
    const text = LEAST.replace('host: 127.0.0.1', 'hots: 127.0.0.1');
    expect(problemsOf(text)).toEqual([
      'postern.yaml:9:13 backends.default.imap.hots: unknown key; did you mean "host"?',
    ]);
  });
});
