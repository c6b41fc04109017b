// The second step of a mailbox: factors set up, answered with and removed, and the recovery codes that stand in for one
// that was lost. Who may do what is decided by whoever calls; what is used once is used up by one verb of the store.

import type { CodePurpose, SentCodeKey } from '../challenge/sent-code-store.ts';
import type { AskedBy, CodeOutcome, SentCodes } from '../challenge/sent-codes.ts';
import type { MailboxAddress } from '../decision.ts';
import { PosternError } from '../errors.ts';
import type { DeliveryReport, Destination } from '../messages/carriers.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { CheckedDestination, DestinationGuard } from './destination-guard.ts';
import { maskOf } from './destinations.ts';
import type { AnswerVerdict, CodeSending, Factor, FactorId, FactorKind, SentKind, SentPresentation } from './factor.ts';
import {
  destinationHash,
  type EnrolmentKey,
  FactorDrafts,
  type FinishedEnrolment,
  type StartedEnrolment,
  type StartedSentEnrolment,
  UNNAMED,
} from './factor-drafts.ts';
import type { DeviceKind, FactorMethod } from './factor-method.ts';
import { factorName } from './factor-name.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import type { CodeHash, FactorStore } from './factor-store.ts';
import { openSecret } from './open-secret.ts';
import { decodeDestination, encodeDestination, isSentKind } from './sent-destination.ts';
import { TYPED_CODE } from './typed-codes.ts';

/** How long an enrolment code waits to be used, unless configured. */
const ENROLMENT_CODE_LIFE: Millis = 7 * 86_400_000;

/** Recovery codes that are made at once (R2.6). */
const RECOVERY_CODES = 10;

export interface SecondFactorsPorts {
  readonly store: FactorStore;
  readonly methods: readonly FactorMethod[];
  readonly secrets: FactorSecrets;
  /** Of codes and destinations: its purpose is no other's. */
  readonly digest: KeyedDigest;
  readonly sentCodes: SentCodes;
  readonly destinations: DestinationGuard;
  readonly clock: Clock;
  readonly random: Random;
  readonly enrolmentCodeLife?: Millis;
}

/** Where a code is answered with, and for what: one that was sent is good nowhere else (P-12). */
export interface AnsweringSession {
  /** The session's id. */
  readonly boundTo: string;
  readonly purpose: Exclude<CodePurpose, 'enrolment'>;
}

/** A factor whose code is wished for, by a session. */
export interface WishedCode extends AnsweringSession, AskedBy {
  readonly mailbox: MailboxAddress;
  readonly factorId: FactorId;
  /** The same code once more. False: nothing is sent where one is under way in this session. */
  readonly again: boolean;
}

/** A factor that an administrator supplies. */
export interface SupplyWish {
  readonly kind: SentKind;
  /** As typed. */
  readonly destination: string;
  readonly name?: string | undefined;
}

/** Every call may throw `ERR_STORE_UNAVAILABLE`, or `ERR_STORE_BROKEN` where a secret can't be opened (P-08). */
export class SecondFactors {
  readonly #ports: SecondFactorsPorts;
  readonly #methods: ReadonlyMap<FactorKind, FactorMethod>;
  readonly #drafts: FactorDrafts;
  /** How long an enrolment code waits to be used. */
  readonly enrolmentCodeLife: Millis;

  constructor(ports: SecondFactorsPorts) {
    this.#ports = ports;
    this.#methods = new Map(ports.methods.map((method) => [method.kind, method]));
    this.#drafts = new FactorDrafts({ ...ports, methodOf: (kind) => this.#method(kind) });
    this.enrolmentCodeLife = ports.enrolmentCodeLife ?? ENROLMENT_CODE_LIFE;
  }

  /** Oldest first. */
  list(mailbox: MailboxAddress): Promise<readonly Factor[]> {
    return this.#ports.store.list(mailbox);
  }

