// What `postern init` writes can be loaded, and says what was answered.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigAnswers, writeConfig } from '../../../src/config/write-config.ts';
import { runs } from '../../support/runs.ts';
import { configOf, load } from './load-text.ts';

const ANSWERS: ConfigAnswers = {
  hostname: 'mail.example.com',
  state: '/var/lib/postern',
  certificates: [{ certificate: '/etc/ssl/mail chain.pem', key: '/etc/ssl/mail.key' }],
  listeners: [
    { protocol: 'imap', port: 993, tls: 'implicit' },
    { protocol: 'smtp', port: 465, tls: 'implicit', address: '2001:db8::1' },
  ],
  backend: {
    imap: { host: '127.0.0.1', port: 143, tls: 'none', forwardClient: 'id' },
    smtp: { host: 'submission.internal.example', port: 587, tls: 'starttls', certificateAuthority: '/etc/ssl/ca.pem' },
    signIn: { kind: 'sealed' },
  },
};

const FILES = { files: { '/etc/postern/master': 'secret' } };

describe('the file that is written from answers', () => {
  it('loads without a warning, and says what was answered', () => {
    const text = writeConfig(ANSWERS);
    expect(load(text)).toMatchObject({ kind: 'loaded', warnings: [] });
    const { signIn, ...services } = ANSWERS.backend;
    expect(configOf(text)).toMatchObject({
      hostname: 'mail.example.com',
      tls: { certificates: ANSWERS.certificates },
      listeners: ANSWERS.listeners,
      backends: { default: { ...services, signIn } },
    });
  });

  it('says which webmail there is', () => {
    const webmail: ConfigAnswers['webmail'] = {
      site: {
        origin: 'https://webmail.example.com',
        upstream: { kind: 'network', host: '127.0.0.1', port: 8080, tls: 'none' },
        profile: { kind: 'roundcube', basePath: '/mail/' },
      },
      listeners: [
        { kind: 'https', port: 443 },
        { kind: 'redirect', port: 80 },
      ],
    };
    const text = writeConfig({ ...ANSWERS, webmail });
    expect(load(text)).toMatchObject({ kind: 'loaded', warnings: [] });
    expect(configOf(text)).toMatchObject({ web: { listeners: webmail.listeners }, sites: { webmail: webmail.site } });
  });

  it('says nothing that was not answered', () => {
    expect(writeConfig(ANSWERS)).not.toMatch(/^ *(limits|throttle|workers|login-name|undefined)/m);
  });

  it('documents every key that it has, once', () => {
    const lines = writeConfig(ANSWERS).split('\n');
    const keys = lines.flatMap((line, index) =>
      /^ *(- )?[a-z]/.test(line) ? [{ line, above: lines[index - 1] ?? '' }] : [],
    );
    const first = keys.filter(
      ({ line }, index) => keys.findIndex((other) => keyOf(other.line) === keyOf(line)) === index,
    );
    expect(first.filter(({ above, line }) => !/^ *#/.test(above) && !/^ {2}default:$/.test(line))).toEqual([]);
  });

  it('refers to the password of a master user, and does not hold it', () => {
    const signIn = { kind: 'master', name: 'postern', password: { file: '/etc/postern/master' } } as const;
    const text = writeConfig({ ...ANSWERS, backend: { ...ANSWERS.backend, signIn } });
    expect(configOf(text, FILES).backends['default']?.signIn).toMatchObject({ kind: 'master', name: 'postern' });
  });

  it('can be for a backend without IMAP, when Postern keeps the passwords', () => {
    const text = writeConfig({
      ...ANSWERS,
      listeners: [{ protocol: 'pop3', port: 995, tls: 'implicit' }],
      backend: { pop3: { host: '::1', port: 110, tls: 'none' }, signIn: { kind: 'passthrough' } },
      signInSource: 'local',
    });
    expect(configOf(text).signInSources['default']).toEqual({ kind: 'local' });
  });

  it('can be for a first try on loopback, without certificates', () => {
    const listeners = [{ protocol: 'imap', port: 1143, tls: 'none', address: '127.0.0.1' }] as const;
    expect(load(writeConfig({ ...ANSWERS, certificates: [], listeners })).kind).toBe('loaded');
  });

  it('keeps any path, name and delimiter as it was answered', () => {
    const path = fc.string({ unit: 'grapheme' }).map((text) => `/${text.replaceAll('\0', '')}`);
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));
    const delimiter = fc.constantFrom('+', '-', '_', '=', '#', '.');
    fc.assert(
      fc.property(path, name, delimiter, (state, master, recipientDelimiter) => {
        const signIn = { kind: 'master', name: master, password: { file: '/etc/postern/master' } } as const;
        const text = writeConfig({ ...ANSWERS, state, recipientDelimiter, backend: { ...ANSWERS.backend, signIn } });
        expect(configOf(text, FILES)).toMatchObject({
          state,
          loginNames: { recipientDelimiter },
          backends: { default: { signIn: { name: master } } },
        });
      }),
      { numRuns: runs(60) },
    );
  });
});

function keyOf(line: string): string {
  return line.replace(/:.*$/, '').replace(/[ -]*/, '');
}
