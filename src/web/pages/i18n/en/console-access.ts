// The console in English: signing in to the console, administrators, tokens.

export const consoleAccess = {} as const;
