// The console in German: the dashboard.

import type { consoleStatistics as english } from '../en/console-statistics.ts';
import type { Translated } from '../messages.ts';

export const consoleStatistics: Translated<typeof english> = {};
