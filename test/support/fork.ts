// Runs scripts of test/support/children/ as processes of their own, as workers would be.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Starts one; whoever starts it also ends it. */
export function startChild(script: string, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** What each of them prints first, before it waits for the end of its input. */
export const READY = 'ready\n';

/** Runs them to their ends, setting off only when all are ready; gives what each printed. */
export async function forkTogether(script: string, each: readonly (readonly string[])[]): Promise<readonly string[]> {
  const children = each.map((args) => startChild(script, args));
  await Promise.all(children.map((child) => once(child.stdout, 'readable')));
  const outputs = children.map((child) => printed(script, child));
  for (const child of children) child.stdin.end();
  return Promise.all(outputs);
}

async function printed(script: string, child: Child): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`);
  return Buffer.concat(chunks).toString().replace(READY, '').trim();
}
