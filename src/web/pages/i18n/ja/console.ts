// The console in Japanese, all of it.

import type { ConsoleTexts } from '../en/console.ts';
import type { Translated } from '../messages.ts';
import { consoleAccess } from './console-access.ts';
import { consoleFrame } from './console-frame.ts';
import { consoleImport } from './console-import.ts';
import { consoleMailbox } from './console-mailbox.ts';
import { consoleMailboxes } from './console-mailboxes.ts';
import { consolePolicy } from './console-policy.ts';
import { consoleReasons } from './console-reasons.ts';
import { consoleStatistics } from './console-statistics.ts';
import { consoleWatch } from './console-watch.ts';

export const console: Translated<ConsoleTexts> = {
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
