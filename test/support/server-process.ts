// A real server as a child of the test: ready when its log says so, ended with all its children, and never outliving
// the test process (Linux's parent-death signal), however that one ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { withDeadline } from './deadline.ts';
import { PortTakenError } from './ports.ts';
import { which } from './programs.ts';
import { openServerLog, type ServerLog } from './server-log.ts';
import type { ServiceUser } from './service-user.ts';

/** How long a server may take to end by itself after SIGTERM, in milliseconds; then it is killed. */
const FAREWELL_MS = 2000;
const START_MS = 10_000;

export interface ServerProcessOptions {
  /** Absolute path of the program, which must stay in the foreground. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Who it runs as. Default: who we are. */
  readonly user?: ServiceUser;
  /** The file that its standard output and error go to, and that it may log to itself. */
  readonly logFile: string;
  /** What the log says once every listener is open. */
  readonly ready: RegExp;
}

/** A running server. `stop` and `kill` may be called again after it ended. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly log: ServerLog;
  /** Sends a signal to the server and all its children; SIGSTOP makes a server that accepts and never answers. */
  signal(signal: NodeJS.Signals): void;
  /** Asks it and its children to end (a master that has to collect them takes seconds), and kills what is left. */
  stop(): Promise<void>;
  /** Ends it and its children without a farewell. Disposing does the same. */
  kill(): Promise<void>;
}

// A child group needs no clean-up code of ours when the kernel ends its leader together with us.
function withParentDeathSignal(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  const setpriv = which('setpriv');
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'TERM', command, ...args]];
}

function launch(options: ServerProcessOptions): ChildProcess {
  const [command, args] = withParentDeathSignal(options.command, options.args);
  const log = openSync(options.logFile, 'a');
  try {
    return spawn(command, args, {
      detached: true, // a process group of its own, which `signal` reaches as a whole
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
      ...options.user,
    });
  } finally {
    closeSync(log);
  }
}

interface Launched {
  readonly log: ServerLog;
  /** Where this start's part of the log begins: the file may hold earlier ones. */
  readonly from: number;
  readonly ended: Promise<unknown>;
}

async function untilReady(options: ServerProcessOptions, { log, from, ended }: Launched): Promise<void> {
  const gone = new AbortController();
  const text = (): string => log.text(from);
  ended.then(
    () => gone.abort(new Error(`${options.command} ended at once:\n${text()}`)),
    (cause) => gone.abort(new Error(`${options.command} did not start`, { cause })),
  );
  try {
    await log.waitFor(options.ready, { from, timeoutMs: START_MS, signal: gone.signal });
  } catch (cause) {
    if (/address already in use/i.test(text())) throw new PortTakenError(text(), { cause });
    throw cause;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Starts a server and waits until it is ready. Throws `PortTakenError` when a port of its configuration is in use. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  closeSync(openSync(options.logFile, 'a')); // so that there is a log to watch
  const log = openServerLog(options.logFile);
  const from = log.mark();
  const child = launch(options);
  const ended = once(child, 'exit');
  ended.catch(() => undefined); // a failed start is told by `untilReady`
  const { pid } = child;
  const kill = async (): Promise<void> => {
    if (pid === undefined) return;
    signalGroup(pid, 'SIGKILL');
    await ended;
  };
  try {
    await untilReady(options, { log, from, ended });
  } catch (error) {
    await kill();
    throw error;
  }
  if (pid === undefined) throw new Error('unreachable: a process that is ready has an id');
  return {
    pid,
    log,
    signal: (signal) => signalGroup(pid, signal),
    stop: async () => {
      signalGroup(pid, 'SIGTERM');
      await withDeadline(ended, { ms: FAREWELL_MS, describe: () => 'it does not end' }).catch(() => undefined);
      await kill();
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
