// The web's sections: sites, their upstreams and the doors for browsers.

import { describe, expect, it } from 'vitest';
import { configOf, LEAST, problemsOf, warningsOf } from './load-text.ts';

const SITE = 'origin: https://webmail.example.com, profile: { kind: roundcube }';
const UPSTREAM = 'upstream: { kind: network, host: 127.0.0.1, port: 8080 }';

function withSite(site: string, listeners = '[{ kind: https, port: 443 }]', more = ''): string {
  return `${LEAST}web: { listeners: ${listeners}${more} }\nsites:\n  webmail: { ${site} }\n`;
}

describe('doors', () => {
  const withoutMail = (listeners: string) => LEAST.replace(/listeners:\n.*\n/, listeners);
  const web = `web: { listeners: [{ kind: https, port: 443 }] }\nsites:\n  webmail: { ${SITE}, ${UPSTREAM} }\n`;

  it.each(['', 'listeners: []\n'])('may be for browsers only: %j', (listeners) => {
    expect(configOf(withoutMail(listeners) + web)).toMatchObject({
      listeners: [],
      web: { listeners: [{ port: 443 }] },
    });
  });

  it('are needed, of one kind or the other', () => {
    const reason = 'nobody can connect: needs an entry here or in web.listeners';
    expect(problemsOf(withoutMail('listeners: []\n'))).toEqual([`postern.yaml:5:1 listeners: ${reason}`]);
    expect(problemsOf(withoutMail(''))).toEqual([expect.stringContaining(`listeners: ${reason}`)]);
  });
});

describe('a site', () => {
  it('needs little', () => {
    const config = configOf(withSite(`${SITE}, ${UPSTREAM}`));
    expect(config.sites['webmail']).toMatchObject({
      origin: 'https://webmail.example.com',
      aliases: [],
      upstream: { kind: 'network', tls: 'none', hostHeader: 'public', connectTimeout: 5_000 },
      session: { idle: 7_200_000, absolute: 86_400_000 },
    });
    expect(config.web.trustedProxies).toEqual([]);
    expect(config.web.listeners[0]?.name).toBe('https-443');
    expect(warningsOf(withSite(`${SITE}, ${UPSTREAM}`))).toEqual([]);
  });

  it('keeps its secret out of the configuration', () => {
    const upstream = `upstream: { kind: unix-socket, path: /run/w.sock, secret-header: { name: X-Secret, value: hush } }`;
    const config = configOf(withSite(`${SITE}, ${upstream}`));
    expect(config.sites['webmail']?.upstream.secretHeader?.name).toBe('x-secret');
    expect(JSON.stringify(config)).not.toContain('hush');
  });

  it.each([
    'http://webmail.example.com',
    'https://webmail.example.com/',
    'https://webmail.example.com:443',
    'https://webmail.example.com:70000',
    'https://Webmail.example.com',
    'https://me@webmail.example.com',
    'https://',
  ])('has a public address and nothing else: not %s', (origin) => {
    const [problem] = problemsOf(withSite(`origin: "${origin}", profile: { kind: sogo }, ${UPSTREAM}`));
    expect(problem).toContain('must be https:// and a host name in lower case');
  });

  it('has a host that no other has', () => {
    const other = `  other: { origin: https://mail.example.com, aliases: [webmail.example.com], profile: { kind: sogo }, ${UPSTREAM} }\n`;
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}`) + other)).toEqual([
      expect.stringContaining('sites.other.aliases[0]: this host is also one of the site webmail'),
    ]);
  });

  it('is not reached in the clear over a network, unless somebody wants it so', () => {
    const upstream = 'upstream: { kind: network, host: 192.0.2.7, port: 80';
    expect(problemsOf(withSite(`${SITE}, ${upstream} }`))).toEqual([
      expect.stringContaining('sites.webmail.upstream.tls: none shows every password'),
    ]);
    expect(problemsOf(withSite(`${SITE}, ${upstream}, tls: implicit }`))).toEqual([]);
    expect(warningsOf(withSite(`${SITE}, ${upstream}, allow-clear-text-to-anywhere: true }`))).toEqual([
      expect.stringContaining('passwords and mail go to 192.0.2.7 in the clear'),
    ]);
  });

  it('has sessions that aren’t idle for longer than they live', () => {
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}, session: { idle: 25h }`))).toEqual([
      expect.stringContaining('sites.webmail.session.idle'),
    ]);
  });

  it('that nobody can reach is warned about', () => {
    expect(warningsOf(withSite(`${SITE}, ${UPSTREAM}`, '[{ kind: redirect, port: 80 }]'))).toEqual([
      expect.stringContaining('nobody can reach it'),
    ]);
  });
});

describe('a door for browsers', () => {
  it('in clear text is for loopback and for front proxies', () => {
    const listeners = '[{ kind: http, port: 8080 }]';
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}`, listeners))).toEqual([
      expect.stringContaining('http is for loopback addresses'),
    ]);
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}`, listeners, ', trusted-proxies: [192.0.2.1]'))).toEqual([]);
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}`, '[{ kind: http, port: 8080, address: 127.0.0.1 }]'))).toEqual(
      [],
    );
  });

  it('over TLS needs a certificate', () => {
    const text = withSite(`${SITE}, ${UPSTREAM}`)
      .replace(/tls:\n.*\n.*\n/, '')
      .replace('port: 993, tls: implicit', 'port: 1143, tls: none, address: 127.0.0.1');
    expect(problemsOf(text)).toEqual([expect.stringContaining('https needs an entry in tls.certificates')]);
  });

  it('has a port of its own, also beside the mail doors', () => {
    expect(problemsOf(withSite(`${SITE}, ${UPSTREAM}`, '[{ kind: https, port: 993 }]'))).toEqual([
      expect.stringContaining('web.listeners[0].port: port 993 of this address is taken by imap-993'),
    ]);
    expect(
      problemsOf(withSite(`${SITE}, ${UPSTREAM}`, '[{ kind: https, port: 443 }, { kind: redirect, port: 443 }]')),
    ).toEqual([expect.stringContaining('taken by https-443')]);
  });

  it('that believes everybody is warned about (P-01)', () => {
    expect(warningsOf(withSite(`${SITE}, ${UPSTREAM}`, undefined, ', trusted-proxies: [0.0.0.0/0]'))).toEqual([
      expect.stringContaining('everybody can claim any address'),
    ]);
  });
});
