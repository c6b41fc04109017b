// Every operation of the administration API, in the order in which its description has them. A new area appends its list.

import type { Operation } from './operation.ts';
import { ADMINISTRATOR_OPERATIONS } from './routes/administrator-routes.ts';
import { ALIAS_OPERATIONS } from './routes/alias-routes.ts';
import { APP_PASSWORD_OPERATIONS } from './routes/app-password-routes.ts';
import { AUDIT_OPERATIONS } from './routes/audit-routes.ts';
import { BULK_OPERATIONS } from './routes/bulk-routes.ts';
import { CONNECTION_OPERATIONS } from './routes/connection-routes.ts';
import { DOMAIN_OPERATIONS } from './routes/domain-routes.ts';
import { FACTOR_OPERATIONS } from './routes/factor-routes.ts';
import { GROUP_OPERATIONS } from './routes/group-routes.ts';
import { startImportJobOperation } from './routes/import-job-routes.ts';
import { IMPORT_OPERATIONS } from './routes/import-routes.ts';
import { JOB_OPERATIONS } from './routes/job-routes.ts';
import { MAILBOX_OPERATIONS } from './routes/mailbox-routes.ts';
import { NODE_OPERATIONS } from './routes/node-routes.ts';
import { OVERVIEW_OPERATIONS } from './routes/overview-routes.ts';
import { OWN_OPERATIONS } from './routes/own-routes.ts';
import { PLACE_OPERATIONS } from './routes/place-routes.ts';
import { POLICY_OPERATIONS } from './routes/policy-routes.ts';
import { RECOVERY_OPERATIONS } from './routes/recovery-routes.ts';
import { SMS_OPERATIONS } from './routes/sms-routes.ts';
import { STATISTICS_OPERATIONS } from './routes/statistics-routes.ts';
import { TOKEN_OPERATIONS } from './routes/token-routes.ts';
import { WEB_SESSION_OPERATIONS } from './routes/web-session-routes.ts';

/** Ids are unique, and so are method and path together. */
export const OPERATIONS: readonly Operation[] = [
  ...DOMAIN_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...MAILBOX_OPERATIONS,
  ...BULK_OPERATIONS,
  ...IMPORT_OPERATIONS,
  ...JOB_OPERATIONS,
  startImportJobOperation,
  ...OVERVIEW_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...RECOVERY_OPERATIONS,
  ...ALIAS_OPERATIONS,
  ...APP_PASSWORD_OPERATIONS,
  ...FACTOR_OPERATIONS,
  ...PLACE_OPERATIONS,
  ...CONNECTION_OPERATIONS,
  ...WEB_SESSION_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...STATISTICS_OPERATIONS,
  ...SMS_OPERATIONS,
  ...NODE_OPERATIONS,
  ...ADMINISTRATOR_OPERATIONS,
  ...OWN_OPERATIONS,
];
