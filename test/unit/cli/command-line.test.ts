import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, createCommandLine } from '../../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import {
  type AdministrationFixture,
  createAdministrationFixture,
  liveConnection,
} from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal, type FakeTerminal } from '../../support/fake-terminal.ts';
import { draft, lookupKey, openSession, pendingSession } from '../../support/records.ts';

const ALICE = 'alice@always.example';

const actions = fakeActions();

let folder: string;
let socketPath: string;
let node: AdministrationFixture;
let socket: ApiSocket | undefined;

async function startNode(override: Parameters<typeof createAdministrationFixture>[0] = {}): Promise<void> {
  await socket?.[Symbol.asyncDispose]();
  node = await createAdministrationFixture(override);
  socket = await listenOnSocket(node.api, socketPath);
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs one command line against the node, with nobody at the terminal unless one is given. */
async function run(words: string, terminal: FakeTerminal = createFakeTerminal()): Promise<Ran> {
  return runWords(words.split(' '), terminal);
}

async function runWords(words: readonly string[], terminal: FakeTerminal = createFakeTerminal()): Promise<Ran> {
  const line = commandLine(terminal);
  const code = await line.run(words);
  return { code, ...terminal.take() };
}

function commandLine(terminal: FakeTerminal): CommandLine {
  return createCommandLine(actions, { terminal, environment: { POSTERN_SOCKET: socketPath } });
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
async function json(words: string, terminal?: FakeTerminal): Promise<any> {
  const { code, out, error } = await run(`${words} --json`, terminal);
  expect([code, error]).toEqual([0, '']);
  return JSON.parse(out);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-cli-'));
  socketPath = join(folder, 'postern.sock');
  await startNode();
});

afterEach(async () => {
  await socket?.[Symbol.asyncDispose]();
  socket = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('the command line of a running node', () => {
  it('adds, changes, shows and removes domains', async () => {
    expect((await run('domain add new.example --challenge always')).out).toContain('always');
    const changed = await json('domain set new.example --permit mail=192.0.2.0/24,2001:db8::/32 --permit sieve=none');
    expect(changed.permittedNetworks).toEqual({ mail: ['192.0.2.0/24', '2001:db8::/32'], sieve: [] });
    expect((await json('domain set new.example --permit mail=inherit')).permittedNetworks).toEqual({ sieve: [] });
    expect((await run('domain show new.example')).out).toContain('sieve: none');
    expect((await run('domain list')).out).toMatch(/^DOMAIN +BACKEND .*\n.*\n.*\nnew\.example +default/);
    expect((await run('domain alias add @old.example new.example')).out).toBe('added: @old.example is new.example\n');
    expect((await run('domain remove new.example')).out).toBe('removed new.example\n');
    expect(await run('domain show new.example')).toMatchObject({ code: 1, out: '' });
  });

  it('resets a password, locks a mailbox down, and lets it in again, with what stays revoked (R6.4, R6.5)', async () => {
    const setter = { set: async () => ({ kind: 'set' }) as const };
    await startNode({ passwordSetters: new Map([['default', setter]]) });
    const reset = await run('mailbox reset-password alice@always.example --temporary');
    expect(reset.out).toMatch(/password +([a-z]{5}-){3}[a-z]{5}\n/);
    expect(reset.out).toContain('one sign-in to webmail');
    expect((await run('mailbox show alice@always.example')).out).toContain('to be changed since');
    const given = createFakeTerminal({ input: 'a given password\n' });
    const again = await run('mailbox reset-password alice@always.example --password-stdin', given);
    expect(again.out).not.toContain('given');
    expect((await run('mailbox show alice@always.example')).out).not.toContain('to be changed');
    expect((await run('mailbox lock-down alice@always.example')).out).toContain('The password is still the old one');
    expect((await run('mailbox enable alice@always.example')).out).toContain('What was revoked stays revoked');
  });

  it('adds, changes, shows, lists and removes mailboxes', async () => {
    expect((await run('mailbox add carol@always.example')).code).toBe(0);
    expect(await json('mailbox set carol@always.example --challenge never --disable')).toMatchObject({
      challenge: 'never',
      disabled: true,
    });
    expect((await json('mailbox set carol@always.example --challenge inherit --enable')).disabled).toBe(false);
    expect((await run('mailbox alias add c@always.example carol@always.example')).code).toBe(0);
    const shown = (await run('mailbox show c@always.example')).out;
    expect(shown).toContain('carol@always.example');
    expect(shown).toContain('always (domain)');
    const listed = await json('mailbox list --domain always.example --enabled --search car');
    expect(listed.items).toHaveLength(1);
    expect((await run('mailbox list --limit 2')).out.split('\n')).toHaveLength(5);
    expect((await run('mailbox alias list carol@always.example')).out).toContain('c@always.example');
    expect((await run('mailbox alias remove c@always.example')).code).toBe(0);
    expect((await run('mailbox clear-choice carol@always.example')).out).toBe(
      'carol@always.example: always from now on\n',
    );
    expect((await run('mailbox remove carol@always.example')).out).toBe('removed carol@always.example\n');
  });

  it('lists, removes and resets second factors, and gives out enrolment codes', async () => {
    const { factors } = node.core.stores;
    for (const id of ['f-1', 'f-2']) {
      const mine = draft(id, { mailbox: ALICE, endsAt: START + 1 });
      await factors.keepDraft(mine, START);
      await factors.confirmDraft(mine, { name: `Phone\u202e ${id}`, at: START, step: 1, onlyFirst: false });
    }
    await factors.claimTimeStep('f-1', 2, START);
    expect((await run(`factor list ${ALICE}`)).out).toBe(
      [
        'ID   KIND  NAME        DESTINATION  STATE  SET UP                LAST USE',
        'f-1  totp  Phone? f-1  -            -      2026-01-15 12:00:00Z  2026-01-15 12:00:00Z',
        'f-2  totp  Phone? f-2  -            -      2026-01-15 12:00:00Z  -',
        'recovery codes left: 0\n',
      ].join('\n'),
    );
    expect(await json(`factor list ${ALICE}`)).toMatchObject({ mailbox: ALICE, items: [{ id: 'f-1' }, { id: 'f-2' }] });
    expect((await run(`factor rename ${ALICE} f-2 Tablet`)).out).toBe(`f-2 of ${ALICE} is "Tablet" now\n`);
    expect((await run(`factor remove ${ALICE} f-1`)).out).toBe(`removed f-1, "Phone? f-1" of ${ALICE}\n`);
    expect(await run(`factor remove ${ALICE} f-1`)).toMatchObject({ code: 1, out: '' });
    expect((await run(`factor reset ${ALICE}`)).out).toBe(`reset ${ALICE}: 1 factor removed, with recovery codes\n`);
    expect(await json(`factor reset ${ALICE}`)).toEqual({ mailbox: ALICE, removed: 0 });
    expect((await run(`factor list ${ALICE}`)).out).toBe('recovery codes left: 0\n');
    const issued = (await run(`factor enrolment-code ${ALICE}`)).out;
    expect(issued).toMatch(/\n {4}[a-z]{5}-[a-z]{5}-[a-z]{5}\n[\s\S]*2026-01-22 12:00:00Z\.\n$/);
    expect(Object.keys(await json(`factor enrolment-code ${ALICE}`))).toEqual(['mailbox', 'code', 'expiresAt']);
  });

  it('supplies factors whose codes are sent, and says which one comes first (R2.3, R2.4)', async () => {
    const mail = await json(`factor add-email ${ALICE} alice@elsewhere.example --name Private`);
    expect(mail).toMatchObject({ kind: 'email', name: 'Private', destination: 'a•••@elsewhere.example' });
    expect(mail).toMatchObject({ default: false, verified: false });
    const added = await run(`factor add-sms ${ALICE} +491701234567`);
    expect(added.out).toMatch(/^codes of alice@always\.example go to \+49 ••• 67 \(f-[a-z0-9]{10}\)\n$/);
    expect((await run(`factor make-default ${ALICE} ${mail.id}`)).out).toBe(
      `${mail.id}, "Private", comes first for ${ALICE}\n`,
    );
    const listed = (await run(`factor list ${ALICE}`)).out;
    expect(listed).toMatch(/email +Private +a•••@elsewhere\.example +default, unverified/);
    expect(listed).toMatch(/sms +SMS +\+49 ••• 67 +unverified/);
    expect(listed).not.toContain('alice@elsewhere.example');
    const own = await run(`factor add-email ${ALICE} ${ALICE}`);
    expect(own).toMatchObject({ code: 2, out: '' });
    expect(own.error).toContain('the code would lie behind the door that it opens');
  });

  it('keeps its JSON fields', async () => {
    const { id } = await node.core.issue({ expiresAt: START + 1_000, networks: ['192.0.2.0/24'] });
    node.live.push(liveConnection('one', ALICE, id));
    await node.core.attempt(ALICE, 'wrong');
    await node.core.parts.audit.flush();
    const fields = {
      status: Object.keys(await json('status')),
      domain: Object.keys(await json('domain show always.example')),
      mailbox: Object.keys(await json(`mailbox show ${ALICE}`)),
      listed: Object.keys((await json('mailbox list')).items[0]),
      appPassword: Object.keys((await json(`app-password list ${ALICE}`)).items[0]),
      connection: Object.keys((await json('connections list')).items[0]),
      audit: Object.keys(await json('audit')),
      explain: Object.keys(await json(`explain ${ALICE} --ip 192.0.2.1`)),
    };
    expect(fields).toMatchInlineSnapshot(`
      {
        "appPassword": [
          "id",
          "mailbox",
          "name",
          "state",
          "scopes",
          "readOnly",
          "networks",
          "createdAt",
          "expiresAt",
        ],
        "audit": [
          "decisionId",
          "door",
          "event",
          "kind",
          "mailbox",
          "reason",
          "remoteAddress",
          "trace",
          "sequence",
          "at",
        ],
        "connection": [
          "id",
          "worker",
          "door",
          "mailbox",
          "appPassword",
          "remoteAddress",
          "since",
        ],
        "domain": [
          "name",
          "backend",
          "signInSource",
          "challenge",
          "permittedNetworks",
          "permittedCountries",
          "trustedNetworks",
          "evenFromTrustedNetworks",
          "trustedBrowserDays",
          "userChoice",
          "compare",
          "enrolment",
          "factors",
          "createdAt",
        ],
        "explain": [
          "loginName",
          "door",
          "remoteAddress",
          "trace",
        ],
        "listed": [
          "address",
          "listed",
          "disabled",
          "challenge",
          "permittedNetworks",
          "permittedCountries",
          "trustedNetworks",
          "evenFromTrustedNetworks",
          "trustedBrowserDays",
          "userChoice",
          "compare",
          "enrolment",
          "factors",
          "createdAt",
          "effective",
          "groups",
        ],
        "mailbox": [
          "address",
          "listed",
          "disabled",
          "challenge",
          "permittedNetworks",
          "permittedCountries",
          "trustedNetworks",
          "evenFromTrustedNetworks",
          "trustedBrowserDays",
          "userChoice",
          "compare",
          "enrolment",
          "factors",
          "createdAt",
          "domain",
          "backend",
          "signInSource",
          "effective",
          "groups",
          "aliases",
          "appPasswords",
        ],
        "status": [
          "version",
          "hostname",
          "workers",
          "listeners",
          "notices",
          "connections",
          "startedAt",
          "uptimeSeconds",
          "stores",
          "auditLog",
        ],
      }
    `);
  });
});

describe('postern app-password', () => {
  it('asks for the mailbox password only when it is needed, and shows the app password once, in groups', async () => {
    const terminal = createFakeTerminal({ answers: ['own password'] });
    const words = [
      'app-password',
      'create',
      ALICE,
      '--name',
      "Alice's phone",
      '--scope',
      'imap,smtp',
      '--expires',
      '365d',
    ];
    const { code, out } = await runWords([...words, '--network', '198.51.100.0/24', '--read-only'], terminal);
    expect(code).toBe(0);
    expect(terminal.questions).toEqual([`Password of ${ALICE}: `]);
    const [shown = ''] = /^ {4}[a-z]{4}(-[a-z]{4}){4}$/m.exec(out) ?? [];
    expect(out).toContain('imap, smtp, reading only, from 198.51.100.0/24, until 2027-01-15 12:00:00Z');
    expect(out).toContain('mail.example.com, port 993, TLS');
    expect(await node.core.attempt(ALICE, shown.trim())).toMatchObject({ kind: 'allow', readOnly: true });
    expect((await run(`app-password list ${ALICE}`)).out).not.toContain(shown.trim());
  });

  it('takes the mailbox password from standard input, one line of it', async () => {
    const made = await json(
      `app-password create ${ALICE} --name phone --password-stdin`,
      createFakeTerminal({ input: 'own password\n' }),
    );
    expect(Object.keys(made)).toMatchInlineSnapshot(`
      [
        "id",
        "mailbox",
        "name",
        "state",
        "scopes",
        "readOnly",
        "networks",
        "createdAt",
        "password",
        "servers",
      ]
    `);
    expect(node.core.verified).toEqual([{ mailbox: ALICE, password: 'own password' }]);
    for (const input of ['', 'one\ntwo\n']) {
      const ran = await run(
        `app-password create ${ALICE} --name phone --password-stdin`,
        createFakeTerminal({ input }),
      );
      expect(ran.code).toBe(2);
    }
  });

  it('says how to give the password when nobody can be asked', async () => {
    const { code, error } = await run(`app-password create ${ALICE} --name phone`);
    expect([code, error]).toEqual([2, expect.stringContaining('--password-stdin')]);
  });

  it('tells a wrong password from one that nobody can judge (R4.4)', async () => {
    const words = `app-password create ${ALICE} --name phone --password-stdin`;
    node.core.source = { kind: 'wrong' };
    expect((await run(words, createFakeTerminal({ input: 'x' }))).code).toBe(1);
    node.core.source = { kind: 'unavailable', dependency: 'backend' };
    expect((await run(words, createFakeTerminal({ input: 'x' }))).code).toBe(69);
  });

  it('revokes several, and says which it did before one that it could not', async () => {
    const { id } = await node.core.issue();
    const { code, out, error } = await run(`app-password revoke ${id} ap-none`);
    expect([code, out]).toEqual([1, `revoked ${id}, "phone" of ${ALICE}\n`]);
    expect(error).toContain('ap-none');
    expect((await json(`app-password list ${ALICE} --revoked`)).items).toMatchObject([{ id, state: 'revoked' }]);
  });

  it('seals a changed mailbox password anew', async () => {
    await node.core.issue();
    const { out } = await run(`app-password reseal ${ALICE}`, createFakeTerminal({ answers: ['new'] }));
    expect(out).toBe(`sealed for 1 app passwords of ${ALICE}\n`);
  });
});

describe('postern password set', () => {
  it('asks twice, and sets what Postern keeps itself', async () => {
    await startNode({ localSources: new Set(['default']) });
    const slip = createFakeTerminal({ answers: ['long enough', 'long enuogh'] });
    expect((await run(`password set ${ALICE}`, slip)).code).toBe(2);
    const right = createFakeTerminal({ answers: ['long enough', 'long enough'] });
    expect((await run(`password set ${ALICE}`, right)).out).toBe(`the password of ${ALICE} is set\n`);
    expect(await node.core.stores.localPasswords.find(ALICE)).toBe('plain:long enough');
  });
});

describe('postern connections', () => {
  it('lists and ends what lives', async () => {
    node.live.push(liveConnection('one', ALICE, 'ap-1'), liveConnection('two', 'bob@always.example'));
    expect((await run('connections list')).out).toContain('phone (ap-1)');
    expect((await run('connections end one')).out).toBe('1 ended\n');
    expect((await run('connections end --mailbox bob@always.example')).out).toBe('1 ended\n');
    expect((await run('connections end gone')).code).toBe(1);
    expect((await run('connections end')).code).toBe(2);
    expect((await run('connections end one --app-password ap-1')).code).toBe(2);
  });
});

describe('postern sessions', () => {
  it('lists and ends what browsers are signed in with', async () => {
    const endsAt = START + 60_000;
    for (const session of [
      openSession('ws-1', { mailbox: ALICE, endsAt, origin: { remoteAddress: '192.0.2.1', userAgent: '' } }),
      pendingSession('ws-2', { mailbox: ALICE, endsAt, startedAt: 2000 }),
      openSession('ws-3', { mailbox: 'bob@always.example', endsAt }),
    ]) {
      const sealedVault = new Uint8Array([1]);
      await node.services.webSessions.insert({ session, lookupKey: lookupKey(session.id), sealedVault });
    }
    const rows = (await run(`sessions list --mailbox ${ALICE}`)).out.split('\n').map((line) => line.trimEnd());
    expect(rows[1]).toMatch(/^ws-2 .* missing +Browser$/);
    expect(rows[2]).toMatch(/^ws-1 .* 192\.0\.2\.1 +totp +-$/);
    expect((await json('sessions list --site webmail')).items).toHaveLength(3);
    expect((await run('sessions end ws-3')).out).toBe('1 ended\n');
    expect((await run(`sessions end --mailbox ${ALICE}`)).out).toBe('2 ended\n');
    expect((await run('sessions end ws-3')).code).toBe(1);
    expect((await run('sessions end')).code).toBe(2);
    expect((await run(`sessions end ws-3 --mailbox ${ALICE}`)).code).toBe(2);
  });
});

describe('postern explain', () => {
  it('shows every check and who said so (R1.8)', async () => {
    const { out } = await run(`explain ${ALICE} --door smtp --ip 198.51.100.7`);
    expect(out).toContain('CHECK');
    expect(out).toMatch(/^challenge +always +domain$/m);
    expect(out).toMatch(/^opens +only an app password with scope smtp$/m);
    expect((await run(`explain ${ALICE} --ip nowhere`)).code).toBe(2);
  });
});

describe('postern audit', () => {
  async function sixtyRefusals(): Promise<void> {
    for (let tried = 0; tried < 60; tried += 1) await node.core.attempt('bob@never.example', 'wrong');
    await node.core.attempt(ALICE, 'wrong', { remoteAddress: '2001:db8::1' });
    await node.core.parts.audit.flush();
  }

  it('shows the newest, oldest first, by filters, and its trace', async () => {
    await sixtyRefusals();
    const lines = (await run('audit')).out.trimEnd().split('\n');
    expect(lines).toHaveLength(50);
    expect(lines.at(-1)).toContain(ALICE);
    expect((await run('audit --since 2026-01-01')).out.trimEnd().split('\n')).toHaveLength(61);
    const { out } = await run(`audit --mailbox ${ALICE} --event sign-in.refused --ip 2001:db8::1 --trace`);
    expect(out).toMatch(/^2026-01-15 12:00:00Z {2}sign-in\.refused .*because app-password-required/);
    expect(out).toContain('    challenge: always (domain)\n');
    const { decisionId } = JSON.parse((await run('audit --limit 1 --json')).out);
    expect((await run(`audit --decision ${decisionId}`)).out).toContain(ALICE);
    expect((await run('audit --since yesterday')).code).toBe(2);
  });

  it('follows, until it is interrupted', async () => {
    await node.core.attempt(ALICE, 'before');
    await node.core.parts.audit.flush();
    const terminal = createFakeTerminal();
    const following = commandLine(terminal).run(['audit', '--follow']);
    await terminal.hasWritten(ALICE);
    await node.core.attempt('bob@always.example', 'after');
    await node.core.parts.audit.flush();
    await terminal.hasWritten('bob@always.example');
    terminal.interrupt();
    expect(await following).toBe(0);
  });

  it('lets nobody write to the terminal through what they typed', async () => {
    await node.core.attempt('evil\u001b[2J@always.example', 'x');
    await node.core.parts.audit.flush();
    // Seen failing with `harmless` left out of `entryText`.
    expect((await run('audit')).out).not.toContain('\u001b');
  });
});

describe('postern backup', () => {
  it('names the file from where it was typed', async () => {
    const file = join(folder, 'copy.db');
    await startNode({ backup: async (given) => writeFileSync(given, 'copy') });
    expect(await json(`backup ${file}`)).toEqual({ file, octets: 4 });
  });
});

describe('the status', () => {
  it('tells how the mail path is, and what went wrong last', async () => {
    await startNode({
      status: async () => ({
        version: '1',
        hostname: 'h',
        startedAt: 0,
        workers: { running: 1, wanted: 1 },
        listeners: [],
        notices: 'ok',
        mailPath: {
          state: 'failing',
          since: 1_000,
          queued: 2,
          oldest: 2_000,
          lastFailure: { at: 3_000, text: 'no\u001b' },
        },
      }),
    });
    const { out } = await run('status');
    expect(out).toMatch(
      /^mail path +failing since 1970-01-01 00:00:01Z; 2 in its queue, the oldest since 1970-01-01 00:00:02Z$/m,
    );
    expect(out).toMatch(/^last failure +1970-01-01 00:00:03Z no\?$/m);
    expect(await json('status')).toMatchObject({ mailPath: { state: 'failing', oldest: '1970-01-01T00:00:02.000Z' } });
  });
});

describe('when it goes wrong', () => {
  it('says plainly that no node runs, where it looked, and how to start one', async () => {
    await socket?.[Symbol.asyncDispose]();
    socket = undefined;
    const { code, out, error } = await run('status');
    expect([code, out]).toEqual([69, '']);
    expect(error).toContain(`tried ${socketPath}, but there is no such socket`);
    expect(error).toContain('postern serve');
    const asJson = await run('status --json');
    expect(JSON.parse(asJson.error)).toMatchObject({ error: { code: 'ERR_NODE_UNREACHABLE' } });
  });

  it('finds the socket through the configuration, and says what is wrong with that', async () => {
    const file = join(folder, 'postern.yaml');
    const text = (state: string): string => `hostname: mail.example.com
${state}
listeners: [{ protocol: imap, address: 127.0.0.1, port: 1143, tls: none }]
backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }
`;
    const terminal = createFakeTerminal();
    const line = createCommandLine(actions, { terminal, environment: { POSTERN_CONFIG: file } });
    writeFileSync(file, text(`state: ${folder}`));
    expect(await line.run(['status'])).toBe(0);
    writeFileSync(file, text('stat: x'));
    terminal.take();
    expect(await line.run(['status'])).toBe(78);
    expect(terminal.take().error).toContain('did you mean "state"?');
  });

  it.each([
    'nonsense',
    'mailbox',
    'mailbox set',
    'mailbox set alice@always.example',
    'mailbox set alice@always.example --challenge sometimes',
    'mailbox set alice@always.example --disable --enable',
    'mailbox add a@always.example --permit home=192.0.2.1',
    'mailbox add a@always.example --permit mail=home',
    'mailbox list --limit none',
    'app-password create alice@always.example',
    'explain alice@always.example',
    'completion powershell',
    'status --colour',
  ])('refuses "postern %s" as wrong usage', async (words) => {
    const { code, out, error } = await run(words);
    expect([code, out]).toEqual([2, '']);
    expect(error).not.toBe('');
  });

  it('lists every field that the node refuses', async () => {
    const { error } = await run('domain add new.example --backend nowhere --permit mail=1.2.3.4/99');
    expect(error.match(/^ {2}(permittedNetworks\.mail|backend) /gm)).toHaveLength(2);
  });
});

describe('help', () => {
  it('of every command describes it, with examples and the shape of its JSON', async () => {
    const { program, notes } = commandLine(createFakeTerminal());
    const leaves: string[][] = [];
    const collect = (command: typeof program, path: string[]): void => {
      if (command.commands.length === 0 || notes.has(command)) leaves.push(path);
      for (const child of command.commands) collect(child, [...path, child.name()]);
    };
    collect(program, []);
    expect(notes.size).toBe(leaves.length);
    for (const path of leaves) {
      const { code, out } = await runWords([...path, '--help']);
      expect([path, code]).toEqual([path, 0]);
      expect(out).toContain(`Usage: postern ${path.join(' ')}`);
      expect(out).toMatch(/\nExamples:\n {2}# .*\n {2}\$ postern /);
      expect(out).toContain('\nWith --json: ');
      expect(out).toContain('--socket');
    }
    expect((await run('--help')).out).toContain('Exit codes');
    expect((await run('--version')).out).toBe('1.2.3\n');
  });
});

describe('the socket', () => {
  it('is for its owner only, from its first moment', async () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it('is not taken from a node that answers', async () => {
    await expect(listenOnSocket(node.api, socketPath)).rejects.toMatchObject({
      code: 'ERR_LISTEN',
      message: expect.stringContaining('runs already'),
    });
    expect((await run('status')).code).toBe(0);
  });

  it('is gone when the node ends, and one that a crash left behind is replaced', async () => {
    await socket?.[Symbol.asyncDispose]();
    expect(existsSync(socketPath)).toBe(false);
    leaveSocketBehind(socketPath);
    expect((await run('status')).error).toContain('nobody answers there');
    await startNode();
    expect((await run('status')).code).toBe(0);
  });

  it('takes the place of nothing but a socket, and has a path that the system can take', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'precious');
    await expect(listenOnSocket(node.api, file)).rejects.toMatchObject({ code: 'ERR_LISTEN' });
    await expect(listenOnSocket(node.api, join(folder, 'x'.repeat(120)))).rejects.toMatchObject({ code: 'ERR_LISTEN' });
  });
});

/** What a killed node leaves: a socket that nobody listens on. */
function leaveSocketBehind(path: string): void {
  const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', program]);
  expect(statSync(path).isSocket()).toBe(true);
}
