// The section sms: what it must say, and what it may not.

import { describe, expect, it } from 'vitest';
import { configOf, LEAST, load, problemsOf, warningsOf } from './load-text.ts';

const SECRET = 'password: { environment: KEY }';
const FILES = { environment: { KEY: 's3cret-of-the-gateway' } };

function withSms(gateway: string, more = "  allowed-prefixes: ['+49']\n"): string {
  return `${LEAST}sms:\n  gateway: { ${gateway} }\n${more}`;
}

function problems(gateway: string, more?: string): readonly string[] {
  return problemsOf(withSms(gateway, more), FILES).map((line) => line.replace(/^postern\.yaml:\d+:\d+ /, ''));
}

function warnings(gateway: string, more?: string): readonly string[] {
  return load(withSms(gateway, more), FILES).warnings.map(({ path, reason }) => `${path}: ${reason}`);
}

const KANNEL = `kind: kannel, url: 'http://127.0.0.1:13013/cgi-bin/sendsms', name: postern, ${SECRET}`;
const HTTP = "kind: http, url: 'https://sms.example.net/send'";
const FORM = "body: { kind: form, fields: [{ name: to, value: '{number}' }, { name: text, value: '{text}' }] }";

const MAIL_PATH = 'mail-path: { from: { name: Example, address: security@example.com }, delivery: { kind: mx } }\n';

describe('the section sms', () => {
  it('is not needed: then there are no text messages', () => {
    expect(configOf(LEAST).sms).toBeUndefined();
  });

  it('has limits by itself, and no secret in it', () => {
    const { sms } = configOf(withSms(KANNEL), FILES);
    expect(sms).toEqual({
      gateway: {
        kind: 'kannel',
        url: 'http://127.0.0.1:13013/cgi-bin/sendsms',
        name: 'postern',
        password: 'sms.gateway.password',
      },
      allowedPrefixes: ['+49'],
      limits: { perNumber: 5, perMailbox: 5, perHour: 200 },
    });
    expect(JSON.stringify(load(withSms(KANNEL), FILES))).not.toContain('s3cret');
  });

  it('knows every kind of gateway', () => {
    const sid = '0123456789abcdef0123456789abcdef';
    const more = `  allowed-prefixes: ['+49', '+1212']\n  default-country: de\n  limits: { per-hour: 20 }\n${MAIL_PATH}`;
    const gateways = [
      `kind: twilio, account: AC${sid}, key: SK${sid}, token: { environment: KEY }, sender: MG${sid}`,
      `kind: smpp, host: smsc.example.net, tls: implicit, system-id: postern, ${SECRET}`,
      "kind: email, address: '{digits}@sms.example.net'",
      `${HTTP}, ${FORM}, authentication: { kind: bearer, token: { environment: KEY } }`,
      `${HTTP}, sender: Example, body: { kind: json, document: '{"to": "{number}", "text": "{text}", "from": "{sender}"}' }`,
    ];
    for (const gateway of gateways) {
      expect(problems(gateway, more)).toEqual([]);
      expect(warnings(gateway, more)).toEqual([]);
      expect(configOf(withSms(gateway, more), FILES).sms).toMatchObject({
        defaultCountry: 'DE',
        limits: { perNumber: 5, perMailbox: 5, perHour: 20 },
      });
    }
  });

  // Negative control: fails with `withDefault(list(…), [])` for allowed-prefixes.
  it.each([
    ['', 'sms.allowed-prefixes: is missing'],
    // YAML reads a number.
    [
      '  allowed-prefixes: [+49]\n',
      'sms.allowed-prefixes[0]: must be + and the first digits of numbers, in quotes, such as "+49" (it is 49)',
    ],
    [
      "  allowed-prefixes: ['+49']\n  default-country: XX\n",
      'sms.default-country: must be a country code such as DE (ISO 3166-1) (it is "XX")',
    ],
    ['  allowed-prefixes: []\n', 'sms.allowed-prefixes: needs at least one entry'],
    [
      "  allowed-prefixes: ['49']\n",
      'sms.allowed-prefixes[0]: must be + and the first digits of numbers, in quotes, such as "+49" (it is "49")',
    ],
    [
      "  allowed-prefixes: ['+']\n",
      'sms.allowed-prefixes[0]: must be + and the first digits of numbers, in quotes, such as "+49" (it is "+")',
    ],
  ])('says where texts may go: %j (R7.4, P-30)', (more, problem) => {
    expect(problems(KANNEL, more)).toEqual([problem]);
  });

  it.each([
    ["'+1'", 'Caribbean'],
    ["'+3'", 'not one country but many'],
    ["'+88'", 'satellites'],
    ["'+8821'", 'satellites'],
  ])('warns of the prefix %s', (prefix, word) => {
    const found = warnings(KANNEL, `  allowed-prefixes: ['+49', ${prefix}]\n`);
    expect(found).toEqual([expect.stringMatching(`^sms.allowed-prefixes\\[1\\]: .*${word}`)]);
  });

  it.each([
    [
      KANNEL.replace('127.0.0.1', 'sms.example.net'),
      'sms.gateway.url: codes and credentials go to sms.example.net in the clear',
    ],
    [
      `kind: smpp, host: smsc.example.net, tls: none, system-id: postern, ${SECRET}`,
      'sms.gateway.tls: codes and password go to smsc.example.net in the clear, unless there is a tunnel',
    ],
    [
      `kind: http, url: 'http://sms.example.net/{digits}?text={text}', method: GET`,
      'sms.gateway.url: codes and credentials go to sms.example.net in the clear',
    ],
    [
      `kind: http, url: 'https://sms.example.net/?k={secret}&to={number}&text={text}', method: GET, secret: { environment: KEY }`,
      "sms.gateway.url: the secret stands in the gateway's access logs; a header or the body is better, where it takes that",
    ],
  ])('warns of what others may read: %s', (gateway, warning) => {
    expect(problems(gateway)).toEqual([]);
    expect(warnings(gateway)).toEqual([warning]);
  });

  it('says nothing of what stays on this machine', () => {
    for (const gateway of [
      KANNEL,
      KANNEL.replace('127.0.0.1', 'localhost'),
      KANNEL.replace('127.0.0.1', '[::1]'),
      `kind: smpp, host: 127.0.0.1, tls: none, system-id: postern, ${SECRET}`,
    ]) {
      expect(warnings(gateway)).toEqual([]);
    }
  });
});

