// The pages about administrators and what they have open at the console.

import type { ConsoleRoutes } from '../console-contract.ts';
import {
  askToRemove,
  askToReset,
  changeAdministrator,
  removeAdministrator,
  resetAdministrator,
  showAdministrator,
} from './administrator-page.ts';
import { endConsoleSession, showAdministrators, showConsoleSessions } from './administrators-page.ts';
import { addAdministrator, showNewAdministrator } from './new-administrator-page.ts';

const READ = { permission: 'administrators:read', takesAllDomains: true } as const;
const WRITE = { permission: 'administrators:write', takesAllDomains: true } as const;

export const ADMINISTRATOR_PAGES: ConsoleRoutes = {
  '/administrators': { ...READ, get: showAdministrators },
  '/administrators/new': {
    ...WRITE,
    get: showNewAdministrator,
    post: addAdministrator,
  },
  '/administrators/sessions': { ...READ, get: showConsoleSessions },
  '/administrators/sessions/end': { ...WRITE, post: endConsoleSession, formOn: '/administrators/sessions' },
  '/administrator': { ...READ, get: showAdministrator },
  '/administrator/change': { ...WRITE, post: changeAdministrator, formOn: '/administrator' },
  '/administrator/reset': { ...WRITE, get: askToReset, post: resetAdministrator },
  '/administrator/remove': { ...WRITE, get: askToRemove, post: removeAdministrator },
};
