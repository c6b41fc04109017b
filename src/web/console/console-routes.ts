// All pages of the console. Each area brings its own.

import { ADMINISTRATOR_PAGES } from './administrators/administrator-pages.ts';
import type { ConsoleRoutes } from './console-contract.ts';
import { DASHBOARD_PAGES } from './dashboard/dashboard-pages.ts';
import { MAILBOXES_PAGES } from './mailboxes/mailboxes-routes.ts';
import { OWN_PAGES } from './own/own-pages.ts';
import { POLICY_PAGES } from './policy/policy-pages.ts';
import { TOKEN_PAGES } from './tokens/token-pages.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = {
  ...DASHBOARD_PAGES,
  ...MAILBOXES_PAGES,
  ...POLICY_PAGES,
  ...ADMINISTRATOR_PAGES,
  ...TOKEN_PAGES,
  ...OWN_PAGES,
};
