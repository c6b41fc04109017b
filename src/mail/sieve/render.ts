// A decision in ManageSieve's words (RFC 5804 §1.3, M4).

import type { Deny, Unavailable } from '../../core/decision.ts';
import type { SieveRefusal } from '../../protocol/sieve/client-machine.ts';
import type { DoorTexts } from '../door.ts';
import { refusalText } from '../refusal-texts.ts';

export function renderSieve(decision: Deny | Unavailable, texts: DoorTexts): SieveRefusal {
  const text = refusalText(decision, texts);
  const isTemporary =
    decision.kind === 'unavailable' || decision.reason === 'throttled' || decision.reason === 'too-many-connections';
  return { text, countsAsFailure: decision.kind === 'deny', ...(isTemporary && { code: 'TRYLATER' }) };
}
