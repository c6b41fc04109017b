// A node: workers with the doors, and beside them what is there once per machine: the administration socket, metrics and
// health, housekeeping. Composition root of `postern serve`, of the demo and of scenario tests.

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AggregatorRegistry, type MetricObject, Registry } from 'prom-client';
import { createPasswordHasher } from '../adapters/crypto/password-hasher.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { systemRandom } from '../adapters/system/system-random.ts';
import { systemStopwatch } from '../adapters/system/system-stopwatch.ts';
import type { SecondFactors } from '../core/factors/second-factors.ts';
import type { DeliveryReport } from '../core/messages/carriers.ts';
import type { PlatformPolicy } from '../core/policy/policy.ts';
import type { PolicyChange } from '../core/policy/policy-change.ts';
import type { Clock, Log, Stopwatch } from '../core/ports.ts';
import { endOwnPasswordConnections } from '../core/sessions/end-connections.ts';
import { forgetBefore } from '../core/throttle/throttle.ts';
import type { Millis } from '../core/units.ts';
import { prepareAll } from '../net/prepared-change.ts';
import { type OperatorEndpoint, openOperatorEndpoint } from '../observability/operator-endpoint.ts';
import { type Administration, openAdministration } from './administration.ts';
import { type AuthApi, openAuthApi } from './auth-api.ts';
import { type NodeCarriers, openCarriers } from './carriers.ts';
import { Countries } from './countries.ts';
import { createSecondFactors } from './create-second-factors.ts';
import { type MessagePath, messagePath } from './messaging.ts';
import { openNotices } from './notices.ts';
import { openState, type State } from './state.ts';
import { openStatistics } from './statistics.ts';
import type { LoadedConfig, WorkerPool } from './worker-link.ts';
import { openForkedWorkers } from './workers/forked-workers.ts';
import { openSingleWorker } from './workers/single-worker.ts';

const HOUR: Millis = 3_600_000;

/** How long revocations are kept: far longer than any decision lasts. */
const KEEP_REVOCATIONS: Millis = 24 * HOUR;

export interface NodeOptions {
  readonly loaded: LoadedConfig;
  /** Where it was read from; workers in processes of their own read it again. */
  readonly configPath?: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Where reports of delivery go, beside the codes, the log and the metrics. */
  readonly onDelivery?: (report: DeliveryReport) => void;
  /** What takes messages, in place of what the configuration says. Of a single worker; those in processes of their own have theirs. */
  readonly messages?: MessagePath;
  readonly stopwatch?: Stopwatch;
}

export interface Node extends AsyncDisposable {
  readonly state: State;
  readonly pool: WorkerPool;
  readonly administration: Administration;
  readonly carriers: NodeCarriers;
  /** What other mail servers ask. */
  readonly authApi: AuthApi;
  /** The port of metrics and health, when there is one. */
  readonly operatorPort: number | undefined;
  /**
   * One at a time. Rejects when the configuration can't be used; the doors then stay as they were, while the ways of messages
   * may have gone over already.
   */
  reload(loaded: LoadedConfig): Promise<void>;
  drain(limit: Millis): Promise<void>;
}

