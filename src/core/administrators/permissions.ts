// What can be done with Postern, in pieces that roles and tokens are made of. Every operation of the API names one.

import type { Role } from './administrator.ts';

/** Each permission, and what it lets one do; the API's description and the console show this text. */
export const PERMISSIONS = {
  'mailboxes:read':
    'See mailboxes, their factors, app passwords, known places and trusted browsers, and explain decisions',
  'mailboxes:write': 'Add, change, disable and remove mailboxes, their aliases and their policy',
  'mailboxes:recover':
    'Reset, supply and change factors, reset passwords, give out and revoke enrolment codes and app passwords, forget places and trusted browsers, lock mailboxes down',
  'domains:read': 'See domains and what their policy says',
  'domains:write': 'Change the policy of domains',
  'groups:read': 'See groups, their policy and their members',
  'groups:write': 'Add, change and remove groups',
  'sessions:read': "See browsers' sessions and mail connections",
  'sessions:end': "End browsers' sessions and mail connections",
  'audit:read': 'Search, follow, export and verify the audit log',
  'statistics:read': 'See how many signed in, were asked and were refused',
  'platform:read': 'See how the node, the mail path and the SMS gateway are',
  'platform:write': 'Add and remove domains, send test messages, make backups',
  'administrators:read': 'See administrators and tokens',
  'administrators:write': 'Add, change and remove administrators and tokens, end their sessions',
} as const;

export type Permission = keyof typeof PERMISSIONS;

const ALL = new Set(Object.keys(PERMISSIONS) as Permission[]);

/** What administrators of domains may do, with the mailboxes of theirs. */
const OF_DOMAINS: ReadonlySet<Permission> = new Set([
  'mailboxes:read',
  'mailboxes:write',
  'mailboxes:recover',
  'domains:read',
  'domains:write',
  'groups:read',
  'sessions:read',
  'sessions:end',
  'audit:read',
  'statistics:read',
]);

/** What a role lets somebody do. */
export const PERMISSIONS_OF_ROLES: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  'platform-administrator': ALL,
  'domain-administrator': OF_DOMAINS,
  auditor: new Set([...ALL].filter((permission) => permission.endsWith(':read'))),
};
