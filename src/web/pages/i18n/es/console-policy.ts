// The console in Spanish: domains, groups, policy and providers.

import type { consolePolicy as english } from '../en/console-policy.ts';
import type { Translated } from '../messages.ts';

export const consolePolicy: Translated<typeof english> = {};
