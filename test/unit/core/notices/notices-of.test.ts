import { describe, expect, it } from 'vitest';
import { AUDIT_EVENTS } from '../../../../src/core/audit/audit-events.ts';
import type { AuditEntry } from '../../../../src/core/audit/audit-store.ts';
import { NOTICE_KINDS } from '../../../../src/core/messages/message.ts';
import { NOTICED_EVENTS, noticesOf } from '../../../../src/core/notices/notices-of.ts';
import { ANNA, NOON } from '../../../support/factors-fixture.ts';
import { auditEntry } from '../../../support/records.ts';

const noticed = (entry: Partial<AuditEntry>) =>
  noticesOf({ ...auditEntry(NOON, { mailbox: ANNA, ...entry }), sequence: 1 });

const kinds = (entry: Partial<AuditEntry>): readonly string[] => noticed(entry).map(({ kind }) => kind);

/** One entry for each notice that there is (R7.3). */
const TOLD: readonly (readonly [Partial<AuditEntry>, readonly string[]])[] = [
  [{ event: 'mailbox.password-reset' }, ['password-reset']],
  [{ event: 'password.set', details: { replaced: true } }, ['password-reset']],
  [{ event: 'password.set', actor: ANNA, details: { replaced: true } }, ['password-changed']],
  [{ event: 'factor.enrolled' }, ['factor-added']],
  [{ event: 'factor.supplied', actor: 'cli' }, ['factor-added']],
  [{ event: 'factor.removed' }, ['factor-removed']],
  [{ event: 'factor.reset', details: { removed: 2 } }, ['factors-reset']],
  [{ event: 'app-password.created' }, ['app-password-made']],
  [{ event: 'recovery-codes.renewed' }, ['recovery-codes-renewed']],
  [{ event: 'mailbox.locked-down' }, ['locked-down']],
  [{ event: 'web-sign-in.allowed', details: { newCountry: true } }, ['new-country']],
  [{ event: 'web-sign-in.allowed', details: { secondStep: 'recovery-code' } }, ['recovery-code-used']],
  [
    { event: 'web-sign-in.allowed', details: { secondStep: 'recovery-code', newCountry: true } },
    ['recovery-code-used', 'new-country'],
  ],
  [{ event: 'web-session.confirmed', details: { secondStep: 'recovery-code' } }, ['recovery-code-used']],
  [{ event: 'web-session.not-confirmed', details: { secondStep: 'recovery-code' } }, ['recovery-code-used']],
  [{ event: 'web-sign-in.code-refused', details: { secondStep: 'recovery-code' } }, ['recovery-code-used']],
  [{ event: 'web-sign-in.unavailable', details: { secondStep: 'recovery-code' } }, ['recovery-code-used']],
];

describe('what an owner is told of', () => {
  it.each(TOLD)('is %j', (entry, expected) => {
    expect(kinds(entry)).toEqual(expected);
  });

  it('is every kind of notice, and of every event that may lead to one there is an example here', () => {
    expect(new Set(TOLD.flatMap(([, told]) => told))).toEqual(new Set(NOTICE_KINDS));
    expect(new Set(TOLD.map(([{ event }]) => event))).toEqual(new Set(NOTICED_EVENTS));
  });

  // A new event doesn't compile until it is told of or silent: `READINGS satisfies Record<AuditEvent, …>`.
  it.each(AUDIT_EVENTS.filter((event) => !NOTICED_EVENTS.includes(event)))('is nothing for %s', (event) => {
    expect(kinds({ event, details: { secondStep: 'recovery-code', newCountry: true } })).toEqual([]);
  });

  it.each([
    [{ event: 'web-sign-in.allowed', details: { secondStep: 'totp', language: 'de' } }],
    [{ event: 'web-session.confirmed', details: { secondStep: 'totp' } }],
    [{ event: 'password.set', details: { replaced: false } }],
    [{ event: 'factor.reset', details: { removed: 0 } }],
    [{ event: 'from-a-newer-version' as 'backup.made' }],
    [{ event: 'toString' as 'backup.made' }],
  ] as const)('is nothing ordinary: %j', (entry) => {
    expect(kinds(entry)).toEqual([]);
  });

  it('is nothing where it is nobody’s mailbox', () => {
    expect(noticesOf({ at: NOON, kind: 'change', event: 'app-password.created', sequence: 1 })).toEqual([]);
  });
});

describe('a notice', () => {
  it('says when, from where, with what, and the name of what was made', () => {
    const entry = {
      event: 'app-password.created',
      actor: ANNA,
      remoteAddress: '198.51.100.7',
      decisionId: 'd1',
      details: { name: 'Phone', country: 'NL', client: 'Browser 1.0' },
    } as const;
    expect(noticed(entry)).toStrictEqual([
      {
        kind: 'app-password-made',
        subject: 'Phone',
        byAdministrator: false,
        occasion: {
          at: NOON,
          mailbox: ANNA,
          remoteAddress: '198.51.100.7',
          decisionId: 'd1',
          country: 'NL',
          client: 'Browser 1.0',
        },
      },
    ]);
  });

  it.each([
    ['cli', true],
    ['somebody else', true],
    [ANNA, false],
    [undefined, false],
  ])('by the actor %s is by an administrator: %s', (actor, expected) => {
    const [notice] = noticed({ event: 'factor.removed', ...(actor !== undefined && { actor }) });
    expect(notice?.byAdministrator).toBe(expected);
  });
});
