// A new password, a lock-down and the way back, as the API does them on stores in memory (R6.4, R6.5).

import { describe, expect, it } from 'vitest';
import type { NewPassword, PasswordSetting } from '../../../src/core/accounts/password-setter.ts';
import { createAdministrationFixture, liveConnection } from '../../support/administration-fixture.ts';

const ADDRESS = 'alice@always.example';
const ALICE = `/mailboxes/${ADDRESS}`;

async function createSite(answer: PasswordSetting = { kind: 'set' }) {
  const wanted: NewPassword[] = [];
  const setter = {
    set: async (request: NewPassword) => {
      wanted.push(request);
      return answer;
    },
  };
  const fixture = await createAdministrationFixture({ passwordSetters: new Map([['default', setter]]) });
  fixture.live.push(liveConnection('one', ADDRESS, 'ap-1'), liveConnection('two', 'bob@always.example'));
  const { stores } = fixture.core;
  const trust = async (): Promise<void> => {
    const at = fixture.core.now;
    await stores.trustedBrowsers.insert({
      ...{ id: 'tb-1', mailbox: ADDRESS, userAgent: 'Firefox', trustedAt: at, endsAt: at + 1_000_000, lastUsedAt: at },
      secretDigest: 'digest',
    });
  };
  await trust();
  const events = async (event: string) => stores.audit.search({ event }, { limit: 9, after: 0 });
  return { ...fixture, wanted, events, trust };
}

describe('a password reset', () => {
  it('makes one, shows it once, and ends what the old one opened (R6.4)', async () => {
    const { ask, core, wanted, ended, events } = await createSite();
    const { id } = await core.issue();
    const { status, body } = await ask('POST', `${ALICE}/reset-password`);
    expect(status).toBe(200);
    expect(body).toEqual({
      mailbox: ADDRESS,
      password: expect.stringMatching(/^([a-z]{5}-){3}[a-z]{5}$/),
      mustChange: false,
      ended: { connections: 1, webSessions: 0, trustedBrowsers: 1 },
      appPasswords: { revoked: 0, stale: 1 },
    });
    expect(wanted).toEqual([{ mailbox: ADDRESS, password: body.password, mustChange: false }]);
    expect(await ended()).toEqual([{ target: { kind: 'mailbox', address: ADDRESS }, reason: 'password-changed' }]);
    expect((await ask('GET', `/app-passwords/${id}`)).body.state).toBe('stale');
    const [entry] = await events('mailbox.password-reset');
    expect(entry).toMatchObject({ mailbox: ADDRESS, actor: 'cli', details: { connections: 1, trustedBrowsers: 1 } });
    const whole = JSON.stringify(await core.stores.audit.search({}, { limit: 99, after: 0 }));
    expect(whole).not.toContain(body.password);
  });

  it('takes a given one, which it does not repeat, and revokes app passwords when told to', async () => {
    const { ask, core } = await createSite();
    const { shown } = await core.issue();
    const { body } = await ask('POST', `${ALICE}/reset-password`, {
      password: 'a given password',
      revokeAppPasswords: true,
    });
    expect(body).not.toHaveProperty('password');
    expect(body.appPasswords).toEqual({ revoked: 1, stale: 0 });
    expect(await core.attempt(ADDRESS, shown)).toMatchObject({ reason: 'app-password-revoked' });
  });

  it('says plainly where Postern can set none, and what is wrong with one', async () => {
    const { ask } = await createAdministrationFixture();
    const without = await ask('POST', `${ALICE}/reset-password`);
    expect(without.body).toMatchObject({ status: 409, code: 'no-password-setter' });
    const { ask: askOther, wanted } = await createSite();
    expect((await askOther('POST', `${ALICE}/reset-password`, { password: 'short' })).body.code).toBe('invalid');
    expect(wanted).toEqual([]);
  });

  it('that the source refuses changes and ends nothing; an outage is no refusal (R4.4)', async () => {
    for (const [answer, code] of [
      [{ kind: 'refused', reason: 'was used before' }, 'password-refused'],
      [{ kind: 'unavailable', reason: 'it took too long' }, 'unavailable'],
    ] as const) {
      const { ask, ended, events } = await createSite(answer);
      const { body } = await ask('POST', `${ALICE}/reset-password`);
      expect(body).toMatchObject({ code, detail: expect.stringContaining(answer.reason) });
      expect(await ended()).toEqual([]);
      expect(await events('mailbox.password-reset')).toEqual([]);
      expect(await events('mailbox.password-not-reset')).toMatchObject([
        { details: { outcome: answer.kind, why: answer.reason } },
      ]);
    }
  });
});

