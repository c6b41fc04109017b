// The console in Japanese: sessions, connections, audit log and explanations.

import type { consoleWatch as english } from '../en/console-watch.ts';
import type { Translated } from '../messages.ts';

export const consoleWatch: Translated<typeof english> = {};
