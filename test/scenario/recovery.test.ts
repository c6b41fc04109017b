// A whole Postern with a Dovecot, people at a browser and in a mail client, and an administrator: a password that was reset by
// a real command, and a mailbox that somebody else was in (R6.4, R6.5).

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALICE, type AttackedSite, startAttackedSite } from '../support/attacked-site.ts';
import { PATIENCE_MS } from '../support/deadline.ts';
import { type RecordingMessenger, recordingMessenger } from '../support/notices-fixture.ts';
import { type PasswordDirectory, startPasswordDirectory } from '../support/password-directory.ts';
import { lacks } from '../support/programs.ts';
import { submitPageForm } from '../support/webmail-door.ts';

const CHOSEN = 'chosen by alice herself';

describe.skipIf(lacks('dovecot', 'doveadm'))('a mailbox whose password is set through a command', () => {
  let site: AttackedSite;
  let messenger: RecordingMessenger;
  let directory: PasswordDirectory;
  /** Of the webmail; the Dovecot has the same. */
  let users: Record<string, string>;

  beforeEach(async () => {
    users = { [ALICE.user]: ALICE.password };
    messenger = recordingMessenger();
    directory = await startPasswordDirectory(async (mailbox, password) => {
      users[mailbox] = password;
      await site.dovecot.setPassword(mailbox, password);
    });
    site = await startAttackedSite({
      users,
      messages: messenger,
      more: directory.section,
    });
  });
  afterEach(async () => {
    await site[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
  });

  async function idling(shown: string) {
    const client = await site.door.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE.user} ${shown}`, /^a OK/);
    await client.ask('c IDLE', /^\+ /);
    return client;
  }

  const untilToldOf = (kind: string) =>
    vi.waitFor(
      () => {
        const told = messenger.sent.flatMap(({ message }) => message.notices.map((notice) => notice.kind));
        expect(told).toContain(kind);
      },
      { timeout: PATIENCE_MS },
    );

  const reset = (body: object) =>
    site.door.administer('POST', `/mailboxes/${ALICE.user}/reset-password`, body) as Promise<{
      readonly password: string;
      readonly appPasswords: object;
    }>;

  it('is reset, ends all within a second, and is changed by its owner, whose app password then works (R6.4)', async () => {
    const { browser, app } = await site.enrol(ALICE);
    expect(await site.isOpen(browser)).toBe(true);
    const { shown } = await site.door.postern.issue({ mailbox: ALICE.user, mailboxPassword: ALICE.password });
    await using client = await idling(shown);
    const { password, appPasswords } = await reset({ mustChange: true });
    const begun = performance.now();
    await client.ended;
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(await site.isOpen(browser)).toBe(false);
    expect(appPasswords).toEqual({ revoked: 0, stale: 1 });
    site.clock.advance(86_400);
    await untilToldOf('password-reset');

    const fresh = await site.pending({ ...ALICE, password });
    const next = await site.answer(fresh, site.nextCode(app));
    expect(next.header('location')).toBe('/.postern/password');
    expect(await site.isOpen(fresh)).toBe(false);
    const form = { password: CHOSEN, again: CHOSEN };
    expect((await submitPageForm(fresh, '/.postern/password', { ...form, again: 'other' })).header('location')).toBe(
      '/.postern/password?result=different',
    );
    const changed = await submitPageForm(fresh, '/.postern/password', form);
    expect(changed.header('location')).toBe('/.postern/signed-out?why=password');
    expect(users[ALICE.user]).toBe(CHOSEN);
    site.clock.advance(86_400);
    await untilToldOf('password-changed');

    await using again = await idling(shown);
    await again.ask('DONE', /^c OK/);
    const last = await site.pending({ ...ALICE, password: CHOSEN });
    await site.answer(last, site.nextCode(app));
    expect(await site.isOpen(last)).toBe(true);
    const written = await site.written();
    for (const secret of [password, CHOSEN]) expect(written).not.toContain(secret);
  });

  it('opens no mail door by itself while it must be changed, in mode never too', async () => {
    await site.door.administer('PATCH', '/domains/example.test', { challenge: 'never' });
    const { password } = await reset({ mustChange: true });
    await using client = await site.door.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE.user} ${password}`, /^a NO \[EXPIRED\] You must choose a new password first/);
    const browser = site.door.browser();
    await site.signIn(browser, { ...ALICE, password });
    await submitPageForm(browser, '/.postern/password', { password: CHOSEN, again: CHOSEN });
    await client.ask(`b LOGIN ${ALICE.user} "${CHOSEN}"`, /^b OK/);
  });

  it('is locked down: nobody is in there within a second, and nobody gets in, until it is enabled (R6.5)', async () => {
    const { browser } = await site.enrol(ALICE);
    const { shown } = await site.door.postern.issue({ mailbox: ALICE.user, mailboxPassword: ALICE.password });
    await using client = await idling(shown);
    const locked = await site.door.administer('POST', `/mailboxes/${ALICE.user}/lock-down`);
    const begun = performance.now();
    await client.ended;
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(await site.isOpen(browser)).toBe(false);
    expect(locked).toMatchObject({ connections: 1, webSessions: 1, appPasswords: 1, factors: 1, knownPlaces: 1 });
    expect((await site.signIn(site.door.browser(), ALICE)).status).toBe(403);
    site.clock.advance(86_400);
    await untilToldOf('locked-down');

    const { password } = await reset({});
    await site.door.administer('POST', `/mailboxes/${ALICE.user}/enable`);
    const { browser: fresh } = await site.enrol({ ...ALICE, password });
    expect(await site.isOpen(fresh)).toBe(true);
    await using refused = await site.door.postern.connect('imap', 'implicit');
    await refused.readLine();
    await refused.ask(`a LOGIN ${ALICE.user} ${shown}`, /^\* NO \[ALERT\] This app password was revoked/);
  });
});
