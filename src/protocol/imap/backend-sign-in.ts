// How a sign-in is put to an IMAP backend: what is sent at once, and what in answer to each `+`. A new mechanism
// (OAUTHBEARER, XOAUTH2) is one more script here; its answer to a failure challenge is one more entry of `answers`.

import type { BackendCredential } from '../dialogue.ts';
import { plainMessage } from '../sasl/line.ts';
import { hasCapability } from './capabilities.ts';
import { MAX_LITERAL_OCTETS } from './literal.ts';
import { quotedString } from './response-text.ts';

/** One sign-in as octets on the wire. A `+` beyond the last of `answers` is ignored (I10). */
export interface SignInScript {
  readonly opening: Buffer;
  readonly answers: readonly Buffer[];
}

/** Why no script can be made: an operator must act. */
export interface SignInProblem {
  readonly problem: string;
}

export interface SignInPreferences {
  readonly mechanism: 'auto' | 'login' | 'plain';
  readonly saslIr: 'auto' | 'off';
}

/** Chooses the sign-in with the fewest round trips that the backend offers and that carries the credential. */
export function planSignIn(
  tag: string,
  credential: BackendCredential,
  capabilities: readonly string[],
  preferences: SignInPreferences,
): SignInScript | SignInProblem {
  if (Object.values(credential).some((value: string) => value.includes('\0'))) {
    return { problem: 'The credential holds a NUL, which IMAP can not carry.' };
  }
  const plainOffered = hasCapability(capabilities, 'AUTH=PLAIN');
  const loginOffered = !hasCapability(capabilities, 'LOGINDISABLED');
  const mustBePlain = credential.authorizationIdentity !== undefined || preferences.mechanism === 'plain';
  if (mustBePlain) {
    if (preferences.mechanism === 'login') return { problem: 'LOGIN can not carry an authorization identity.' };
    if (!plainOffered) return { problem: 'The backend does not offer AUTH=PLAIN.' };
    return plainScript(tag, credential, capabilities, preferences);
  }
  const oneRoundTrip = preferences.saslIr === 'auto' && hasCapability(capabilities, 'SASL-IR');
  if (preferences.mechanism === 'auto' && plainOffered && (oneRoundTrip || !loginOffered)) {
    return plainScript(tag, credential, capabilities, preferences);
  }
  if (!loginOffered) return { problem: 'The backend offers neither LOGIN nor AUTH=PLAIN here.' };
  return loginScript(tag, credential, capabilities);
}

function plainScript(
  tag: string,
  credential: BackendCredential,
  capabilities: readonly string[],
  preferences: SignInPreferences,
): SignInScript {
  const message = plainMessage(credential);
  // A backend that asks although it got the message gets it again; asked once more, we cancel (RFC 9051 §6.2.2)
  // rather than wait for an answer that never comes.
  const answers = [Buffer.from(`${message}\r\n`), Buffer.from('*\r\n')];
  const withResponse = preferences.saslIr === 'auto' && hasCapability(capabilities, 'SASL-IR'); // RFC 4959 §3
  return { opening: Buffer.from(`${tag} AUTHENTICATE PLAIN${withResponse ? ` ${message}` : ''}\r\n`), answers };
}

function loginScript(tag: string, credential: BackendCredential, capabilities: readonly string[]): SignInScript {
  const unwaited = hasCapability(capabilities, 'LITERAL+') || hasCapability(capabilities, 'LITERAL-');
  const parts: Buffer[] = [Buffer.from(`${tag} LOGIN`)];
  const answers: Buffer[] = [];
  for (const value of [credential.authenticationIdentity, credential.password]) {
    const octets = Buffer.from(value, 'utf8');
    if (/^[\x20-\x7e]*$/.test(value)) {
      parts.push(Buffer.from(` ${quotedString(value)}`));
    } else if (unwaited && octets.length <= MAX_LITERAL_OCTETS) {
      parts.push(Buffer.from(` {${octets.length}+}\r\n`), octets); // RFC 7888 §3
    } else {
      answers.push(Buffer.concat([...parts.splice(0), Buffer.from(` {${octets.length}}\r\n`)]));
      parts.push(octets);
    }
  }
  answers.push(Buffer.concat([...parts, Buffer.from('\r\n')]));
  const [opening = Buffer.alloc(0), ...rest] = answers;
  return { opening, answers: rest };
}
