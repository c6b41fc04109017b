// What a password must be to be set at all. No rules of composition: NIST SP 800-63B-4 §3.1.1.2 forbids them.

import type { MailboxAddress } from '../decision.ts';

/** Least characters; NIST SP 800-63B-4 §3.1.1.2 asks for 8 where there is a second step. */
export const MIN_PASSWORD_CHARACTERS = 8;

/** Most characters: what is longer is no password, and costs time to hash. */
export const MAX_PASSWORD_CHARACTERS = 256;

/** What is wrong with a password. */
export type PasswordFault = 'too-short' | 'too-long' | 'controls' | 'name';

/** Whether it can be one at all; with `mailbox`, or an administrator's name, whether its owner may choose it. */
export function passwordFault(password: string, mailbox?: MailboxAddress): PasswordFault | undefined {
  const { length } = Array.from(password);
  if (length < MIN_PASSWORD_CHARACTERS) return 'too-short';
  if (length > MAX_PASSWORD_CHARACTERS) return 'too-long';
  // A2: a NUL or a line break can't be sent by any mail client.
  if (/\p{Cc}/u.test(password)) return 'controls';
  return mailbox !== undefined && isNameOf(password, mailbox) ? 'name' : undefined;
}

/** What is wrong with it, for administrators; `undefined`: nothing. */
export function passwordProblem(password: string, owner?: string): string | undefined {
  const fault = passwordFault(password, owner);
  return fault && PROBLEMS[fault];
}

const PROBLEMS = {
  'too-short': `has fewer than ${MIN_PASSWORD_CHARACTERS} characters`,
  'too-long': `has more than ${MAX_PASSWORD_CHARACTERS} characters`,
  controls: 'has control characters',
  name: 'is the name of its owner',
} as const satisfies Record<PasswordFault, string>;

/** The first things that anybody tries. */
function isNameOf(password: string, mailbox: MailboxAddress): boolean {
  const [name = '', domain = ''] = mailbox.split('@');
  return [mailbox, name, domain].includes(password.toLowerCase());
}
