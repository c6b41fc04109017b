// Who asks for an operation, and how far that goes: whoever it is, by whatever surface (R6.1), it comes to this before
// anything is looked at or changed.

import type { ChangeOrigin } from '../administration/change.ts';
import type { MailboxAddress } from '../decision.ts';
import type { AssigningRole } from '../factors/delegation.ts';
import type { Millis } from '../units.ts';
import type { AdministeredDomains, AdministratorName, Role } from './administrator.ts';
import type { ConsoleSessionId } from './console-session-store.ts';
import { PERMISSIONS_OF_ROLES, type Permission } from './permissions.ts';

export interface Requester {
  /** What the audit log calls it: `cli`, `alice`, `token tk-0123456789`, `alice (break-glass)`. */
  readonly actor: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  readonly domains: AdministeredDomains;
  /** The administrator that is signed in, or whose token this is; absent: the operator, on the socket or by break-glass. */
  readonly administrator?: AdministratorName;
  /** The token that asks: nothing that it makes lasts longer. */
  readonly token?: { readonly id: string; readonly expiresAt: Millis };
  /** The console session that asks; absent: it is no browser. */
  readonly session?: ConsoleSessionId;
  /** On the host's own socket, and nowhere else. */
  readonly isOperator?: true;
  /**
   * What destroys or opens something needs both steps to have been given lately: they count until then. `always`: there is
   * nobody to ask (the operator's socket, a token whose permissions say that it may).
   */
  readonly confirmedUntil: Millis | 'always';
  /** Where from; absent: on the machine itself. */
  readonly origin?: ChangeOrigin;
}

/** Whoever opens the socket in the state folder is the operator. */
export const OPERATOR: Requester = {
  actor: 'cli',
  role: 'platform-administrator',
  permissions: PERMISSIONS_OF_ROLES['platform-administrator'],
  domains: 'all',
  isOperator: true,
  confirmedUntil: 'always',
};

/** In which capacity they assign factors to others (R2.9): auditors, who assign nothing, in none that permits more. */
export function assigningRoleOf({ role }: Pick<Requester, 'role'>): AssigningRole {
  return role === 'platform-administrator' ? role : 'domain-administrator';
}

export function administersDomain({ domains }: Pick<Requester, 'domains'>, domain: string): boolean {
  return domains === 'all' || domains.has(domain);
}

/** @param mailbox - Canonical. */
export function administersMailbox(requester: Pick<Requester, 'domains'>, mailbox: MailboxAddress): boolean {
  return administersDomain(requester, mailbox.slice(mailbox.lastIndexOf('@') + 1));
}
