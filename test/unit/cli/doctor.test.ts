import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import type { Check } from '../../../src/cli/doctor/check.ts';
import type { ProbeReport, ServiceProbe } from '../../../src/cli/probe/service-probe.ts';
import type { WebProbe, WebQuestion, WebReport } from '../../../src/cli/probe/web-probe.ts';
import type { GatewayProbe } from '../../../src/core/messages/sms-gateway.ts';
import { listenOnSocket } from '../../../src/web/api/socket.ts';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';
import { type CertificateAuthority, makeCertificateAuthority } from '../../support/tls.ts';

let folder: ReturnType<typeof temporaryFolder>;
let authority: CertificateAuthority;
let state: string;
let report: ProbeReport;
let open: readonly string[];
let stores: readonly Check[];
let countries: Check;
let isSynchronized: boolean | undefined;
let sms: GatewayProbe;
let page: (question: WebQuestion) => Partial<Extract<WebReport, { kind: 'answered' }>> | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  authority = await makeCertificateAuthority();
  state = join(folder.path, 'state');
  mkdirSync(state, { mode: 0o700 });
  report = { kind: 'reached', tls: 'none', capabilities: ['ID'] };
  open = [];
  stores = [];
  countries = { check: 'countries', result: 'ok', text: 'fresh' };
  isSynchronized = true;
  sms = { kind: 'well', text: 'answers' };
  page = () => undefined;
});

afterEach(async () => {
  folder[Symbol.dispose]();
  await authority[Symbol.asyncDispose]();
});

const probe: ServiceProbe = {
  probe: async () => report,
  isOpen: async (host, port) => open.includes(`${host}:${port}`),
};

const webProbe: WebProbe = {
  async ask(question) {
    const found = page(question);
    if (!found) return { kind: 'unreachable', text: 'ECONNREFUSED' };
    return { kind: 'answered', status: 200, cookies: [], body: '', ...found };
  },
};

interface Site {
  readonly names?: readonly string[];
  readonly days?: number;
  readonly now?: number;
  readonly backend?: string;
  /** Further YAML. */
  readonly more?: string;
  readonly words?: readonly string[];
}

async function doctor(site: Site = {}): Promise<{ readonly code: number; readonly checks: readonly Check[] }> {
  const { certFile, keyFile } = await authority.issue({
    names: site.names ?? ['mail.example.test'],
    days: site.days ?? 30,
  });
  chmodSync(keyFile, 0o640);
  return examine(certFile, keyFile, site);
}

async function examine(certFile: string, keyFile: string, site: Site) {
  const config = join(folder.path, 'postern.yaml');
  const backend = site.backend ?? '{ host: 127.0.0.1, port: 1143, tls: none, forward-client: id }';
  writeFileSync(
    config,
    `hostname: mail.example.test
state: ${state}
tls: { certificates: [{ certificate: ${certFile}, key: ${keyFile} }] }
listeners: [{ protocol: imap, port: 993, tls: implicit }]
backends: { default: { imap: ${backend} } }
${site.more ?? ''}`,
  );
  const terminal = createFakeTerminal();
  const line = createCommandLine(
    fakeActions({
      checkStores: async () => stores,
      checkCountries: async () => countries,
      machineProbe: { addresses: () => ['203.0.113.9'], isClockSynchronized: async () => isSynchronized },
      probeSms: async () => sms,
      probe,
      webProbe,
    }),
    { terminal, environment: {}, clock: { now: () => site.now ?? Date.now() } },
  );
  const code = await line.run(['doctor', '--config', config, '--json', ...(site.words ?? [])]);
  return { code, checks: JSON.parse(terminal.take().out).checks as readonly Check[] };
}

function ills(checks: readonly Check[]): readonly string[] {
  return checks.filter(({ result }) => result !== 'ok').map(({ check, result }) => `${check} ${result}`);
}

