// The console in English, all of it.

import { consoleAccess } from './console-access.ts';
import { consoleFrame } from './console-frame.ts';
import { consoleImport } from './console-import.ts';
import { consoleMailbox } from './console-mailbox.ts';
import { consoleMailboxes } from './console-mailboxes.ts';
import { consolePolicy } from './console-policy.ts';
import { consoleReasons } from './console-reasons.ts';
import { consoleStatistics } from './console-statistics.ts';
import { consoleWatch } from './console-watch.ts';

export type ConsoleTexts = typeof consoleAccess &
  typeof consoleFrame &
  typeof consoleImport &
  typeof consoleMailbox &
  typeof consoleMailboxes &
  typeof consolePolicy &
  typeof consoleReasons &
  typeof consoleStatistics &
  typeof consoleWatch;

export const console: ConsoleTexts = {
  ...consoleAccess,
  ...consoleFrame,
  ...consoleImport,
  ...consoleMailbox,
  ...consoleMailboxes,
  ...consolePolicy,
  ...consoleReasons,
  ...consoleStatistics,
  ...consoleWatch,
};
