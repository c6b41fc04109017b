// The section of the mail path.

import { describe, expect, it } from 'vitest';
import { configOf, LEAST, load, problemsOf, warningsOf } from './load-text.ts';

const FROM = 'from: { name: Example, address: Security@Example.com }';

function withPath(text: string): string {
  return `${LEAST}mail-path: { ${text} }\n`;
}

function smarthost(text: string): string {
  return withPath(`${FROM}, delivery: { kind: smarthost, ${text} }`);
}

describe('the mail path', () => {
  it('is nowhere unless it is written', () => {
    expect(configOf(LEAST).mailPath).toBeUndefined();
  });

  it('by smarthost needs little, and its password is a secret', () => {
    const text = smarthost('host: 127.0.0.1, port: 25, tls: none, user: postern, password: { environment: PASSWORD }');
    const loaded = load(text, { environment: { PASSWORD: 'a secret of ours' } });
    if (loaded.kind === 'invalid') throw new Error('invalid');
    expect(loaded.config.mailPath).toEqual({
      from: { name: 'Example', address: 'Security@example.com' },
      envelopeSender: 'same',
      delivery: {
        kind: 'smarthost',
        host: '127.0.0.1',
        port: 25,
        tls: 'none',
        user: 'postern',
        password: 'mail-path.delivery.password',
      },
      prefer: 'any',
    });
    expect(JSON.stringify(loaded.config)).not.toContain('a secret of ours');
    const { delivery } = loaded.config.mailPath ?? {};
    if (delivery?.kind !== 'smarthost' || !delivery.password) throw new Error('no password');
    expect(loaded.secrets.reveal(delivery.password)).toBe('a secret of ours');
  });

  it('by MX signs, and asks whom it is told', () => {
    const dkim = 'dkim: { domain: example.com, selector: postern, key: /k.pem }';
    const delivery = 'delivery: { kind: mx, resolvers: ["127.0.0.1:5353"] }';
    expect(configOf(withPath(`${FROM}, ${delivery}, envelope-sender: none, ${dkim}`)).mailPath).toMatchObject({
      delivery: { kind: 'mx', localServers: false, resolvers: ['127.0.0.1:5353'] },
      envelopeSender: 'none',
      dkim: { domain: 'example.com', selector: 'postern', key: '/k.pem' },
    });
  });

  it.each([
    ['from: { name: x, address: nobody }, delivery: { kind: mx }', 'must be a mail address'],
    ['from: { name: x, address: "jörg@example.com" }, delivery: { kind: mx }', 'must be a mail address'],
    ['from: { name: x, address: "a..b@example.com" }, delivery: { kind: mx }', 'must be a mail address'],
    [`${FROM}, delivery: { kind: mx }, envelope-sender: other`, 'must be same, none or a mail address'],
    [`${FROM}, delivery: { kind: mx, resolvers: [localhost] }`, 'must be an IP address'],
    [`${FROM}`, 'delivery'],
  ])('refuses %s', (text, reason) => {
    expect(problemsOf(withPath(text)).join('\n')).toContain(reason);
  });

  it('wants user and password both or neither', () => {
    expect(problemsOf(smarthost('host: a.test, port: 25, tls: starttls, user: x')).join()).toContain(
      'needs password too',
    );
    expect(problemsOf(smarthost('host: a.test, port: 25, tls: starttls, password: x')).join()).toContain(
      'needs user too',
    );
  });

  it('wants a name to check a certificate by', () => {
    const reason = 'a certificate is checked by name';
    expect(problemsOf(smarthost('host: 192.0.2.1, port: 25, tls: starttls')).join()).toContain(reason);
    expect(problemsOf(smarthost('host: 192.0.2.1, port: 25, tls: implicit, server-name: m.test'))).toEqual([]);
  });

  it('warns of clear text, and of a signature that counts for nothing', () => {
    expect(warningsOf(smarthost('host: 192.0.2.1, port: 25, tls: none')).join()).toContain('in clear text');
    expect(warningsOf(smarthost('host: 127.0.0.1, port: 25, tls: none'))).toEqual([]);
    const signed = (domain: string) =>
      warningsOf(withPath(`${FROM}, delivery: { kind: mx }, dkim: { domain: ${domain}, selector: s, key: /k }`));
    expect(signed('example.com')).toEqual([]);
    expect(signed('example.org').join()).toContain('is not the domain of from.address');
  });
});
