// The pages of statistics.

import type { ConsoleRoutes } from '../console-contract.ts';
import { dashboardPage } from './dashboard-page.ts';
import { mainPasswordsPage } from './main-passwords-page.ts';

export const DASHBOARD_PAGES: ConsoleRoutes = {
  '/': { permission: 'statistics:read', get: dashboardPage },
  '/main-passwords': { permission: 'statistics:read', get: mainPasswordsPage },
};
