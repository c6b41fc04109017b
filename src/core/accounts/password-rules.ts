// What a password must be to be set at all. No rules of composition: NIST SP 800-63B-4 §3.1.1.2 forbids them.

/** Least characters; NIST SP 800-63B-4 §3.1.1.2 asks for 8 where there is a second step. */
export const MIN_PASSWORD_CHARACTERS = 8;

/** Most characters: what is longer is no password, and costs time to hash. */
const MAX_CHARACTERS = 256;

/** What is wrong with it, for administrators; `undefined`: nothing. */
export function passwordProblem(password: string): string | undefined {
  const { length } = Array.from(password);
  if (length < MIN_PASSWORD_CHARACTERS) return `has fewer than ${MIN_PASSWORD_CHARACTERS} characters`;
  if (length > MAX_CHARACTERS) return `has more than ${MAX_CHARACTERS} characters`;
  // A2: a NUL or a line break can't be sent by any mail client.
  return /\p{Cc}/u.test(password) ? 'has control characters' : undefined;
}
