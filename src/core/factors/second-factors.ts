// The second step of a mailbox: factors set up, answered with and removed, and the recovery codes that stand in for one
// that was lost. Who may do what is decided by whoever calls; what is used once is used up by one verb of the store.

import type { MailboxAddress } from '../decision.ts';
import { PosternError } from '../errors.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { AnswerVerdict, EnrolmentPresentation, Factor, FactorId, FactorKind } from './factor.ts';
import type { FactorMethod } from './factor-method.ts';
import { factorName } from './factor-name.ts';
import type { FactorSecrets, SecretOwner } from './factor-secrets.ts';
import type { CodeHash, DraftKey, FactorStore } from './factor-store.ts';
import { TYPED_CODE } from './typed-codes.ts';

/** How long a begun enrolment waits for its code. */
const DRAFT_LIFE: Millis = 600_000;

/** How long an enrolment code waits to be used, unless configured. */
const ENROLMENT_CODE_LIFE: Millis = 7 * 86_400_000;

/** Recovery codes that are made at once (R2.6). */
const RECOVERY_CODES = 10;

/** What a factor is called whose owner gave it no name. */
const UNNAMED = 'Authenticator app';

/** Kinds that can be set up with what {@link EnrolmentPresentation} shows. */
type EnrollableKind = EnrolmentPresentation['kind'];

export interface SecondFactorsPorts {
  readonly store: FactorStore;
  readonly methods: readonly FactorMethod[];
  readonly secrets: FactorSecrets;
  /** Of codes: its purpose is no other's. */
  readonly digest: KeyedDigest;
  readonly clock: Clock;
  readonly random: Random;
  readonly enrolmentCodeLife?: Millis;
}

/** Whose enrolment: the session's that asked, so that reloading shows the same secret and no other session knows it. */
export interface EnrolmentKey {
  readonly mailbox: MailboxAddress;
  /** The session's id. */
  readonly boundTo: string;
  readonly kind: EnrollableKind;
}

export type StartedEnrolment =
  | { readonly kind: 'started'; readonly presentation: EnrolmentPresentation; readonly endsAt: Millis }
  | { readonly kind: 'refused'; readonly reason: 'too-many-factors' };

export type FinishedEnrolment =
  | { readonly kind: 'enrolled'; readonly factor: Factor }
  | { readonly kind: 'not-right' }
  /** Nothing was begun, it took too long or too many tries, or another enrolment of the mailbox came first. */
  | { readonly kind: 'expired' };

/** Every call may throw `ERR_STORE_UNAVAILABLE`, or `ERR_STORE_BROKEN` where a secret can't be opened (P-08). */
export class SecondFactors {
  readonly #ports: SecondFactorsPorts;
  readonly #methods: ReadonlyMap<FactorKind, FactorMethod>;
  /** How long an enrolment code waits to be used. */
  readonly enrolmentCodeLife: Millis;

  constructor(ports: SecondFactorsPorts) {
    this.#ports = ports;
    this.#methods = new Map(ports.methods.map((method) => [method.kind, method]));
    this.enrolmentCodeLife = ports.enrolmentCodeLife ?? ENROLMENT_CODE_LIFE;
  }

  /** Oldest first. */
  list(mailbox: MailboxAddress): Promise<readonly Factor[]> {
    return this.#ports.store.list(mailbox);
  }

  /** Sends a code to answer with, where the factor is of a kind whose codes are sent; call it for whichever is chosen. */
  async sendCode(mailbox: MailboxAddress, factorId: FactorId): Promise<void> {
    const { store, clock } = this.#ports;
    const factor = await store.find(mailbox, factorId);
    if (factor)
      await this.#method(factor.kind).sendCode?.(this.#open(factor.sealedSecret, { mailbox, factorId }), clock.now());
  }

  /** Of N callers at once with one code, one hears `right` (P-11). Another mailbox's factor is `wrong`. */
  async answer(mailbox: MailboxAddress, factorId: FactorId, code: string): Promise<AnswerVerdict> {
    const { store, clock } = this.#ports;
    const factor = await store.find(mailbox, factorId);
    if (!factor) return 'wrong';
    const at = clock.now();
    const judged = await this.#method(factor.kind).judge(
      this.#open(factor.sealedSecret, { mailbox, factorId }),
      code,
      at,
    );
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

  /** Begins an enrolment, or shows again what this session began: reloading the page makes no other secret (R2.2). */
  async startEnrolment(request: EnrolmentKey & { readonly issuer: string }): Promise<StartedEnrolment> {
    const { store, secrets, clock, random } = this.#ports;
    const { mailbox, boundTo, kind, issuer } = request;
    const method = this.#method(kind);
    const at = clock.now();
    const factorId = newRecordId('f', random);
    const sealedSecret = secrets.seal(method.createSecret(), { mailbox, factorId });
    const draft = { mailbox, boundTo, kind, factorId, sealedSecret, endsAt: at + DRAFT_LIFE };
    const kept = await store.keepDraft(draft, at);
    if (kept === 'too-many') return { kind: 'refused', reason: 'too-many-factors' };
    const presentation = method.present(this.#open(kept.sealedSecret, kept), { mailbox, issuer });
    return { kind: 'started', presentation, endsAt: kept.endsAt };
  }

  /** Whether {@link startEnrolment} would show what this session began. */
  hasBegun({ mailbox, boundTo, kind }: EnrolmentKey): Promise<boolean> {
    return this.#ports.store.hasDraft({ mailbox, boundTo, kind }, this.#ports.clock.now());
  }

  /**
   * A right code makes the factor, and is used up by that (P-10). A wrong one leaves the enrolment as it is, ten times.
   *
   * @param request - `onlyFirst`: for a sign-in that is pending because the mailbox has no factor; once there is one,
   *   whoever set it up, this enrolment is over (P-07).
   */
  async finishEnrolment(
    request: EnrolmentKey & { readonly code: string; readonly name: string; readonly onlyFirst?: boolean },
  ): Promise<FinishedEnrolment> {
    const { store, clock } = this.#ports;
    const { mailbox, boundTo, kind, code, name, onlyFirst = false } = request;
    const key: DraftKey = { mailbox, boundTo, kind };
    const at = clock.now();
    const draft = await store.tryDraft(key, at);
    if (!draft) return { kind: 'expired' };
    const judged = await this.#method(kind).judge(this.#open(draft.sealedSecret, draft), code, at);
    if (judged.kind === 'wrong') return { kind: 'not-right' };
    const { step } = judged;
    const factor = await store.confirmDraft(draft, { name: factorName(name) ?? UNNAMED, at, step, onlyFirst });
    return factor ? { kind: 'enrolled', factor } : { kind: 'expired' };
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

  #open(sealed: Uint8Array, owner: SecretOwner): Uint8Array {
    const secret = this.#ports.secrets.open(sealed, owner);
    if (secret) return secret;
    throw new PosternError('ERR_STORE_BROKEN', `the secret of a factor of ${owner.mailbox} can't be opened`, {
      fields: { mailbox: owner.mailbox, factor: owner.factorId },
    });
  }

  /** Never skipped: a factor whose kind this version doesn't know can't be answered with (P-08). */
  #method(kind: FactorKind): FactorMethod {
    const method = this.#methods.get(kind);
    if (method) return method;
    throw new PosternError('ERR_STORE_BROKEN', `there is no method for factors of kind ${kind}`, { fields: { kind } });
  }
}
