// All loads by name: what the bench may ask of a generator, and what comes back.

import { runChurn } from './churn.ts';
import { runIdle } from './idle.ts';
import { runLatency } from './latency.ts';
import { runNoops } from './noop.ts';
import { runSignIns } from './sign-in.ts';
import { runStorm } from './storm.ts';
import { runLargeSubmissions, runSmallSubmissions } from './submission.ts';
import { runAppend, runFetch } from './transfer.ts';
import { runWebSessions } from './web-sessions.ts';
import { runWrk } from './wrk.ts';

export interface Loads {
  readonly append: typeof runAppend;
  readonly churn: typeof runChurn;
  readonly fetch: typeof runFetch;
  readonly idle: typeof runIdle;
  readonly largeSubmissions: typeof runLargeSubmissions;
  readonly latency: typeof runLatency;
  readonly noops: typeof runNoops;
  readonly signIns: typeof runSignIns;
  readonly smallSubmissions: typeof runSmallSubmissions;
  readonly storm: typeof runStorm;
  readonly web: typeof runWrk;
  readonly webSessions: typeof runWebSessions;
}

export type LoadName = keyof Loads;
export type LoadOptions<Name extends LoadName> = Parameters<Loads[Name]>[0];
export type LoadResult<Name extends LoadName> = Awaited<ReturnType<Loads[Name]>>;

export const LOADS: Loads = {
  append: runAppend,
  churn: runChurn,
  fetch: runFetch,
  idle: runIdle,
  largeSubmissions: runLargeSubmissions,
  latency: runLatency,
  noops: runNoops,
  signIns: runSignIns,
  smallSubmissions: runSmallSubmissions,
  storm: runStorm,
  web: runWrk,
  webSessions: runWebSessions,
};
