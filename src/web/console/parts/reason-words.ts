// Reasons of the audit log in a person's words. The name in the log stays beside them, small: it is what one searches for.

import type { DenyReason, Dependency } from '../../../core/decision.ts';
import type { SessionEndReason } from '../../../core/sessions/session-ends.ts';
import { PASSWORD_ALONE } from '../../../core/sessions/web-session.ts';
import type { SecondStepReason } from '../../../core/sign-in/second-step-requirement.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';

const REFUSALS: Readonly<Record<DenyReason | Dependency, PlainKey>> = {
  'malformed-credentials': 'console.reason.malformed-credentials',
  'unknown-account': 'console.reason.unknown-account',
  'wrong-secret': 'console.reason.wrong-secret',
  'app-password-required': 'console.reason.app-password-required',
  'password-change-due': 'console.reason.password-change-due',
  'app-password-scope': 'console.reason.app-password-scope',
  'app-password-expired': 'console.reason.app-password-expired',
  'app-password-revoked': 'console.reason.app-password-revoked',
  'app-password-place': 'console.reason.app-password-place',
  'mailbox-disabled': 'console.reason.mailbox-disabled',
  'network-not-permitted': 'console.reason.network-not-permitted',
  'authorization-identity-refused': 'console.reason.authorization-identity-refused',
  'stale-sealed-password': 'console.reason.stale-sealed-password',
  'too-many-connections': 'console.reason.too-many-connections',
  throttled: 'console.reason.throttled',
  store: 'console.reason.store',
  'sign-in-source': 'console.reason.sign-in-source',
  backend: 'console.reason.backend',
  'audit-log': 'console.reason.audit-log',
  'password-hashing': 'console.reason.password-hashing',
};

const ENDS: Readonly<Record<SessionEndReason, PlainKey>> = {
  revoked: 'console.reason.revoked',
  disabled: 'console.reason.disabled',
  removed: 'console.reason.removed',
  'ended-by-administrator': 'console.reason.ended-by-administrator',
  'password-changed': 'console.reason.password-changed',
  'signed-out': 'console.reason.signed-out',
  'upstream-ended': 'console.reason.upstream-ended',
  'ended-by-user': 'console.reason.ended-by-user',
  expired: 'console.reason.expired',
  displaced: 'console.reason.displaced',
  'tries-exhausted': 'console.reason.tries-exhausted',
  replaced: 'console.reason.replaced',
  disputed: 'console.reason.disputed',
  'not-permitted': 'console.reason.not-permitted',
  'revocations-unknown': 'console.reason.revocations-unknown',
  'app-password-required': 'console.reason.app-password-required',
};

/** Why a second step was asked, or wasn't. */
const STEPS: Readonly<Record<SecondStepReason, PlainKey>> = {
  [PASSWORD_ALONE]: 'console.reason.password-alone',
  'trusted-network': 'console.reason.trusted-network',
  'trusted-browser': 'console.reason.trusted-browser',
  'known-network': 'console.reason.known-network',
  'known-country': 'console.reason.known-country',
  'mode-always': 'console.reason.mode-always',
  'new-network': 'console.reason.new-network',
  'new-country': 'console.reason.new-country',
  'unknown-country': 'console.reason.unknown-country',
};

/** Of codes, enrolments, and of what let somebody in. */
const OTHERS: Readonly<Record<string, PlainKey>> = {
  wrong: 'console.reason.wrong',
  used: 'console.reason.used',
  ended: 'console.reason.ended',
  'no-try': 'console.reason.no-try',
  slowed: 'console.reason.slowed',
  'not-confirmed': 'console.reason.not-confirmed',
  'outside-trusted-network': 'console.reason.outside-trusted-network',
  'enrolment-code-needed': 'console.reason.enrolment-code-needed',
  'enrolment-code-wrong': 'console.reason.enrolment-code-wrong',
  'factor-exists': 'console.reason.factor-exists',
  'factor-not-allowed': 'console.reason.factor-not-allowed',
  'too-many-factors': 'console.reason.too-many-factors',
  'own-password': 'console.reason.own-password',
  'app-password': 'console.reason.app-password',
  'recovery-code': 'console.reason.recovery-code',
  totp: 'kind.totp',
  email: 'kind.email',
  sms: 'kind.sms',
  passkey: 'kind.passkey',
};

const ALL: ReadonlyMap<string, PlainKey> = new Map(Object.entries({ ...OTHERS, ...STEPS, ...ENDS, ...REFUSALS }));

/** One that isn't known is said as it is. */
export function reasonText(words: Words, reason: string): string {
  const key = ALL.get(reason);
  return key === undefined ? reason : words.say(key);
}

/** With its name in the log. */
export function reasonName(words: Words, reason: string): Markup {
  const text = reasonText(words, reason);
  if (text === reason) return foreign(reason);
  return html`<span>${text}</span> <code class="small soft">${reason}</code>`;
}
