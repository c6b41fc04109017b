// What a sign-in's audit entries say for its mailbox's owner: from where, with what, in which language, whether the
// country is a new one, and which answer was used up (R7.3, R2.6).

import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { noticesOf } from '../../../../src/core/notices/notices-of.ts';
import { isNewCountry, rememberPlace } from '../../../../src/core/places/known-places.ts';
import type { WebSignInParts } from '../../../../src/core/sign-in/sign-in-parts.ts';
import { ALICE, CONTEXT, createWebSignInFixture, type WebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

const DAY = 86_400_000;

async function withRecoveryCode(override: Partial<WebSignInParts> = {}): Promise<{
  readonly web: WebSignInFixture;
  readonly code: string;
}> {
  const web = await createWebSignInFixture(override);
  await web.factors.enrol(ALICE);
  const [code = ''] = await web.factors.factors.renewRecoveryCodes(ALICE);
  return { web, code };
}

describe('the entry of a sign-in', () => {
  it('says from where, with what and in which language', async () => {
    const web = await createWebSignInFixture();
    web.requirement = { needed: false, because: 'trusted-network' };
    await web.accept(ALICE, { context: { language: 'ja' } });
    const [entry] = await web.audited({ event: 'web-sign-in.allowed' });
    expect(entry).toMatchObject({ remoteAddress: CONTEXT.remoteAddress });
    expect(entry?.details).toStrictEqual({
      site: 'webmail',
      country: 'NL',
      client: 'Browser 1.0',
      session: expect.any(String),
      secondStep: 'trusted-network',
      language: 'ja',
    });
  });

  it('says nothing of what isn’t known', async () => {
    const web = await createWebSignInFixture();
    const tried = await web.try('nobody@always.example', 'x', { userAgent: '' });
    if (tried.kind === 'proceed') await tried.refused();
    const [entry] = await web.audited({ event: 'web-sign-in.refused' });
    expect(entry?.details).toStrictEqual({ site: 'webmail', country: 'NL' });
  });

  it('says that the country is a new one, which is asked before the place is remembered', async () => {
    // Negative control: fails when the place is remembered first.
    const asked: string[] = [];
    const { web, code } = await withRecoveryCode({
      isNewCountry: async () => asked.push('is it new?') > 0,
      rememberPlace: async () => void asked.push('remember'),
    });
    const answer = { kind: 'recovery-code', code } as const;
    await web.signIn.answer(await web.pending(), answer, { context: CONTEXT, trustBrowser: false });
    expect(asked).toEqual(['is it new?', 'remember']);
    const [entry] = await web.audited({ event: 'web-sign-in.allowed' });
    expect(entry && noticesOf(entry).map(({ kind }) => kind)).toEqual(['recovery-code-used', 'new-country']);
  });

  it('says it of one that needed no second step, too', async () => {
    const web = await createWebSignInFixture();
    web.requirement = { needed: false, because: 'trusted-browser' };
    web.isNewCountry = true;
    await web.accept(ALICE);
    const [entry] = await web.audited({ event: 'web-sign-in.allowed' });
    expect(entry?.details).toMatchObject({ newCountry: true });
  });

  it('lets in whoever may come in where the country can’t be compared', async () => {
    const web = await createWebSignInFixture({ isNewCountry: () => Promise.reject(new Error('busy')) });
    web.requirement = { needed: false, because: 'trusted-network' };
    expect(await web.accept(ALICE)).toMatchObject({ kind: 'open' });
    expect(web.broken).toEqual(['web-sign-in.country-not-compared']);
  });
});

describe('a recovery code that is used up', () => {
  const told = async (web: WebSignInFixture) =>
    (await web.audited()).flatMap((entry) => noticesOf(entry).map(({ kind }) => `${entry.event}: ${kind}`));

  it('is told of although its session was over', async () => {
    // Negative control: fails when only sign-ins that open a session say what they were answered with.
    const { web, code } = await withRecoveryCode();
    const pending = await web.pending();
    const answer = { kind: 'recovery-code', code } as const;
    const { sessions } = web.parts;
    const promote = sessions.promote.bind(sessions);
    sessions.promote = async (before, next) => {
      await sessions.end(before.session, 'ended-by-administrator');
      return promote(before, next);
    };
    const outcome = await web.signIn.answer(pending, answer, { context: CONTEXT, trustBrowser: false });
    expect(outcome).toEqual({ kind: 'ended' });
    expect(await told(web)).toEqual(['web-sign-in.code-refused: recovery-code-used']);
  });

  it('is told of although a store failed after it', async () => {
    const { web, code } = await withRecoveryCode();
    const pending = await web.pending();
    web.parts.sessions.promote = () => Promise.reject(new Error('busy'));
    const answer = { kind: 'recovery-code', code } as const;
    const outcome = await web.signIn.answer(pending, answer, { context: CONTEXT, trustBrowser: false });
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    expect(await told(web)).toEqual(['web-sign-in.unavailable: recovery-code-used']);
  });

  it('is told of where it confirms a session', async () => {
    const { web, code } = await withRecoveryCode();
    web.requirement = { needed: false, because: 'trusted-network' };
    const accepted = await web.accept(ALICE);
    if (accepted.kind !== 'open') throw new Error(accepted.kind);
    const given = { password: 'own password', answer: { kind: 'recovery-code', code } } as const;
    expect(await web.confirmation.confirm(accepted.presented, given, CONTEXT)).toMatchObject({ kind: 'confirmed' });
    expect(await told(web)).toEqual(['web-session.confirmed: recovery-code-used']);
  });

  it('isn’t told of when it was wrong', async () => {
    const { web } = await withRecoveryCode();
    const answer = { kind: 'recovery-code', code: 'abcde-fghjk-mnpqr' } as const;
    await web.signIn.answer(await web.pending(), answer, { context: CONTEXT, trustBrowser: false });
    expect(await told(web)).toEqual([]);
  });
});

describe('a country', () => {
  const NL = { remoteAddress: '198.51.100.7', country: 'NL' };
  const FR = { remoteAddress: '198.51.100.8', country: 'FR' };
  const NOWHERE = { remoteAddress: '10.0.0.1' };

  function open() {
    const { places } = openMemoryStores();
    const time = { now: 1_000_000 };
    const placeRules = { ipv4Prefix: 32, entries: 50, keptFor: 90 * DAY };
    return { time, ports: { places, placeRules, clock: { now: () => time.now } } };
  }

  it('is new beside another one that is known', async () => {
    const { ports } = open();
    await rememberPlace(ALICE, NL, ports);
    expect(await isNewCountry(ALICE, FR, ports)).toBe(true);
    expect(await isNewCountry(ALICE, { ...NL, remoteAddress: '198.51.100.9' }, ports)).toBe(false);
    await rememberPlace(ALICE, FR, ports);
    expect(await isNewCountry(ALICE, FR, ports)).toBe(false);
  });

  it('is new where all sign-ins were from addresses that have none', async () => {
    const { ports } = open();
    await rememberPlace(ALICE, NOWHERE, ports);
    expect(await isNewCountry(ALICE, NL, ports)).toBe(true);
  });

  it('isn’t new at the very first sign-in, nor when it isn’t known', async () => {
    const { ports } = open();
    expect(await isNewCountry(ALICE, NL, ports)).toBe(false);
    await rememberPlace(ALICE, NL, ports);
    expect(await isNewCountry(ALICE, NOWHERE, ports)).toBe(false);
  });
});
