import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import type { ProbeReport, ProbeTarget, ServiceProbe } from '../../../src/cli/probe/service-probe.ts';
import type { WebProbe, WebReport } from '../../../src/cli/probe/web-probe.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal, type FakeTerminal } from '../../support/fake-terminal.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';

const DOVECOT: Readonly<Record<number, ProbeReport>> = {
  143: {
    kind: 'reached',
    tls: 'starttls',
    capabilities: ['IMAP4REV1', 'ID'],
    certificate: { subject: 'localhost', validUntil: 0, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  },
  587: { kind: 'reached', tls: 'none', capabilities: ['AUTH PLAIN', 'XCLIENT NAME ADDR'] },
};

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let probed: ProbeTarget[];
/** What webmails answer, by path; 404 elsewhere. */
let pages: Record<string, Partial<Extract<WebReport, { kind: 'answered' }>>>;
let webAsked: string[];

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'etc', 'postern.yaml');
  probed = [];
  pages = {};
  webAsked = [];
});

afterEach(() => folder[Symbol.dispose]());

const probe: ServiceProbe = {
  async probe(target) {
    probed.push(target);
    return DOVECOT[target.port] ?? { kind: 'unreachable', text: 'nobody' };
  },
  isOpen: async () => false,
};

const webProbe: WebProbe = {
  async ask({ target }) {
    webAsked.push(target);
    const empty = { kind: 'answered', status: 200, cookies: [], body: '' } as const;
    return { ...empty, ...(pages[target] ?? { status: 404 }) };
  },
};

const ROUNDCUBE_FORM = '<form><input name="_token"><input name="_user"><input type="password" name="_pass"></form>';
const SOGO_PAGE = '<script src="/SOGo.woa/WebServerResources/js/Common.js"></script>';

async function init(words: readonly string[], terminal: FakeTerminal = createFakeTerminal()) {
  const line = createCommandLine(fakeActions({ probe, webProbe }), { terminal, environment: {} });
  const code = await line.run(['init', '--config', file, ...words]);
  return { code, ...terminal.take() };
}

