// Several workers, a process each, on the same ports (SO_REUSEPORT: the kernel spreads connections without a hop through
// this process). A worker that crashes is replaced; its connections are lost, the others' aren't.

import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { PosternError } from '../../core/errors.ts';
import type { HandedOver } from '../../core/messages/carriers.ts';
import type { Log } from '../../core/ports.ts';
import type { Millis } from '../../core/units.ts';
import type { PreparedChange } from '../../net/prepared-change.ts';
import type { MessageCarriers } from '../messaging.ts';
import type { WorkerPool } from '../worker-link.ts';
import type { FromWorker, OutgoingMessage, ToWorker, WorkerAnswers, WorkerRequest } from './messages.ts';

/** How long a worker may take to answer; a reload probes backends meanwhile. */
const ANSWER_TIMEOUT: Millis = 60_000;

/** Pause before a crashed worker is replaced, doubling while replacements crash too. */
const FIRST_RESTART_PAUSE: Millis = 100;
const LONGEST_RESTART_PAUSE: Millis = 10_000;

/** A worker that ran this long had started well: the next crash starts from the first pause again. */
const STARTED_WELL_AFTER: Millis = 60_000;

/** How long ending workers are waited for before they are killed. */
const END_TIMEOUT: Millis = 5_000;

export interface ForkedWorkersOptions {
  readonly count: number;
  readonly configPath: string;
  readonly ticketKeys: Uint8Array;
  readonly log: Log;
  /** Take what workers have to send. */
  readonly carriers: MessageCarriers;
}

