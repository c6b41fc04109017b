// The one place in the tests that owns a timer: a limit on how long an event may take to come. Nothing here waits for
// time itself; a deadline only turns a test that would hang into one that fails with what was seen so far.

/** How long an event may take before the test fails, in milliseconds. Loopback needs a few; a busy machine more. */
export const PATIENCE_MS = 30_000;

export interface Deadline {
  readonly ms: number;
  /** What was seen up to now, for the failure's text. Called only when the deadline passes. */
  readonly describe: () => string;
}

/** The result of `work`, or an error that says what was seen when it took longer than the deadline. */
export async function withDeadline<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`nothing within ${deadline.ms} ms: ${deadline.describe()}`)),
    deadline.ms,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
