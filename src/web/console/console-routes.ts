// All pages of the console. Each area brings its own.

import type { ConsoleRoutes } from './console-contract.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = {};
