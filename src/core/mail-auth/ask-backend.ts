// Asking the backend about somebody whom Postern would let in: its answer is the last word, and is in the trace.

import type { BackendOutcome, Candidate, Refusal, SignInRequest } from './mail-sign-in-parts.ts';

/** Asks the backend, and says in the trace what came of it. */
export async function askBackend(request: SignInRequest, candidate: Candidate): Promise<BackendOutcome> {
  const outcome = await request.signInAtBackend(candidate);
  const result = outcome.kind === 'signed-in' ? 'signed in' : `${outcome.kind}: ${outcome.text}`;
  request.trace.push({ check: 'backend', result });
  return outcome;
}

/** A backend that could not say yes or no; a limit of its own is passed on (I10). */
export function backendFailed({ limit }: BackendOutcome & { readonly kind: 'failed' }): Refusal {
  return { kind: 'unavailable', dependency: 'backend', ...(limit && { limit }) };
}
