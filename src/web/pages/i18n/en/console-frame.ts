// The console in English: navigation, refusals, what all pages say.

export const consoleFrame = {} as const;
