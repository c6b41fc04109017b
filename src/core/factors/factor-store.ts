// Factors, what is left unfinished of new ones, recovery codes and enrolment codes, as they are kept. All that is used
// once is used up by one atomic verb (P-10, P-11).

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { Factor, FactorId, FactorKind } from './factor.ts';

/** Most factors a mailbox may have. */
export const MAX_FACTORS_PER_MAILBOX = 20;

/** Most codes that may be tried on one draft. */
export const MAX_TRIES_PER_DRAFT = 10;

export interface StoredFactor extends Factor {
  /** What its codes are checked with, or where they are sent, sealed to mailbox and id. */
  readonly sealedSecret: Uint8Array;
  /** Keyed hash of where codes are sent: a mailbox has each destination once. */
  readonly destinationHash?: DestinationHash;
}

export type DestinationHash = string;

/** A factor that nobody confirmed: an administrator supplies its destination. */
export type SuppliedFactor = Omit<StoredFactor, 'lastUsedAt' | 'isDefault'>;

/** Whose enrolment: a mailbox's, begun in one session. */
export interface DraftKey {
  readonly mailbox: MailboxAddress;
  /** The session's id. */
  readonly boundTo: string;
  readonly kind: FactorKind;
}

/** An enrolment that no code has confirmed yet. */
export interface Draft extends DraftKey {
  /** The id that the factor will have. */
  readonly factorId: FactorId;
  readonly sealedSecret: Uint8Array;
  /** As {@link Factor} shows it. */
  readonly destination?: string;
  readonly destinationHash?: DestinationHash;
  readonly endsAt: Millis;
}

/** What makes a draft a factor. */
export interface Confirmation {
  readonly name: string;
  readonly at: Millis;
  /** The step of the code that confirmed it, which is used up by that. */
  readonly step: number;
  /** Only while the mailbox has no factor: whoever hasn't proved one may not add to them (P-07). */
  readonly onlyFirst: boolean;
}

/** Only a keyed hash of a code is kept. */
export type CodeHash = string;

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface FactorStore {
  /** Oldest first. */
  list(mailbox: MailboxAddress): Promise<readonly Factor[]>;
  /** `undefined` also for another mailbox's. */
  find(mailbox: MailboxAddress, id: FactorId): Promise<StoredFactor | undefined>;
  /** As it is after; `undefined` when the mailbox has no such factor. */
  rename(mailbox: MailboxAddress, id: FactorId, name: string): Promise<Factor | undefined>;
  /**
   * Adds one. Drafts and the enrolment code of the mailbox end with that (P-07). `exists`: the mailbox has a factor with
   * this destination; `too-many`: it has {@link MAX_FACTORS_PER_MAILBOX}.
   */
  add(factor: SuppliedFactor): Promise<Factor | 'exists' | 'too-many'>;
  /** Makes it the default, and no other one. As it is after; `undefined` when the mailbox has no such factor. */
  makeDefault(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined>;
  /** A right code that was sent came back: it is the last use, and verifies the destination. False: it is gone. */
  recordUse(mailbox: MailboxAddress, id: FactorId, at: Millis): Promise<boolean>;
  /** As it was; of N callers at once one gets it. With a mailbox's last factor its recovery codes go. */
  remove(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined>;
  /** As `remove`, but leaves the last one there (R2.8): of N callers at once, each for another factor, one stays. */
  removeUnlessLast(mailbox: MailboxAddress, id: FactorId): Promise<Factor | 'last' | undefined>;
  /** Removes factors, drafts, recovery codes and the enrolment code; says how many factors there were. */
  removeAll(mailbox: MailboxAddress): Promise<number>;
  /**
   * True only if `step` is above every one that was claimed before, and then it is the last use: of N callers at once
   * with one step, one hears true.
   */
  claimTimeStep(id: FactorId, step: number, at: Millis): Promise<boolean>;

  /**
   * Keeps a draft, and gives the one that is kept: the one of the same key and destination that was there, unless it is
   * over (at `at`) or its tries are spent. `too-many` when the mailbox has {@link MAX_FACTORS_PER_MAILBOX}; `exists` when
   * one of them has this destination.
   */
  keepDraft(draft: Draft, at: Millis): Promise<Draft | 'too-many' | 'exists'>;
  /** One that isn't over, with tries left. */
  findDraft(key: DraftKey, at: Millis): Promise<Draft | undefined>;
  /**
   * Spends one of the draft's {@link MAX_TRIES_PER_DRAFT} tries and gives it; `undefined` when there is none, it is over,
   * or no try is left: of N callers at once so many get it.
   */
  tryDraft(key: DraftKey, at: Millis): Promise<Draft | undefined>;
  /**
   * Takes the draft with this id, if it isn't over, and makes it a factor, with the step used up. Every other draft of
   * the mailbox and its enrolment code end with that: who began without a factor may not go on once there is one
   * (P-07). `undefined` when it was taken by another (of N callers one gets the factor), when the mailbox has
   * {@link MAX_FACTORS_PER_MAILBOX} or one with this destination, or has one already and `onlyFirst` is asked.
   */
  confirmDraft(draft: Draft, confirmation: Confirmation): Promise<Factor | undefined>;

  /** Ends the old ones. */
  replaceRecoveryCodes(mailbox: MailboxAddress, hashes: readonly CodeHash[]): Promise<void>;
  /** True once for each code: of N callers at once one hears it. */
  consumeRecoveryCode(mailbox: MailboxAddress, hash: CodeHash): Promise<boolean>;
  recoveryCodesLeft(mailbox: MailboxAddress): Promise<number>;

  /** Gives a mailbox an enrolment code; it has one at most. {@link confirmDraft} uses it up. */
  setEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, endsAt: Millis): Promise<void>;
  hasEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, at: Millis): Promise<boolean>;

  /** Forgets drafts and enrolment codes that were over before `at`; says how many. */
  purge(at: Millis): Promise<number>;
}
