// All pages of the console. Each area brings its own.

import { ADMINISTRATOR_PAGES } from './administrators/administrator-pages.ts';
import type { ConsoleRoutes } from './console-contract.ts';
import { DASHBOARD_PAGES } from './dashboard/dashboard-pages.ts';
import { IMPORT_PAGES } from './import/import-routes.ts';
import { ONE_MAILBOX_PAGES } from './mailbox/mailbox-routes.ts';
import { MAILBOXES_PAGES } from './mailboxes/mailboxes-routes.ts';
import { OWN_PAGES } from './own/own-pages.ts';
import { POLICY_PAGES } from './policy/policy-pages.ts';
import { TOKEN_PAGES } from './tokens/token-pages.ts';
import { WATCH_PAGES } from './watch/watch-pages.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = {
  ...DASHBOARD_PAGES,
  ...MAILBOXES_PAGES,
  ...POLICY_PAGES,
  ...WATCH_PAGES,
  ...ONE_MAILBOX_PAGES,
  ...IMPORT_PAGES,
  ...ADMINISTRATOR_PAGES,
  ...TOKEN_PAGES,
  ...OWN_PAGES,
};
