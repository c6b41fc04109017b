// The pages about one mailbox (R6.3).

import { SCOPE_NAMES } from '../../account/app-password-draft.ts';
import type { ConsoleRoutes } from '../console-contract.ts';
import { MAILBOX_PATH } from '../parts/mailbox-link.ts';
import { MAILBOX_ACTIONS } from './mailbox-actions.ts';
import { mailboxPage } from './mailbox-page.ts';
import {
  APP_PASSWORD_PATH,
  createAppPassword,
  issueEnrolmentCode,
  PASSWORD_PATH,
  resetPassword,
  showNewAppPassword,
  showPasswordReset,
} from './secret-pages.ts';
import { SETTINGS_PATH, saveSettings, showSettings } from './settings-page.ts';
import { SUPPLY_PATH, showSupply, supplyFactor } from './supply-page.ts';

export const ONE_MAILBOX_PAGES: ConsoleRoutes = {
  [MAILBOX_PATH]: { permission: 'mailboxes:read', get: (visit) => mailboxPage(visit) },
  [SETTINGS_PATH]: { permission: 'mailboxes:write', get: showSettings, post: saveSettings },
  [PASSWORD_PATH]: { permission: 'mailboxes:recover', get: showPasswordReset, post: resetPassword },
  [SUPPLY_PATH]: {
    permission: 'mailboxes:recover',
    get: showSupply,
    post: supplyFactor,
    keeps: ['kind', 'destination', 'name'],
  },
  [APP_PASSWORD_PATH]: {
    permission: 'mailboxes:recover',
    get: showNewAppPassword,
    post: createAppPassword,
    keeps: ['name', 'expires', 'read-only', ...SCOPE_NAMES.map((scope) => `scope-${scope}`)],
  },
  '/mailbox/enrolment-code': { permission: 'mailboxes:recover', post: issueEnrolmentCode, formOn: MAILBOX_PATH },
  ...MAILBOX_ACTIONS,
};
