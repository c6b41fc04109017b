// SASL mechanisms (RFC 4422) as objects with one `next`, which know no mail protocol. A new mechanism (XOAUTH2,
// OAUTHBEARER) is one more entry of `MECHANISMS` and one more `PresentedCredentials`.

import type { PresentedCredentials } from '../dialogue.ts';
import { presentCredentials } from './credentials.ts';

/** Mechanisms offered to clients, in the order in which they are advertised. */
export const MECHANISM_NAMES = ['PLAIN', 'LOGIN'] as const;

export type MechanismName = (typeof MECHANISM_NAMES)[number];

export type SaslStep =
  /** Send this, encoded as the protocol does (an empty one too), and call `next` with the client's answer. */
  | { readonly kind: 'challenge'; readonly octets: Uint8Array }
  | { readonly kind: 'done'; readonly credentials: PresentedCredentials };

/** One exchange. `next(undefined)` first when the client gave no initial response; absent is not empty (A5). */
export interface SaslExchange {
  next(response: Uint8Array | undefined): SaslStep;
}

/** Begins an exchange, or says `undefined` for a mechanism that isn't offered. Names match without case (RFC 4422 §3.1). */
export function beginSaslExchange(mechanism: string): SaslExchange | undefined {
  switch (mechanism.toUpperCase()) {
    case 'PLAIN':
      return plain();
    case 'LOGIN':
      return login();
    default:
      return undefined;
  }
}

const NO_OCTETS = new Uint8Array();

/** RFC 4616: `[authzid] NUL authcid NUL passwd`. */
function plain(): SaslExchange {
  return {
    next(response) {
      if (response === undefined) return { kind: 'challenge', octets: NO_OCTETS };
      const first = response.indexOf(0);
      const second = first === -1 ? -1 : response.indexOf(0, first + 1);
      // A further NUL stays in the password and is refused there, as the control that it is (A2).
      if (second === -1) return { kind: 'done', credentials: { kind: 'malformed', mechanism: 'PLAIN' } };
      const credentials = presentCredentials({
        mechanism: 'PLAIN',
        authorizationIdentity: response.subarray(0, first),
        authenticationIdentity: response.subarray(first + 1, second),
        password: response.subarray(second + 1),
      });
      return { kind: 'done', credentials };
    },
  };
}

const USERNAME_PROMPT = Buffer.from('Username:');
const PASSWORD_PROMPT = Buffer.from('Password:');

/** draft-murchison-sasl-login: two prompts; an initial response is the user name. */
function login(): SaslExchange {
  let name: Uint8Array | undefined;
  return {
    next(response) {
      if (response === undefined) return { kind: 'challenge', octets: USERNAME_PROMPT };
      if (name === undefined) {
        name = Uint8Array.from(response);
        return { kind: 'challenge', octets: PASSWORD_PROMPT };
      }
      const credentials = presentCredentials({ mechanism: 'LOGIN', authenticationIdentity: name, password: response });
      return { kind: 'done', credentials };
    },
  };
}
