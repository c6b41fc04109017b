// What every administrative use case answers, and how a change is recorded: console, command line and REST all come
// through here (R6.1), so that nothing is changed without an entry that says who did it (R6.6).

import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditDetails, AuditEntry } from '../audit/audit-store.ts';
import type { Clock } from '../ports.ts';
import type { WebContext } from '../web-context.ts';

/** Why a change isn't made. Stable: scripts depend on them, and the API gives them as `code`. */
export const REFUSAL_CODES = [
  'invalid',
  'unknown-domain',
  'unknown-mailbox',
  'unknown-alias',
  'unknown-app-password',
  'unknown-factor',
  'unknown-connection',
  'unknown-trusted-browser',
  'unknown-place',
  'unknown-group',
  'unknown-member',
  'unknown-session',
  'unknown-administrator',
  'own-administrator',
  'last-administrator',
  'unknown-token',
  'too-many-tokens',
  'no-token-maker',
  'unknown-job',
  'too-many-jobs',
  'not-permitted',
  'last-factor',
  'too-many-factors',
  'factor-not-allowed',
  'not-confirmed',
  'throttled',
  'exists',
  'domain-in-use',
  'mailbox-password-needed',
  'mailbox-password-refused',
  'no-app-passwords',
  'too-many-app-passwords',
  'no-local-password',
  'no-password-setter',
  'password-refused',
  'no-sms-gateway',
  'too-many-groups',
  'choice-not-allowed',
  'mode-not-stricter',
  'unavailable',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** One field of a request that can't be taken as it is. */
export interface FieldProblem {
  /** As the request writes it: `permittedNetworks.mail`. */
  readonly field: string;
  readonly reason: string;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** For the administrator; holds no secret. */
  readonly text: string;
  /** With `invalid`: every field that is wrong, not only the first. */
  readonly problems?: readonly FieldProblem[];
}

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | Refusal;

/** Where a change is asked from, as a browser's request says. */
export type ChangeOrigin = Pick<WebContext, 'remoteAddress' | 'country' | 'userAgent'>;

/** What a change needs besides its own stores. */
export interface ChangePorts {
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who asks: `cli`, later an administrator's name; the mailbox itself: its owner. */
  readonly actor: string;
  /** Where its owner asks from; absent: unknown, or an administrator. */
  readonly origin?: ChangeOrigin;
  /** Of many changes that are made as one: the id that they have in common. */
  readonly bulk?: string;
}

export function done<T>(value: T): Outcome<T> {
  return { kind: 'done', value };
}

export function refuse(code: RefusalCode, text: string): Refusal {
  return { kind: 'refused', code, text };
}

export function invalid(problems: readonly FieldProblem[]): Refusal {
  const text = problems.map(({ field, reason }) => `${field} ${reason}`).join('; ');
  return { kind: 'refused', code: 'invalid', text, problems };
}

/** Nothing is changed that can't be recorded: asked before the first write. */
export function refusalWhileUnrecorded({ audit }: ChangePorts): Refusal | undefined {
  return audit.isWritable ? undefined : refuse('unavailable', 'the audit log can not be written');
}

/** Records what was done, and writes it before the administrator hears of it. Never throws. */
export async function recordChange(
  { audit, clock, actor, origin, bulk }: ChangePorts,
  change: Pick<AuditEntry, 'event' | 'mailbox' | 'appPassword' | 'details'>,
): Promise<void> {
  const details = { ...(origin && describeOrigin(origin)), ...change.details, ...(bulk !== undefined && { bulk }) };
  audit.record({
    ...change,
    ...(origin && { remoteAddress: origin.remoteAddress }),
    ...((origin || change.details || bulk !== undefined) && { details }),
    at: clock.now(),
    kind: 'change',
    actor,
  });
  await audit.flush();
}

/** What an entry's details say of where it came from, beside the address (R6.6). */
export function describeOrigin({ country, userAgent }: Omit<ChangeOrigin, 'remoteAddress'>): AuditDetails {
  return { ...(country !== undefined && { country }), ...(userAgent !== '' && { client: userAgent }) };
}
