// All pages of the console. Each area brings its own.

import type { ConsoleRoutes } from './console-contract.ts';
import { MAILBOXES_PAGES } from './mailboxes/mailboxes-routes.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = { ...MAILBOXES_PAGES };
