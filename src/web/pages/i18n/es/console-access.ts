// The console in Spanish: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {};
