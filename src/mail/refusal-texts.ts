// What a refused person reads, whatever the protocol: why, and what to do next. Nothing here tells an outsider whether a
// mailbox exists or has a second step: those texts are for whoever gave a right secret (P-28).

import { assertNever, type Deny, type Unavailable } from '../core/decision.ts';
import type { DoorTexts, EndReason } from './door.ts';

/** One line without a line end, in ASCII. */
export function refusalText(decision: Deny | Unavailable, { helpUrl }: DoorTexts): string {
  if (decision.kind === 'unavailable') {
    return decision.limit?.text ?? 'Temporary failure. Your password was not judged; please try again later.';
  }
  const whereToMakeOne = helpUrl === undefined ? 'Ask your mail administrator for one.' : `Make one at ${helpUrl}`;
  switch (decision.reason) {
    case 'malformed-credentials':
    case 'unknown-account':
    case 'wrong-secret':
      return 'Authentication failed.';
    case 'app-password-required':
      return appPasswordRequired(helpUrl);
    case 'password-change-due':
      return passwordChangeDue(helpUrl);
    case 'app-password-scope':
      return `This app password is for another protocol. ${whereToMakeOne}`;
    case 'app-password-expired':
      return `This app password has expired. ${whereToMakeOne}`;
    case 'app-password-revoked':
      return `This app password was revoked. ${whereToMakeOne}`;
    case 'app-password-place':
      return 'This app password may not be used from your network.';
    case 'mailbox-disabled':
      return 'This mailbox is disabled. Ask your mail administrator.';
    case 'network-not-permitted':
      return 'Sign-in from your network is not permitted. Ask your mail administrator.';
    case 'authorization-identity-refused':
      return 'You may not act for another mailbox.';
    case 'stale-sealed-password':
      return stalePassword(helpUrl);
    case 'too-many-connections':
      return 'Too many connections of this mailbox. Close some and try again.';
    case 'throttled':
      return 'Too many failed sign-ins from your network. Try again in some minutes.';
    default:
      return assertNever(decision.reason);
  }
}

/** Gmail's words, which clients and people know (A13). */
function appPasswordRequired(helpUrl: string | undefined): string {
  return helpUrl === undefined
    ? 'Application-specific password required. Ask your mail administrator for one.'
    : `Application-specific password required: ${helpUrl}`;
}

/** R6.4: webmail asks for another one. */
function passwordChangeDue(helpUrl: string | undefined): string {
  return helpUrl === undefined
    ? 'You must choose a new password first: sign in to webmail.'
    : `You must choose a new password first: sign in to webmail, or see ${helpUrl}`;
}

/** A14: the app password is right; what it unlocks is out of date. */
function stalePassword(helpUrl: string | undefined): string {
  return helpUrl === undefined
    ? 'The mailbox password changed. Ask your mail administrator to renew your app passwords.'
    : `The mailbox password changed; see ${helpUrl} to reconnect.`;
}

/** What a signed-in client is told when Postern ends its connection. */
export function endText(reason: EndReason): string {
  switch (reason) {
    case 'revoked':
      return 'App password revoked';
    case 'disabled':
      return 'Mailbox disabled';
    case 'removed':
      return 'Mailbox removed';
    case 'app-password-required':
      return 'Application-specific password required from now on';
    case 'ended-by-administrator':
      return 'Connection ended by an administrator';
    case 'password-changed':
      return 'Mailbox password changed';
    case 'signed-out':
      return 'Signed out';
    case 'shutdown':
      return 'Server shutting down; please reconnect';
  }
}