describe('a lock-down', () => {
  it('disables, ends and revokes everything, in one audited event (R6.5)', async () => {
    const { ask, core, ended, events } = await createSite();
    const { shown } = await core.issue();
    await core.issue({ name: 'other' });
    const { body } = await ask('POST', `${ALICE}/lock-down`);
    expect(body).toEqual({
      ...{ mailbox: ADDRESS, wasDisabled: false, appPasswords: 2, factors: 0, knownPlaces: 0 },
      ...{ connections: 1, webSessions: 0, trustedBrowsers: 1 },
    });
    expect((await ask('GET', ALICE)).body).toMatchObject({ disabled: true, challenge: 'always' });
    expect(await ended()).toContainEqual({ target: { kind: 'mailbox', address: ADDRESS }, reason: 'disabled' });
    expect(await core.attempt(ADDRESS, shown)).toMatchObject({ kind: 'deny' });
    expect(await events('mailbox.locked-down')).toHaveLength(1);
    expect(await events('app-password.revoked')).toEqual([]);
  });

  it('holds for a mailbox that only its domain lists, and may be repeated', async () => {
    const { ask, events } = await createSite();
    const unlisted = '/mailboxes/dora@always.example';
    expect((await ask('POST', `${unlisted}/lock-down`)).body).toMatchObject({ wasDisabled: false });
    expect((await ask('POST', `${unlisted}/lock-down`)).body).toMatchObject({ wasDisabled: true, appPasswords: 0 });
    expect((await ask('GET', unlisted)).body).toMatchObject({ listed: true, disabled: true });
    expect(await events('mailbox.locked-down')).toHaveLength(2);
    expect((await ask('POST', '/mailboxes/dora@nowhere.example/lock-down')).status).toBe(404);
  });

  it('finishes what the first one left undone', async () => {
    const { ask, core, trust } = await createSite();
    await ask('POST', `${ALICE}/lock-down`);
    await core.issue();
    await trust();
    expect((await ask('POST', `${ALICE}/lock-down`)).body).toMatchObject({
      ...{ wasDisabled: true, appPasswords: 1, trustedBrowsers: 1 },
    });
  });

  it('is undone by enabling, but for what it has revoked', async () => {
    const { ask, core } = await createSite();
    const { shown } = await core.issue();
    await ask('POST', `${ALICE}/lock-down`);
    expect((await ask('POST', `${ALICE}/enable`)).body).toEqual({
      mailbox: ADDRESS,
      wasDisabled: true,
      appPasswords: 0,
    });
    expect((await ask('GET', ALICE)).body).toMatchObject({ disabled: false });
    expect(await core.attempt(ADDRESS, shown)).toMatchObject({ reason: 'app-password-revoked' });
    expect((await ask('POST', `${ALICE}/enable`)).body).toMatchObject({ wasDisabled: false });
  });
});

describe('what can not be recorded', () => {
  it('is not done (R9.3)', async () => {
    const { ask, core, wanted, ended } = await createSite();
    core.stores.audit.append = async () => {
      throw new Error('the disk is full');
    };
    core.parts.audit.record({ at: 0, kind: 'change', event: 'backup.made' });
    await core.parts.audit.flush();
    expect((await ask('POST', `${ALICE}/reset-password`)).body.code).toBe('unavailable');
    expect((await ask('POST', `${ALICE}/lock-down`)).body.code).toBe('unavailable');
    expect(wanted).toEqual([]);
    expect(await ended()).toEqual([]);
  });
});
