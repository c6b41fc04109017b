// A command that sets passwords, as real programs: one that does what it should, and those that don't.

import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPasswordCommand } from '../../../src/adapters/sources/password-command/password-command.ts';
import type { Log } from '../../../src/core/ports.ts';
import { silentLog } from '../../support/core-fixture.ts';
import { makeTempFolder, type TempFolder } from '../../support/temp.ts';

const WANTED = { mailbox: 'alice@example.test', password: 'né"w \\pass', mustChange: true };

describe('a password command', () => {
  let folder: TempFolder;
  let logged: string[];
  const log: Log = { ...silentLog, warn: (...line) => void logged.push(JSON.stringify(line)) };

  beforeEach(async () => {
    folder = await makeTempFolder('password-command');
    logged = [];
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  async function run(script: string, options: { readonly timeout?: number; readonly args?: readonly string[] } = {}) {
    const program = folder.file('command');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const { timeout, args = [] } = options;
    const setter = createPasswordCommand({ argv: [program, ...args], log, ...(timeout && { timeout }) });
    return setter.set(WANTED);
  }

  it('gets one JSON object on standard input, and nothing in arguments or environment', async () => {
    const script = `cat >${folder.file('input')}; env >${folder.file('env')}; echo "$@" >${folder.file('argv')}`;
    expect(await run(script, { args: ['--for', 'a $(b) c'] })).toEqual({ kind: 'set' });
    const input = readFileSync(folder.file('input'), 'utf8');
    expect(JSON.parse(input)).toEqual({ version: 1, action: 'set-password', ...WANTED });
    expect(readFileSync(folder.file('argv'), 'utf8')).toBe('--for a $(b) c\n');
    const names = readFileSync(folder.file('env'), 'utf8').match(/^[A-Z_]+(?==)/gm);
    // A shell adds PWD and the like of its own.
    expect(names?.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual(['LANG', 'PATH']);
  });

  it('refuses with 2 and a reason, which never holds the password or what a terminal would obey', async () => {
    const quoted = WANTED.password.replaceAll(/["\\]/g, '\\$&');
    expect(await run(`printf 'too weak: \\033[31m%s\\nmore' "${quoted}"; exit 2`)).toEqual({
      kind: 'refused',
      reason: 'too weak: [31m…',
    });
    expect(await run('exit 2')).toEqual({ kind: 'refused', reason: 'it gave no reason' });
  });

  it("can't say what it did when it crashes, ends otherwise, or isn't there", async () => {
    for (const [script, reason] of [
      ['exit 1', /ended with status 1/],
      ['exit 75', /ended with status 75/],
      ['kill -SEGV $$', /ended by SIGSEGV/],
    ] as const) {
      expect(await run(script)).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
    }
    const missing = createPasswordCommand({ argv: ['/nonexistent/command'], log });
    expect(await missing.set(WANTED)).toMatchObject({ kind: 'unavailable', reason: expect.stringMatching(/ENOENT/) });
    expect(logged).toHaveLength(4);
    expect(logged.join()).not.toContain(JSON.stringify(WANTED.password).slice(1, -1));
  });

  // Negative control: without the timer and the kill of its group this never ends, as a child holds the output open.
  it('is ended with its children when it hangs', async () => {
    const answer = await run(`sleep 600 & echo $! >${folder.file('child')}; sleep 600`, { timeout: 300 });
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/longer than 300 ms/) });
    const child = Number(readFileSync(folder.file('child'), 'utf8'));
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  it('is ended when it says too much, even while it succeeds', async () => {
    expect(await run('yes garbage')).toMatchObject({ kind: 'unavailable', reason: expect.stringMatching(/octets/) });
  });

  it('has done it with 0, whatever it leaves behind, prints or fails to read', async () => {
    expect(await run('printf "\\377\\376garbage"; sleep 600 & exit 0')).toEqual({ kind: 'set' });
    expect(await run('exec <&-; exit 0')).toEqual({ kind: 'set' });
  });
});

/** A process that has ended and that nobody has asked about yet doesn't run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
