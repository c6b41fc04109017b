// The console in English: sessions, connections, audit log and explanations.

export const consoleWatch = {} as const;
