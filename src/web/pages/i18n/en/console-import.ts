// The console in English: import and export.

export const consoleImport = {} as const;
