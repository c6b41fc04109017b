// What a session may see and change of its own account, whatever a page thinks of it.

import { describe, expect, it } from 'vitest';
import { noticesOf } from '../../../../src/core/notices/notices-of.ts';
import type { OpenSession } from '../../../../src/core/sessions/web-session.ts';
import { OwnAccount } from '../../../../src/web/account/own-account.ts';
import { plainCrypto } from '../../../support/core-fixture.ts';
import { ALICE, BOB, CONTEXT, createWebSignInFixture } from '../../../support/web-sign-in-fixture.ts';

const MINUTE = 60_000;
const NOT_CONFIRMED = { kind: 'refused', code: 'not-confirmed' };

const CONNECTIONS = [
  { id: 'c1', door: 'imap', mailbox: ALICE, remoteAddress: '192.0.2.1', since: 1 },
  { id: 'c2', door: 'imap', mailbox: BOB, remoteAddress: '192.0.2.2', since: 2 },
] as const;

/** Alice is signed in and confirmed. */
async function createAccount() {
  const web = await createWebSignInFixture();
  const { session } = await web.open();
  const pauses: number[] = [];
  const account = new OwnAccount({
    ...web.parts,
    factors: web.factors.factors,
    platformPolicy: { challenge: 'always' },
    webSessions: web.sessionStore,
    limitsOf: () => ({ idle: 1_800_000, absolute: 36_000_000 }),
    crypto: plainCrypto,
    places: web.stores.places,
    placeRules: { entries: 50, keptFor: 90 * 86_400_000, ipv4Prefix: 32 },
    trustedBrowsers: web.stores.trustedBrowsers,
    browserDigest: { digest: (...parts) => parts.join(' ') },
    auditStore: web.stores.audit,
    enrolment: web.enrolment,
    confirmation: web.confirmation,
    connections: async () => CONNECTIONS,
    pause: async (millis) => void pauses.push(millis),
    serverSettings: { doors: [] },
  });
  const lapsed = (): OpenSession => {
    web.now += 11 * MINUTE;
    return session;
  };
  return { web, account, session, lapsed, pauses };
}

describe('an account whose confirmation has lapsed (R3.8, P-03, P-21)', () => {
  // Negative control: each of these fails without `#unconfirmed` in its method.
  it('makes no app password', async () => {
    const { account, lapsed, web } = await createAccount();
    const wish = { name: 'Mail', mailboxPassword: 'own password' };
    expect(await account.createAppPassword(lapsed(), wish, CONTEXT)).toMatchObject(NOT_CONFIRMED);
    expect(await web.stores.appPasswords.list(ALICE, { includeRevoked: true })).toEqual([]);
  });

  it('keeps its factors and its recovery codes', async () => {
    const { account, lapsed, session } = await createAccount();
    await account.newRecoveryCodes(session);
    const [factor] = await account.factors(session);
    expect(await account.removeFactor(lapsed(), factor?.id ?? '')).toMatchObject(NOT_CONFIRMED);
    expect(await account.makeDefaultFactor(session, factor?.id ?? '')).toMatchObject(NOT_CONFIRMED);
    expect(await account.newRecoveryCodes(session)).toMatchObject(NOT_CONFIRMED);
    expect(await account.factors(session)).toHaveLength(1);
    expect(await account.recoveryCodesLeft(session)).toBe(10);
  });

  it('keeps its mode', async () => {
    const { account, lapsed } = await createAccount();
    expect(await account.chooseMode(lapsed(), 'inherit')).toMatchObject(NOT_CONFIRMED);
  });
});

describe('a wrong mailbox password for an app password', () => {
  it('counts, delays and is recorded like one at a door, and a right one does not count (R9.1)', async () => {
    // Negative control: fails without the reservation, as every try is then looked at.
    const { web, account, session, pauses } = await createAccount();
    const tryWith = (mailboxPassword: string) =>
      account.createAppPassword(session, { name: 'Mail', mailboxPassword }, CONTEXT);
    for (let times = 0; times < 20; times += 1) expect(await tryWith('own password')).toMatchObject({ kind: 'done' });
    web.source = { kind: 'wrong' };
    const codes: string[] = [];
    for (let times = 0; times < 20; times += 1) {
      const outcome = await tryWith(`guess ${times}`);
      codes.push(outcome.kind === 'refused' ? outcome.code : outcome.kind);
    }
    expect(codes[0]).toBe('mailbox-password-refused');
    expect(codes.at(-1)).toBe('throttled');
    expect(pauses.some((millis) => millis > 0)).toBe(true);
    expect(await web.audited({ event: 'web-session.not-confirmed' })).toHaveLength(pauses.length);
  });
});

