// One thing that the doctor looked at.

export interface Check {
  /** Stable: `certificate.dates`, `backend.reachable`. */
  readonly check: string;
  /** What was looked at, where there are several: a file, a service. */
  readonly subject?: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do; absent when it is ok. */
  readonly remedy?: string;
}
