// Says whether a mailbox's primary password is right (R4). "No" and "can't tell" never mix (R4.4).

import type { ClientContext, Dependency, MailboxAddress } from '../decision.ts';

export type SignInVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'unavailable'; readonly dependency: Dependency };

/** Who asks, as far as a source may have to tell its backend: a mail client, or a browser. */
export type AskingClient = Pick<
  ClientContext,
  'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort' | 'tls' | 'connectionId'
>;

export interface SignInSource {
  /** The backend whose own sign-in is this source's judge: the password can then be passed through to it (R3.7). */
  readonly judgedByBackend?: string;
  /** Never throws; the context is for the backend's own throttling, which must see the client's address. */
  verify(mailbox: MailboxAddress, password: string, context: AskingClient): Promise<SignInVerdict>;
}
