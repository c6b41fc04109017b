// The account of whoever is signed in, as the account pages need it. What a session may do is decided here: another
// mailbox's things aren't there, and what is sensitive wants a session that was confirmed lately (R3.8, R2.8), whatever
// a page thinks of it.

import { type ChoosePorts, chooseChallengeMode, modeOf } from '../../core/accounts/choose-challenge-mode.ts';
import { policyLayers } from '../../core/accounts/policy-layers.ts';
import { type ChangePorts, type Outcome, type Refusal, refuse } from '../../core/administration/change.ts';
import type { AppPassword, AppPasswordStore } from '../../core/app-passwords/app-password-store.ts';
import {
  type AppPasswordWish,
  type CreateAppPasswordPorts,
  type CreatedAppPassword,
  createAppPassword,
} from '../../core/app-passwords/create-app-password.ts';
import { revokeAppPassword } from '../../core/app-passwords/revoke-app-password.ts';
import type { AuditStore, StoredAuditEntry } from '../../core/audit/audit-store.ts';
import type { CodeSending, Factor } from '../../core/factors/factor.ts';
import {
  type FactorPorts,
  makeDefaultFactor,
  removeOwnFactor,
  renameFactor,
  renewRecoveryCodes,
} from '../../core/factors/manage-factors.ts';
import { forgetPlaces, listPlaces, type PlacePorts } from '../../core/places/known-places.ts';
import {
  findTrustedBrowser,
  listTrustedBrowsers,
  type RecognizeBrowserPorts,
  revokeTrustedBrowser,
} from '../../core/places/trusted-browsers.ts';
import { type ChallengeMode, effectiveWebPolicy, type WebPolicy } from '../../core/policy/policy.ts';
import { endConnections } from '../../core/sessions/end-connections.ts';
import {
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  type WebSessionPorts,
} from '../../core/sessions/end-web-sessions.ts';
import type { MailConnection } from '../../core/sessions/live-connections.ts';
import type { OpenSession } from '../../core/sessions/web-session.ts';
import type { SessionConfirmation } from '../../core/sign-in/confirm-session.ts';
import type { Enrolment } from '../../core/sign-in/enrolment-contract.ts';
import type {
  CodeSent,
  PresentedSession,
  SecondStepAnswer,
  SendingWish,
} from '../../core/sign-in/web-sign-in-contract.ts';
import type { Throttle } from '../../core/throttle/throttle.ts';
import type { Millis } from '../../core/units.ts';
import type { WebContext } from '../../core/web-context.ts';
import type {
  AccountServices,
  Confirmation,
  KnownPlaces,
  ModeView,
  ServerSettings,
  TrustedBrowserView,
} from './account-services.ts';

/** What the account is made of; an actor is added for each session: the mailbox itself. */
export interface OwnAccountParts
  extends Omit<CreateAppPasswordPorts, 'actor' | 'store'>,
    Omit<ChoosePorts, 'actor' | 'accounts'>,
    Omit<FactorPorts, 'actor'>,
    Omit<WebSessionPorts, 'actor'>,
    PlacePorts,
    RecognizeBrowserPorts {
  readonly appPasswords: AppPasswordStore;
  readonly auditStore: AuditStore;
  readonly enrolment: Enrolment;
  readonly throttle: Throttle;
  /** Resolves after this long. */
  readonly pause: (millis: Millis) => Promise<void>;
  readonly confirmation: Pick<SessionConfirmation, 'isConfirmed' | 'confirm' | 'sendCode' | 'sending'>;
  /** All that live, in every worker. */
  readonly connections: () => Promise<readonly MailConnection[]>;
  readonly serverSettings: ServerSettings;
}

export class OwnAccount implements AccountServices {
  readonly #parts: OwnAccountParts;
  readonly enrolment: Enrolment;
  readonly serverSettings: ServerSettings;

