// Records for tests, whole but for what a test says itself.

import type { Domain, Mailbox } from '../../src/core/accounts/account-store.ts';
import type { Token } from '../../src/core/administrators/tokens/token.ts';
import type { AppPassword, LookupKey } from '../../src/core/app-passwords/app-password-store.ts';
import type { AuditEntry } from '../../src/core/audit/audit-store.ts';
import type { SendingRequest } from '../../src/core/challenge/sent-code-store.ts';
import type { Draft } from '../../src/core/factors/factor-store.ts';
import type { PlaceBounds, PlaceUse } from '../../src/core/places/known-place-store.ts';
import type { KeptTrustedBrowser } from '../../src/core/places/trusted-browser-store.ts';
import type { AnonymousSession, OpenSession, PendingSession } from '../../src/core/sessions/web-session.ts';

export function domain(name: string, fields: Partial<Domain> = {}): Domain {
  return { name, backend: 'default', signInSource: 'default', policy: {}, createdAt: 1000, ...fields };
}

export function mailbox(address: string, fields: Partial<Mailbox> = {}): Mailbox {
  return { address, policy: {}, disabled: false, createdAt: 1000, ...fields };
}

export function appPassword(id: string, fields: Partial<AppPassword> = {}): AppPassword {
  return {
    id,
    mailbox: 'anna@example.org',
    name: 'Phone',
    scopes: ['imap', 'smtp'],
    readOnly: false,
    createdAt: 1000,
    ...fields,
  };
}

const basics = {
  site: 'webmail',
  origin: { remoteAddress: '192.0.2.1', country: 'NL', userAgent: 'Browser' },
  startedAt: 1000,
  endsAt: 9000,
  lastActiveAt: 1000,
} as const;

export function anonymousSession(id: string, fields: Partial<AnonymousSession> = {}): AnonymousSession {
  return { ...basics, id, state: 'anonymous', ...fields };
}

export function pendingSession(id: string, fields: Partial<PendingSession> = {}): PendingSession {
  return {
    ...basics,
    id,
    state: 'pending',
    mailbox: 'anna@example.org',
    step: 'challenge',
    decisionId: 'd1',
    decidedAt: 0,
    passwordAcceptedAt: 1000,
    triesLeft: 5,
    resealed: [],
    ...fields,
  };
}

export function openSession(id: string, fields: Partial<OpenSession> = {}): OpenSession {
  return {
    ...basics,
    id,
    state: 'open',
    mailbox: 'anna@example.org',
    decisionId: 'd1',
    decidedAt: 0,
    openedAt: 1000,
    secondStep: 'totp',
    ...fields,
  };
}

export function token(id: string, fields: Partial<Token> = {}): Token {
  return {
    id,
    name: 'Backup',
    permissions: ['mailboxes:read', 'platform:write'],
    domains: 'all',
    createdAt: 1000,
    expiresAt: 90_000,
    ...fields,
  };
}

/** A lookup key as unlike others as its text is. */
export function lookupKey(text: string): LookupKey {
  return new Uint8Array(Buffer.from(text.padEnd(32, '.')));
}

export function auditEntry(at: number, fields: Partial<AuditEntry> = {}): AuditEntry {
  return { at, kind: 'sign-in', event: 'sign-in.allowed', ...fields };
}

/** Of Anna's, with a session and a factor id of its own. */
export function draft(id: string, fields: Partial<Draft> = {}): Draft {
  return {
    mailbox: 'anna@example.org',
    boundTo: `session of ${id}`,
    kind: 'totp',
    factorId: id,
    sealedSecret: new Uint8Array(Buffer.from(`secret of ${id}`)),
    endsAt: 10_000,
    ...fields,
  };
}

export const PLACE_BOUNDS: PlaceBounds = { entries: 3, keptFor: 10_000 };

export function placeUse(network: string, at: number, country?: string): PlaceUse {
  return { place: { network, ...(country !== undefined && { country }) }, at };
}

export function trustedBrowser(id: string, fields: Partial<KeptTrustedBrowser> = {}): KeptTrustedBrowser {
  return {
    id,
    mailbox: 'anna@example.org',
    secretDigest: `digest of ${id}`,
    userAgent: 'Browser 1.0',
    trustedAt: 1000,
    endsAt: 90_000,
    lastUsedAt: 1000,
    ...fields,
  };
}

/** A wish for the sending of a code, which nothing but its allowances bounds. */
export function sendingRequest(id: string, allowances: SendingRequest['allowances'] = []): SendingRequest {
  const key = { mailbox: 'anna@example.org', boundTo: `session of ${id}`, factorId: 'f1', purpose: 'sign-in' } as const;
  return {
    fresh: { ...key, id, sealedCode: new TextEncoder().encode(id), endsAt: 10_000 },
    dispute: {
      ...{ hash: `hash of ${id}`, mailbox: key.mailbox, session: key.boundTo, decisionId: 'D1', endsAt: 20_000 },
      occasion: { at: 1000, mailbox: key.mailbox },
    },
    ...{ again: false, pause: 30, allowances, at: 1000 },
  };
}
