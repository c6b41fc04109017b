// All pages of the console. Each area brings its own.

import type { ConsoleRoutes } from './console-contract.ts';
import { IMPORT_PAGES } from './import/import-routes.ts';
import { ONE_MAILBOX_PAGES } from './mailbox/mailbox-routes.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = { ...ONE_MAILBOX_PAGES, ...IMPORT_PAGES };