/** Starts all of them; throws when one can't, and leaves none. */
export async function openForkedWorkers(options: ForkedWorkersOptions): Promise<WorkerPool> {
  const pool = new ForkedWorkers(options);
  try {
    await pool.start();
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
  return pool;
}

class ForkedWorkers implements WorkerPool {
  readonly #options: ForkedWorkersOptions;
  readonly #workers: Map<number, WorkerProcess> = new Map();
  readonly #restarts: Set<NodeJS.Timeout> = new Set();
  #isEnding = false;

  constructor(options: ForkedWorkersOptions) {
    this.#options = options;
  }

  get wanted(): number {
    return this.#options.count;
  }

  get running(): WorkerPool['running'] {
    return Array.from(this.#workers)
      .filter(([, { isReady }]) => isReady)
      .map(([worker, { pid }]) => ({ worker, pid }));
  }

  async start(): Promise<void> {
    const numbers = Array.from({ length: this.#options.count }, (_, index) => index + 1);
    await Promise.all(numbers.map((number) => this.#launch(number, FIRST_RESTART_PAUSE)));
  }

  async listeners(): Promise<WorkerAnswers['listeners']> {
    const [first] = await this.#ask({ kind: 'listeners' });
    return first?.answer ?? [];
  }

  async connections(): ReturnType<WorkerPool['connections']> {
    const answers = await this.#askWhoAnswers({ kind: 'connections' });
    return answers.flatMap(({ worker, answer }) => answer.map((connection) => ({ ...connection, worker })));
  }

  async isAuditWritable(): Promise<boolean> {
    return (await this.#askWhoAnswers({ kind: 'is-audit-writable' })).every(({ answer }) => answer);
  }

  async metrics(): Promise<readonly object[][]> {
    return (await this.#askWhoAnswers({ kind: 'metrics' })).map(({ answer }) => answer);
  }

  /** A worker that crashes meanwhile is replaced by one that begins with the configuration as it is then. */
  async prepare(): Promise<PreparedChange> {
    const discard = async (): Promise<void> => void (await this.#askWhoAnswers({ kind: 'discard-reload' }));
    const answers = await Promise.allSettled(this.#questions({ kind: 'prepare-reload' }, ANSWER_TIMEOUT));
    const failed = answers.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      await discard();
      throw failed.reason;
    }
    return { discard, commit: async () => void (await this.#askWhoAnswers({ kind: 'commit-reload' })) };
  }

  async drain(limit: Millis): Promise<void> {
    this.#isEnding = true;
    await this.#ask({ kind: 'drain', limit }, ANSWER_TIMEOUT + 2 * limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    await Promise.all(Array.from(this.#workers.values(), (worker) => worker.end()));
  }

  /** Leaves out workers that are just ending. */
  async #askWhoAnswers<Kind extends WorkerRequest['kind']>(
    request: Extract<WorkerRequest, { readonly kind: Kind }>,
  ): Promise<readonly WorkerAnswer<Kind>[]> {
    const answers = await Promise.allSettled(this.#questions<Kind>(request, ANSWER_TIMEOUT));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  }

  async #ask<Kind extends WorkerRequest['kind']>(
    request: Extract<WorkerRequest, { readonly kind: Kind }>,
    timeout: Millis = ANSWER_TIMEOUT,
  ): Promise<readonly WorkerAnswer<Kind>[]> {
    return Promise.all(this.#questions<Kind>(request, timeout));
  }

  #questions<Kind extends WorkerRequest['kind']>(
    request: Extract<WorkerRequest, { readonly kind: Kind }>,
    timeout: Millis,
  ): readonly Promise<WorkerAnswer<Kind>>[] {
    const ready = Array.from(this.#workers).filter(([, { isReady }]) => isReady);
    return ready.map(async ([worker, process]) => ({ worker, answer: await process.ask<Kind>(request, timeout) }));
  }

  async #launch(number: number, pause: Millis): Promise<void> {
    const { configPath, ticketKeys, log, carriers } = this.#options;
    const startedAt = performance.now();
    const worker = new WorkerProcess({ connections: () => this.connections(), carriers }, (code) => {
      this.#workers.delete(number);
      if (this.#isEnding || !worker.isReady) return;
      log.error('worker.crashed', new Error(`worker ${number} ended with ${code}`), { worker: number, code });
      this.#restart(number, performance.now() - startedAt > STARTED_WELL_AFTER ? FIRST_RESTART_PAUSE : pause);
    });
    this.#workers.set(number, worker);
    await worker.start({ kind: 'start', worker: number, configPath, ticketKeys });
    log.info('worker.ready', { worker: number, pid: worker.pid });
  }

  #restart(number: number, pause: Millis): void {
    const next = Math.min(pause * 2, LONGEST_RESTART_PAUSE);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#launch(number, next).catch((error: unknown) => {
        this.#options.log.error('worker.not-started', error, { worker: number });
        if (!this.#isEnding) this.#restart(number, next);
      });
    }, pause);
    this.#restarts.add(timer);
  }
}

interface WorkerAnswer<Kind extends WorkerRequest['kind']> {
  readonly worker: number;
  readonly answer: WorkerAnswers[Kind];
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** What workers ask of the node. */
interface NodeServices {
  /** Of all workers. */
  readonly connections: WorkerPool['connections'];
  readonly carriers: MessageCarriers;
}

function carry(message: OutgoingMessage, { mail, sms }: MessageCarriers): Promise<HandedOver> {
  return message.channel === 'email' ? mail.carry(message.mail) : sms.carry(message.sms);
}

/** One child and the questions that it hasn't answered yet. */
class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #waiting: Map<number, Waiting> = new Map();
  readonly #exited: Promise<void>;
  readonly #services: NodeServices;
  #started: Waiting | undefined;
  #lastId = 0;
  isReady = false;

  constructor(services: NodeServices, onExit: (code: number) => void) {
    this.#services = services;
    const module = join(import.meta.dirname, `worker-process${extname(import.meta.filename)}`);
    this.#child = fork(module, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message: FromWorker) => this.#onMessage(message));
    this.#child.on('error', () => undefined);
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        const gone = new PosternError('ERR_NODE_UNREACHABLE', `the worker ended (${signal ?? code})`);
        this.#started?.reject(gone);
        for (const { reject } of this.#waiting.values()) reject(gone);
        onExit(code ?? -1);
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  start(message: ToWorker): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#started = { resolve: () => resolve(), reject };
      this.#say(message);
    });
  }

  ask<Kind extends WorkerRequest['kind']>(
    request: Extract<WorkerRequest, { readonly kind: Kind }>,
    timeout: Millis,
  ): Promise<WorkerAnswers[Kind]> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<WorkerAnswers[Kind]>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new PosternError('ERR_NODE_UNREACHABLE', `a worker didn't answer ${request.kind} in time`));
      }, timeout);
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#say({ kind: 'request', id, request });
    });
  }

  /** Closing the channel ends the worker; one that hangs is killed. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT);
    await this.#exited;
    clearTimeout(timer);
  }

  /** A worker that is gone doesn't hear it; its exit then answers whoever waits. */
  #say(message: ToWorker): void {
    this.#child.send(message, () => undefined);
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.isReady = true;
        this.#started?.resolve(undefined as never);
        break;
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.answer as never);
        break;
      case 'failed': {
        const error = new PosternError('ERR_NODE_UNREACHABLE', message.message);
        const asked = message.id === undefined ? this.#started : this.#waiting.get(message.id);
        asked?.reject(error);
        break;
      }
      case 'ask-connections':
        void this.#services
          .connections()
          .then((connections) => this.#say({ kind: 'all-connections', id: message.id, connections }));
        break;
      case 'carry':
        void carry(message.message, this.#services.carriers).then((handedOver) =>
          this.#say({ kind: 'carried', id: message.id, handedOver }),
        );
        break;
    }
  }
}
