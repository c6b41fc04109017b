import { describe, expect, it } from 'vitest';
import { PosternError } from '../../../../src/core/errors.ts';
import {
  endOtherSessions,
  endOwnSession,
  endWebSession,
  endWebSessions,
  listOwnSessions,
  listWebSessions,
  type WebSessionPorts,
} from '../../../../src/core/sessions/end-web-sessions.ts';
import { anonymousSession, lookupKey, openSession, pendingSession } from '../../../support/records.ts';
import { ALICE, BOB, createWebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

async function create() {
  const web = await createWebSignInFixture();
  const { audit, clock, log, revocations } = web.parts;
  const limits = { idle: 40_000, absolute: 60_000 };
  const limitsOf = (site: string) => (site === 'webmail' ? limits : undefined);
  const stores = { webSessions: web.sessionStore, revocations };
  const ports: WebSessionPorts = { ...stores, audit, clock, log, limitsOf, actor: 'cli' };
  const endsAt = web.now + 60_000;
  const sealedVault = new Uint8Array([1]);
  const own = openSession('own', { mailbox: ALICE, endsAt, lastActiveAt: web.now });
  for (const session of [
    own,
    openSession('other', { mailbox: ALICE, endsAt, lastActiveAt: web.now }),
    openSession('over', { mailbox: ALICE, endsAt: web.now, lastActiveAt: web.now }),
    pendingSession('pending', { mailbox: ALICE, endsAt }),
    openSession('bobs', { mailbox: BOB, endsAt }),
    anonymousSession('nobodys', { endsAt }),
  ]) {
    await web.sessionStore.insert({ session, lookupKey: lookupKey(session.id), sealedVault });
  }
  const left = async () => (await web.sessionStore.list()).map(({ id }) => id).toSorted();
  const told = async () => (await revocations.since(0)).map(({ target }) => ('id' in target ? target.id : target));
  return { web, ports, own, left, told };
}

describe('the owner of a mailbox', () => {
  it('sees the sessions that are signed in, and none that are over', async () => {
    const { ports } = await create();
    expect((await listOwnSessions(ALICE, ports)).map(({ id }) => id).toSorted()).toEqual(['other', 'own']);
  });

  it('sees none that nobody used for its idle limit, or of a site that is gone, though they are still kept', async () => {
    // Negative control: fails when only the absolute limit is looked at.
    const { web, ports } = await create();
    const endsAt = web.now + 60_000;
    for (const session of [
      openSession('idle', { mailbox: ALICE, endsAt, lastActiveAt: web.now - 40_000 }),
      openSession('nearly', { mailbox: ALICE, endsAt, lastActiveAt: web.now - 39_999 }),
      openSession('nowhere', { mailbox: ALICE, endsAt, lastActiveAt: web.now, site: 'gone' }),
    ]) {
      await web.sessionStore.insert({ session, lookupKey: lookupKey(session.id), sealedVault: new Uint8Array([1]) });
    }
    const own = (await listOwnSessions(ALICE, ports)).map(({ id }) => id);
    expect(own.toSorted()).toEqual(['nearly', 'other', 'own']);
    const all = (await listWebSessions(undefined, ports)).map(({ id }) => id);
    expect(all.toSorted()).toEqual(['nearly', 'other', 'own', 'pending']);
  });

  it('ends one of the own sessions, and learns nothing of others', async () => {
    const { web, ports, own, left, told } = await create();
    const mine = { ...ports, actor: ALICE };
    for (const id of ['bobs', 'nobodys', 'pending', 'nothing']) {
      expect(await endOwnSession(own, id, mine)).toMatchObject({ kind: 'refused', code: 'unknown-session' });
    }
    expect(await endOwnSession(own, 'other', mine)).toEqual({ kind: 'done', value: { id: 'other' } });
    expect(await left()).toEqual(['bobs', 'over', 'own', 'pending']);
    expect(await told()).toEqual(['other']);
    expect((await web.audited()).map(({ event, reason, actor }) => [event, reason, actor])).toEqual([
      ['web-session.ended', 'ended-by-user', undefined],
      ['web-sessions.ended', undefined, ALICE],
    ]);
  });

  it('ends all but the one that asks, unfinished sign-ins too', async () => {
    const { ports, own, left, told } = await create();
    expect(await endOtherSessions(own, { ...ports, actor: ALICE })).toEqual({ kind: 'done', value: { ended: 3 } });
    expect(await left()).toEqual(['bobs', 'own']);
    // A sign-in that wasn't finished is signed out at the webmail at once.
    expect((await told()).toSorted()).toEqual(['other', 'over', 'pending']);
  });
});

describe('an administrator', () => {
  it('ends one, pending or open, once', async () => {
    const { ports, left, told } = await create();
    expect(await endWebSession('pending', ports)).toEqual({ kind: 'done', value: { id: 'pending' } });
    expect(await endWebSession('bobs', ports)).toEqual({ kind: 'done', value: { id: 'bobs' } });
    for (const id of ['bobs', 'nobodys', 'nothing']) {
      expect(await endWebSession(id, ports)).toMatchObject({ code: 'unknown-session' });
    }
    expect(await left()).toEqual(['other', 'over', 'own']);
    expect(await told()).toEqual(['pending', 'bobs']);
  });

  it('ends all of a mailbox', async () => {
    const { web, ports, left } = await create();
    expect(await endWebSessions(ALICE, ports)).toEqual({ kind: 'done', value: { ended: 4 } });
    expect(await left()).toEqual(['bobs']);
    expect((await web.audited({ event: 'web-sessions.ended' }))[0]).toMatchObject({
      actor: 'cli',
      details: { ended: 4 },
    });
  });

  it('ends nothing that can not be recorded', async () => {
    const { web, ports, own, left } = await create();
    web.stores.audit.append = async () => {
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'down');
    };
    web.parts.audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await web.parts.audit.flush();
    const unavailable = { kind: 'refused', code: 'unavailable' };
    expect(await endWebSession('bobs', ports)).toMatchObject(unavailable);
    expect(await endWebSessions(ALICE, ports)).toMatchObject(unavailable);
    expect(await endOwnSession(own, 'other', ports)).toMatchObject(unavailable);
    expect(await left()).toHaveLength(5);
  });
});
