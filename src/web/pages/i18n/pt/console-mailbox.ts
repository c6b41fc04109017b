// The console in Portuguese: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {};
