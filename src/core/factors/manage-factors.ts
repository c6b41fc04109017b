// Changes to a mailbox's second factors, recorded: by its owner from the account pages, or by an administrator. Who may
// ask, and how freshly it was confirmed, is decided by whoever calls (R2.8).

import { type AccountPorts, findAccount } from '../accounts/manage-mailboxes.ts';
import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import { type AssigningRole, type Delegation, mayBeAssignedBy } from './delegation.ts';
import type { Factor, FactorId, SentKind } from './factor.ts';
import { factorName } from './factor-name.ts';
import type { SecondFactors, SupplyWish } from './second-factors.ts';

export interface FactorPorts extends ChangePorts, AccountPorts {
  readonly factors: SecondFactors;
}

export interface ResetPorts extends FactorPorts {
  /**
   * Ends what was opened with the factors that are gone: the mailbox's web sessions and trusted browsers. Called after
   * every reset, also when there was no factor, so that asking again makes good what failed.
   */
  readonly onReset: (mailbox: MailboxAddress, actor: string) => Promise<void>;
}

export interface FactorsOf {
  readonly mailbox: MailboxAddress;
  readonly factors: readonly Factor[];
  readonly recoveryCodesLeft: number;
}

export interface FactorReset {
  readonly mailbox: MailboxAddress;
  /** How many factors there were. */
  readonly removed: number;
}

export interface IssuedEnrolmentCode {
  readonly mailbox: MailboxAddress;
  /** To be shown once and then forgotten. */
  readonly code: string;
  readonly expiresAt: Millis;
}

/** What a mailbox has. May throw `ERR_STORE_UNAVAILABLE`, as all of these. */
export async function listFactors(
  given: string,
  ports: AccountPorts & Pick<FactorPorts, 'factors'>,
): Promise<Outcome<FactorsOf>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const { address: mailbox } = found.value;
  const factors = await ports.factors.list(mailbox);
  return done({ mailbox, factors, recoveryCodesLeft: await ports.factors.recoveryCodesLeft(mailbox) });
}

export async function renameFactor(
  given: string,
  { id, name }: { readonly id: FactorId; readonly name: string },
  ports: FactorPorts,
): Promise<Outcome<Factor>> {
  if (factorName(name) === undefined) return invalid([{ field: 'name', reason: 'must have a character to be shown' }]);
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const factor = await ports.factors.rename(mailbox, id, name);
  if (!factor) return unknownFactor(mailbox, id);
  await recordChange(ports, { event: 'factor.renamed', mailbox, details: describe(factor) });
  return done(factor);
}

export interface SupplyPorts extends FactorPorts {
  readonly delegation: Delegation;
  /** In which capacity the actor asks (R2.9). */
  readonly role: AssigningRole;
}

/**
 * Gives a mailbox a factor whose codes go to an address or number (R2.3, R2.4). It counts at once: from then on the
 * mailbox is challenged, and the first right code that was sent there verifies it.
 */
export async function supplyFactor(given: string, wish: SupplyWish, ports: SupplyPorts): Promise<Outcome<Factor>> {
  const { kind } = wish;
  if (!mayBeAssignedBy(ports.role, kind, ports.delegation)) {
    return refuse('factor-not-allowed', `factors of kind ${kind} are not for you to assign: see factors.${kind}`);
  }
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const factor = await ports.factors.supply(mailbox, wish);
  switch (factor) {
    case 'malformed':
      return invalid([{ field: 'destination', reason: MALFORMED[kind] }]);
    case 'protected':
      return invalid([{ field: 'destination', reason: PROTECTED }]);
    case 'exists':
      return refuse('exists', `${mailbox} has a factor with this destination already`);
    case 'too-many':
      return refuse('too-many-factors', `${mailbox} has as many factors as a mailbox may have`);
    default:
      await recordChange(ports, { event: 'factor.supplied', mailbox, details: describe(factor) });
      return done(factor);
  }
}

