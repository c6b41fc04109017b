// A worker in a process of its own, as the node starts it. It reads the configuration itself, so that no secret crosses
// the channel, and ends when the channel does: a worker never outlives its node.

import { createPasswordHasher } from '../../adapters/crypto/password-hasher.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import { systemRandom } from '../../adapters/system/system-random.ts';
import { systemStopwatch } from '../../adapters/system/system-stopwatch.ts';
import type { PreparedChange } from '../../net/prepared-change.ts';
import { createJsonLog } from '../../observability/json-log.ts';
import { Countries } from '../countries.ts';
import { DoorWorker } from '../door-worker.ts';
import { readConfig } from '../read-config.ts';
import { openState, type State } from '../state.ts';
import type { LocatedConnection } from '../worker-link.ts';
import type { FromWorker, ToWorker, WorkerAnswers, WorkerRequest, WorkerStart } from './messages.ts';
import { RemoteCarriers } from './remote-carriers.ts';

interface Running {
  readonly worker: DoorWorker;
  readonly state: State;
  readonly start: WorkerStart;
}

let running: Promise<Running> | undefined;

/** A reload that waits for all workers to be ready for it. */
let prepared: PreparedChange | undefined;

/** Those of this worker who wait for the connections of all workers. */
const waiting: Map<number, (connections: readonly LocatedConnection[]) => void> = new Map();
let questions = 0;

const carriers = new RemoteCarriers(say);

process.on('message', (message: ToWorker) => {
  if (message.kind === 'start') {
    running = begin(message);
    running.then(
      () => say({ kind: 'ready' }),
      (error: unknown) => say({ kind: 'failed', message: messageOf(error) }),
    );
  } else if (message.kind === 'all-connections') {
    waiting.get(message.id)?.(message.connections);
    waiting.delete(message.id);
  } else if (message.kind === 'carried') {
    carriers.carried(message.id, message.handedOver);
  } else {
    answer(message.request).then(
      (given) => say({ kind: 'answer', id: message.id, answer: given }),
      (error: unknown) => say({ kind: 'failed', id: message.id, message: messageOf(error) }),
    );
  }
});
process.on('disconnect', () => void end());
// The node tells its workers when to end; the signals of a terminal or of systemd reach every process of the group.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

async function begin(start: WorkerStart): Promise<Running> {
  const loaded = readConfig(start.configPath);
  const log = createJsonLog({ ...loaded.config.log, base: { worker: start.worker } });
  const countries = await Countries.open(loaded.config.countries, { log, clock: systemClock });
  const state = openState(loaded.config.state);
  const worker = await DoorWorker.open(
    {
      state,
      hasher: createPasswordHasher(),
      clock: systemClock,
      stopwatch: systemStopwatch,
      random: systemRandom,
      log,
      countries,
      carriers,
      isShared: true,
      allConnections: askForConnections,
      ticketKeys: start.ticketKeys,
    },
    loaded,
  );
  return { worker, state, start };
}

function askForConnections(): Promise<readonly LocatedConnection[]> {
  questions += 1;
  const id = questions;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say({ kind: 'ask-connections', id });
  });
}

async function answer(request: WorkerRequest): Promise<WorkerAnswers[WorkerRequest['kind']]> {
  if (!running) throw new Error('not started');
  const { worker, start } = await running;
  switch (request.kind) {
    case 'listeners':
      return worker.listeners;
    case 'connections':
      return worker.connections();
    case 'metrics':
      return worker.metrics();
    case 'is-audit-writable':
      return worker.isAuditWritable;
    case 'prepare-reload':
      await settle('discard');
      prepared = await worker.prepare(readConfig(start.configPath));
      return undefined;
    case 'commit-reload':
      return settle('commit');
    case 'discard-reload':
      return settle('discard');
    case 'drain':
      await worker.drain(request.limit);
      return undefined;
  }
}

async function settle(how: keyof PreparedChange): Promise<undefined> {
  const change = prepared;
  prepared = undefined;
  await change?.[how]();
  return undefined;
}

async function end(): Promise<void> {
  const begun = await running?.catch(() => undefined);
  await begun?.worker[Symbol.asyncDispose]();
  await begun?.state[Symbol.asyncDispose]();
  process.exit(0);
}

function say(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
