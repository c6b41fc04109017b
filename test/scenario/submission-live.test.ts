// A signed-in submission connection that is ended from outside: by a revocation, by an administrator, by a shutdown.
// What was not wholly sent by then is not delivered, and what was taken is.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import type { Postern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import {
  command,
  envelope,
  expectCodes,
  openSubmission,
  plainMessage,
  signedInSubmission,
  submit,
} from '../support/smtp-client.ts';
import {
  ALICE,
  ALICE_SECRET,
  BOB,
  SUBMISSION_DOORS,
  type SubmissionSite,
  startSubmissionSite,
} from '../support/submission-site.ts';

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('a signed-in submission connection', () => {
  let site: SubmissionSite;
  let hurry = 0;
  beforeAll(async () => {
    site = await startSubmissionSite({ postern: { clock: { now: () => systemClock.now() + hurry } } });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const issue = (postern: Postern) => postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
  const revoke = (id: string) => site.postern.node.state.stores.appPasswords.revoke(id, Date.now());

  it('ends within a second of the revocation, and the app password opens nothing again (R3.6)', async () => {
    const { id, shown } = await issue(site.postern);
    await using client = await signedInSubmission(site.postern, ALICE, shown);
    await using other = await signedInSubmission(site.postern, ALICE, site.appPassword);
    const revokedAt = performance.now();
    await revoke(id);
    // Seen failing with `live.follow` taken out of the worker.
    await client.ended;
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    expect(await command(other, 'NOOP')).toMatch(/^250/);
    await using again = await openSubmission(site.postern);
    expect(await command(again, `AUTH PLAIN ${plainMessage(ALICE, shown)}`)).toBe(
      '535 5.7.8 This app password was revoked. Make one at https://mail.example.test/account',
    );
  });

  it('ends in the middle of a message within a second, and nothing of it is delivered (R3.6)', async () => {
    const from = site.postfix.log.mark();
    const { id, shown } = await issue(site.postern);
    await using client = await signedInSubmission(site.postern, ALICE, shown);
    await client.send(envelope(ALICE, BOB));
    await expectCodes(client, '250', '250', '354');
    await client.send('Subject: Revoked\r\n\r\nThe first half\r\n');
    const revokedAt = performance.now();
    await revoke(id);
    await client.ended;
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    await site.postfix.log.waitFor(/lost connection after DATA/, { from });
    await using witness = await signedInSubmission(site.postern, ALICE, site.appPassword);
    await submit(witness, ALICE, BOB, 'Behind the revoked one');
    await site.dovecot.waitForMessage(BOB, /^Subject: Behind the revoked one\n/m);
    expect((await site.dovecot.messages(BOB)).join()).not.toContain('The first half');
  });

  it('ends in the middle of a chunk, and nothing of it is delivered (R3.6)', async () => {
    const from = site.postfix.log.mark();
    const { id, shown } = await issue(site.postern);
    await using client = await signedInSubmission(site.postern, ALICE, shown);
    await client.send(`MAIL FROM:<${ALICE}>\r\nRCPT TO:<${BOB}>\r\nBDAT 1000 LAST\r\nSubject: Half a chunk\r\n`);
    await expectCodes(client, '250', '250');
    await revoke(id);
    await client.ended;
    await site.postfix.log.waitFor(/lost connection after BDAT/, { from });
    expect((await site.dovecot.messages(BOB)).join()).not.toContain('Half a chunk');
  });

  it('hears 421 and why, when it was quiet and so is between two replies (I15)', async () => {
    const { id, shown } = await issue(site.postern);
    await using client = await signedInSubmission(site.postern, ALICE, shown);
    hurry += 2_000;
    await revoke(id);
    expect(await client.readToEnd()).toBe('421 4.7.0 App password revoked\r\n');
  });

  it('is ended by an administrator, who names it (R6.3)', async () => {
    await using client = await signedInSubmission(site.postern, ALICE, site.appPassword);
    const [live] = (await site.postern.node.pool.connections()).toReversed();
    expect(live).toMatchObject({ door: 'smtp', mailbox: ALICE, clientName: 'client.test' });
    hurry += 2_000;
    await site.postern.node.state.stores.revocations.append({
      at: Date.now(),
      target: { kind: 'connection', id: live?.id ?? '' },
      reason: 'ended-by-administrator',
    });
    expect(await client.readToEnd()).toBe('421 4.7.0 Connection ended by an administrator\r\n');
  });
});

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('a shutdown', () => {
  it('says 421 to those who have not signed in at once, and to the rest when their time is over (R11.3)', async () => {
    let hurry = 0;
    await using site = await startSubmissionSite({
      postern: { clock: { now: () => systemClock.now() + hurry }, doors: SUBMISSION_DOORS },
    });
    await using stranger = await openSubmission(site.postern);
    await using busy = await signedInSubmission(site.postern, ALICE, site.appPassword);
    await using idle = await signedInSubmission(site.postern, ALICE, site.appPassword);
    await busy.send(envelope(ALICE, BOB));
    await expectCodes(busy, '250', '250', '354');
    const drained = site.postern.node.drain(500);
    expect(await stranger.readToEnd()).toBe('421 4.3.2 mail.example.test Service shutting down\r\n');
    await expect(site.postern.connect('smtp', 'none')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    // What was begun may be finished.
    await busy.send('Subject: During the shutdown\r\n\r\nHello\r\n.\r\n');
    await expectCodes(busy, '250 2.0.0');
    await busy.ask('QUIT', /^221/);
    hurry = 2_000;
    expect(await idle.readToEnd()).toBe('421 4.3.2 Server shutting down; please reconnect\r\n');
    await drained;
    await site.dovecot.waitForMessage(BOB, /^Subject: During the shutdown\n/m);
  });
});
