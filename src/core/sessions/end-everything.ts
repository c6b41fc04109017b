// Ends all that a mailbox's password and second step have opened, in whichever worker: connections of mail clients,
// browsers' sessions, and the trust in browsers.

import type { MailboxAddress } from '../decision.ts';
import type { TrustedBrowserStore } from '../places/trusted-browser-store.ts';
import { concerns, type MailConnection } from './live-connections.ts';
import { announceEnds, type SessionEndPorts } from './session-ends.ts';
import type { WebSessionStore } from './web-session-store.ts';

export interface EndEverythingPorts extends SessionEndPorts {
  readonly webSessions: Pick<WebSessionStore, 'endAll'>;
  readonly trustedBrowsers: Pick<TrustedBrowserStore, 'revokeAll'>;
  /** All that live, in every worker. */
  readonly connections: () => Promise<readonly MailConnection[]>;
}

/** How many there were. */
export interface EndedWithMailbox {
  readonly connections: number;
  readonly webSessions: number;
  readonly trustedBrowsers: number;
}

/** Ends them within a second; what is decided from now on stays. May throw `ERR_STORE_UNAVAILABLE`. */
export async function endEverything(
  mailbox: MailboxAddress,
  reason: 'disabled' | 'password-changed',
  ports: EndEverythingPorts,
): Promise<EndedWithMailbox> {
  const target = { kind: 'mailbox', address: mailbox } as const;
  const connections = (await ports.connections()).filter((connection) => concerns(target, connection)).length;
  const trustedBrowsers = await ports.trustedBrowsers.revokeAll(mailbox);
  const sequence = await ports.revocations.append({ at: ports.clock.now(), target, reason });
  const ended = await ports.webSessions.endAll({ mailbox }, { decidedFrom: sequence });
  await announceEnds(ended, reason, ports);
  return { connections, webSessions: ended.length, trustedBrowsers };
}