  /** Where a mailbox's codes go, in full, but for those whose owner hasn't answered from there yet. */
  async addressesOf(mailbox: MailboxAddress): Promise<readonly Destination[]> {
    const { store } = this.#ports;
    const verified = (await store.list(mailbox)).filter(({ isUnverified }) => isUnverified !== true);
    const found = await Promise.all(verified.map(({ id }) => store.find(mailbox, id)));
    return found.flatMap((factor) => {
      if (!factor || !isSentKind(factor.kind)) return [];
      return [decodeDestination(factor.kind, this.#open(factor.sealedSecret, { mailbox, factorId: factor.id }))];
    });
  }

  /** Whether codes of this kind can be sent at all. */
  reaches(kind: SentKind): boolean {
    return this.#ports.sentCodes.reaches(kind);
  }

  /** Whether one of this kind can be set up now, as far as Postern itself goes. */
  canSetUp(kind: FactorKind): boolean {
    if (isSentKind(kind)) return this.reaches(kind) && this.#ports.destinations.serves(kind);
    return this.#methods.has(kind);
  }

  /** Sends a code to answer with. `undefined`: the mailbox has no such factor, or one whose codes aren't sent. */
  async sendCode(wish: WishedCode): Promise<CodeOutcome | undefined> {
    const { store, sentCodes, destinations } = this.#ports;
    const { mailbox, factorId, boundTo, purpose, ...asked } = wish;
    const factor = await store.find(mailbox, factorId);
    if (!factor || !isSentKind(factor.kind)) return undefined;
    const to = decodeDestination(factor.kind, this.#open(factor.sealedSecret, { mailbox, factorId }));
    if (await destinations.leadsBack(to, mailbox)) {
      return { kind: 'not-sent', reason: 'the destination has become another name of the mailbox' };
    }
    const isOwners = factor.isUnverified !== true;
    return sentCodes.send({ ...asked, mailbox, boundTo, factorId, purpose, to, isOwners });
  }

  /** What a carrier reports of a message with a code; anything else is passed over. */
  recordDelivery(report: DeliveryReport): Promise<void> {
    return this.#ports.sentCodes.recordDelivery(report);
  }

  /** The code that is under way; sends nothing. */
  sending(key: Omit<SentCodeKey, 'purpose'> & AnsweringSession): Promise<CodeSending | undefined> {
    return this.#ports.sentCodes.sending(key);
  }

  /**
   * Of N callers at once with one code, one hears `right` (P-11). Another mailbox's factor is `wrong`, and so is a code
   * that was sent for another session or purpose (P-12).
   */
  async answer(
    mailbox: MailboxAddress,
    { factorId, code }: { readonly factorId: FactorId; readonly code: string },
    session: AnsweringSession,
  ): Promise<AnswerVerdict> {
    const { store, clock, sentCodes } = this.#ports;
    const factor = await store.find(mailbox, factorId);
    if (!factor) return 'wrong';
    if (isSentKind(factor.kind)) {
      const verdict = await sentCodes.judge(
        { mailbox, factorId, boundTo: session.boundTo, purpose: session.purpose },
        code,
      );
      if (verdict !== 'right') return verdict;
      return (await store.recordUse(mailbox, factorId, clock.now())) ? 'right' : 'wrong';
    }
    const at = clock.now();
    const secret = this.#open(factor.sealedSecret, { mailbox, factorId });
    const judged = await this.#method(factor.kind).judge(secret, code, at);
    if (judged.kind === 'wrong') return 'wrong';
    return (await store.claimTimeStep(factorId, judged.step, at)) ? 'right' : 'used';
  }

  /** Each is `right` once; afterwards it is forgotten, and `wrong` like any other text (P-31). */
  async useRecoveryCode(mailbox: MailboxAddress, code: string): Promise<AnswerVerdict> {
    const normalized = TYPED_CODE.normalize(code);
    if (normalized === undefined) return 'wrong';
    const hash = this.#hash('recovery', mailbox, normalized);
    return (await this.#ports.store.consumeRecoveryCode(mailbox, hash)) ? 'right' : 'wrong';
  }

  recoveryCodesLeft(mailbox: MailboxAddress): Promise<number> {
    return this.#ports.store.recoveryCodesLeft(mailbox);
  }

  /** Ten new ones, to be shown once; the old ones end. */
  async renewRecoveryCodes(mailbox: MailboxAddress): Promise<readonly string[]> {
    const { store, random } = this.#ports;
    const codes = Array.from({ length: RECOVERY_CODES }, () => TYPED_CODE.generate(random));
    await store.replaceRecoveryCodes(
      mailbox,
      codes.map((code) => this.#hash('recovery', mailbox, code)),
    );
    return codes.map(TYPED_CODE.show);
  }

  /** As {@link FactorDrafts.start}. */
  startEnrolment(request: EnrolmentKey<DeviceKind> & { readonly issuer: string }): Promise<StartedEnrolment> {
    return this.#drafts.start(request);
  }

  /** As {@link FactorDrafts.startSent}. */
  startSentEnrolment(
    request: EnrolmentKey<SentKind> & AskedBy & { readonly destination: string },
  ): Promise<StartedSentEnrolment> {
    return this.#drafts.startSent(request);
  }

  /** As {@link FactorDrafts.begun}. */
  begunEnrolment(key: EnrolmentKey<SentKind>): Promise<SentPresentation | undefined> {
    return this.#drafts.begun(key);
  }

  /** Whether this session has begun an enrolment, of whatever kind, that can still be finished. */
  hasBegun(of: Omit<EnrolmentKey, 'kind'>): Promise<boolean> {
    return this.#drafts.hasBegun(of, ['totp', 'email', 'sms']);
  }

  /** As {@link FactorDrafts.finish}. */
  finishEnrolment(
    request: EnrolmentKey & { readonly code: string; readonly name: string; readonly onlyFirst?: boolean },
  ): Promise<FinishedEnrolment> {
    return this.#drafts.finish(request);
  }

  /** Adds a factor that is verified by the first right code that was sent there. */
  async supply(
    mailbox: MailboxAddress,
    { kind, destination: typed, name = '' }: SupplyWish,
  ): Promise<Factor | 'exists' | 'too-many' | Exclude<CheckedDestination, { kind: 'fit' }>['kind']> {
    const { destinations, store, secrets, digest, clock, random } = this.#ports;
    const checked = await destinations.check(kind, typed, mailbox);
    if (checked.kind !== 'fit') return checked.kind;
    const to: Destination = checked.destination;
    const id = newRecordId('f', random);
    return store.add({
      ...{ id, mailbox, kind },
      name: factorName(name) ?? UNNAMED[kind],
      createdAt: clock.now(),
      destination: maskOf(to),
      destinationHash: destinationHash(digest, mailbox, to),
      isUnverified: true,
      sealedSecret: secrets.seal(encodeDestination(to), { mailbox, factorId: id }),
    });
  }

  /** The one that a challenge asks for first, and no other. `undefined`: the mailbox has no such factor. */
  makeDefault(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    return this.#ports.store.makeDefault(mailbox, id);
  }

  /** A name of which nothing can be shown leaves the old one. `undefined`: the mailbox has no such factor. */
  async rename(mailbox: MailboxAddress, id: FactorId, name: string): Promise<Factor | undefined> {
    const { store } = this.#ports;
    const shown = factorName(name);
    if (shown !== undefined) return store.rename(mailbox, id, shown);
    return (await store.list(mailbox)).find((factor) => factor.id === id);
  }

  /** With the last factor the recovery codes go. `undefined`: the mailbox has no such factor. */
  remove(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    return this.#ports.store.remove(mailbox, id);
  }

  /** As {@link remove}, for a mailbox whose policy demands a factor: the last one stays (R2.8). */
  removeUnlessLast(mailbox: MailboxAddress, id: FactorId): Promise<Factor | 'last' | undefined> {
    return this.#ports.store.removeUnlessLast(mailbox, id);
  }

  /** Removes factors, recovery codes, begun enrolments and the enrolment code; says how many factors there were. */
  reset(mailbox: MailboxAddress): Promise<number> {
    return this.#ports.store.removeAll(mailbox);
  }

  /** A code that lets the mailbox's first factor be set up, where policy wants one; the one before ends. Shown once. */
  async issueEnrolmentCode(mailbox: MailboxAddress): Promise<string> {
    const { store, clock, random } = this.#ports;
    const code = TYPED_CODE.generate(random);
    const endsAt = clock.now() + this.enrolmentCodeLife;
    await store.setEnrolmentCode(mailbox, this.#hash('enrolment', mailbox, code), endsAt);
    return TYPED_CODE.show(code);
  }

  /** Whether it is the mailbox's, and good still: {@link finishEnrolment} is what uses it up. */
  async checkEnrolmentCode(mailbox: MailboxAddress, code: string): Promise<boolean> {
    const { store, clock } = this.#ports;
    const normalized = TYPED_CODE.normalize(code);
    if (normalized === undefined) return false;
    return store.hasEnrolmentCode(mailbox, this.#hash('enrolment', mailbox, normalized), clock.now());
  }

  #hash(purpose: 'recovery' | 'enrolment', mailbox: MailboxAddress, code: string): CodeHash {
    return this.#ports.digest.digest(purpose, mailbox, code);
  }

  #open(sealed: Uint8Array, owner: { readonly mailbox: MailboxAddress; readonly factorId: FactorId }): Uint8Array {
    return openSecret(this.#ports.secrets, sealed, owner);
  }

  /** Never skipped: a factor whose kind this version doesn't know can't be answered with (P-08). */
  #method(kind: FactorKind): FactorMethod {
    const method = this.#methods.get(kind);
    if (method) return method;
    throw new PosternError('ERR_STORE_BROKEN', `there is no method for factors of kind ${kind}`, { fields: { kind } });
  }
}
