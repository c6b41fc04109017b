// The console in Japanese: import and export.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {};
