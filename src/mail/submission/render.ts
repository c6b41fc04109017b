// A decision in SMTP's words: reply codes of RFC 4954 §6 and enhanced codes of RFC 5248 (S3).

import type { Deny, DenyReason, Unavailable } from '../../core/decision.ts';
import type { SmtpRefusal } from '../../protocol/smtp/client-machine.ts';
import type { DoorTexts } from '../door.ts';
import { refusalText } from '../refusal-texts.ts';

type Code = readonly [code: number, enhanced: string];

const WRONG: Code = [535, '5.7.8'];
const TEMPORARY: Code = [454, '4.7.0'];

const CODES = {
  'malformed-credentials': WRONG,
  'unknown-account': WRONG,
  'wrong-secret': WRONG,
  'app-password-required': [534, '5.7.9'],
  // RFC 4954 §6 has 432 for mechanisms that can't take it yet, not for people: clients would try again for ever.
  'password-change-due': WRONG,
  'app-password-scope': WRONG,
  'app-password-expired': WRONG,
  'app-password-revoked': WRONG,
  'app-password-place': WRONG,
  'mailbox-disabled': [525, '5.7.13'],
  'network-not-permitted': WRONG,
  'authorization-identity-refused': WRONG,
  // A14: not the app password's fault; 454 keeps clients from asking for another password.
  'stale-sealed-password': TEMPORARY,
  'too-many-connections': TEMPORARY,
  throttled: TEMPORARY,
} as const satisfies Record<DenyReason, Code>;

export function renderSubmission(decision: Deny | Unavailable, texts: DoorTexts): SmtpRefusal {
  const [code, enhanced] = decision.kind === 'deny' ? CODES[decision.reason] : TEMPORARY;
  const { helpUrl } = texts;
  const isHint = decision.kind === 'deny' && decision.reason === 'app-password-required' && helpUrl !== undefined;
  const lines = isHint
    ? // Gmail's bytes (A13).
      ['Application-specific password required. For more information, go to', ` ${helpUrl}`]
    : [refusalText(decision, texts)];
  return { code, enhanced, lines, countsAsFailure: decision.kind === 'deny' };
}
