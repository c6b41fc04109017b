// All pages of the console. Each area brings its own.

import type { ConsoleRoutes } from './console-contract.ts';
import { POLICY_PAGES } from './policy/policy-pages.ts';
import { WATCH_PAGES } from './watch/watch-pages.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = { ...POLICY_PAGES, ...WATCH_PAGES };
