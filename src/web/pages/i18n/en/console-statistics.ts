// The console in English: the dashboard.

export const consoleStatistics = {} as const;
