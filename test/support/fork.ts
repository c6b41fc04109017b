// Runs a script of test/support/children/ as a process of its own, as another worker would be.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts it; whoever starts it also ends it. */
export function startChild(script: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs it to its end and gives what it printed; rejects when it fails. */
export async function fork(script: string, args: readonly string[]): Promise<string> {
  const child = startChild(script, args);
  const printed: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`);
  return Buffer.concat(printed).toString().trim();
}
