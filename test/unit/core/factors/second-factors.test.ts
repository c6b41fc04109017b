import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import { MAX_FACTORS_PER_MAILBOX, type StoredFactor } from '../../../../src/core/factors/factor-store.ts';
import { ANNA, BEN, codeFromApp, createFactorsFixture, NOON, SIGN_IN } from '../../../support/factors-fixture.ts';

const KEY = { mailbox: ANNA, boundTo: 'session1', kind: 'totp' } as const;
const REQUEST = { ...KEY, issuer: 'Example' };

/** A code that fits at no time near. */
function wrongCode(uri: string, at: number): string {
  const near = [-30_000, 0, 30_000].map((offset) => codeFromApp(uri, at + offset));
  return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '';
}

describe('the answer to a challenge', () => {
  it('is right once for each code (R2.1, P-10)', async () => {
    // Negative control: fails without the claim.
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const code = codeFromApp(uri, fixture.now);
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)).toBe('right');
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)).toBe('used');
    fixture.now += 30_000;
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)).toBe('used');
    fixture.now += 30_000;
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)).toBe('wrong');
    expect(await fixture.factors.list(ANNA)).toMatchObject([{ lastUsedAt: NOON + 30_000 }]);
  });

  it('is right for one of many who give the same code at once (P-11)', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const code = codeFromApp(uri, fixture.now);
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)),
    );
    expect(verdicts.toSorted()).toEqual(['right', ...Array(49).fill('used')]);
  });

  it('is never right with a code from before the last one (P-10)', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const early = codeFromApp(uri, fixture.now);
    expect(
      await fixture.factors.answer(
        ANNA,
        { factorId: factor.id, code: codeFromApp(uri, fixture.now + 30_000) },
        SIGN_IN,
      ),
    ).toBe('right');
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: early }, SIGN_IN)).toBe('used');
  });

  it('is wrong when it does not fit, or the factor is unknown or of another mailbox', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const code = codeFromApp(uri, fixture.now);
    expect(
      await fixture.factors.answer(ANNA, { factorId: factor.id, code: wrongCode(uri, fixture.now) }, SIGN_IN),
    ).toBe('wrong');
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: 'no code' }, SIGN_IN)).toBe('wrong');
    expect(await fixture.factors.answer(ANNA, { factorId: 'f-unknown', code }, SIGN_IN)).toBe('wrong');
    expect(await fixture.factors.answer(BEN, { factorId: factor.id, code: code }, SIGN_IN)).toBe('wrong');
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: code }, SIGN_IN)).toBe('right');
  });

  it('can not be judged, and so is no answer, when the secret can not be opened (P-08)', async () => {
    // Negative control: fails when what can't be opened is passed over.
    const fixture = createFactorsFixture({ secrets: { seal: (secret) => secret, open: () => undefined } });
    const opened = createFactorsFixture({ store: fixture.store });
    const { factor, uri } = await opened.enrol();
    const answer = fixture.factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, opened.now) }, SIGN_IN);
    await expect(answer).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN', fields: { mailbox: ANNA } });
    await expect(fixture.factors.startEnrolment(REQUEST)).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
  });

  it('can not be judged when the secret was moved from another mailbox', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol(BEN);
    const stolen = await fixture.store.find(BEN, factor.id);
    const moved: StoredFactor = { ...factor, mailbox: ANNA, sealedSecret: stolen?.sealedSecret ?? new Uint8Array() };
    const store = { ...fixture.store, find: async () => moved };
    const attempt = createFactorsFixture({ store }).factors.answer(
      ANNA,
      { factorId: factor.id, code: codeFromApp(uri, fixture.now) },
      SIGN_IN,
    );
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
  });

  it('can not be judged by a version that does not know the kind', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const older = createFactorsFixture({ store: fixture.store, methods: [] });
    const answer = older.factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, fixture.now) }, SIGN_IN);
    await expect(answer).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN', fields: { kind: 'totp' } });
  });

  it('is no verdict when the store can not be asked', async () => {
    const { factors: store } = openMemoryStores();
    const fixture = createFactorsFixture({ store });
    const { factor, uri } = await fixture.enrol();
    store.claimTimeStep = async () => Promise.reject(new PosternError('ERR_STORE_UNAVAILABLE', 'locked'));
    const answer = fixture.factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, fixture.now) }, SIGN_IN);
    await expect(answer).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('setting up a factor', () => {
  it('shows the same secret to a session that reloads, and another one to each other session (R2.2)', async () => {
    const fixture = createFactorsFixture();
    const first = await fixture.factors.startEnrolment(REQUEST);
    fixture.now += 599_999;
    expect(await fixture.factors.startEnrolment(REQUEST)).toEqual(first);
    const other = await fixture.factors.startEnrolment({ ...REQUEST, boundTo: 'session2' });
    expect(other).toMatchObject({ kind: 'started', endsAt: NOON + 599_999 + 600_000 });
    expect(other).not.toMatchObject({ presentation: first.kind === 'started' && first.presentation });
    fixture.now += 1;
    expect(await fixture.factors.startEnrolment(REQUEST)).not.toEqual(first);
  });

  it('ends with a right code, which opens nothing afterwards (P-10)', async () => {
    // Negative control: fails when the step of the enrolment isn't claimed.
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol(ANNA, '  My\tphone ');
    expect(factor).toEqual({ id: factor.id, mailbox: ANNA, kind: 'totp', name: 'My phone', createdAt: NOON });
    expect(factor.id).toMatch(/^f-[0-9a-z]{10}$/);
    expect(await fixture.factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, NOON) }, SIGN_IN)).toBe(
      'used',
    );
    expect(
      await fixture.factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, NOON - 30_000) }, SIGN_IN),
    ).toBe('wrong');
    expect((await fixture.enrol(BEN, ' \u200b ')).factor.name).toBe('Authenticator app');
  });

  it('goes on after wrong codes, ten in all, and then begins anew', async () => {
    const fixture = createFactorsFixture();
    const started = await fixture.factors.startEnrolment(REQUEST);
    if (started.kind !== 'started') throw new Error(started.kind);
    const { uri } = started.presentation;
    const finish = (code: string) => fixture.factors.finishEnrolment({ ...KEY, code, name: 'Phone' });
    const tries = await Promise.all(Array.from({ length: 12 }, () => finish(wrongCode(uri, fixture.now))));
    expect(tries.map(({ kind }) => kind).toSorted()).toEqual(['expired', 'expired', ...Array(10).fill('not-right')]);
    expect(await finish(codeFromApp(uri, fixture.now))).toEqual({ kind: 'expired' });
    const again = await fixture.factors.startEnrolment(REQUEST);
    if (again.kind !== 'started') throw new Error(again.kind);
    expect(again.presentation.uri).not.toBe(uri);
    expect(await finish(wrongCode(again.presentation.uri, fixture.now))).toEqual({ kind: 'not-right' });
    expect(await finish(codeFromApp(again.presentation.uri, fixture.now))).toMatchObject({ kind: 'enrolled' });
    expect(await finish(codeFromApp(again.presentation.uri, fixture.now))).toEqual({ kind: 'expired' });
  });

  it('is over when nothing was begun, by another session, or too long ago', async () => {
    const fixture = createFactorsFixture();
    const answer = { ...KEY, code: '123456', name: 'Phone' };
    expect(await fixture.factors.finishEnrolment(answer)).toEqual({ kind: 'expired' });
    const started = await fixture.factors.startEnrolment(REQUEST);
    if (started.kind !== 'started') throw new Error(started.kind);
    const code = codeFromApp(started.presentation.uri, fixture.now);
    expect(await fixture.factors.finishEnrolment({ ...answer, boundTo: 'session2', code })).toEqual({
      kind: 'expired',
    });
    expect(await fixture.factors.finishEnrolment({ ...answer, mailbox: BEN, code })).toEqual({ kind: 'expired' });
    fixture.now = started.endsAt;
    const late = codeFromApp(started.presentation.uri, fixture.now);
    expect(await fixture.factors.finishEnrolment({ ...answer, code: late })).toEqual({ kind: 'expired' });
  });

  it('makes one factor of one right code that is given many times at once (P-11)', async () => {
    const fixture = createFactorsFixture();
    const started = await fixture.factors.startEnrolment(REQUEST);
    if (started.kind !== 'started') throw new Error(started.kind);
    const code = codeFromApp(started.presentation.uri, fixture.now);
    const ends = await Promise.all(
      Array.from({ length: 8 }, () => fixture.factors.finishEnrolment({ ...KEY, code, name: 'Phone' })),
    );
    expect(ends.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1);
    expect(await fixture.factors.list(ANNA)).toHaveLength(1);
  });

  it('is over for whoever began it without a factor, once the mailbox has one (P-07)', async () => {
    // Negative control: fails without `onlyFirst` when the thief begins again.
    const fixture = createFactorsFixture();
    const thief = { ...KEY, boundTo: 'thief' };
    const begun = await fixture.factors.startEnrolment({ ...thief, issuer: 'Example' });
    if (begun.kind !== 'started') throw new Error(begun.kind);
    const finish = async (uri: string) =>
      fixture.factors.finishEnrolment({
        ...thief,
        code: codeFromApp(uri, fixture.now),
        name: 'Thief',
        onlyFirst: true,
      });
    await fixture.enrol();
    expect(await finish(begun.presentation.uri)).toEqual({ kind: 'expired' });
    const again = await fixture.factors.startEnrolment({ ...thief, issuer: 'Example' });
    if (again.kind !== 'started') throw new Error(again.kind);
    expect(await finish(again.presentation.uri)).toEqual({ kind: 'expired' });
    expect(await fixture.factors.list(ANNA)).toMatchObject([{ name: 'Phone' }]);
  });

  it('is refused beyond twenty factors', async () => {
    const fixture = createFactorsFixture();
    for (let count = 0; count < MAX_FACTORS_PER_MAILBOX; count += 1) await fixture.enrol();
    const refused = { kind: 'refused', reason: 'too-many-factors' };
    expect(await fixture.factors.startEnrolment(REQUEST)).toEqual(refused);
    expect((await fixture.factors.startEnrolment({ ...REQUEST, mailbox: BEN })).kind).toBe('started');
  });
});

