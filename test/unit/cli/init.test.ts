import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import type { ProbeReport, ProbeTarget, ServiceProbe } from '../../../src/cli/probe/service-probe.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
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

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'etc', 'postern.yaml');
  probed = [];
});

afterEach(() => folder[Symbol.dispose]());

const probe: ServiceProbe = {
  async probe(target) {
    probed.push(target);
    return DOVECOT[target.port] ?? { kind: 'unreachable', text: 'nobody' };
  },
  isOpen: async () => false,
};

async function init(words: readonly string[], terminal: FakeTerminal = createFakeTerminal()) {
  const line = createCommandLine(
    {
      serve: async () => undefined,
      migrate: async () => ({ file, from: 0, to: 0 }),
      checkStores: async () => [],
      checkCountries: async () => ({ check: 'countries', result: 'ok', text: '' }),
      probe,
      version: '1',
    },
    { terminal, environment: {} },
  );
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
    const line = createCommandLine(
      {
        serve: async () => undefined,
        migrate: async () => ({ file, from: 0, to: 0 }),
        checkStores: async () => [],
        checkCountries: async () => ({ check: 'countries', result: 'ok', text: '' }),
        probe: nobody,
        version: '1',
      },
      { terminal, environment: {} },
    );
    expect(await line.run(['init', '--yes', '--config', file, '--backend', 'mx.example'])).toBe(2);
    expect(terminal.take().error).toContain('--service');
  });
});
