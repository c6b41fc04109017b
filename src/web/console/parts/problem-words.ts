// What the API's codes and its reasons about fields are in a person's words.

import type { ProblemCode } from '../../api/problem.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';

/** Every code: a new one doesn't compile until it has a sentence. */
const PROBLEMS: Readonly<Record<ProblemCode, PlainKey>> = {
  invalid: 'console.frame.problem-fields',
  'not-permitted': 'console.frame.problem-not-permitted',
  exists: 'console.frame.problem-exists',
  'changed-meanwhile': 'console.frame.problem-changed',
  throttled: 'console.frame.problem-slow',
  'too-many-requests': 'console.frame.problem-slow',
  overloaded: 'console.frame.problem-slow',
  unavailable: 'console.frame.problem-unavailable',
  'unknown-domain': 'console.frame.problem-gone',
  'unknown-mailbox': 'console.frame.problem-gone',
  'unknown-alias': 'console.frame.problem-gone',
  'unknown-app-password': 'console.frame.problem-gone',
  'unknown-factor': 'console.frame.problem-gone',
  'unknown-connection': 'console.frame.problem-gone',
  'unknown-trusted-browser': 'console.frame.problem-gone',
  'unknown-place': 'console.frame.problem-gone',
  'unknown-group': 'console.frame.problem-gone',
  'unknown-member': 'console.frame.problem-gone',
  'unknown-session': 'console.frame.problem-gone',
  'unknown-administrator': 'console.frame.problem-gone',
  'unknown-token': 'console.frame.problem-gone',
  'unknown-job': 'console.frame.problem-gone',
  'no-such-resource': 'console.frame.problem-gone',
  'own-administrator': 'console.problem.own-administrator',
  'last-administrator': 'console.problem.last-administrator',
  'too-many-tokens': 'console.problem.too-many-tokens',
  'no-token-maker': 'console.problem.no-token-maker',
  'too-many-jobs': 'console.problem.too-many-jobs',
  'last-factor': 'console.problem.last-factor',
  'too-many-factors': 'console.problem.too-many-factors',
  'factor-not-allowed': 'console.problem.factor-not-allowed',
  'domain-in-use': 'console.problem.domain-in-use',
  'mailbox-password-needed': 'console.problem.mailbox-password-needed',
  'mailbox-password-refused': 'console.problem.mailbox-password-refused',
  'no-app-passwords': 'console.problem.no-app-passwords',
  'too-many-app-passwords': 'console.problem.too-many-app-passwords',
  'no-password-setter': 'console.problem.no-password-setter',
  'password-refused': 'console.problem.password-refused',
  'no-sms-gateway': 'console.problem.no-sms-gateway',
  'too-many-groups': 'console.problem.too-many-groups',
  'choice-not-allowed': 'console.problem.choice-not-allowed',
  'mode-not-stricter': 'console.problem.mode-not-stricter',
  'too-large': 'console.problem.too-large',
  'backup-refused': 'console.problem.backup-refused',
  broken: 'console.problem.broken',
  'no-local-password': 'console.problem.no-password-setter',
  'not-confirmed': 'console.problem.confirm',
  'confirmation-needed': 'console.problem.confirm',
  'token-needed': 'console.problem.sign-in',
  'token-refused': 'console.problem.sign-in',
  'network-not-allowed': 'console.problem.place',
  'malformed-request': 'console.problem.malformed',
  'wrong-host': 'console.problem.malformed',
  'no-precondition': 'console.problem.malformed',
  'idempotency-key-invalid': 'console.problem.malformed',
  'idempotency-key-reused': 'console.problem.malformed',
  'idempotency-key-in-use': 'console.problem.malformed',
};

/** As the program that refuses says it: nobody else knows why. */
const TELLING: ReadonlySet<string> = new Set<ProblemCode>(['password-refused', 'backup-refused', 'malformed-request']);

export function problemText(words: Words, code: string): string | undefined {
  const key = new Map<string, PlainKey>(Object.entries(PROBLEMS)).get(code);
  return key && words.say(key);
}

/** Whether a problem's detail says more than the sentence of its code. */
export function isDetailTelling(code: string): boolean {
  return TELLING.has(code);
}

/** The API's reasons, as far as people meet them in forms. */
const REASONS: readonly (readonly [RegExp, PlainKey])[] = [
  [/is no network such as|more than \d+ networks/, 'console.wrong.network'],
  [/is no country such as/, 'console.wrong.country'],
  [/^is no address such as/, 'console.wrong.address'],
  [/^is no address, and no domain/, 'console.wrong.alias'],
  [/^is no domain name/, 'console.wrong.domain'],
  [/letters, digits, dots, dashes and underlines$/, 'console.wrong.name'],
  [/printable characters$|a character to be shown$/, 'console.wrong.shown'],
  [/^must be an IP address/, 'console.wrong.ip'],
  [/^must be a duration/, 'console.wrong.expiry'],
  [/^must be an international number/, 'console.wrong.number'],
  [/^must (?:name|have) at least one/, 'console.wrong.at-least-one'],
  [/^is not known here/, 'console.wrong.unknown'],
  [/^is not right/, 'console.wrong.wrong'],
];

/** A reason about a field; one that isn't known is said as the API says it. */
export function fieldReason(words: Words, reason: string): string {
  const key = REASONS.find(([pattern]) => pattern.test(reason))?.[1];
  return key === undefined ? reason : words.say(key);
}