function written() {
  const loaded = loadConfig({ path: file, environment: {}, readFile: (path) => readFileSync(path, 'utf8') });
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

describe('postern init', () => {
  it('takes what it finds at the backend, and writes a configuration that only its owner writes', async () => {
    const { code, out } = await init(['--yes', '--hostname', 'mail.example.com', '--backend', '127.0.0.1']);
    expect(code).toBe(0);
    expect(out).toContain(`postern doctor --config ${file}`);
    expect(out).toContain('postern domain add example.com');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(probed.map(({ port }) => port)).toEqual([143, 993, 110, 995, 587, 465, 4190]);
    const { backends, listeners, loginNames } = written();
    // On this machine a certificate that proves nothing is worth no more than clear text.
    expect(backends['default']).toMatchObject({
      imap: { host: '127.0.0.1', port: 143, tls: 'none' },
      smtp: { port: 587, tls: 'none', forwardClient: 'xclient' },
      signIn: { kind: 'sealed' },
    });
    expect(listeners.map(({ name }) => name)).toEqual(['imap-993', 'imap-143', 'smtp-465', 'smtp-587']);
    expect(loginNames.defaultDomain).toBe('example.com');
  });

  it('asks what no flag says, with the default in brackets', async () => {
    const terminal = createFakeTerminal({
      answers: [
        'mail.site.example',
        '',
        'master',
        'admin',
        '/run/master',
        '',
        '',
        '',
        '',
        '/srv/postern',
        'no',
        '',
        'no',
        '',
        '',
      ],
    });
    expect((await init([], terminal)).code).toBe(0);
    expect(terminal.questions.slice(0, 3)).toEqual([
      expect.stringMatching(/^Name that mail clients connect to \[.+\]: $/),
      'Host of the mail server behind Postern [127.0.0.1]: ',
      expect.stringMatching(/^How Postern signs in there .*\[sealed\]: $/),
    ]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('name: admin');
    expect(text).toContain('state: /srv/postern');
    expect(text).toContain('default-domain: site.example');
    expect(text).not.toContain('port: 143,');
  });

  describe('a webmail', () => {
    const WORDS = ['--yes', '--hostname', 'mail.example.com', '--webmail'];

    it('is recognised when it is a Roundcube, with its path, cookie and fields', async () => {
      pages = {
        '/': { status: 302, location: '/mail/' },
        '/mail/': { body: `${ROUNDCUBE_FORM}<select name="_host"></select>`, cookies: ['site_sessid'] },
      };
      const { code, error } = await init([...WORDS, 'http://127.0.0.1:8080']);
      expect([code, error]).toEqual([0, expect.stringContaining('It is Roundcube, at /mail/.')]);
      const { sites, web, helpUrl } = written();
      expect(sites).toMatchObject({
        webmail: {
          origin: 'https://webmail.example.com',
          upstream: { kind: 'network', host: '127.0.0.1', port: 8080, tls: 'none' },
          profile: { kind: 'roundcube', basePath: '/mail/', sessionCookie: 'site_sessid', extraFields: ['_host'] },
        },
      });
      expect(web.listeners.map(({ name }) => name)).toEqual(['https-443', 'redirect-80']);
      expect(helpUrl).toBe('https://webmail.example.com/.postern/account');
    });

    it('is recognised when it is a SOGo, where its packages put it', async () => {
      pages = { '/': { body: 'It works' }, '/SOGo/': { body: SOGO_PAGE } };
      const words = ['https://[::1]/', '--webmail-origin', 'https://mail.example.com/', '--web-listen', 'http=8000'];
      const { code } = await init([...WORDS, ...words, '--address', '127.0.0.1']);
      expect([code, webAsked]).toEqual([0, ['/', '/SOGo/']]);
      expect(written()).toMatchObject({
        sites: {
          webmail: {
            origin: 'https://mail.example.com',
            upstream: { host: '::1', port: 443, tls: 'implicit' },
            profile: { kind: 'sogo' },
          },
        },
        web: { listeners: [{ kind: 'http', address: '127.0.0.1', port: 8000 }] },
      });
    });

    it('is asked for, and is none when it is unknown and nobody says what it is', async () => {
      pages = { '/': { body: '<input type=password name=p>' } };
      const answers = ['mail.site.example', '', '', '', '', '', 'unix:/run/webmail.sock', '', '/srv/postern', ''];
      const terminal = createFakeTerminal({ answers });
      const { code, error } = await init([], terminal);
      expect([code, error]).toEqual([0, expect.stringContaining('docs/guides/webmail-profiles.md')]);
      expect(terminal.questions.slice(6, 8)).toEqual([
        'Address of the webmail behind Postern, such as http://127.0.0.1:8080 [none]: ',
        'Which webmail it is (roundcube, sogo, none) [none]: ',
      ]);
      expect(written().sites).toEqual({});
    });

    it('is not looked at when everything is told', async () => {
      const { code } = await init([...WORDS, 'unix:/run/webmail.sock', '--webmail-kind', 'roundcube']);
      expect([code, webAsked]).toEqual([0, []]);
      expect(written().sites['webmail']).toMatchObject({
        upstream: { kind: 'unix-socket', path: '/run/webmail.sock' },
        profile: { kind: 'roundcube', basePath: '/' },
      });
    });

    it('has doors that can be declined', async () => {
      pages = { '/': { body: ROUNDCUBE_FORM, cookies: ['roundcube_sessid'] } };
      const answers = [
        'mail.site.example',
        '',
        '',
        '',
        '',
        '',
        'https://127.0.0.1',
        'https://w.example',
        '/srv/postern',
      ];
      const terminal = createFakeTerminal({ answers: [...answers, 'no', 'yes', 'no', 'no', 'no', 'yes', 'no'] });
      expect((await init([], terminal)).code).toBe(0);
      const { listeners, web, sites } = written();
      expect([...listeners, ...web.listeners].map(({ name }) => name)).toEqual(['imap-993', 'https-443']);
      expect(sites['webmail']?.origin).toBe('https://w.example');
    });

    it.each([
      [['ftp://x'], 2, 'http://HOST:PORT'],
      [['http://127.0.0.1:8080'], 2, '--webmail-kind'],
      [['http://192.0.2.1', '--webmail-kind', 'sogo'], 78, 'allow-clear-text-to-anywhere'],
      [['http://127.0.0.1', '--webmail-kind', 'sogo', '--web-listen', 'ftp=1'], 2, 'https=PORT'],
    ])('is refused as %j, and nothing is written', async (words, expected, text) => {
      const { code, error } = await init([...WORDS, ...words]);
      expect([code, error]).toEqual([expected, expect.stringContaining(text)]);
      expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    });
  });

  it('looks nowhere when everything is told', async () => {
    const words = ['--service', 'imap=[::1]:1143/none', '--service', 'smtp=mx.example:587/starttls'];
    const more = ['--listen', 'imap=1993/implicit', '--address', '127.0.0.1', '--domain', 'd.example', '--json'];
    const { code, out } = await init(['--yes', '--hostname', 'h.example', ...words, ...more]);
    expect(code).toBe(0);
    expect(probed).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({ file, answers: { hostname: 'h.example', defaultDomain: 'd.example' } });
    expect(written()).toMatchObject({
      backends: { default: { imap: { host: '::1', port: 1143 }, smtp: { host: 'mx.example', tls: 'starttls' } } },
      listeners: [{ protocol: 'imap', address: '127.0.0.1', port: 1993 }],
    });
  });

  it('never writes over a configuration unless it is told to', async () => {
    const words = ['--yes', '--hostname', 'mail.example.com'];
    expect((await init(words)).code).toBe(0);
    writeFileSync(file, 'precious');
    const { code, error } = await init(words);
    expect([code, error]).toEqual([2, expect.stringContaining('--force')]);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect((await init([...words, '--force'])).code).toBe(0);
    expect(written().hostname).toBe('mail.example.com');
  });

  it.each([
    [['--hostname', 'mail.example.com'], 2, '--yes'],
    [['--yes', '--hostname', 'not a name'], 78, 'hostname'],
    [['--yes', '--service', 'imap=143'], 2, 'PROTOCOL=HOST:PORT'],
    [['--yes', '--listen', 'ftp=21/none'], 2, 'PROTOCOL=PORT'],
  ])('refuses %j and writes nothing', async (words, expected, text) => {
    const { code, error } = await init(words);
    expect([code, error]).toEqual([expected, expect.stringContaining(text)]);
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('says so when no mail server is found', async () => {
    const terminal = createFakeTerminal();
    const nobody: ServiceProbe = { ...probe, probe: async () => ({ kind: 'unreachable', text: '' }) };
    const line = createCommandLine(fakeActions({ probe: nobody }), { terminal, environment: {} });
    expect(await line.run(['init', '--yes', '--config', file, '--backend', 'mx.example'])).toBe(2);
    expect(terminal.take().error).toContain('--service');
  });
});
