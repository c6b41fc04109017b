// The console's pages for watching: who is signed in, the audit log, explanations.

import type { ConsoleRoutes } from '../console-contract.ts';
import { showEntry } from './audit-entry.ts';
import { downloadExport, showExport } from './audit-export.ts';
import { findDecision, showAudit, showLive } from './audit-list.ts';
import { showVerification } from './audit-verification.ts';
import { endBrowsers, showBrowsers } from './browsers.ts';
import { endConnections, showConnections } from './connections.ts';
import { showExplain } from './explain.ts';

export const WATCH_PAGES: ConsoleRoutes = {
  '/sessions': { permission: 'sessions:read', get: showBrowsers },
  '/sessions/end': { permission: 'sessions:end', post: endBrowsers, formOn: '/sessions' },
  '/sessions/connections': { permission: 'sessions:read', get: showConnections },
  '/sessions/connections/end': { permission: 'sessions:end', post: endConnections, formOn: '/sessions/connections' },

  '/audit': { permission: 'audit:read', get: showAudit },
  '/audit/live': { permission: 'audit:read', get: showLive },
  '/audit/entry': { permission: 'audit:read', get: showEntry },
  '/audit/decision': { permission: 'audit:read', get: findDecision },
  '/audit/export': { permission: 'audit:read', get: showExport },
  '/audit/export/file': { permission: 'audit:read', get: downloadExport },
  '/audit/verify': { permission: 'audit:read', get: showVerification },

  '/explain': { permission: 'mailboxes:read', get: showExplain },
};
