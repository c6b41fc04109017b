// Notices to owners of mailboxes, once per node: the dispatcher, put together from a configuration and a state folder, and
// the timer that lets it go round.

import { Registry } from 'prom-client';
import type { Messenger } from '../core/messages/messenger.ts';
import { NoticeDispatcher, type NoticeRules, type NoticeStatus } from '../core/notices/notice-dispatcher.ts';
import type { NoticeAddresses } from '../core/notices/recipients.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import { createNoticeMetrics } from '../observability/notice-metrics.ts';
import { PAGES_PREFIX } from '../web/pages/page-contract.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

/** From the end of one round to the next: an owner hears of something within two seconds. */
const ROUND_EVERY: Millis = 300;

/** What messages leave by, and the addresses that they go to. */
export interface NoticeSurroundings {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Absent: there is no way to anybody; what happens is followed all the same, so that nobody is told of it later. */
  readonly messenger?: Pick<Messenger, 'send' | 'reaches'> | undefined;
  /** Of second factors. Absent: only the mailboxes themselves are told. */
  readonly addresses?: NoticeAddresses | undefined;
}

export interface OpenNotices extends AsyncDisposable {
  readonly registry: Registry;
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  status(): Promise<NoticeStatus>;
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  purge(): Promise<void>;
  reload(loaded: LoadedConfig): void;
}

/** Begins to go round. Disposing waits for the round that is under way. */
export async function openNotices(loaded: LoadedConfig, surroundings: NoticeSurroundings): Promise<OpenNotices> {
  const { state, clock, random, log, messenger = NO_WAY, addresses = NO_ADDRESSES } = surroundings;
  const registry = new Registry();
  const { audit, notices: store } = state.stores;
  const metrics = createNoticeMetrics(registry, { dispatcher: () => dispatcher, clock });
  const dispatcher = new NoticeDispatcher(
    {
      ...{ audit, store, addresses, messenger, metrics, clock, random, log },
      secrets: state.factorSecrets,
      digest: state.noticeDigest,
    },
    rulesOf(loaded),
  );
  // Before the doors are open: the first time ever it begins at the end of the log.
  await dispatcher.begin();
  let round = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const goOn = (): void => {
    if (hasEnded) return;
    timer = setTimeout(() => {
      round = dispatcher.round();
      void round.then(goOn);
    }, ROUND_EVERY);
  };
  goOn();
  return {
    registry,
    status: () => dispatcher.status(),
    purge: () => dispatcher.purge(),
    reload: (next) => dispatcher.reload(rulesOf(next)),
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      clearTimeout(timer);
      dispatcher.stop();
      await round;
    },
  };
}

function rulesOf({ config }: LoadedConfig): NoticeRules {
  const { kinds, ...rules } = config.notices;
  const [first] = Object.values(config.sites);
  return {
    ...rules,
    kinds: new Set(kinds),
    accountUrl: (name) => {
      const site = (name === undefined ? undefined : config.sites[name]) ?? first;
      return site && `${site.origin}${PAGES_PREFIX}/account`;
    },
  };
}

const NO_WAY: Pick<Messenger, 'send' | 'reaches'> = {
  reaches: () => false,
  send: async () => ({ kind: 'unavailable', reason: 'not configured' }),
};

const NO_ADDRESSES: NoticeAddresses = { addressesOf: async () => [] };
