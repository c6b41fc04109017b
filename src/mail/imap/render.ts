// A decision in IMAP's words: response codes of RFC 5530, so that clients tell "wrong" from "not now" (I7).

import type { Deny, DenyReason, Unavailable } from '../../core/decision.ts';
import type { ImapRefusal } from '../../protocol/imap/client-machine.ts';
import type { DoorTexts } from '../door.ts';
import { refusalText } from '../refusal-texts.ts';

const CODES = {
  'malformed-credentials': 'AUTHENTICATIONFAILED',
  'unknown-account': 'AUTHENTICATIONFAILED',
  'wrong-secret': 'AUTHENTICATIONFAILED',
  // RFC 9051 §7.1: the text of an ALERT MUST be shown to the user (A13).
  'app-password-required': 'ALERT',
  // RFC 5530 §3: the password was right, and opens nothing any more.
  'password-change-due': 'EXPIRED',
  'app-password-scope': 'AUTHORIZATIONFAILED',
  'app-password-expired': 'EXPIRED',
  'app-password-revoked': 'AUTHENTICATIONFAILED',
  'app-password-place': 'AUTHORIZATIONFAILED',
  'mailbox-disabled': 'CONTACTADMIN',
  'network-not-permitted': 'CONTACTADMIN',
  'authorization-identity-refused': 'AUTHORIZATIONFAILED',
  'stale-sealed-password': 'CONTACTADMIN',
  'too-many-connections': 'LIMIT',
  throttled: 'UNAVAILABLE',
} as const satisfies Record<DenyReason, string>;

/** Reasons whose text a person must see, though their code isn't ALERT. */
const ALERTED: ReadonlySet<DenyReason> = new Set([
  'app-password-scope',
  'app-password-expired',
  'app-password-revoked',
  'app-password-place',
  'stale-sealed-password',
]);

export function renderImap(decision: Deny | Unavailable, texts: DoorTexts): ImapRefusal {
  const text = refusalText(decision, texts);
  if (decision.kind === 'unavailable') {
    const code = decision.limit ? (decision.limit.code ?? 'LIMIT') : 'UNAVAILABLE';
    return { code, text, countsAsFailure: false };
  }
  const { reason } = decision;
  return {
    code: CODES[reason],
    text: reason === 'app-password-required' ? `${text} (Failure)` : text,
    countsAsFailure: true,
    ...(ALERTED.has(reason) && { alert: text }),
  };
}
