// Enrolments that wait for their code. What was begun belongs to the session that began it, and rests on the server; a
// right code makes it a factor.

import type { SentCodeKey } from '../challenge/sent-code-store.ts';
import type { AskedBy, CodeOutcome, SentCodes } from '../challenge/sent-codes.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { DestinationGuard } from './destination-guard.ts';
import { foldDestination, maskOf, textOf } from './destinations.ts';
import type { Factor, FactorKind, SentKind, SentPresentation, TotpPresentation } from './factor.ts';
import type { DeviceKind, FactorMethod } from './factor-method.ts';
import { factorName } from './factor-name.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import type { Draft, DraftKey, FactorStore } from './factor-store.ts';
import { openSecret } from './open-secret.ts';
import { decodeDestination, encodeDestination, isSentKind } from './sent-destination.ts';

/** How long a begun enrolment waits for its code. */
const DRAFT_LIFE: Millis = 600_000;

/** What a factor is called whose owner gave it no name. */
export const UNNAMED: Readonly<Record<FactorKind, string>> = {
  totp: 'Authenticator app',
  email: 'E-mail',
  sms: 'SMS',
  passkey: 'Passkey',
};

export interface FactorDraftsPorts {
  readonly store: FactorStore;
  readonly secrets: FactorSecrets;
  readonly digest: KeyedDigest;
  readonly sentCodes: SentCodes;
  readonly destinations: DestinationGuard;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws `ERR_STORE_BROKEN` for a kind that has none. */
  readonly methodOf: (kind: FactorKind) => FactorMethod;
}

/** Whose enrolment: the session's that asked, so that reloading shows the same secret and no other session knows it. */
export interface EnrolmentKey<Kind extends FactorKind = FactorKind> {
  readonly mailbox: MailboxAddress;
  /** The session's id. */
  readonly boundTo: string;
  readonly kind: Kind;
}

export type StartedEnrolment =
  | { readonly kind: 'started'; readonly presentation: TotpPresentation; readonly endsAt: Millis }
  | { readonly kind: 'refused'; readonly reason: 'too-many-factors' };

/** `sent`: what the wish for a code came to, where it came to that. */
export type StartedSentEnrolment =
  | {
      readonly kind: 'started';
      readonly presentation: SentPresentation;
      readonly endsAt: Millis;
      readonly sent: CodeOutcome;
    }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'too-many-factors'
        | 'destination-malformed'
        | 'destination-protected'
        | 'destination-known'
        | 'sending-slowed'
        | 'not-sent';
      readonly wait?: Millis;
      readonly sent?: CodeOutcome;
    };

export type FinishedEnrolment =
  | { readonly kind: 'enrolled'; readonly factor: Factor }
  | { readonly kind: 'not-right' }
  /** Nothing was begun, it took too long or too many tries, or another enrolment of the mailbox came first. */
  | { readonly kind: 'expired' };

/** Every call may throw `ERR_STORE_UNAVAILABLE`, or `ERR_STORE_BROKEN` where a secret can't be opened (P-08). */
export class FactorDrafts {
  readonly #ports: FactorDraftsPorts;

  constructor(ports: FactorDraftsPorts) {
    this.#ports = ports;
  }

