// The console in English: domains, groups, policy and providers.

export const consolePolicy = {} as const;
