// One Haraka: a child process from its start to its end. It has an IPC channel, which ends it when it closes, and a
// process group of its own, so that a terminal's Ctrl+C reaches Postern alone, which then ends it in order.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Log } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import type { FromPlugin, Settings, ToPlugin } from './messages.ts';
import { harakaProgram } from './working-folder.ts';

/** From its start until it takes mail. It needs half a second; a machine that is starting too, more. */
const READY_WITHIN: Millis = 30_000;

/** How long it may take to end when told, before it is killed. */
const END_TIMEOUT: Millis = 5_000;

/** Longest piece of what it writes beside its log, in characters. */
const LONGEST_OUTPUT = 500;

/** What of our environment it gets: nothing in it is secret. */
const ENVIRONMENT = ['PATH', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

export interface HarakaEvents {
  readonly settings: Settings;
  readonly log: Log;
  onReport(report: Extract<FromPlugin, { readonly kind: 'report' }>): void;
}

export interface HarakaProcess {
  readonly pid: number;
  /** The port that it takes mail at; rejects when it ends before, or takes too long. */
  readonly listening: Promise<number>;
  /** Resolves, with how, when it has ended. */
  readonly ended: Promise<string>;
  /** SIGINT, and after a while SIGKILL. */
  stop(): Promise<void>;
}

/** Starts it in its working folder. Never throws: a program that can't be started has ended. */
export function startHaraka(folder: string, events: HarakaEvents): HarakaProcess {
  const child = spawn(process.execPath, [harakaProgram(), '-c', folder], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: Object.fromEntries(
      ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
  });
  const listening = Promise.withResolvers<number>();
  // Whoever waits for it hears; that nobody does is no fault.
  listening.promise.catch(() => undefined);
  const lastWords = listenToOutput(child, events.log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`${signal ?? `exit code ${code}`}${lastWords()}`));
  });
  const late = setTimeout(() => {
    listening.reject(new Error(`Haraka was not ready after ${READY_WITHIN / 1_000} s`));
    child.kill('SIGKILL');
  }, READY_WITHIN);
  void ended.then((how) => {
    clearTimeout(late);
    listening.reject(new Error(`Haraka ended before it was ready (${how})`));
  });
  child.on('message', (message: FromPlugin) => {
    if (message.kind !== 'listening') return hear(message, child, events);
    clearTimeout(late);
    listening.resolve(message.port);
  });
  return { pid: child.pid ?? 0, listening: listening.promise, ended, stop: () => stop(child, ended) };
}

function hear(
  message: Exclude<FromPlugin, { readonly kind: 'listening' }>,
  child: ChildProcess,
  { settings, log, onReport }: HarakaEvents,
): void {
  switch (message.kind) {
    case 'loaded':
      say(child, { kind: 'settings', settings });
      break;
    case 'log': {
      const { level, origin, text } = message;
      log[level === 'debug' ? 'debug' : 'warn']('mail-path.said', { severity: level, origin, text });
      break;
    }
    case 'report':
      onReport(message);
      break;
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT);
  await ended;
  clearTimeout(timer);
}

/** A child that is gone doesn't hear it; its end says so. */
function say(child: ChildProcess, message: ToPlugin): void {
  child.send(message, () => undefined);
}

/** Its log comes over the channel: what it writes itself is a library's chatter, or, to the last, why it crashed. */
function listenToOutput({ stdout, stderr }: ChildProcess, log: Log): () => string {
  let last = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      last = text
        .replace(/[\p{C}\p{Z}]+/gu, ' ')
        .trim()
        .slice(0, LONGEST_OUTPUT);
      if (last !== '') log.debug('mail-path.output', { text: last });
    });
  }
  return () => (last === '' ? '' : `: ${last}`);
}
