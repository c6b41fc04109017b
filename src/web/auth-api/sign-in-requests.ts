// Reading what another mail server asks: strict in shape; what a client typed there may be anything, and is judged.

import { z } from 'zod';
import type { ClientContext } from '../../core/decision.ts';
import type { MailSignInAttempt } from '../../core/mail-auth/mail-sign-in-parts.ts';
import { canonicalIp } from '../../core/places/networks.ts';
import type { HeldPermit } from '../../core/sessions/still-permitted.ts';
import type { Millis } from '../../core/units.ts';
import { text } from '../api/requests.ts';

/** Longest identity or password, in octets, as at Postern's own doors (A2). */
const MAX_CREDENTIAL_OCTETS = 1_024;

/** What is kept of EHLO's argument: one printable word, as at Postern's own doors. */
const HELO_NAME = /^[\x21-\x7e]{1,255}$/;

// Characters: at most four octets each, so nothing of an acceptable length is refused here.
const typed = z.string().max(MAX_CREDENTIAL_OCTETS);
const word = z.string().regex(/^[\x21-\x7e]{1,64}$/, { error: 'must be 1 to 64 printable characters without a space' });
const port = z.int().min(0).max(65_535);
const ip = text
  .transform((written) => canonicalIp(written) ?? '')
  .refine((address) => address !== '', { error: 'must be an IP address' });

/** A sign-in at another server's door. */
export interface SignInRequestBody {
  readonly door: 'smtp';
  readonly attempt:
    | {
        readonly kind: 'password';
        readonly authenticationIdentity: string;
        readonly authorizationIdentity?: string | undefined;
        readonly password: string;
      }
    /** What the server could make nothing of. */
    | { readonly kind: 'malformed' };
  readonly client: {
    readonly address: string;
    readonly port: number;
    readonly helloName?: string | undefined;
    readonly tls?: { readonly version: string; readonly cipher: string } | undefined;
  };
  readonly server: { readonly address: string; readonly port: number };
  /** In the log of that server. */
  readonly connectionId: string;
}

export const signInRequest: z.ZodType<SignInRequestBody> = z.strictObject({
  door: z.literal('smtp'),
  attempt: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('password'),
      authenticationIdentity: typed,
      authorizationIdentity: typed.optional(),
      password: typed,
    }),
    z.strictObject({ kind: z.literal('malformed') }),
  ]),
  client: z.strictObject({
    address: ip,
    port,
    helloName: z.string().max(1_024).optional(),
    tls: z.strictObject({ version: word, cipher: word }).optional(),
  }),
  server: z.strictObject({ address: ip, port }),
  connectionId: word,
});

/** A permit that its holder gives back. */
export interface PermitRequestBody {
  readonly permit: {
    readonly mailbox: string;
    readonly appPassword?: string | undefined;
    readonly decidedAt: number;
    readonly permittedAt: Millis;
  };
}

export const permitRequest: z.ZodType<PermitRequestBody> = z.strictObject({
  permit: z.strictObject({
    mailbox: text,
    appPassword: text.optional(),
    decidedAt: z.int().min(0),
    permittedAt: z.iso.datetime().transform((written) => Date.parse(written)),
  }),
});

export function attemptOf({ attempt }: SignInRequestBody): MailSignInAttempt {
  if (attempt.kind === 'malformed') return attempt;
  const { authenticationIdentity, authorizationIdentity = '', password } = attempt;
  const all = [authenticationIdentity, authorizationIdentity, password];
  const isWhole = authenticationIdentity !== '' && password !== '' && all.every(isCredential);
  if (!isWhole) return { kind: 'malformed' };
  // An empty authorization identity is none (RFC 4616 §2).
  return authorizationIdentity === ''
    ? { kind: 'password', authenticationIdentity, password }
    : { kind: 'password', authenticationIdentity, authorizationIdentity, password };
}

/** A2: octets below 0x20 and 0x7f would become commands of their own at a backend. */
function isCredential(text: string): boolean {
  return !/[\x00-\x1f\x7f]/.test(text) && text.isWellFormed() && Buffer.byteLength(text) <= MAX_CREDENTIAL_OCTETS;
}

/** @param askedBy - Whose door the client stands at. */
export function contextOf(
  { door, client, server, connectionId }: SignInRequestBody,
  askedBy: string,
  country: string | undefined,
): ClientContext {
  const { address, port, helloName, tls } = client;
  return {
    door,
    listener: askedBy,
    remoteAddress: address,
    remotePort: port,
    localAddress: server.address,
    localPort: server.port,
    connectionId,
    ...(tls && { tls }),
    ...(country !== undefined && { country }),
    ...(helloName !== undefined && HELO_NAME.test(helloName) && { clientName: helloName }),
  };
}

export function heldPermitOf({ permit }: PermitRequestBody): HeldPermit {
  const { appPassword, ...rest } = permit;
  return { ...rest, ...(appPassword !== undefined && { appPassword }) };
}
