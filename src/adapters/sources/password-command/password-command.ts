// Sets passwords by a command of the site's own. It gets one JSON object on standard input, which nobody else on the
// machine sees, as anybody sees arguments and an environment; no shell reads anything, and whatever it does, it ends.

import { spawn } from 'node:child_process';
import type { NewPassword, PasswordSetter, PasswordSetting } from '../../../core/accounts/password-setter.ts';
import type { Log } from '../../../core/ports.ts';
import type { Bytes, Millis } from '../../../core/units.ts';

/** How long it may take. */
const TIMEOUT: Millis = 10_000;

/** What it may say on standard output. */
const MAX_OUTPUT: Bytes = 4_096;

/** Longest reason that is passed on, in characters. */
const MAX_REASON = 200;

/** It has done what was asked, or refuses to. */
const DONE = 0;
const REFUSED = 2;

/** All that it inherits: no secret of the service's. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

/** How a run ended. */
type Run =
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface PasswordCommandPorts {
  /** The program by its absolute path, and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly log: Log;
  /** Default: {@link TIMEOUT}. */
  readonly timeout?: Millis;
}

/** Exit status 0: set; 2: refused, with the reason as the first line of its output; anything else: nobody knows. */
export function createPasswordCommand({ argv, log, timeout = TIMEOUT }: PasswordCommandPorts): PasswordSetter {
  return {
    async set(wanted): Promise<PasswordSetting> {
      const run = await runOnce(argv, requestOf(wanted), timeout);
      if (run.kind === 'exited' && run.code === DONE) return { kind: 'set' };
      if (run.kind === 'exited' && run.code === REFUSED) {
        return { kind: 'refused', reason: reasonIn(run.output, wanted.password) };
      }
      const reason = run.kind === 'failed' ? run.reason : `it ended with status ${run.code}`;
      log.warn('password-command.failed', { program: argv[0], mailbox: wanted.mailbox, reason });
      return { kind: 'unavailable', reason: `the password command: ${reason}` };
    },
  };
}

function requestOf({ mailbox, password, mustChange }: NewPassword): string {
  return `${JSON.stringify({ version: 1, action: 'set-password', mailbox, password, mustChange })}\n`;
}

/** Never rejects. Its whole process group ends with it, or a child of its own would keep its output open. */
function runOnce([program, ...args]: PasswordCommandPorts['argv'], input: string, timeout: Millis): Promise<Run> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child = spawn(program, args, {
    cwd: '/',
    env: ENVIRONMENT,
    shell: false,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  let octets: Bytes = 0;
  const settle = (run: Run): void => {
    clearTimeout(timer);
    child.stdout.destroy();
    endGroup(child.pid);
    resolve(run);
  };
  const timer = setTimeout(() => settle({ kind: 'failed', reason: `it took longer than ${timeout} ms` }), timeout);
  child.on('error', (error) => settle({ kind: 'failed', reason: `it can't be run: ${codeOf(error)}` }));
  // A command that doesn't read its input is judged by how it ends.
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    octets += chunk.length;
    if (octets > MAX_OUTPUT) settle({ kind: 'failed', reason: `it said more than ${MAX_OUTPUT} octets` });
    else chunks.push(chunk);
  });
  const ended = (code: number | null, signal: NodeJS.Signals | null): void =>
    settle(
      code === null
        ? { kind: 'failed', reason: `it was ended by ${signal}` }
        : { kind: 'exited', code, output: Buffer.concat(chunks).toString('utf8') },
    );
  // What it has left behind, and may hold its output open, has nothing to say to that.
  child.on('exit', (code, signal) => code === DONE && ended(code, signal));
  child.on('close', ended);
  child.stdin.end(input);
  return promise;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

/** The first line, for people: printable, bounded, and never the password, which a careless command may repeat. */
function reasonIn(output: string, password: string): string {
  const [line = ''] = output.trim().split(/\r?\n/);
  const plain = line.replaceAll(password, '…').replaceAll(/\p{C}/gu, '').slice(0, MAX_REASON).trim();
  return plain === '' ? 'it gave no reason' : plain;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
