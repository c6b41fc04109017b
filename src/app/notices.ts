// Notices to owners of mailboxes, once per node: the dispatcher, put together from a configuration and a state folder, and
// the timer that lets it go round.

import type { Registry } from 'prom-client';
import { NoticeDispatcher, type NoticeRules, type NoticeStatus } from '../core/notices/notice-dispatcher.ts';
import type { NoticeAddresses } from '../core/notices/recipients.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import { createNoticeMetrics } from '../observability/notice-metrics.ts';
import { PAGES_PREFIX } from '../web/pages/page-contract.ts';
import { type MessagePath, type MessagingParts, messagePath } from './messaging.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

/** From the end of one round to the next: an owner hears of something within two seconds. */
const ROUND_EVERY: Millis = 300;

/** What messages leave by, and the addresses that they go to. */
export interface NoticeSurroundings extends MessagingParts {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly registry: Registry;
  /** Of second factors. */
  readonly addresses: NoticeAddresses;
}

export interface OpenNotices extends AsyncDisposable {
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  status(): Promise<NoticeStatus>;
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  purge(): Promise<void>;
  /** Throws `ERR_CONFIG_INVALID`, and goes on as before, when it can't be used. */
  reload(loaded: LoadedConfig): void;
}

/** Begins to go round; throws `ERR_CONFIG_INVALID` for templates that can't be used. Disposing waits for the round that is under way. */
export async function openNotices(loaded: LoadedConfig, surroundings: NoticeSurroundings): Promise<OpenNotices> {
  const { state, clock, random, log, registry, addresses } = surroundings;
  let current = messagePath(loaded, surroundings);
  // While nobody can be reached, what happens is followed all the same, so that nobody is told of it later.
  const messenger: MessagePath = {
    reaches: (kind) => current.reaches(kind),
    send: (message, envelope) => current.send(message, envelope),
  };
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
    status: () => dispatcher.status(),
    purge: () => dispatcher.purge(),
    reload(next) {
      current = messagePath(next, surroundings);
      dispatcher.reload(rulesOf(next));
    },
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      clearTimeout(timer);
      dispatcher.stop();
      await round;
    },
  };
}

function rulesOf({ config }: LoadedConfig): NoticeRules {
  const { kinds, ...recipients } = config.notices;
  const rules = { ...recipients, language: config.messages.language };
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