describe('recovery codes (R2.6)', () => {
  it('are ten, each right once, however it is typed', async () => {
    const { factors } = createFactorsFixture();
    const codes = await factors.renewRecoveryCodes(ANNA);
    expect(new Set(codes).size).toBe(10);
    expect(await factors.recoveryCodesLeft(ANNA)).toBe(10);
    const [one = '', two = '', three = ''] = codes;
    expect(await factors.useRecoveryCode(BEN, one)).toBe('wrong');
    expect(await factors.useRecoveryCode(ANNA, ` ${one.toUpperCase()} `)).toBe('right');
    expect(await factors.useRecoveryCode(ANNA, two.replaceAll('-', ''))).toBe('right');
    expect(await factors.useRecoveryCode(ANNA, one)).toBe('wrong');
    expect(await factors.useRecoveryCode(ANNA, 'no code')).toBe('wrong');
    const raced = await Promise.all(Array.from({ length: 20 }, () => factors.useRecoveryCode(ANNA, three)));
    expect(raced.filter((verdict) => verdict === 'right')).toHaveLength(1);
    expect(await factors.recoveryCodesLeft(ANNA)).toBe(7);
  });

  it('end when there are new ones', async () => {
    const { factors } = createFactorsFixture();
    const [old = ''] = await factors.renewRecoveryCodes(ANNA);
    const [fresh = ''] = await factors.renewRecoveryCodes(ANNA);
    expect(await factors.useRecoveryCode(ANNA, old)).toBe('wrong');
    expect(await factors.useRecoveryCode(ANNA, fresh)).toBe('right');
  });

  it('are kept as keyed hashes, which differ from mailbox to mailbox (P-31)', async () => {
    const { factors: store } = openMemoryStores();
    const kept: string[] = [];
    store.replaceRecoveryCodes = async (_mailbox, hashes) => {
      kept.push(...hashes);
    };
    const same = { random: { bytes: (count: number) => new Uint8Array(count).fill(5) } };
    const { factors } = createFactorsFixture({ store, ...same });
    const [code = ''] = await factors.renewRecoveryCodes(ANNA);
    await factors.renewRecoveryCodes(BEN);
    expect(kept[0]).not.toBe(kept[10]);
    expect(kept.join()).not.toContain(code.replaceAll('-', ''));
  });
});

