// Break-glass (R6.7): from the host's shell the operator can always get into the console, for a while, whatever has become
// of the administrators. It is heard: in the audit log, in the log at warn, and in every list of sessions.

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
} from '../administration/change.ts';
import type { Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import { type AdministratorName, canonicalAdministratorName } from './administrator.ts';
import {
  type AdministratorCodes,
  BREAK_GLASS_CODE_LIFE,
  BREAK_GLASS_SESSION,
  type IssuedCode,
  MAX_BREAK_GLASS_SESSION,
} from './administrator-codes.ts';
import type { AdministratorStore } from './administrator-store.ts';

/** Shortest break-glass session: less is of no use to anybody. */
const MIN_BREAK_GLASS_SESSION: Millis = 60_000;

export interface BreakGlass extends IssuedCode {
  readonly name: AdministratorName;
  /** How long its session lasts once the code was typed. */
  readonly sessionFor: Millis;
}

/**
 * A code that opens the console for `sessionFor`. It ends the one that `name` had before. May throw
 * `ERR_STORE_UNAVAILABLE`.
 *
 * @param wish.name - What the operator is to be called; an administrator of that name need not be there.
 */
export async function breakGlass(
  {
    name: given,
    sessionFor = BREAK_GLASS_SESSION,
  }: { readonly name: string; readonly sessionFor?: Millis | undefined },
  ports: ChangePorts & {
    readonly administrators: Pick<AdministratorStore, 'keepCode'>;
    readonly administratorCodes: AdministratorCodes;
    readonly log: Log;
  },
): Promise<Outcome<BreakGlass>> {
  const name = canonicalAdministratorName(given);
  if (name === undefined) {
    return invalid([{ field: 'name', reason: 'must be 2 to 64 letters, digits, dots, dashes and underlines' }]);
  }
  if (!(sessionFor >= MIN_BREAK_GLASS_SESSION && sessionFor <= MAX_BREAK_GLASS_SESSION)) {
    return invalid([{ field: 'minutes', reason: `must be 1 to ${MAX_BREAK_GLASS_SESSION / 60_000}` }]);
  }
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { issued, kept } = ports.administratorCodes.make(
    { kind: 'break-glass', name, sessionFor },
    BREAK_GLASS_CODE_LIFE,
  );
  await ports.administrators.keepCode(kept);
  ports.log.warn('break-glass.issued', { administrator: name, actor: ports.actor });
  await recordChange(ports, { event: 'break-glass.issued', details: { administrator: name, sessionFor } });
  return done({ ...issued, name, sessionFor });
}
