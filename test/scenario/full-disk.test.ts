// A full disk under the state folder (R9.3): refusals say that it is temporary, nobody's password is called wrong, and
// everything works again as soon as there is room. A small tmpfs is the disk.

import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks, run } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { makeTempFolder } from '../support/temp.ts';

const ALICE = 'alice@example.test';

describe.skipIf(lacks('root', 'dovecot', 'mount'))('a full disk', () => {
  let belongings: AsyncDisposableStack;
  let dovecot: Dovecot;
  let postern: Postern;
  let disk: string;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    const folder = belongings.use(await makeTempFolder('disk'));
    disk = folder.path;
    await run('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', disk]);
    belongings.defer(async () => void (await run('umount', ['-l', disk])));
    dovecot = belongings.use(await startDovecot({ trustedNetworks: ['127.0.0.0/8'] }));
    postern = belongings.use(
      await startPostern({
        backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
        state: `${disk}/state`,
      }),
    );
  });

  afterEach(() => belongings.disposeAsync());

  async function signIn(password: string): Promise<string> {
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.send(`a LOGIN ${ALICE} ${password}\r\n`);
    return await client.readLine();
  }

  it('makes sign-ins temporarily unavailable, right and wrong ones alike, and no longer than it lasts', async () => {
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: 'alice-secret' });
    expect(await signIn(shown)).toMatch(/^a OK/);
    await writeFile(`${disk}/ballast`, Buffer.alloc(3 * 1024 * 1024)).catch(() => undefined);
    await expect.poll(() => signIn(shown), { timeout: 15_000 }).toMatch(/^a NO \[UNAVAILABLE\]/);
    expect(await signIn('wrong')).toMatch(/^a NO \[UNAVAILABLE\]/);
    expect(await postern.node.pool.isAuditWritable()).toBe(false);
    await rm(`${disk}/ballast`);
    await expect.poll(() => signIn(shown), { timeout: 15_000 }).toMatch(/^a OK/);
    expect(await signIn('wrong')).toMatch(/^a NO \[AUTHENTICATIONFAILED\]/);
  });
});