/** Opens everything, or throws a PosternError and leaves nothing open. */
export async function openNode(options: NodeOptions): Promise<Node> {
  const opened = new AsyncDisposableStack();
  try {
    return await openParts(options, opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** Each part goes onto the stack as it is opened, and is closed in the opposite order. */
async function openParts(options: NodeOptions, opened: AsyncDisposableStack): Promise<Node> {
  const { loaded, log, clock = systemClock, stopwatch = systemStopwatch } = options;
  const state = opened.use(openState(loaded.config.state));
  const countries = opened.use(await Countries.open(loaded.config.countries, { log, clock }));
  const registry = new Registry();
  // Before the workers, and ended after them: they may have something to say to the last.
  const carriers = opened.use(
    await openCarriers({ loaded, clock, log, registry, onDelivery: (report) => void hear(report) }),
  );
  const services = { state, clock, random: systemRandom, log };
  const messaging = { carriers, messages: options.messages };
  const factors = createSecondFactors(loaded, { ...services, messages: messagePath(loaded, messaging) });
  const statistics = opened.use(openStatistics(loaded, services));
  const hear = deliveryRecorder(factors, {
    log,
    onDelivery: (report) => {
      statistics.recordDelivery(report);
      options.onDelivery?.(report);
    },
  });
  const notices = opened.use(await openNotices(loaded, { ...services, ...messaging, addresses: factors, registry }));
  const hasher = createPasswordHasher();
  const pool = opened.use(await openPool(options, { state, hasher, clock, stopwatch, countries, carriers }));
  const parts = { ...services, ...messaging, hasher, pool, countries, notices, statistics };
  const administration = opened.use(await openAdministration({ loaded, ...parts }));
  // Only now is it sure that no other node has this state folder: the administration socket is ours.
  carriers.start();
  const authApi = opened.use(await openAuthApi({ loaded, ...services, hasher, countries }));
  const operator = await openOperator(loaded, { pool, state, carriers, registry });
  if (operator) opened.use(operator);
  const housekeeping = setInterval(() => void keepHouse(), HOUR);
  opened.defer(() => clearInterval(housekeeping));
  let current = loaded;

  async function keepHouse(): Promise<void> {
    const now = clock.now();
    const { appPasswords, audit, throttle, knownPlaces } = current.config;
    const { stores } = state;
    const purges = await Promise.allSettled([
      stores.appPasswords.purgeRevoked(now - appPasswords.keepRevoked),
      stores.places.purge(now - knownPlaces.keptFor),
      stores.trustedBrowsers.purge(now),
      stores.tokens.purge(now - appPasswords.keepRevoked),
      stores.audit.purge(now - audit.retention, { at: now, by: 'retention' }),
      stores.revocations.purge(now - KEEP_REVOCATIONS),
      stores.factors.purge(now),
      notices.purge(),
      administration.purge(),
      statistics.purge(),
      state.throttle.purge(forgetBefore(throttle, now)),
      state.sentCodes.purge(now),
    ]);
    for (const purge of purges) if (purge.status === 'rejected') log.error('housekeeping.failed', purge.reason);
  }

  return {
    state,
    pool,
    administration,
    carriers,
    authApi,
    operatorPort: operator?.port,
    async reload(next) {
      const ready = await prepareAll([
        () => countries.prepare(next.config.countries),
        () => pool.prepare(next),
        () => administration.prepare(next),
        () => authApi.prepare(next),
      ]);
      try {
        await carriers.reload(next);
        notices.reload(next);
        statistics.reload(next);
      } catch (error) {
        await ready.discard();
        throw error;
      }
      await ready.commit();
      const change = changeOfMode(current.config.policy, next.config.policy);
      current = next;
      // After every worker decides by the new policy: what is decided from here on isn't touched.
      await endOwnPasswordConnections('everybody', change, { revocations: state.stores.revocations, clock });
    },
    drain: (limit) => pool.drain(limit),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Has the page that waits for a code say what became of it. */
function deliveryRecorder(
  factors: Pick<SecondFactors, 'recordDelivery'>,
  { log, onDelivery }: Pick<NodeOptions, 'log' | 'onDelivery'>,
): (report: DeliveryReport) => Promise<void> {
  return async (report) => {
    try {
      await factors.recordDelivery(report);
    } catch (error) {
      log.error('message.report-lost', error, { messageId: report.id });
    }
    onDelivery?.(report);
  };
}

/** What of the platform's policy is another than before and has a say in the mode. */
function changeOfMode(before: PlatformPolicy, after: PlatformPolicy): Pick<PolicyChange, 'challenge' | 'userChoice'> {
  return {
    ...(after.challenge !== before.challenge && { challenge: after.challenge }),
    ...(after.userChoice !== before.userChoice && { userChoice: after.userChoice }),
  };
}

async function openPool(
  { loaded, configPath, log, messages }: NodeOptions,
  parts: {
    readonly state: State;
    readonly hasher: ReturnType<typeof createPasswordHasher>;
    readonly clock: Clock;
    readonly stopwatch: Stopwatch;
    readonly countries: Countries;
    readonly carriers: NodeCarriers;
  },
): Promise<WorkerPool> {
  const { workers } = loaded.config;
  const count = workers === 'auto' ? availableParallelism() : workers;
  const ticketKeys = randomBytes(48);
  return count > 1 && configPath !== undefined
    ? openForkedWorkers({ count, configPath, ticketKeys, log, carriers: parts.carriers })
    : openSingleWorker({ ...parts, random: systemRandom, log, messages, isShared: false, ticketKeys }, loaded);
}

interface OperatorParts {
  readonly pool: WorkerPool;
  readonly state: State;
  readonly carriers: NodeCarriers;
  /** Of what is there once per node. */
  readonly registry: Registry;
}

async function openOperator(
  { config }: LoadedConfig,
  { pool, state, carriers, registry }: OperatorParts,
): Promise<OperatorEndpoint | undefined> {
  const { enabled, address, port } = config.metrics;
  if (!enabled) return undefined;
  return openOperatorEndpoint(
    { address, port },
    {
      metrics: async () => {
        const all = [...(await pool.metrics()), await registry.getMetricsAsJSON()];
        return AggregatorRegistry.aggregate(all as MetricObject[][]).metrics();
      },
      problems: () => readinessProblems(pool, state),
      troubles: () => troubles(carriers),
    },
  );
}

/** What keeps sign-ins from being taken. */
async function readinessProblems(pool: WorkerPool, state: State): Promise<readonly string[]> {
  const problems: string[] = [];
  if (pool.running.length === 0) problems.push(`no worker runs (${pool.wanted} wanted)`);
  try {
    await state.stores.revocations.current();
  } catch {
    problems.push('the store does not answer');
  }
  if (!(await pool.isAuditWritable())) problems.push('the audit log cannot be written: every sign-in is refused');
  return problems;
}

/** What doesn't keep anybody from signing in who needs no message for it. */
async function troubles(carriers: NodeCarriers): Promise<readonly string[]> {
  const health = await carriers.mailHealth();
  if (health === undefined || health.state === 'up') return [];
  const what = health.state === 'down' ? 'takes no mail' : 'cannot deliver';
  const why = health.lastFailure === undefined ? '' : `: ${health.lastFailure.text}`;
  return [`the mail path ${what} since ${new Date(health.since).toISOString()}${why}`];
}
