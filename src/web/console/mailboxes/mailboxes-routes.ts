// The pages of lists of mailboxes, of changes of many, and of the jobs that make them.

import type { ConsoleRoutes } from '../console-contract.ts';
import { addMailbox, addMailboxPage, removeMailbox, removeMailboxPage } from './add-page.ts';
import { addAlias, aliasesPage, removeAlias, removeAliasPage } from './aliases-page.ts';
import { changePage, previewChange } from './change-page.ts';
import { cancelJob, jobPage, startJob } from './job-page.ts';
import { failuresAsCsv } from './job-report.ts';
import { jobsPage } from './jobs-page.ts';
import { listPage } from './list-page.ts';

export const MAILBOXES_PAGES: ConsoleRoutes = {
  '/mailboxes': { permission: 'mailboxes:read', get: listPage },
  '/mailboxes/add': {
    permission: 'mailboxes:write',
    get: addMailboxPage,
    post: addMailbox,
    keeps: ['address', 'challenge', 'disabled'],
  },
  '/mailboxes/remove': { permission: 'mailboxes:write', get: removeMailboxPage, post: removeMailbox },
  '/mailboxes/change': { permission: 'mailboxes:write', get: changePage, post: previewChange },
  '/mailboxes/aliases': { permission: 'mailboxes:read', get: aliasesPage },
  '/mailboxes/aliases/add': {
    permission: 'mailboxes:write',
    post: addAlias,
    formOn: '/mailboxes/aliases',
    keeps: ['alias'],
  },
  '/mailboxes/aliases/remove': { permission: 'mailboxes:write', get: removeAliasPage, post: removeAlias },
  '/jobs': { permission: 'mailboxes:read', get: jobsPage },
  '/jobs/job': { permission: 'mailboxes:read', get: jobPage },
  '/jobs/start': { permission: 'mailboxes:write', post: startJob, formOn: '/jobs/job' },
  '/jobs/cancel': { permission: 'mailboxes:write', post: cancelJob, formOn: '/jobs/job' },
  '/jobs/failures': { permission: 'mailboxes:read', get: failuresAsCsv },
};
