// The console in English: one mailbox's page.

export const consoleMailbox = {} as const;
