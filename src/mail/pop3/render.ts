// A decision in POP3's words: response codes of RFC 3206 and RFC 2449 §8 (P4).

import type { Deny, DenyReason, Unavailable } from '../../core/decision.ts';
import type { Pop3Refusal } from '../../protocol/pop3/client-machine.ts';
import type { DoorTexts } from '../door.ts';
import { refusalText } from '../refusal-texts.ts';

const CODES = {
  'malformed-credentials': 'AUTH',
  'unknown-account': 'AUTH',
  'wrong-secret': 'AUTH',
  'app-password-required': 'AUTH',
  'password-change-due': 'AUTH',
  'app-password-scope': 'AUTH',
  'app-password-expired': 'AUTH',
  'app-password-revoked': 'AUTH',
  'app-password-place': 'AUTH',
  'mailbox-disabled': 'AUTH',
  'network-not-permitted': 'AUTH',
  'authorization-identity-refused': 'AUTH',
  // RFC 3206 §4: needs a person, and isn't the app password's fault (A14).
  'stale-sealed-password': 'SYS/PERM',
  'too-many-connections': 'IN-USE',
  throttled: 'SYS/TEMP',
} as const satisfies Record<DenyReason, string>;

export function renderPop3(decision: Deny | Unavailable, texts: DoorTexts): Pop3Refusal {
  const text = refusalText(decision, texts);
  if (decision.kind === 'deny') return { code: CODES[decision.reason], text, countsAsFailure: true };
  const code = decision.limit ? (decision.limit.code ?? 'IN-USE') : 'SYS/TEMP';
  return { code, text, countsAsFailure: false };
}
