// A whole Postern, people at browsers and administrators at the command line, and what the mailbox's owner hears of them
// (R7.3, R2.6, R2.8).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALICE, type AttackedSite, startAttackedSite } from '../support/attacked-site.ts';
import { PATIENCE_MS } from '../support/deadline.ts';
import type { HttpClient } from '../support/http-client.ts';
import { flat, makeMmdb } from '../support/mmdb.ts';
import { type RecordingMessenger, recordingMessenger } from '../support/notices-fixture.ts';
import { lacks } from '../support/programs.ts';
import { temporaryFolder } from '../support/stores-under-test.ts';
import { submitPageForm } from '../support/webmail-door.ts';

const CANADA = '8.8.8.8';
const MEXICO = '9.9.9.9';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0';
const DAY = 86_400;

describe.skipIf(lacks('dovecot'))('the owner of a mailbox', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let site: AttackedSite;
  let messenger: RecordingMessenger;

  beforeEach(async () => {
    folder = temporaryFolder();
    messenger = recordingMessenger();
    const database = join(folder.path, 'countries.mmdb');
    const networks = [
      ['8.8.0.0/16', flat('CA')],
      ['9.9.0.0/16', flat('MX')],
    ] as const;
    writeFileSync(database, makeMmdb({ networks, madeAt: Date.now() }));
    site = await startAttackedSite({
      messages: messenger,
      web: 'trusted-proxies: [127.0.0.1]',
      more: `countries: { kind: mmdb, database: ${database} }`,
    });
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const browser = (address = CANADA, language = 'de') =>
    site.door.browser([
      ['X-Forwarded-For', address],
      ['User-Agent', BROWSER],
      ['Accept-Language', language],
    ]);

  const enrolled = () => site.enrol(ALICE, browser());

  /** Everything of the next message, which is waited for; the day after begins. */
  async function nextMessage(): Promise<RecordingMessenger['sent'][number]> {
    const before = read;
    const sent = await vi.waitFor(
      () => {
        const [next] = messenger.sent.slice(before);
        if (!next) throw new Error('no message');
        return next;
      },
      { timeout: PATIENCE_MS },
    );
    read = messenger.sent.length;
    site.clock.advance(DAY);
    return sent;
  }
  let read = 0;
  beforeEach(() => {
    read = 0;
  });

  async function untilStatusSays(notices: string): Promise<void> {
    const status = async () => expect(await site.door.administer('GET', '/status')).toMatchObject({ notices });
    await vi.waitFor(status, { timeout: PATIENCE_MS });
  }

  const told = async () => (await nextMessage()).message.notices;

  async function makeAppPassword(client: HttpClient): Promise<void> {
    const fields = { name: 'Phone', 'scope-imap': 'yes', expires: 'never', password: ALICE.password };
    const made = await submitPageForm(client, '/.postern/account/app-passwords/new', fields);
    expect(made.status).toBe(200);
  }

  it('hears within seconds that a first factor was set up at sign-in, in the language of the pages, once', async () => {
    await enrolled();
    const begun = performance.now();
    const { message, envelope } = await nextMessage();
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(message).toMatchObject({
      mailbox: ALICE.user,
      accountUrl: `${site.door.origin}/.postern/account`,
      notices: [
        {
          kind: 'factor-added',
          subject: 'Phone',
          byAdministrator: false,
          occasion: { mailbox: ALICE.user, remoteAddress: CANADA, country: 'CA', client: BROWSER },
        },
      ],
    });
    expect(message.notices).toHaveLength(1);
    expect(envelope).toMatchObject({ to: { kind: 'email', address: ALICE.user }, language: 'de' });
  });

  it('hears of an app password that was made in the account, with its name and the browser', async () => {
    const { app } = await enrolled();
    await nextMessage();
    const fresh = await site.pending(ALICE, browser());
    await site.answer(fresh, site.nextCode(app));
    await makeAppPassword(fresh);
    expect(await told()).toMatchObject([
      {
        kind: 'app-password-made',
        subject: 'Phone',
        byAdministrator: false,
        occasion: { remoteAddress: CANADA, country: 'CA', client: BROWSER },
      },
    ]);
  });

  it('hears that an administrator made one, reset the factors, and of no place of theirs', async () => {
    const body = { name: 'Scanner', mailboxPassword: ALICE.password };
    await site.door.administer('POST', `/mailboxes/${ALICE.user}/app-passwords`, body);
    expect(await told()).toMatchObject([{ kind: 'app-password-made', subject: 'Scanner', byAdministrator: true }]);
    await enrolled();
    await nextMessage();
    await site.door.administer('DELETE', `/mailboxes/${ALICE.user}/factors`);
    const [reset, ...others] = await told();
    expect(others).toEqual([]);
    expect(reset).toMatchObject({ kind: 'factors-reset', byAdministrator: true });
    expect(reset?.occasion).not.toHaveProperty('remoteAddress');
  });

  it('hears of a recovery code that was used, and of a sign-in from another country, once', async () => {
    const { recoveryCodes, app } = await enrolled();
    await nextMessage();
    const abroad = await site.pending(ALICE, browser(MEXICO, 'ja'));
    const [code = ''] = recoveryCodes;
    await submitPageForm(abroad, '/.postern/challenge?use=recovery-code', { code }, '/.postern/challenge');
    const { message, envelope } = await nextMessage();
    expect(message.notices.map(({ kind, occasion }) => [kind, occasion.country])).toEqual([
      ['recovery-code-used', 'MX'],
      ['new-country', 'MX'],
    ]);
    expect(envelope.language).toBe('ja');
    for (const address of [MEXICO, CANADA]) {
      await site.answer(await site.pending(ALICE, browser(address)), site.nextCode(app));
    }
    await site.door.administer('DELETE', `/mailboxes/${ALICE.user}/factors`);
    expect((await told()).map(({ kind }) => kind)).toEqual(['factors-reset']);
  });

  it('hears nothing of ordinary sign-ins, wrong codes and refusals', async () => {
    const { app } = await enrolled();
    await nextMessage();
    const again = await site.pending(ALICE, browser());
    await site.answer(again, '000000');
    await site.answer(again, site.nextCode(app));
    expect(await site.isOpen(again)).toBe(true);
    await site.signIn(browser(), { ...ALICE, password: 'wrong' });
    await site.door.administer('DELETE', `/mailboxes/${ALICE.user}/factors`);
    expect((await told()).map(({ kind }) => kind)).toEqual(['factors-reset']);
  });

  it('hears of it as soon as the path is there again, and operators see that something waits', async () => {
    messenger.answer = () => ({ kind: 'unavailable', reason: 'no path yet' });
    await enrolled();
    await nextMessage();
    const { stores } = site.door.postern.node.state;
    expect(await stores.notices.count()).toMatchObject({ letters: 1 });
    await untilStatusSays('delayed');
    messenger.answer = () => ({ kind: 'accepted' });
    site.clock.advance(DAY);
    await vi.waitFor(async () => expect(await stores.notices.count()).toEqual({ letters: 0 }), {
      timeout: PATIENCE_MS,
    });
    await untilStatusSays('ok');
  });
});