  /** Begins one, or shows again what this session began: reloading the page makes no other secret (R2.2). */
  async start(request: EnrolmentKey<DeviceKind> & { readonly issuer: string }): Promise<StartedEnrolment> {
    const { methodOf, clock } = this.#ports;
    const { mailbox, issuer, kind } = request;
    const method = methodOf(kind);
    const at = clock.now();
    const kept = await this.#keep(request, { secret: method.createSecret(), at });
    if (typeof kept === 'string') return { kind: 'refused', reason: 'too-many-factors' };
    const presentation = method.present(this.#open(kept), { mailbox, issuer });
    return { kind: 'started', presentation, endsAt: kept.endsAt };
  }

  /** Begins one with a destination, or goes on with it, and sends a code there: the same one again (R2.7). */
  async startSent(
    request: EnrolmentKey<SentKind> & AskedBy & { readonly destination: string },
  ): Promise<StartedSentEnrolment> {
    const { destinations, digest, sentCodes, clock } = this.#ports;
    const { mailbox, kind, context, decisionId, language } = request;
    const checked = await destinations.check(kind, request.destination, mailbox);
    if (checked.kind !== 'fit') return { kind: 'refused', reason: `destination-${checked.kind}` };
    const { destination: to } = checked;
    const kept = await this.#keep(request, {
      secret: encodeDestination(to),
      destination: maskOf(to),
      destinationHash: destinationHash(digest, mailbox, to),
      at: clock.now(),
    });
    if (kept === 'too-many') return { kind: 'refused', reason: 'too-many-factors' };
    if (kept === 'exists') return { kind: 'refused', reason: 'destination-known' };
    const asked = { context, decisionId, language, again: true };
    const sent = await sentCodes.send({ ...codeKeyOf(kept), ...asked, to, isOwners: false });
    return started(kept, sent, textOf(to));
  }

  /** What this session began with a destination and can still finish. */
  async begun(key: EnrolmentKey<SentKind>): Promise<SentPresentation | undefined> {
    const { store, sentCodes, clock } = this.#ports;
    const draft = await store.findDraft(keyOf(key), clock.now());
    const sending = draft && (await sentCodes.sending(codeKeyOf(draft)));
    if (!draft || !sending) return undefined;
    const { kind } = key;
    return { kind, destination: textOf(decodeDestination(kind, this.#open(draft))), sending };
  }

  /** Whether this session has begun one of any of these kinds that can still be finished. */
  async hasBegun(of: Omit<EnrolmentKey, 'kind'>, kinds: readonly FactorKind[]): Promise<boolean> {
    const { store, clock } = this.#ports;
    const found = await Promise.all(kinds.map((kind) => store.findDraft(keyOf({ ...of, kind }), clock.now())));
    return found.some((draft) => draft !== undefined);
  }

  /**
   * A right code makes the factor, and is used up by that (P-10). A wrong one leaves the enrolment as it is, ten times.
   *
   * @param request - `onlyFirst`: for a sign-in that is pending because the mailbox has no factor; once there is one,
   *   whoever set it up, this enrolment is over (P-07).
   */
  async finish(
    request: EnrolmentKey & { readonly code: string; readonly name: string; readonly onlyFirst?: boolean },
  ): Promise<FinishedEnrolment> {
    const { store, clock } = this.#ports;
    const { kind, code, name, onlyFirst = false } = request;
    const at = clock.now();
    const draft = await store.tryDraft(keyOf(request), at);
    if (!draft) return { kind: 'expired' };
    const step = await this.#judge(draft, code, at);
    if (step === undefined) return { kind: 'not-right' };
    const confirmation = { name: factorName(name) ?? UNNAMED[kind], at, step, onlyFirst };
    const factor = await store.confirmDraft(draft, confirmation);
    return factor ? { kind: 'enrolled', factor } : { kind: 'expired' };
  }

  /** The step that a right code uses up. */
  async #judge(draft: Draft, code: string, at: Millis): Promise<number | undefined> {
    const { kind } = draft;
    if (isSentKind(kind)) {
      const verdict = await this.#ports.sentCodes.judge(codeKeyOf(draft), code);
      return verdict === 'right' ? 0 : undefined;
    }
    const judged = await this.#ports.methodOf(kind).judge(this.#open(draft), code, at);
    return judged.kind === 'fits' ? judged.step : undefined;
  }

  #keep(
    of: EnrolmentKey,
    made: Pick<Draft, 'destination' | 'destinationHash'> & { readonly secret: Uint8Array; readonly at: Millis },
  ): Promise<Draft | 'too-many' | 'exists'> {
    const { store, secrets, random } = this.#ports;
    const { secret, at, ...destination } = made;
    const { mailbox } = of;
    const factorId = newRecordId('f', random);
    const sealedSecret = secrets.seal(secret, { mailbox, factorId });
    return store.keepDraft({ ...keyOf(of), factorId, sealedSecret, ...destination, endsAt: at + DRAFT_LIFE }, at);
  }

  #open(draft: Draft): Uint8Array {
    return openSecret(this.#ports.secrets, draft.sealedSecret, draft);
  }
}

/** By which a destination is known again: of one mailbox, so that nothing is learnt of whose it is besides. */
export function destinationHash(
  digest: KeyedDigest,
  mailbox: MailboxAddress,
  to: Parameters<typeof foldDestination>[0],
): string {
  return digest.digest('destination', mailbox, to.kind, foldDestination(to));
}

function keyOf({ mailbox, boundTo, kind }: DraftKey): DraftKey {
  return { mailbox, boundTo, kind };
}

function codeKeyOf({ mailbox, boundTo, factorId }: Draft): SentCodeKey {
  return { mailbox, boundTo, factorId, purpose: 'enrolment' };
}

function started({ kind, endsAt }: Draft, sent: CodeOutcome, destination: string): StartedSentEnrolment {
  switch (sent.kind) {
    case 'sent': {
      const { sending } = sent;
      const presentation = { kind: kind === 'sms' ? kind : 'email', destination, sending } as const;
      return { kind: 'started', presentation, endsAt: Math.min(endsAt, sending.endsAt), sent };
    }
    case 'slowed':
      return { kind: 'refused', reason: 'sending-slowed', wait: sent.wait, sent };
    case 'not-sent':
      return { kind: 'refused', reason: 'not-sent', sent };
  }
}