describe('a template', () => {
  it.each([
    [`${HTTP}, method: GET, ${FORM}`, 'sms.gateway.body: GET sends none: write POST, or put everything into the query'],
    [HTTP, 'sms.gateway: no template uses {number} or {digits}'],
    [`${HTTP}, ${FORM.replace('{text}', 'hello')}`, 'sms.gateway: no template uses {text}'],
    [`${HTTP}, ${FORM.replace('{text}', '{sender} {text}')}`, 'sms.gateway: {sender} is used, but there is no sender'],
    [`${HTTP}, ${FORM}, secret: { environment: KEY }`, 'sms.gateway.secret: no template uses {secret}'],
    [
      `${HTTP}, ${FORM.replace('{number}', '{nummer}')}`,
      'sms.gateway.body.fields[0].value: {nummer} is no placeholder; did you mean {number}? (it is "{nummer}")',
    ],
    [
      `${HTTP}, ${FORM}, headers: [{ name: x-text, value: '{text}' }]`,
      'sms.gateway.headers[0].value: {text} can\'t stand here; there are number, digits, sender, id, seconds, minutes, coding, secret (it is "{text}")',
    ],
    [
      `kind: http, url: 'https://{sender}.example.net/', sender: evil, ${FORM}`,
      'sms.gateway.url: the host is fixed: no placeholders in it (it is "https://{sender}.example.net/")',
    ],
    [
      `kind: http, url: 'https://sms.example.net/{text}/{number}'`,
      'sms.gateway.url: the path takes {number} and {digits} only; the others belong into the query or the body (it is "https://sms.example.net/{text}/{number}")',
    ],
    [
      `kind: http, url: 'https://user:word@sms.example.net/', ${FORM}`,
      'sms.gateway.url: must be an http or https address without credentials and # (it is "https://user:word@sms.example.net/")',
    ],
    [
      `${HTTP}, body: { kind: json, document: '{"to": {number}}' }`,
      'sms.gateway.body.document: must be JSON (it is "{\\"to\\": {number}}")',
    ],
    [
      `${HTTP}, ${FORM}, accepted: [{ pattern: '(' }]`,
      'sms.gateway.accepted[0].pattern: must be a regular expression (it is "(")',
    ],
    [
      `${HTTP}, ${FORM}, message-id: { pointer: id }`,
      'sms.gateway.message-id.pointer: must be a JSON Pointer such as /messages/0/id (it is "id")',
    ],
    [
      "kind: email, address: 'sms@sms.example.net'",
      'sms.gateway.address: must be an address such as {digits}@sms.example.net, with the number before the @ (it is "sms@sms.example.net")',
    ],
    [
      "kind: email, address: '{digits}@sms.example.net'",
      'sms.gateway.kind: texts go by mail, and there is no mail-path',
    ],
    [
      `${KANNEL}, sender: 'Example Company'`,
      'sms.gateway.sender: must be a number such as +4915112345678, a short code, or a name of at most 11 letters, digits and spaces (it is "Example Company")',
    ],
  ])('is refused: %s', (gateway, problem) => {
    expect(problems(gateway)).toEqual([problem]);
  });

  it('of an address has its number before the @ alone', () => {
    expect(problems("kind: email, address: 'sms@{digits}.example.net'")).toHaveLength(1);
    expect(warningsOf(LEAST)).toEqual([]);
  });
});