describe('an enrolment code', () => {
  it('is good for one mailbox, for seven days, until the first factor (R2.2)', async () => {
    const fixture = createFactorsFixture();
    const { factors } = fixture;
    const code = await factors.issueEnrolmentCode(ANNA);
    expect(factors.enrolmentCodeLife).toBe(7 * 86_400_000);
    expect(await factors.checkEnrolmentCode(ANNA, code.toUpperCase())).toBe(true);
    expect(await factors.checkEnrolmentCode(BEN, code)).toBe(false);
    expect(await factors.checkEnrolmentCode(ANNA, 'another')).toBe(false);
    fixture.now += 7 * 86_400_000;
    expect(await factors.checkEnrolmentCode(ANNA, code)).toBe(false);
    const next = await factors.issueEnrolmentCode(ANNA);
    expect(await factors.checkEnrolmentCode(ANNA, next)).toBe(true);
    await fixture.enrol();
    expect(await factors.checkEnrolmentCode(ANNA, next)).toBe(false);
  });

  it('lasts as long as configured, and is no recovery code', async () => {
    const fixture = createFactorsFixture({ enrolmentCodeLife: 1000 });
    const code = await fixture.factors.issueEnrolmentCode(ANNA);
    expect(await fixture.factors.useRecoveryCode(ANNA, code)).toBe('wrong');
    fixture.now += 999;
    expect(await fixture.factors.checkEnrolmentCode(ANNA, code)).toBe(true);
    fixture.now += 1;
    expect(await fixture.factors.checkEnrolmentCode(ANNA, code)).toBe(false);
  });
});

