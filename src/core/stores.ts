// The durable stores, summed once: what an installation keeps, whatever keeps it.

import type { AccountStore } from './accounts/account-store.ts';
import type { GroupStore } from './accounts/group-store.ts';
import type { LocalPasswordStore } from './accounts/local-passwords.ts';
import type { MailboxListing } from './accounts/mailbox-listing.ts';
import type { JobStore } from './administration/job.ts';
import type { AdministratorStore } from './administrators/administrator-store.ts';
import type { TokenStore } from './administrators/tokens/token-store.ts';
import type { AppPasswordStore } from './app-passwords/app-password-store.ts';
import type { AuditStore } from './audit/audit-store.ts';
import type { FactorStore } from './factors/factor-store.ts';
import type { NoticeStore } from './notices/notice-store.ts';
import type { KnownPlaceStore } from './places/known-place-store.ts';
import type { TrustedBrowserStore } from './places/trusted-browser-store.ts';
import type { RevocationLog } from './sessions/revocation-log.ts';
import type { StatisticsStore } from './statistics/statistics-store.ts';

/** Each use case names the ones that it needs; only the composition root holds them all. */
export interface DurableStores extends AsyncDisposable {
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly listing: MailboxListing;
  readonly localPasswords: LocalPasswordStore;
  readonly appPasswords: AppPasswordStore;
  readonly factors: FactorStore;
  readonly revocations: RevocationLog;
  readonly audit: AuditStore;
  readonly notices: NoticeStore;
  readonly statistics: StatisticsStore;
  readonly places: KnownPlaceStore;
  readonly trustedBrowsers: TrustedBrowserStore;
  readonly tokens: TokenStore;
  readonly administrators: AdministratorStore;
  readonly jobs: JobStore;
}
