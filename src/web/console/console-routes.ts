// All pages of the console. Each area brings its own.

import { ADMINISTRATOR_PAGES } from './administrators/administrator-pages.ts';
import type { ConsoleRoutes } from './console-contract.ts';
import { OWN_PAGES } from './own/own-pages.ts';
import { TOKEN_PAGES } from './tokens/token-pages.ts';

export const CONSOLE_ROUTES: ConsoleRoutes = {
  ...ADMINISTRATOR_PAGES,
  ...TOKEN_PAGES,
  ...OWN_PAGES,
};
