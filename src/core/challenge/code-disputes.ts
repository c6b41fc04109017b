// What "this wasn't me" does, for whoever holds the token of a message (R2.7, R6.5). Looking does nothing: scanners open
// every link.

import { type Outcome, refusalWhileUnrecorded } from '../administration/change.ts';
import { PosternError } from '../errors.ts';
import { type RevokeBrowsersPorts, revokeTrustedBrowsers } from '../places/trusted-browsers.ts';
import type { KeyedDigest } from '../ports.ts';
import { type EndConnectionsPorts, endConnections } from '../sessions/end-connections.ts';
import { endWebSessions, type WebSessionPorts } from '../sessions/end-web-sessions.ts';
import { announceEnds } from '../sessions/session-ends.ts';
import type { WebSession } from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import { disputeHash, isDisputeToken } from './dispute-tokens.ts';
import type { DisputeOutcome, Disputes, DisputeView } from './disputes.ts';
import type { KeptDispute, SentCodeStore } from './sent-code-store.ts';

/** Who ended it, in the audit log. */
const ACTOR = 'recipient of a code';

export interface CodeDisputesPorts
  extends Omit<WebSessionPorts, 'actor'>,
    Omit<EndConnectionsPorts, 'actor'>,
    Omit<RevokeBrowsersPorts, 'actor'> {
  readonly sentCodes: Pick<SentCodeStore, 'findDispute'>;
  /** As {@link SentCodesPorts.digest}. */
  readonly disputeDigest: KeyedDigest;
}

export class CodeDisputes implements Disputes {
  readonly #ports: CodeDisputesPorts;

  constructor(ports: CodeDisputesPorts) {
    this.#ports = ports;
  }

  async find(token: string): Promise<DisputeView | undefined> {
    const dispute = await this.#find(token);
    if (!dispute) return undefined;
    const { mailbox, occasion, decisionId, isOwners: mayStopAll = false } = dispute;
    const session = await this.#ports.webSessions.find(dispute.session);
    return { mailbox, occasion, decisionId, mayStopAll, signIn: stateOf(session, this.#ports.clock.now()) };
  }

  async stop(token: string, context: WebContext): Promise<DisputeOutcome | undefined> {
    const dispute = await this.#find(token);
    if (!dispute) return undefined;
    this.#mustBeRecorded();
    const hasStopped = await this.#stop(dispute);
    this.#record(dispute, context, { stopped: hasStopped, everything: false });
    return { hasStopped, ended: 0 };
  }

  async stopAll(token: string, context: WebContext): Promise<DisputeOutcome | undefined> {
    const dispute = await this.#find(token);
    if (dispute?.isOwners !== true) return undefined;
    this.#mustBeRecorded();
    const { mailbox } = dispute;
    const ports = { ...this.#ports, actor: ACTOR };
    const hasStopped = await this.#stop(dispute);
    this.#record(dispute, context, { stopped: hasStopped, everything: true });
    // Browsers first: a session that ends must find none to come back by without a second step.
    const { revoked } = recorded(await revokeTrustedBrowsers(mailbox, ports));
    const sessions = recorded(await endWebSessions(mailbox, ports));
    const connections = recorded(await endConnections({ kind: 'mailbox', address: mailbox }, ports));
    return { hasStopped, ended: revoked + sessions.ended + connections.ended };
  }

  #find(token: string): Promise<KeptDispute | undefined> | undefined {
    const { sentCodes, disputeDigest, clock } = this.#ports;
    return isDisputeToken(token) ? sentCodes.findDispute(disputeHash(disputeDigest, token), clock.now()) : undefined;
  }

  /**
   * A pending session keeps its id when it opens, and never goes back: what has just opened is found by the second look
   * (P-20).
   */
  async #stop({ session: id }: KeptDispute): Promise<boolean> {
    const { webSessions } = this.#ports;
    const ended = (await webSessions.end(id, 'pending')) ?? (await webSessions.end(id, 'open'));
    if (!ended || ended.state === 'anonymous') return false;
    await announceEnds([ended], 'disputed', this.#ports);
    return true;
  }

  #record(
    { mailbox, session, decisionId }: KeptDispute,
    { remoteAddress, site }: WebContext,
    did: { readonly stopped: boolean; readonly everything: boolean },
  ): void {
    const { audit, clock, log } = this.#ports;
    const entry = { at: clock.now(), kind: 'change', actor: ACTOR, door: 'web' } as const;
    const details = { session, site, ...did };
    audit.record({ ...entry, event: 'sign-in.disputed', mailbox, decisionId, remoteAddress, details });
    log.warn('sign-in.disputed', { mailbox, decisionId, remoteAddress, session, ...did });
  }

  #mustBeRecorded(): void {
    if (refusalWhileUnrecorded({ ...this.#ports, actor: ACTOR })) throw unrecorded();
  }
}

function stateOf(session: WebSession | undefined, now: Millis): DisputeView['signIn'] {
  if (!session || session.endsAt <= now) return 'over';
  return session.state === 'open' ? 'signed-in' : 'waiting';
}

/** What is asked here is refused for one reason only. */
function recorded<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'refused') throw unrecorded();
  return outcome.value;
}

function unrecorded(): PosternError {
  return new PosternError('ERR_STORE_UNAVAILABLE', 'the audit log can not be written');
}
