// Statistics, once per node: the counter that follows the audit log with its timer, and the count of enrolment, put together
// from a configuration and a state folder.

import { setImmediate } from 'node:timers/promises';
import type { DeliveryReport } from '../core/messages/carriers.ts';
import type { Clock, Log } from '../core/ports.ts';
import { Calendar } from '../core/statistics/calendar.ts';
import { EnrolmentCensus } from '../core/statistics/enrolment.ts';
import { StatisticsCounter } from '../core/statistics/statistics-counter.ts';
import type { StatisticsDesk } from '../core/statistics/statistics-desk.ts';
import type { Millis } from '../core/units.ts';
import { platformPolicyOf } from './create-second-factors.ts';
import type { State } from './state.ts';
import { timeZoneOf } from './time-zone.ts';
import type { LoadedConfig } from './worker-link.ts';

/** From the end of one round to the next, when everything is counted. */
const ROUND_EVERY: Millis = 1_000;

/** From one piece of a long log to the next: sign-ins have most of the time. */
const PIECE_EVERY: Millis = 20;

export interface OpenStatistics extends AsyncDisposable {
  /** Always as of the current configuration. */
  readonly desk: StatisticsDesk;
  recordDelivery(report: DeliveryReport): void;
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  purge(): Promise<void>;
  reload(loaded: LoadedConfig): void;
}

/** Begins to go round. Disposing waits for the round that is under way. */
export function openStatistics(
  loaded: LoadedConfig,
  { state, clock, log }: { readonly state: State; readonly clock: Clock; readonly log: Log },
): OpenStatistics {
  const { audit, statistics: store, accounts } = state.stores;
  let { config } = loaded;
  let calendar = new Calendar(timeZoneOf(config));
  const pause = (): Promise<void> => setImmediate();
  const counter = new StatisticsCounter({ audit, store, clock, log, pause }, calendar);
  const census = new EnrolmentCensus({ store, accounts, clock, log, pause }, platformPolicyOf(config));
  void census.begin();
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const goOn = (wait: Millis): void => {
    if (hasEnded) return;
    timer = setTimeout(() => {
      round = counter.round().then((progress) => goOn(progress === 'behind' ? PIECE_EVERY : ROUND_EVERY));
    }, wait);
  };
  goOn(PIECE_EVERY);
  return {
    desk: {
      store,
      get calendar() {
        return calendar;
      },
      countedAt: () => counter.countedAt,
      enrolment: () => census.figures(),
    },
    recordDelivery: (report) => counter.recordDelivery(report),
    purge: () => counter.purge(config.audit.retention),
    reload(next) {
      config = next.config;
      calendar = new Calendar(timeZoneOf(config));
      counter.reload(calendar);
      census.reload(platformPolicyOf(config));
    },
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      clearTimeout(timer);
      await Promise.all([round, census.end()]);
    },
  };
}
