// `postern serve` as an operator runs it: a process of its own, a configuration file, signals, exit codes.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export interface PosternProcess extends AsyncDisposable {
  readonly pid: number;
  /** Everything it wrote to standard error so far. */
  logged(): string;
  /** Waits for a log event; rejects, with what was logged, when the process ends or time runs out first. */
  waitFor(event: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** Starts the program with these arguments; doesn't wait for anything. */
export function spawnPostern(...args: readonly string[]): PosternProcess {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const look of listeners) look();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    pid: child.pid ?? 0,
    exited,
    logged: () => text,
    signal: (signal) => void child.kill(signal),
    async waitFor(event) {
      const seen = new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (!text.includes(`"event":"${event}"`)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        exited.then(
          () => reject(new Error(`ended before ${event}:\n${text}`)),
          () => undefined,
        );
      });
      await withDeadline(seen, { ms: PATIENCE_MS, describe: () => `no ${event} in\n${text}` });
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
