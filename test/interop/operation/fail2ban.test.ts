// The fail2ban filter that Postern ships, on the log that Postern really writes, by fail2ban's own tester.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { systemRandom } from '../../../src/adapters/system/system-random.ts';
import { openState } from '../../../src/app/state.ts';
import { issueAppPassword } from '../../../src/core/app-passwords/issue-app-password.ts';
import { createAdministratorsFixture, PASSWORD } from '../../support/administrators-fixture.ts';
import { freePorts } from '../../support/ports.ts';
import { spawnPostern } from '../../support/postern-process.ts';
import { lacks, run } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { makeTempFolder, type TempFolder } from '../../support/temp.ts';
import { connectWire } from '../../support/wire-client.ts';

const FILTER = join(import.meta.dirname, '../../../config/presets/fail2ban/filter.d/postern.conf');

const ALICE = 'alice@example.test';

/** Each try comes from an address of its own, so that the filter's answer tells which one it was. */
const GUESSES = {
  'wrong-secret': '192.0.2.1',
  'wrong-secret over IPv6': '2001:db8::2',
  'unknown-account': '192.0.2.3',
  'malformed-credentials': '192.0.2.4',
} as const;

const MISTAKES = {
  'app-password-required': '198.51.100.1',
  'app-password-scope': '198.51.100.2',
  'network-not-permitted': '203.0.113.9',
} as const;

