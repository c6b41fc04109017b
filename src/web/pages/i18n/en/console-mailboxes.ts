// The console in English: lists of mailboxes and changes of many.

export const consoleMailboxes = {} as const;