describe("another mailbox's things", () => {
  it("aren't there: app passwords, factors, sessions, connections", async () => {
    // Negative control: fails without the comparison of mailboxes in each of these methods.
    const { web, account, session } = await createAccount();
    const bobs = await web.pending(BOB);
    const { factor } = await web.factors.enrol(BOB);
    const appPassword = await web.issue('x', 'own password');
    const asBob: OpenSession = { ...session, id: 'ws-bob', mailbox: BOB };
    expect(await account.revokeAppPassword(asBob, appPassword)).toMatchObject({ code: 'unknown-app-password' });
    expect(await account.removeFactor(session, factor.id)).toMatchObject({ code: 'unknown-factor' });
    expect(await account.renameFactor(session, factor.id, 'Mine')).toMatchObject({ code: 'unknown-factor' });
    expect(await account.endSession(session, bobs.session.id)).toMatchObject({ code: 'unknown-session' });
    expect(await account.endConnection(session, 'c2')).toMatchObject({ code: 'unknown-connection' });
    expect(await account.connections(session)).toEqual([CONNECTIONS[0]]);
    expect(await account.factors(asBob)).toHaveLength(1);
  });
});

describe('the last factor', () => {
  it('stays while policy asks for a second step, and goes when it does not (R2.8)', async () => {
    const { account, session, web } = await createAccount();
    const [factor] = await account.factors(session);
    expect(await account.removeFactor(session, factor?.id ?? '')).toMatchObject({ code: 'last-factor' });
    await web.stores.accounts.updateMailbox(ALICE, { policy: { challenge: 'never' } }, web.now);
    expect(await account.removeFactor(session, factor?.id ?? '')).toMatchObject({ kind: 'done' });
    expect(await web.audited({ event: 'factor.removed' })).toMatchObject([{ mailbox: ALICE, actor: ALICE }]);
  });
});

describe('what an owner changes', () => {
  it('is recorded with where it was asked from, for the notice of it (R7.3)', async () => {
    const { account, session, web } = await createAccount();
    await web.stores.accounts.updateMailbox(ALICE, { policy: { challenge: 'never' } }, web.now);
    const elsewhere = { ...CONTEXT, remoteAddress: '203.0.113.5', country: 'FR', userAgent: 'Other 2.0' };
    const [factor] = await account.factors(session);
    await account.newRecoveryCodes(session, elsewhere);
    await account.createAppPassword(session, { name: 'Phone', mailboxPassword: 'own password' }, elsewhere);
    await account.removeFactor(session, factor?.id ?? '', elsewhere);
    const entries = await web.audited();
    const told = entries.filter(({ actor, kind }) => kind === 'change' && actor === ALICE).flatMap(noticesOf);
    expect(told.map(({ kind, subject, byAdministrator }) => [kind, subject, byAdministrator])).toEqual([
      ['recovery-codes-renewed', undefined, false],
      ['app-password-made', 'Phone', false],
      ['factor-removed', 'Phone', false],
    ]);
    for (const { occasion } of told) {
      expect(occasion).toMatchObject({ remoteAddress: '203.0.113.5', country: 'FR', client: 'Other 2.0' });
    }
  });
});

describe('an account', () => {
  it('ends its own connection, and its other sessions but not the one that asks', async () => {
    const { account, session, web } = await createAccount();
    expect(await account.endConnection(session, 'c1')).toEqual({ kind: 'done', value: { id: 'c1' } });
    expect(await web.stores.revocations.since(0)).toMatchObject([{ target: { kind: 'connection', id: 'c1' } }]);
    expect(await account.endOtherSessions(session)).toMatchObject({ kind: 'done' });
    expect(await account.sessions(session)).toMatchObject([{ id: session.id }]);
  });

  it('shows its mode with what may be chosen, and its history', async () => {
    const { account, session, web } = await createAccount();
    expect(await account.mode(session)).toMatchObject({ byPolicy: 'always', choices: [] });
    await web.stores.accounts.updateMailbox(ALICE, { policy: { challenge: 'new-ip' } }, web.now);
    expect(await account.chooseMode(session, 'always')).toMatchObject({
      kind: 'done',
      value: { challenge: { value: 'always', layer: 'own choice' } },
    });
    await web.audited();
    const [latest] = await account.history(session, 1);
    expect(latest).toMatchObject({ event: 'mode.chosen', actor: ALICE });
  });

  it('forgets its places, and trusts no browser that it did not', async () => {
    const { account, session, web } = await createAccount();
    const place = { place: { network: '192.0.2.1', country: 'NL' }, at: web.now };
    await web.stores.places.remember(ALICE, place, { entries: 50, keptFor: 90 * 86_400_000 });
    expect((await account.knownPlaces(session)).networks).toHaveLength(1);
    expect(await account.forgetPlaces(session)).toEqual({ kind: 'done', value: { networks: [], countries: [] } });
    expect(await account.trustedBrowsers(session, CONTEXT)).toEqual([]);
    expect(await account.revokeTrustedBrowser(session, 'tb-x')).toMatchObject({ code: 'unknown-trusted-browser' });
  });
});