describe.skipIf(lacks('dovecot', 'fail2ban-regex'))('the fail2ban filter', () => {
  let folder: TempFolder;
  let dovecot: Dovecot;
  let log: string;
  let lines: readonly string[];

  beforeAll(async () => {
    folder = await makeTempFolder('fail2ban');
    dovecot = await startDovecot();
    log = await logOfRefusals();
    lines = log.split('\n').filter((line) => line.includes('sign-in.'));
  });

  afterAll(async () => {
    await dovecot[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** Runs the program, has it refuse each kind of try, and gives what it logged. */
  async function logOfRefusals(): Promise<string> {
    const [port = 0] = await freePorts(1);
    const config = folder.file('postern.yaml');
    await writeFile(
      config,
      `hostname: localhost
state: ${folder.file('state')}
listeners: [{ protocol: imap, address: 127.0.0.1, port: ${port}, tls: none, proxy-protocol-from: [127.0.0.0/8] }]
backends: { default: { imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none } } }
policy: { permitted-networks: { imap: [192.0.2.0/24, 198.51.100.0/24, "2001:db8::/32"] } }
metrics: { enabled: false }
`,
    );
    const onlySmtp = await prepareState(folder.file('state'));
    await using postern = spawnPostern('serve', '--config', config);
    await postern.waitFor('node.ready');
    const attempt = async (remoteAddress: string, login: string): Promise<void> => {
      const family = remoteAddress.includes(':') ? 'TCP6' : 'TCP4';
      const local = family === 'TCP6' ? '2001:db8::1' : '192.0.2.254';
      await using client = await connectWire({ port });
      await client.send(`PROXY ${family} ${remoteAddress} ${local} 40000 993\r\n`);
      await client.readLine();
      await client.send(`a LOGIN ${login}\r\n`);
      await client.readUntil(/^a (NO|BAD) .*\r\n/m);
    };
    await attempt(GUESSES['wrong-secret'], `${ALICE} guess`);
    await attempt(GUESSES['wrong-secret over IPv6'], `${ALICE} guess`);
    await attempt(GUESSES['unknown-account'], 'nobody@elsewhere.test guess');
    await attempt(GUESSES['malformed-credentials'], `${ALICE} "a\u0001b"`);
    await attempt(MISTAKES['app-password-required'], `${ALICE} alice-secret`);
    await attempt(MISTAKES['app-password-scope'], `${ALICE} ${onlySmtp}`);
    await attempt(MISTAKES['network-not-permitted'], `${ALICE} guess`);
    postern.signal('SIGTERM');
    await postern.exited;
    return postern.logged();
  }

  /** A domain in mode always, and an app password that doesn't open IMAP. */
  async function prepareState(path: string): Promise<string> {
    await using state = openState(path);
    await state.stores.accounts.putDomain({
      name: 'example.test',
      backend: 'default',
      signInSource: 'default',
      policy: { challenge: 'always' },
      createdAt: 0,
    });
    const issued = await issueAppPassword(
      { mailbox: ALICE, name: 'test', scopes: ['smtp'], readOnly: false, mailboxPassword: 'alice-secret' },
      { store: state.stores.appPasswords, crypto: state.crypto, clock: systemClock, random: systemRandom },
    );
    if (issued.kind !== 'issued') throw new Error(issued.kind);
    return issued.shown;
  }

  /** What `fail2ban-regex` says of these lines, one answer a match. */
  async function matched(token: string, text: string, timeZone = 'UTC'): Promise<readonly string[]> {
    const file = folder.file(`log-${crypto.randomUUID()}`);
    await writeFile(file, `${text}\n`);
    const { code, stdout, stderr } = await run('fail2ban-regex', ['--out', token, file, FILTER], {
      env: { TZ: timeZone },
    });
    expect(code, stderr).toBe(0);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** What the console's sign-in logs of these, and of mistakes that aren't guesses, each from an address of its own. */
  async function logOfConsole([wrongPassword, unknownName, wrongCode]: readonly [string, string, string]) {
    const isPermittedPlace = ({ remoteAddress }: { readonly remoteAddress: string }) => remoteAddress !== '203.0.113.9';
    const { signIn, setUp, lines: logged } = createAdministratorsFixture({ isPermittedPlace });
    const alice = await setUp('alice');
    const from = (remoteAddress: string) => ({ remoteAddress, userAgent: 'Browser' });
    await signIn.tryPassword({ name: 'alice', password: 'guess' }, from(wrongPassword));
    await signIn.tryPassword({ name: 'nobody', password: 'guess' }, from(unknownName));
    await signIn.useCode('kdmwt-zrahq-pexvb', from(wrongCode));
    await signIn.tryPassword({ name: 'alice', password: PASSWORD }, from('203.0.113.9'));
    const begun = await signIn.tryPassword({ name: 'alice', password: PASSWORD }, from('198.51.100.1'));
    const second = { kind: 'totp', code: '000000' } as const;
    if (begun.kind === 'session') await signIn.answer(begun.presented, second, from('198.51.100.1'));
    await signIn.answer(alice.presented, second, from('198.51.100.2'));
    // As json-log.ts writes them.
    const time = new Date(systemClock.now()).toISOString();
    return logged.map(({ level, event, fields }) => JSON.stringify({ level, time, ...fields, event }));
  }

  it('has every kind of refusal to judge', () => {
    const reasons = lines.map((line) => JSON.parse(line).reason);
    expect(new Set(reasons), log).toEqual(
      new Set(['wrong-secret', 'unknown-account', 'malformed-credentials', ...Object.keys(MISTAKES)]),
    );
  });

  // Seen failing with every sign-in.refused in the filter.
  it('matches wrong guesses only, not the mistakes of people who know their secret', async () => {
    expect(await matched('ip', lines.join('\n'))).toEqual(Object.values(GUESSES));
  });

  // Seen failing with the filter of webmail and mail doors alone.
  it('matches wrong passwords, unknown names and wrong codes at the console, and nothing else there', async () => {
    const guesses = ['192.0.2.5', '192.0.2.6', '192.0.2.7'] as const;
    const written = await logOfConsole(guesses);
    expect(await matched('ip', written.join('\n'))).toEqual(guesses);
  });

  it('matches lines as the journal hands them over', async () => {
    const journal = lines.map((line) => `Nov 21 12:00:00 mail postern[4711]: ${line}`);
    expect(await matched('ip', journal.join('\n'))).toEqual(Object.values(GUESSES));
  });

  // Seen failing while the date pattern left out the zone: the times were nine hours off.
  it('reads the time as UTC, whatever the time zone of the machine', async () => {
    const [first = ''] = lines;
    const seconds = Math.floor(Date.parse(JSON.parse(first).time) / 1000);
    const [row = ''] = await matched('row', first, 'Asia/Tokyo');
    expect(row).toContain(`'192.0.2.1',\t${seconds}`);
  });
});
