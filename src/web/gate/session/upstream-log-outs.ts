// Signing out at the webmail: in the background, as nobody waits for it.

import type { Clock, Log } from '../../../core/ports.ts';
import type { AccountSession, WebSession } from '../../../core/sessions/web-session.ts';
import type { WebSessions } from '../../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../../core/units.ts';
import type { SiteIdentity, Upstream } from '../exchange.ts';
import type { WebmailProfile } from '../webmail-profile.ts';
import type { GateVault } from './gate-vault.ts';
import { cookieField } from './upstream-jar.ts';

/** How long the webmail may take to sign somebody out. */
const LOG_OUT_TIMEOUT_MS: Millis = 15_000;

export interface UpstreamLogOutsParts {
  readonly site: SiteIdentity;
  readonly profile: WebmailProfile;
  readonly upstream: Upstream;
  readonly sessions: Pick<WebSessions, 'claimUpstreamEnd'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Those of one site that are under way. Disposing waits for them. */
export class UpstreamLogOuts implements AsyncDisposable {
  readonly #parts: UpstreamLogOutsParts;
  readonly #running: Set<Promise<void>> = new Set();

  constructor(parts: UpstreamLogOutsParts) {
    this.#parts = parts;
  }

  /**
   * For a session that is over: of all gates that know it, in whichever worker, one signs it out. Twice would be once too
   * often for a webmail that gives the next sign-in the same session. Never throws.
   */
  endOnce(session: AccountSession, vault: GateVault): void {
    this.run(async () => {
      if (await this.claim(session)) await this.#logOut(vault, session.origin.remoteAddress);
    });
  }

  /** Signs out what these cookies stand for. Never throws. */
  logOut(vault: GateVault, session: Pick<WebSession, 'origin'>): void {
    this.run(() => this.#logOut(vault, session.origin.remoteAddress));
  }

  /** Whether it is this caller's to sign out: nobody else does from now on. Never throws. */
  async claim({ id }: AccountSession): Promise<boolean> {
    const { sessions, log, site } = this.#parts;
    try {
      return await sessions.claimUpstreamEnd(id);
    } catch (error) {
      // Perhaps twice: better than a session that nobody ends.
      log.error('gate.upstream-end-not-claimed', error, { site: site.name, session: id });
      return true;
    }
  }

  /** Work that disposing waits for. It mustn't throw. */
  run(work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #logOut(vault: GateVault, remoteAddress: string): Promise<void> {
    const { profile, upstream, clock, log, site } = this.#parts;
    const request = profile.logOut(vault);
    if (request === undefined) return;
    const [path = '/'] = request.target.split('?');
    const cookie = cookieField(request.jar, { path, now: clock.now() });
    if (cookie === undefined) return;
    const answer = await upstream.send({
      method: 'GET',
      target: request.target,
      headers: [['accept', 'text/html']],
      cookie,
      client: { remoteAddress },
      timeouts: { firstByte: LOG_OUT_TIMEOUT_MS, idle: LOG_OUT_TIMEOUT_MS },
    });
    if (answer.kind === 'answer') {
      answer.body.discard();
      log.info('gate.upstream-signed-out', { site: site.name, status: answer.status });
    } else {
      if (answer.kind === 'upgrade') answer.stream.destroy();
      log.warn('gate.upstream-session-left', { site: site.name, reason: answer.kind });
    }
  }
}