describe('a factor of a mailbox', () => {
  it('is renamed to what can be shown', async () => {
    const fixture = createFactorsFixture();
    const { factor } = await fixture.enrol();
    const { factors } = fixture;
    expect(await factors.rename(ANNA, factor.id, ' Tablet\u0000 ')).toMatchObject({ name: 'Tablet' });
    expect(await factors.rename(ANNA, factor.id, '\u200b')).toMatchObject({ name: 'Tablet' });
    expect(await factors.rename(BEN, factor.id, 'Mine')).toBeUndefined();
    expect(await factors.rename(BEN, factor.id, '')).toBeUndefined();
  });

  it('opens nothing once it is removed, and with the last one the recovery codes end', async () => {
    const fixture = createFactorsFixture();
    const { factor, uri } = await fixture.enrol();
    const { factors } = fixture;
    const [code = ''] = await factors.renewRecoveryCodes(ANNA);
    expect(await factors.remove(BEN, factor.id)).toBeUndefined();
    expect(await factors.remove(ANNA, factor.id)).toEqual(factor);
    expect(await factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, fixture.now) }, SIGN_IN)).toBe(
      'wrong',
    );
    expect(await factors.useRecoveryCode(ANNA, code)).toBe('wrong');
  });

  it('goes with all others, recovery codes, begun enrolments and the enrolment code when they are reset', async () => {
    const fixture = createFactorsFixture();
    const { factors } = fixture;
    const { factor, uri } = await fixture.enrol();
    const [recovery = ''] = await factors.renewRecoveryCodes(ANNA);
    const enrolment = await factors.issueEnrolmentCode(ANNA);
    const begun = await factors.startEnrolment(REQUEST);
    expect(await factors.reset(ANNA)).toBe(1);
    expect(await factors.list(ANNA)).toEqual([]);
    expect(await factors.answer(ANNA, { factorId: factor.id, code: codeFromApp(uri, fixture.now) }, SIGN_IN)).toBe(
      'wrong',
    );
    expect(await factors.useRecoveryCode(ANNA, recovery)).toBe('wrong');
    expect(await factors.checkEnrolmentCode(ANNA, enrolment)).toBe(false);
    const code = begun.kind === 'started' ? codeFromApp(begun.presentation.uri, fixture.now) : '';
    expect(await factors.finishEnrolment({ ...KEY, code, name: 'Phone' })).toEqual({ kind: 'expired' });
  });
});
