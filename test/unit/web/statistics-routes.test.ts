// Statistics by the API: what counts, how far back, and that administrators of domains hear of theirs only.

import { beforeEach, describe, expect, it } from 'vitest';
import { PERMISSIONS_OF_ROLES } from '../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../src/core/administrators/requester.ts';
import type { Answering, Operation } from '../../../src/web/api/operation.ts';
import { perform } from '../../../src/web/api/perform.ts';
import { ProblemError } from '../../../src/web/api/problem.ts';
import {
  listMainPasswordUseOperation,
  STATISTICS_OPERATIONS,
  showDeliveryOperation,
  showEnrolmentOperation,
  showStatisticsOperation,
} from '../../../src/web/api/routes/statistics-routes.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';
import { fillStatistics } from '../../support/statistics-fixture.ts';

const OF_NEVER: Requester = {
  ...OPERATOR,
  actor: 'nora',
  role: 'domain-administrator',
  permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
  domains: new Set(['never.example']),
};

let fixture: AdministrationFixture;

beforeEach(async () => {
  fixture = await createAdministrationFixture();
  await fillStatistics(fixture.core.stores, START, [
    'alice@never.example',
    'bob@always.example',
    'carl@always.example',
  ]);
});

async function ask<Answer>(
  operation: Operation<unknown, unknown, unknown, Answer>,
  query: Readonly<Record<string, string>> = {},
  requester: Requester = OPERATOR,
): Promise<Answer> {
  const answer = await perform(operation, { params: {}, query, body: {} }, requester, fixture.services);
  // Each answer is what its schema says, to the letter.
  expect(operation.answer.parse(answer)).toEqual(answer);
  return answer;
}

async function refusalOf(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ProblemError ? error.problem.code : 'none';
}

describe('showStatistics', () => {
  it('has every period of the range, and sums that agree by time, door and country', async () => {
    for (const [range, by, periods] of [
      ['24h', 'hour', 24],
      ['7d', 'hour', 168],
      ['7d', 'day', 7],
      ['30d', 'day', 30],
      ['90d', 'day', 90],
    ] as const) {
      const found = await ask(showStatisticsOperation, { range, by });
      expect(found.periods).toHaveLength(periods);
      for (const [index, { since }] of found.periods.entries()) {
        if (index > 0) expect(since).toBe(found.periods[index - 1]?.until);
      }
      const { allowed, refused } = found.totals;
      expect(allowed).toBeGreaterThan(0);
      for (const rows of [found.periods, found.doors, found.countries]) {
        expect(rows.reduce((sum, row) => sum + row.allowed, 0)).toBe(allowed);
        expect(rows.reduce((sum, row) => sum + row.refused, 0)).toBe(refused);
      }
    }
  });

  it('takes days of the time zone of the configuration', async () => {
    const { periods, timeZone } = await ask(showStatisticsOperation, { range: '7d' });
    expect(timeZone).toBe('Europe/Berlin');
    expect(periods.at(-1)).toMatchObject({ since: '2026-01-14T23:00:00.000Z', until: '2026-01-15T23:00:00.000Z' });
  });

  it('refuses more hours than can be told apart', async () => {
    expect(await refusalOf(ask(showStatisticsOperation, { range: '30d', by: 'hour' }))).toBe('invalid');
  });

  it('counts the domains of whoever asks, and no other (R6.2)', async () => {
    // Negative control: as many as for all when the requester's domains aren't looked at.
    const [all, own, filtered] = [
      await ask(showStatisticsOperation, { range: '7d' }),
      await ask(showStatisticsOperation, { range: '7d' }, OF_NEVER),
      await ask(showStatisticsOperation, { range: '7d', domain: 'Never.Example' }),
    ];
    expect(own.totals.allowed).toBeGreaterThan(0);
    expect(own.totals.allowed).toBeLessThan(all.totals.allowed);
    expect(own).toEqual({ ...filtered, domain: undefined });
    for (const operation of [showStatisticsOperation, showEnrolmentOperation, listMainPasswordUseOperation]) {
      const asked: Answering<object> = operation;
      expect(await refusalOf(ask(asked, { domain: 'always.example' }, OF_NEVER))).toBe('unknown-domain');
      expect(await refusalOf(ask(asked, { domain: 'nowhere.example' }))).toBe('unknown-domain');
    }
    expect((await ask(showStatisticsOperation, {}, { ...OF_NEVER, domains: new Set() })).totals.allowed).toBe(0);
  });
});

describe('the rest of statistics', () => {
  it('lists uses of own passwords in the domains of whoever asks (R6.2)', async () => {
    const all = await ask(listMainPasswordUseOperation);
    expect(all.total).toBe(3);
    expect(all.items.map(({ mailbox, challenge }) => `${mailbox} ${challenge}`).sort()).toEqual([
      'alice@never.example never',
      'bob@always.example always',
      'carl@always.example always',
    ]);
    const own = await ask(listMainPasswordUseOperation, {}, OF_NEVER);
    expect([own.total, own.items.map(({ mailbox }) => mailbox)]).toEqual([1, ['alice@never.example']]);
  });

  it('counts enrolment in the domains of whoever asks (R6.2)', async () => {
    const { stores } = fixture.core;
    const factor = { name: 'F', createdAt: 1, sealedSecret: new Uint8Array([1]) };
    await stores.factors.add({
      ...factor,
      id: 'f1',
      kind: 'email',
      mailbox: 'alice@never.example',
      isUnverified: true,
    });
    const all = await ask(showEnrolmentOperation);
    expect(all.figures).toMatchObject({ mailboxes: 4, unverified: 1, withoutFactor: 3, neverSignedIn: 4 });
    expect(all.figures?.byMode).toContainEqual({ challenge: 'always', mailboxes: 2, withoutFactor: 2 });
    const own = await ask(showEnrolmentOperation, {}, OF_NEVER);
    expect(own.figures).toMatchObject({ mailboxes: 2, unverified: 1, byKind: [{ kind: 'email', mailboxes: 1 }] });
    fixture = await createAdministrationFixture({
      statistics: { ...fixture.services.statistics, enrolment: async () => undefined },
    });
    expect(await ask(showEnrolmentOperation)).toEqual({});
  });

  it('tells of codes only whoever looks after the platform', async () => {
    const found = await ask(showDeliveryOperation, { range: '7d' });
    expect(found.codes.find(({ kind }) => kind === 'email')?.sent).toBeGreaterThan(0);
    expect(found).toMatchObject({ notices: 'ok', sms: { gateway: 'none' }, messages: { delivered: 0, failed: 0 } });
    expect(await refusalOf(ask(showDeliveryOperation, {}, OF_NEVER))).toBe('not-permitted');
    const limited = { ...OPERATOR, domains: new Set(['never.example']) };
    expect(await refusalOf(ask(showDeliveryOperation, {}, limited))).toBe('not-permitted');
  });

  it('is closed to whoever lacks the permission', async () => {
    const nobody: Requester = { ...OPERATOR, permissions: new Set() };
    for (const operation of STATISTICS_OPERATIONS)
      expect(await refusalOf(ask(operation, {}, nobody))).toBe('not-permitted');
  });
});
