// Permissions in a person's words.

import { PERMISSIONS, type Permission } from '../../../core/administrators/permissions.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';

export const PERMISSION_TEXTS: Readonly<Record<Permission, PlainKey>> = {
  'mailboxes:read': 'console.access.may-mailboxes-read',
  'mailboxes:write': 'console.access.may-mailboxes-write',
  'mailboxes:recover': 'console.access.may-mailboxes-recover',
  'domains:read': 'console.access.may-domains-read',
  'domains:write': 'console.access.may-domains-write',
  'groups:read': 'console.access.may-groups-read',
  'groups:write': 'console.access.may-groups-write',
  'sessions:read': 'console.access.may-sessions-read',
  'sessions:end': 'console.access.may-sessions-end',
  'audit:read': 'console.access.may-audit-read',
  'statistics:read': 'console.access.may-statistics-read',
  'platform:read': 'console.access.may-platform-read',
  'platform:write': 'console.access.may-platform-write',
  'administrators:read': 'console.access.may-administrators-read',
  'administrators:write': 'console.access.may-administrators-write',
};

/** In the order of the API's description. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.keys(PERMISSIONS).filter((name): name is Permission =>
  Object.hasOwn(PERMISSION_TEXTS, name),
);
