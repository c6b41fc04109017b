// All pages of the console. Each area brings its own.

import type { ConsoleRoutes } from './console-contract.ts';
import { DASHBOARD_PAGES } from './dashboard/dashboard-pages.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = { ...DASHBOARD_PAGES };