const MALFORMED: Readonly<Record<SentKind, string>> = {
  email: 'is no mail address such as anna@example.com',
  sms: 'is no number such as +49 170 1234567 that messages can be sent to, or not of an allowed prefix (sms.allowed-prefixes)',
};

const PROTECTED =
  'is the mailbox itself, or lies behind Postern too: the code would lie behind the door that it opens (factors.email.protected-domains)';

/** Makes it the one that a challenge asks for first. */
export async function makeDefaultFactor(given: string, id: FactorId, ports: FactorPorts): Promise<Outcome<Factor>> {
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const factor = await ports.factors.makeDefault(mailbox, id);
  if (!factor) return unknownFactor(mailbox, id);
  await recordChange(ports, { event: 'factor.made-default', mailbox, details: describe(factor) });
  return done(factor);
}

/** As {@link removeFactor}, for its owner: while policy demands a second step, the last one stays (R2.8). */
export async function removeOwnFactor(
  mailbox: MailboxAddress,
  { id, isDemanded }: { readonly id: FactorId; readonly isDemanded: boolean },
  ports: Omit<FactorPorts, keyof AccountPorts>,
): Promise<Outcome<Factor>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const { factors } = ports;
  const factor = await (isDemanded ? factors.removeUnlessLast(mailbox, id) : factors.remove(mailbox, id));
  if (factor === 'last') {
    return refuse('last-factor', 'the last factor stays while a second step is asked: set up another one first');
  }
  if (!factor) return unknownFactor(mailbox, id);
  await recordChange(ports, { event: 'factor.removed', mailbox, details: describe(factor) });
  return done(factor);
}

/** Removes one; of N callers at once, one is told that it did. */
export async function removeFactor(given: string, id: FactorId, ports: FactorPorts): Promise<Outcome<Factor>> {
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const factor = await ports.factors.remove(mailbox, id);
  if (!factor) return unknownFactor(mailbox, id);
  await recordChange(ports, { event: 'factor.removed', mailbox, details: describe(factor) });
  return done(factor);
}

/** Ten new recovery codes, to be shown once; the old ones end (R2.6). */
export async function renewRecoveryCodes(given: string, ports: FactorPorts): Promise<Outcome<readonly string[]>> {
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const codes = await ports.factors.renewRecoveryCodes(found.value);
  await recordChange(ports, {
    event: 'recovery-codes.renewed',
    mailbox: found.value,
    details: { count: codes.length },
  });
  return done(codes);
}

/** Removes all factors and codes of a mailbox, and ends its web sessions: its next sign-in sets up a new one (R6.3). */
export async function resetFactors(given: string, ports: ResetPorts): Promise<Outcome<FactorReset>> {
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const removed = await ports.factors.reset(mailbox);
  await recordChange(ports, { event: 'factor.reset', mailbox, details: { removed } });
  await ports.onReset(mailbox, ports.actor);
  return done({ mailbox, removed });
}

/** A code with which the mailbox's owner may set up a first factor, where policy wants one (R2.2, P-07). */
export async function issueEnrolmentCode(given: string, ports: FactorPorts): Promise<Outcome<IssuedEnrolmentCode>> {
  const found = await findForChange(given, ports);
  if (found.kind === 'refused') return found;
  const mailbox = found.value;
  const expiresAt = ports.clock.now() + ports.factors.enrolmentCodeLife;
  const code = await ports.factors.issueEnrolmentCode(mailbox);
  const expires = new Date(expiresAt).toISOString();
  await recordChange(ports, { event: 'enrolment-code.issued', mailbox, details: { expires } });
  return done({ mailbox, code, expiresAt });
}

async function findForChange(given: string, ports: FactorPorts): Promise<Outcome<MailboxAddress>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  return refusalWhileUnrecorded(ports) ?? done(found.value.address);
}

function unknownFactor(mailbox: MailboxAddress, id: FactorId): Refusal {
  return refuse('unknown-factor', `${mailbox} has no factor ${id}`);
}

function describe({ id, kind, name, destination }: Factor): Record<string, string> {
  return { factor: id, kind, name, ...(destination !== undefined && { destination }) };
}
