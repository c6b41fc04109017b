// One mailbox in full, as the administration API gives it.

import type { AuditResource } from './audit-resources.ts';
import type { PolicyLayersResource } from './policy-resources.ts';
import type {
  AppPasswordResource,
  ConnectionResource,
  FactorsResource,
  KnownPlacesResource,
  MailboxDetailResource,
  TrustedBrowserResource,
  WebSessionResource,
} from './resources.ts';

export interface MailboxOverviewResource {
  readonly mailbox: MailboxDetailResource;
  /** What `If-Match` wants of a change that is made upon this. */
  readonly etag: string;
  /** Whether its sign-in source lets administrators set a password. */
  readonly passwordResettable: boolean;
  /** Absent for who may not see domains' policy. */
  readonly policy?: PolicyLayersResource;
  readonly factors: FactorsResource;
  /** Without revoked ones. */
  readonly appPasswords: readonly AppPasswordResource[];
  readonly places: KnownPlacesResource;
  readonly trustedBrowsers: readonly TrustedBrowserResource[];
  /** These two are absent for who may not see sessions. */
  readonly sessions?: readonly WebSessionResource[];
  readonly connections?: readonly ConnectionResource[];
  /** The last ones, newest first; absent for who may not see the audit log. */
  readonly signIns?: readonly AuditResource[];
}