  constructor(parts: OwnAccountParts) {
    this.#parts = parts;
    this.enrolment = parts.enrolment;
    this.serverSettings = parts.serverSettings;
  }

  isConfirmed(session: OpenSession): boolean {
    return this.#parts.confirmation.isConfirmed(session);
  }

  confirm(
    presented: PresentedSession<OpenSession>,
    given: { readonly password: string; readonly answer?: SecondStepAnswer },
    context: WebContext,
  ): Promise<Confirmation> {
    return this.#parts.confirmation.confirm(presented, given, context);
  }

  sendCode(session: OpenSession, factorId: string, wish: SendingWish): Promise<CodeSent> {
    return this.#parts.confirmation.sendCode(session, factorId, wish);
  }

  sending(session: OpenSession, factorId: string): Promise<CodeSending | undefined> {
    return this.#parts.confirmation.sending(session, factorId);
  }

  async mode({ mailbox }: OpenSession): Promise<ModeView> {
    return modeOf(await this.#policyOf(mailbox));
  }

  async chooseMode(session: OpenSession, mode: ChallengeMode | 'inherit'): Promise<Outcome<ModeView>> {
    return this.#unconfirmed(session) ?? chooseChallengeMode(session.mailbox, mode, this.#portsOf(session));
  }

  factors({ mailbox }: OpenSession): Promise<readonly Factor[]> {
    return this.#parts.factors.list(mailbox);
  }

  renameFactor(session: OpenSession, id: string, name: string): Promise<Outcome<Factor>> {
    return renameFactor(session.mailbox, { id, name }, this.#portsOf(session));
  }

  async makeDefaultFactor(session: OpenSession, id: string): Promise<Outcome<Factor>> {
    return this.#unconfirmed(session) ?? makeDefaultFactor(session.mailbox, id, this.#portsOf(session));
  }

  async removeFactor(session: OpenSession, id: string, context?: WebContext): Promise<Outcome<Factor>> {
    const refusal = this.#unconfirmed(session);
    if (refusal) return refusal;
    const { challenge } = await this.#policyOf(session.mailbox);
    const isDemanded = challenge.value !== 'never';
    return removeOwnFactor(session.mailbox, { id, isDemanded }, this.#portsOf(session, context));
  }

  recoveryCodesLeft({ mailbox }: OpenSession): Promise<number> {
    return this.#parts.factors.recoveryCodesLeft(mailbox);
  }

  async newRecoveryCodes(session: OpenSession, context?: WebContext): Promise<Outcome<readonly string[]>> {
    return this.#unconfirmed(session) ?? renewRecoveryCodes(session.mailbox, this.#portsOf(session, context));
  }

  knownPlaces({ mailbox }: OpenSession): Promise<KnownPlaces> {
    return listPlaces(mailbox, this.#parts);
  }

  async forgetPlaces(session: OpenSession): Promise<Outcome<KnownPlaces>> {
    const forgotten = await forgetPlaces(session.mailbox, this.#portsOf(session));
    return forgotten.kind === 'refused' ? forgotten : { kind: 'done', value: await this.knownPlaces(session) };
  }

  async trustedBrowsers({ mailbox }: OpenSession, context: WebContext): Promise<readonly TrustedBrowserView[]> {
    const all = await listTrustedBrowsers(mailbox, this.#parts);
    const own = await findTrustedBrowser(mailbox, context.trustedBrowser, this.#parts);
    return all.map((browser) => ({ ...browser, isThisOne: browser.id === own?.id }));
  }

  revokeTrustedBrowser(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>> {
    return revokeTrustedBrowser(session.mailbox, id, this.#portsOf(session));
  }

  appPasswords({ mailbox }: OpenSession): Promise<readonly AppPassword[]> {
    return this.#parts.appPasswords.list(mailbox, { includeRevoked: false });
  }

  /** A wrong mailbox password counts like one at a door: whoever took over a confirmed session may not guess (R9.1). */
  async createAppPassword(
    session: OpenSession,
    wish: AppPasswordWish,
    context: WebContext,
  ): Promise<Outcome<CreatedAppPassword>> {
    const refusal = this.#unconfirmed(session);
    if (refusal) return refusal;
    const { mailbox } = session;
    const { remoteAddress } = context;
    const { throttle, pause } = this.#parts;
    const tried = await throttle.reserve(mailbox, remoteAddress, wish.mailboxPassword ?? '');
    if (tried.kind === 'throttled') return refuse('throttled', 'too many wrong passwords: wait a few minutes');
    const outcome = await this.#createAppPassword(session, wish, context);
    if (outcome.kind === 'done' || outcome.code !== 'mailbox-password-refused') {
      await throttle.refund(tried.attempt);
      return outcome;
    }
    this.#recordWrongPassword(session, remoteAddress);
    await pause(tried.delay);
    return outcome;
  }

  #recordWrongPassword({ mailbox, id }: OpenSession, remoteAddress: string): void {
    const { audit, clock } = this.#parts;
    const event = 'web-session.not-confirmed';
    const entry = { kind: 'sign-in', door: 'web', reason: 'password', details: { session: id } } as const;
    audit.record({ ...entry, at: clock.now(), event, mailbox, remoteAddress });
  }

  #createAppPassword(
    session: OpenSession,
    wish: AppPasswordWish,
    context: WebContext,
  ): Promise<Outcome<CreatedAppPassword>> {
    const ports = { ...this.#portsOf(session, context), store: this.#parts.appPasswords };
    return createAppPassword(session.mailbox, wish, ports);
  }

  async revokeAppPassword(session: OpenSession, id: string): Promise<Outcome<AppPassword>> {
    const record = await this.#parts.appPasswords.find(id);
    if (record?.mailbox !== session.mailbox) return refuse('unknown-app-password', `there is no app password ${id}`);
    return revokeAppPassword(id, this.#portsOf(session));
  }

  sessions({ mailbox }: OpenSession): Promise<readonly OpenSession[]> {
    return listOwnSessions(mailbox, this.#parts);
  }

  endSession(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>> {
    return endOwnSession(session, id, this.#portsOf(session));
  }

  endOtherSessions(session: OpenSession): Promise<Outcome<{ readonly ended: number }>> {
    return endOtherSessions(session, this.#portsOf(session));
  }

  async connections({ mailbox }: OpenSession): Promise<readonly MailConnection[]> {
    const all = await this.#parts.connections();
    return all.filter((connection) => connection.mailbox === mailbox);
  }

  async endConnection(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>> {
    const own = await this.connections(session);
    if (!own.some((connection) => connection.id === id)) {
      return refuse('unknown-connection', `there is no connection ${id}; it may have ended by itself`);
    }
    const ended = await endConnections({ kind: 'connection', id }, this.#portsOf(session));
    return ended.kind === 'refused' ? ended : { kind: 'done', value: { id } };
  }

  history({ mailbox }: OpenSession, limit: number): Promise<readonly StoredAuditEntry[]> {
    return this.#parts.auditStore.search({ mailbox }, { limit });
  }

  async #policyOf(mailbox: string): Promise<WebPolicy> {
    const { accounts, platformPolicy } = this.#parts;
    return effectiveWebPolicy(policyLayers(platformPolicy, await accounts.resolve(mailbox)));
  }

  #unconfirmed(session: OpenSession): Refusal | undefined {
    if (this.isConfirmed(session)) return undefined;
    return refuse('not-confirmed', 'this needs the password and the second step once more');
  }

  /** @param context - Where this is asked from, for what its owner is told of. */
  #portsOf({ mailbox }: OpenSession, context?: WebContext): OwnAccountParts & ChangePorts {
    return { ...this.#parts, actor: mailbox, ...(context && { origin: context }) };
  }
}
