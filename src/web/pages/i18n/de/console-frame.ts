// The console in German: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {};
