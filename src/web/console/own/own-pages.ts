// The pages about whoever is signed in.

import type { ConsoleRoutes } from '../console-contract.ts';
import {
  addAuthenticator,
  askToRemoveAuthenticator,
  removeAuthenticator,
  renewRecoveryCodes,
  showNewAuthenticator,
} from './authenticator-pages.ts';
import { endOwnSessions, OWN, showOwn } from './own-page.ts';
import { changePassword, showPasswordChange } from './own-password-page.ts';

export const OWN_PAGES: ConsoleRoutes = {
  [OWN]: { permission: 'own', get: showOwn },
  '/own/password': { permission: 'own', get: showPasswordChange, post: changePassword },
  '/own/authenticators/new': { permission: 'own', get: showNewAuthenticator, post: addAuthenticator },
  '/own/authenticators/remove': { permission: 'own', get: askToRemoveAuthenticator, post: removeAuthenticator },
  '/own/recovery-codes': { permission: 'own', post: renewRecoveryCodes, formOn: OWN },
  '/own/sessions/end': { permission: 'own', post: endOwnSessions, formOn: OWN },
};
