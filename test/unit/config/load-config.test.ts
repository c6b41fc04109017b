// What a file that loads becomes.

import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { configOf, LEAST, load, problemsOf } from './load-text.ts';

describe('a file that loads', () => {
  it('needs only a host name, a door and a backend, and has defaults for the rest', () => {
    expect(configOf(LEAST)).toMatchObject({
      state: '/var/lib/postern',
      workers: 1,
      tls: { minimumVersion: 'TLSv1.2', handshakeTimeout: 20_000 },
      signInSources: { default: { kind: 'imap', backend: 'default' } },
      policy: { challenge: 'never' },
      appPasswords: { hint: true },
      limits: { failuresPerConnection: 3, signInTimeout: 120_000, writeStallTimeout: 300_000 },
      metrics: { enabled: true, address: '127.0.0.1', port: 9187 },
      audit: { retention: 365 * 86_400_000 },
    } satisfies DeepPartial<Config>);
  });

  it('gives camelCase properties for the kebab-case keys of groups', () => {
    const { backends } = configOf(LEAST.replace('tls: none }', 'tls: none, forward-client: proxy-v2 }'));
    expect(backends['default']).toEqual({
      imap: { host: '127.0.0.1', port: 143, tls: 'none', forwardClient: 'proxy-v2' },
      signIn: { kind: 'sealed' },
      loginName: 'address',
      connectTimeout: 10_000,
      signInTimeout: 30_000,
    });
  });

  it('leaves the names that an operator chose as they are, and finds nothing under names that nobody chose', () => {
    const { backends } = configOf(`${LEAST}  old-server-2:\n    imap: { host: "::1", port: 143, tls: none }\n`);
    expect(Object.keys(backends)).toEqual(['default', 'old-server-2']);
    expect(backends['constructor']).toBeUndefined();
  });

  it('has no property for what was left out and has no default', () => {
    const config = configOf(LEAST);
    expect(config).not.toHaveProperty('helpUrl');
    expect(config.backends['default']).not.toHaveProperty('pop3');
  });

  it('names listeners by protocol and port, and never two alike', () => {
    const more = `  - { protocol: smtp, port: 465, tls: implicit, address: 192.0.2.1 }
  - { protocol: smtp, port: 465, tls: implicit, address: 192.0.2.2 }
  - { protocol: smtp, port: 465, tls: implicit, address: 192.0.2.3, name: outside }
`;
    const text = `${LEAST.replace('backends:', `${more}backends:`)}    smtp: { host: 127.0.0.1, port: 25, tls: none }\n`;
    expect(configOf(text).listeners.map(({ name }) => name)).toEqual(['imap-993', 'smtp-465', 'smtp-465-2', 'outside']);
  });

  it('cannot be changed, at any depth', () => {
    const config = configOf(LEAST);
    expect(everyPart(config).every(Object.isFrozen)).toBe(true);
  });

  it('reads a section whose every key is switched off as though it were not there', () => {
    expect(configOf(`${LEAST}throttle:\n  # longest-delay: 1s\nlog:\n`)).toEqual(configOf(LEAST));
  });

  it('lets two listeners have port 0, for the system to choose', () => {
    const text = LEAST.replaceAll('port: 993, tls: implicit }', 'port: 0, tls: implicit }');
    expect(
      configOf(text.replace('backends:', '  - { protocol: imap, port: 0, tls: starttls }\nbackends:')),
    ).toBeTruthy();
  });

  it('may have ManageSieve with TLS from the first octet', () => {
    const text = LEAST.replaceAll('imap', 'sieve').concat('sign-in-sources: { default: { kind: local } }\n');
    expect(configOf(text).listeners[0]).toMatchObject({ protocol: 'sieve', tls: 'implicit' });
  });

  it('writes host names in lower case', () => {
    expect(configOf(LEAST.replace('mail.example.com', 'Mail.Example.COM')).hostname).toBe('mail.example.com');
  });
});

describe('durations', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('reads %s', (written, millis) => {
    expect(configOf(`${LEAST}limits: { half-closed-timeout: ${written} }\n`).limits.halfClosedTimeout).toBe(millis);
  });

  it.each(['10', '"10"', '1.5m', '-1s', '1 s', '1h30m', '1w', '1S', 's', '""', 'true', '[1s]'])(
    'refuses %s, which has no unit of ours',
    (written) => {
      expect(problemsOf(`${LEAST}limits: { half-closed-timeout: ${written} }\n`)).toEqual([
        expect.stringContaining(
          'limits.half-closed-timeout: must be a duration with its unit, such as 30s, 5m, 12h or 90d',
        ),
      ]);
    },
  );
});

describe('the file', () => {
  it('is read from its path when no text is given', () => {
    const read: string[] = [];
    const readFile = (path: string) => {
      read.push(path);
      return LEAST;
    };
    expect(loadConfig({ path: '/etc/postern/postern.yaml', environment: {}, readFile }).kind).toBe('loaded');
    expect(read).toEqual(['/etc/postern/postern.yaml']);
  });

  it('is a problem like any other when it cannot be read', () => {
    const readFile = () => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    };
    expect(loadConfig({ path: '/x.yaml', environment: {}, readFile })).toEqual({
      kind: 'invalid',
      problems: [{ file: '/x.yaml', path: '', reason: 'cannot be read (EACCES)' }],
      warnings: [],
    });
  });

  it('opens no other file when no secret stands in one', () => {
    expect(load(LEAST, { files: {} }).kind).toBe('loaded');
  });
});

type DeepPartial<T> = { readonly [Key in keyof T]?: DeepPartial<T[Key]> };

function everyPart(value: unknown): readonly object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(everyPart)] : [];
}
