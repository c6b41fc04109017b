// "Accepted" is a promise (R7.1): it outlives a Haraka that is killed, and a Postern that is; a full disk is no promise.

import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarakaMailPath } from '../../../src/adapters/channels/haraka/haraka-mail-path.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { startChild } from '../../support/fork.ts';
import { openTestMailPath } from '../../support/mail-path.ts';
import { letter, MAIL_PATH_SETTINGS, SILENT_LOG } from '../../support/mail-path-settings.ts';
import { type MailSink, startMailSink } from '../../support/mail-sink.ts';
import { lacks, run } from '../../support/programs.ts';
import { makeTempFolder } from '../../support/temp.ts';

const COUNT = 20;
const IDS = Array.from({ length: COUNT }, (_, index) => `m-${index}`);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: nobody has this id
  }
}

/** Ids of what arrived, in order, as often as they did. */
function arrived(sink: MailSink): readonly string[] {
  return sink.mails.map(({ raw }) => /^Message-ID: <(.+)@/im.exec(raw)?.[1] ?? '?').sort();
}

describe('the mail path', () => {
  let belongings: AsyncDisposableStack;
  let sink: MailSink;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    sink = belongings.use(await startMailSink({ refuse: () => ({ code: 451, text: '4.3.0 not yet' }) }));
  });

  afterEach(() => belongings.disposeAsync());

  const smarthost = () => ({ host: '127.0.0.1', port: sink.port, tls: 'none' as const });

  it('delivers once each what was accepted before its Haraka was killed', async () => {
    const mail = belongings.use(await openTestMailPath({ smarthost: smarthost() }));
    const killed = mail.path.pid ?? 0;
    const handedOver = await Promise.all(IDS.map((id) => mail.path.carry(letter(id))));
    expect(handedOver).toEqual(IDS.map(() => ({ kind: 'accepted' })));
    process.kill(killed, 'SIGKILL');
    sink.refuse(undefined);
    for (const id of IDS) await mail.untilReported(id, 'delivered');
    expect(arrived(sink)).toEqual([...IDS].sort());
    expect(mail.path.pid).not.toBe(killed);
    expect(mail.logged.map(({ event }) => event)).toContain('mail-path.crashed');
    await expect.poll(async () => (await mail.path.health()).queued).toBe(0);
  });

  it('takes mail that comes while its Haraka is being replaced', async () => {
    sink.refuse(undefined);
    const mail = belongings.use(await openTestMailPath({ smarthost: smarthost() }));
    process.kill(mail.path.pid ?? 0, 'SIGKILL');
    await expect.poll(async () => (await mail.path.health()).state).toBe('down');
    expect(await mail.path.carry(letter('m-1'))).toEqual({ kind: 'accepted' });
    await mail.untilReported('m-1', 'delivered');
  });

  it('delivers once each what was accepted before all of Postern was killed, whose Haraka goes with it', async () => {
    const folder = belongings.use(await makeTempFolder('path'));
    const child = startChild('carry-mail.ts', [folder.file('haraka'), String(sink.port), String(COUNT)]);
    belongings.defer(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await lines.next()).value);
    expect(await next()).toBe('ready');
    const haraka = Number(await next());
    for (const _ of IDS) expect(await next()).toBe('accepted');
    expect(isAlive(haraka)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => isAlive(haraka), { timeout: PATIENCE_MS }).toBe(false);
    sink.refuse(undefined);
    const mail = belongings.use(await openTestMailPath({ smarthost: smarthost() }, { folder }));
    for (const id of IDS) await mail.untilReported(id, 'delivered');
    expect(arrived(sink)).toEqual([...IDS].sort());
  });

  it('drops after a restart what has expired meanwhile, and says so', async () => {
    const folder = belongings.use(await makeTempFolder('path'));
    // Long enough for one more try to be planned.
    const endsAt = Date.now() + 9_000;
    {
      await using mail = await openTestMailPath({ smarthost: smarthost() }, { folder });
      await mail.path.carry(letter('m-1', { endsAt }));
      await mail.untilReported('m-1', 'delayed');
    }
    await expect.poll(() => Date.now(), { timeout: PATIENCE_MS }).toBeGreaterThan(endsAt);
    const mail = belongings.use(await openTestMailPath({ smarthost: smarthost() }, { folder }));
    await mail.untilReported('m-1', 'expired');
    await expect.poll(async () => (await mail.path.health()).queued).toBe(0);
  });

  it('ends its Haraka when it ends, and keeps the queue to itself', async () => {
    const folder = belongings.use(await makeTempFolder('path'));
    const mail = await openTestMailPath({ smarthost: smarthost() }, { folder });
    const pid = mail.path.pid ?? 0;
    await mail.path.carry(letter('m-1'));
    const { stdout } = await run('python3', ['-c', MODES, folder.file('haraka')]);
    expect(stdout).toBe('');
    await mail[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
  });

  it.skipIf(lacks('root', 'mount'))(
    'accepts nothing while its disk is full, and everything again afterwards',
    async () => {
      const folder = belongings.use(await makeTempFolder('path'));
      await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder.path]);
      belongings.defer(async () => void (await run('umount', ['-l', folder.path])));
      const mail = belongings.use(await openTestMailPath({ smarthost: smarthost() }, { folder }));
      await writeFile(folder.file('ballast'), Buffer.alloc(1024 * 1024)).catch(() => undefined);
      expect(await mail.path.carry(letter('m-1'))).toMatchObject({ kind: 'unavailable' });
      await rm(folder.file('ballast'));
      sink.refuse(undefined);
      expect(await mail.path.carry(letter('m-2'))).toEqual({ kind: 'accepted' });
      await mail.untilReported('m-2', 'delivered');
      expect(arrived(sink)).toEqual(['m-2']);
    },
  );

  it('is down, and says why, where its folder cannot be made', async () => {
    const folder = belongings.use(await makeTempFolder('path'));
    await writeFile(folder.file('haraka'), 'a file in its place');
    await using path = new HarakaMailPath({
      folder: folder.file('haraka'),
      settings: { ...MAIL_PATH_SETTINGS, smarthost: smarthost() },
      clock: systemClock,
      log: SILENT_LOG,
      onDelivery: () => undefined,
    });
    expect(await path.carry(letter('m-1'))).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringMatching(/EEXIST|ENOTDIR/),
    });
    expect(await path.health()).toMatchObject({ state: 'down', queued: 0 });
  });
});

/** Prints whatever others than the owner get at; the folder itself is enough to keep them out of the rest. */
const MODES = `
import os, sys
for root, folders, files in os.walk(sys.argv[1]):
    for path in [root] + [os.path.join(root, f) for f in files if '/queue' in root]:
        if os.stat(path).st_mode & 0o077: print(path)
`;