describe('postern doctor', () => {
  it('finds nothing wrong where nothing is, but that no node runs', async () => {
    const { code, checks } = await doctor();
    expect([code, ills(checks)]).toEqual([0, ['node warn']]);
    expect(checks.every(({ result, remedy }) => result === 'ok' || remedy !== undefined)).toBe(true);
    expect(checks.map(({ check }) => check)).toEqual([
      'config',
      'certificate.dates',
      'certificate.key',
      'state.mode',
      'clock',
      'countries',
      'messages',
      'node',
      'backend.reachable',
    ]);
  });

  it('asks the running node', async () => {
    const node = await createAdministrationFixture();
    await using _socket = await listenOnSocket(node.api, join(state, 'postern.sock'));
    // Three listeners run, the configuration has one: it wasn't reloaded.
    expect(ills((await doctor()).checks)).toEqual(['node warn']);
    expect((await doctor()).checks.find(({ check }) => check === 'node')?.text).toContain('3 listeners');
  });

  it('lists what is wrong with the configuration, and stops there', async () => {
    const { code, checks } = await doctor({ backend: '{ host: 127.0.0.1, prot: 143, tls: none }' });
    expect(code).toBe(1);
    expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual(['config fail']);
  });

  it.each([
    [{ days: 5 }, 'certificate.dates warn'],
    [{ now: Date.now() + 40 * 86_400_000 }, 'certificate.dates fail'],
    [{ now: Date.now() - 86_400_000 }, 'certificate.dates fail'],
    [{ names: ['other.example.test'] }, 'certificate.name warn'],
  ] as const)('looks at what a certificate says: %j', async (site, expected) => {
    expect(ills((await doctor(site)).checks)).toContain(expected);
  });

  it("looks at keys: another certificate's, one that everybody can read, none", async () => {
    const [one, other] = [await authority.issue({ names: ['a'] }), await authority.issue({ names: ['b'] })];
    chmodSync(other.keyFile, 0o644);
    const { checks } = await examine(one.certFile, other.keyFile, {});
    expect(ills(checks)).toEqual(expect.arrayContaining(['certificate.key fail', 'certificate.key-mode fail']));
    expect(ills((await examine(one.certFile, '/nowhere/key.pem', {})).checks)).toContain('certificate.key fail');
    expect(ills((await examine('/nowhere/cert.pem', one.keyFile, {})).checks)).toContain('certificate.readable fail');
  });

  it('looks at who else gets at the state, and at the clock', async () => {
    writeFileSync(join(state, 'postern.db'), '', { mode: 0o600 });
    mkdirSync(join(state, 'keys'), { mode: 0o700 });
    writeFileSync(join(state, 'keys', 'installation.key'), '');
    chmodSync(join(state, 'keys', 'installation.key'), 0o640);
    const ahead = Date.now() / 1_000 + 3_600;
    utimesSync(join(state, 'postern.db'), ahead, ahead);
    const { code, checks } = await doctor();
    expect([code, ills(checks)]).toEqual([1, ['state.mode fail', 'clock fail', 'node warn']]);
    expect(checks.find(({ check }) => check === 'state.mode')?.remedy).toContain('chmod go= ');
  });

  it('says when the clock follows no time server', async () => {
    isSynchronized = false;
    expect(ills((await doctor()).checks)).toEqual(['clock warn', 'node warn']);
    isSynchronized = undefined;
    expect(ills((await doctor()).checks)).toEqual(['node warn']);
  });

  describe('of text messages', () => {
    const SMS = `sms: { gateway: { kind: kannel, url: 'http://127.0.0.1:9/', name: x, password: x }, allowed-prefixes: ['+49'] }\n`;
    const ofSms = ({ checks }: { readonly checks: readonly Check[] }) =>
      checks.filter(({ check }) => check.startsWith('sms.')).map(({ result, text }) => `${result} ${text}`);

    it('says nothing where there is no gateway', async () => {
      expect(ofSms(await doctor())).toEqual([]);
    });

    it('reaches for the gateway', async () => {
      sms = { kind: 'well', text: 'answers' };
      expect(ofSms(await doctor({ more: SMS }))).toEqual(['ok answers']);
      sms = { kind: 'ill', text: 'ECONNREFUSED' };
      const found = await doctor({ more: SMS });
      expect([found.code, ofSms(found)]).toEqual([1, ['fail ECONNREFUSED']]);
    });

    it('believes a running node that holds a connection, and no other', async () => {
      sms = { kind: 'ill', text: 'bind refused' };
      let state: 'up' | 'down' = 'up';
      const desk = {
        ...(await createAdministrationFixture()).services.sms,
        gateway: 'kannel',
        health: () => ({ state }),
      };
      const node = await createAdministrationFixture({ sms: desk });
      await using _socket = await listenOnSocket(node.api, join(folder.path, 'state', 'postern.sock'));
      expect(ofSms(await doctor({ more: SMS }))).toEqual(['ok works, says the running node']);
      state = 'down';
      expect(ofSms(await doctor({ more: SMS }))).toEqual(['fail bind refused']);
    });
  });

  describe('of a webmail', () => {
    const FORM = '<input name="_user"><input name="_pass">';
    const ROUNDCUBE = { status: 200, body: FORM, cookies: ['roundcube_sessid'] };
    const SOGO = { status: 200, body: '<script src="/SOGo.woa/WebServerResources/js/x.js">' };

    async function findings(profile: string, upstream = '{ kind: network, host: 127.0.0.1, port: 8080 }') {
      const listeners = 'web: { listeners: [{ kind: https, port: 443 }] }';
      const site = `origin: https://mail.example.test, upstream: ${upstream}, profile: ${profile}`;
      const { checks } = await doctor({ more: `${listeners}\nsites: { w: { ${site} } }\n` });
      return checks.filter(({ check }) => check.startsWith('site.') || check === 'clock.upstream');
    }

    it.each([
      ['{ kind: roundcube }', '/?_task=login', ROUNDCUBE],
      ['{ kind: roundcube, base-path: /rc/ }', '/rc/?_task=login', ROUNDCUBE],
      ['{ kind: sogo }', '/SOGo/', SOGO],
    ])('finds nothing wrong with %s', async (profile, target, answer) => {
      const asked: WebQuestion[] = [];
      page = (question) => {
        asked.push(question);
        return question.target === target ? { ...answer, date: Date.now() } : { status: 404 };
      };
      const checks = await findings(profile);
      expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual(['site.profile ok', 'site.around ok']);
      // As the gate asks.
      expect(asked[0]?.headers).toMatchObject({ host: 'mail.example.test', 'x-forwarded-proto': 'https' });
    });

    it.each<[string, Partial<Extract<WebReport, { kind: 'answered' }>> | undefined, string]>([
      ['{ kind: roundcube }', undefined, 'site.reachable fail'],
      ['{ kind: roundcube }', { status: 500 }, 'site.profile fail'],
      ['{ kind: roundcube }', { ...ROUNDCUBE, cookies: ['other'] }, 'site.profile fail'],
      ['{ kind: roundcube }', { status: 302, location: '/', locationScheme: 'https' }, 'site.profile fail'],
      ['{ kind: sogo }', ROUNDCUBE, 'site.profile fail'],
      ['{ kind: roundcube }', { ...ROUNDCUBE, certificateProblem: 'CERT_HAS_EXPIRED' }, 'site.tls fail'],
      ['{ kind: roundcube }', { ...ROUNDCUBE, date: Date.now() - 60_000 }, 'clock.upstream warn'],
    ])('says what is wrong with %s that answers %j', async (profile, answer, expected) => {
      page = () => answer;
      expect(ills(await findings(profile))).toEqual([expected]);
    });

    it('knows a described webmail by the fields of its form', async () => {
      const more =
        'accepted: { status: 302, cookie: s }, refused: { status: 401 }, session-cookies: [s], log-out: /out';
      const fields = 'name-field: user, password-field: pass, other-fields: [token]';
      const profile = `{ kind: generic-form, page: /in, action: /in, ${fields}, ${more} }`;
      page = () => ({ body: '<input name=user><input name="pass"><input name="token">' });
      expect(ills(await findings(profile))).toEqual([]);
      page = () => ({ body: '<input name=user><input name="pass">' });
      const [check] = await findings(profile);
      expect(check).toMatchObject({ check: 'site.profile', result: 'fail', text: expect.stringContaining('token') });
    });

    it("warns of what the webmail has below Postern's own prefix, but not of one sign-in page at every address", async () => {
      page = () => ROUNDCUBE;
      expect(ills(await findings('{ kind: roundcube }'))).toEqual([]);
      page = ({ target }) => (target === '/.postern/' ? { body: 'mine' } : ROUNDCUBE);
      expect(ills(await findings('{ kind: roundcube }'))).toEqual(['site.prefix warn']);
    });

    it('tries whether it can be reached around Postern (4.8, 8)', async () => {
      page = () => ROUNDCUBE;
      open = ['203.0.113.9:8080'];
      const [, around] = await findings('{ kind: roundcube }');
      expect(around).toMatchObject({
        check: 'site.around',
        result: 'fail',
        text: expect.stringContaining('203.0.113.9'),
      });
      const far = '{ kind: network, host: 192.0.2.7, port: 443, tls: implicit }';
      expect(ills(await findings('{ kind: roundcube }', far))).toEqual(['site.around warn']);
      expect(ills(await findings('{ kind: roundcube }', '{ kind: unix-socket, path: /run/w.sock }'))).toEqual([]);
      const { checks } = await doctor({
        more: 'sites: { w: { origin: https://mail.example.test, upstream: { kind: network, host: 127.0.0.1, port: 8080 }, profile: { kind: sogo } } }\n',
        words: ['--outside', '203.0.113.9'],
      });
      expect(checks.find(({ check }) => check === 'outside')?.text).toContain('port 8080');
    });

    it('tries whether a secret header keeps anybody out', async () => {
      const secret = 'secret-header: { name: x-gate, value: s3cret }';
      const far = `{ kind: network, host: 192.0.2.7, port: 443, tls: implicit, ${secret} }`;
      page = () => ROUNDCUBE;
      expect(ills(await findings('{ kind: roundcube }', far))).toEqual(['site.secret-header fail']);
      page = ({ headers }) => (headers?.['x-gate'] === 's3cret' ? ROUNDCUBE : { status: 403 });
      expect(ills(await findings('{ kind: roundcube }', far))).toEqual([]);
    });
  });

  it('passes on what is wrong with the stores', async () => {
    stores = [{ check: 'stores', result: 'fail', text: 'broken', remedy: 'restore' }];
    expect(ills((await doctor()).checks)).toContain('stores fail');
  });

  it('looks at what a backend offers, and refuses one with UNAUTHENTICATE', async () => {
    report = { kind: 'reached', tls: 'none', capabilities: ['UNAUTHENTICATE'] };
    expect(ills((await doctor()).checks)).toEqual([
      'node warn',
      'backend.capabilities fail',
      'backend.capabilities warn',
    ]);
    report = { kind: 'unreachable', text: 'ECONNREFUSED' };
    expect(ills((await doctor()).checks)).toEqual(['node warn', 'backend.reachable fail']);
  });

  it("looks at a backend's TLS", async () => {
    const far = '{ host: mx.example.test, port: 143, tls: none }';
    expect(ills((await doctor({ backend: far })).checks)).toContain('backend.tls warn');
    const secure = '{ host: mx.example.test, port: 143, tls: starttls }';
    expect(ills((await doctor({ backend: secure })).checks)).toContain('backend.tls fail');
    const certificate = { subject: 'mx', validUntil: 0, problem: 'CERT_HAS_EXPIRED' };
    report = { kind: 'reached', tls: 'starttls', capabilities: [], certificate };
    expect(ills((await doctor({ backend: secure })).checks)).toContain('backend.tls fail');
  });

  it('only knocks at a backend that wants a PROXY header', async () => {
    const backend = '{ host: 127.0.0.1, port: 1143, tls: none, forward-client: proxy-v2 }';
    report = { kind: 'unreachable', text: 'it hung up' };
    expect(ills((await doctor({ backend })).checks)).toContain('backend.reachable fail');
    open = ['127.0.0.1:1143'];
    expect(ills((await doctor({ backend })).checks)).toEqual(['node warn']);
  });

  it('tries whether the mail server can be reached around Postern', async () => {
    open = ['203.0.113.5:993', '203.0.113.5:1143', '203.0.113.5:587'];
    const { code, checks } = await doctor({ words: ['--outside', '203.0.113.5,203.0.113.6'] });
    expect(code).toBe(1);
    const outside = checks.filter(({ check }) => check === 'outside');
    // 993 is Postern's own door.
    expect(outside.map(({ subject, result, text }) => `${subject} ${result} ${/port \d+/.exec(text) ?? ''}`)).toEqual([
      '203.0.113.5 fail port 587',
      '203.0.113.5 fail port 1143',
      '203.0.113.6 ok ',
    ]);
  });
});
