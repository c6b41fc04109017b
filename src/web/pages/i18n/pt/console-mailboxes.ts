// The console in Portuguese: lists of mailboxes and changes of many.

import type { consoleMailboxes as english } from '../en/console-mailboxes.ts';
import type { Translated } from '../messages.ts';

export const consoleMailboxes: Translated<typeof english> = {};
