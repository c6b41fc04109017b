// What the harness promises about processes, ports, programs and logs, tried with a shell instead of a mail server.

import { existsSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort, freePorts, PortTakenError, withFreePorts } from '../../support/ports.ts';
import { lacks, run } from '../../support/programs.ts';
import { openServerLog } from '../../support/server-log.ts';
import { type ServerProcess, startServerProcess } from '../../support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../../support/temp.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function startShell(folder: TempFolder, script: string): Promise<ServerProcess> {
  return startServerProcess({
    command: '/bin/sh',
    args: ['-c', script],
    logFile: folder.file('log'),
    ready: /^ready$/m,
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}

describe('free ports', () => {
  it('are different and can be bound', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    await using server = createServer();
    await new Promise<void>((listening) => server.listen(ports[0], '127.0.0.1', listening));
  });

  it('are drawn again when the server finds one taken', async () => {
    const tried: number[] = [];
    const result = await withFreePorts(['imap'], async ({ imap }) => {
      tried.push(imap);
      if (tried.length < 3) throw new PortTakenError();
      return imap;
    });
    expect(result).toBe(tried[2]);
    expect(tried).toHaveLength(3);
  });

  it('are not drawn again for another reason', async () => {
    const start = vi.fn(() => Promise.reject(new Error('bad configuration')));
    await expect(withFreePorts(['imap'], start)).rejects.toThrow('bad configuration');
    expect(start).toHaveBeenCalledOnce();
  });
});

describe('missing programs', () => {
  it('skip a suite with one line that says what to install', () => {
    const said: unknown[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(line) > 0);
    vi.stubEnv('CI', undefined);
    vi.stubEnv('PATH', '');
    expect(lacks('swaks', 'mbsync')).toBe(true);
    expect(said).toEqual(['skipped: needs swaks, mbsync: apt-get install --no-install-recommends swaks isync\n']);
  });

  it('fail a suite in CI', () => {
    vi.stubEnv('CI', 'true');
    vi.stubEnv('PATH', '');
    expect(() => lacks('swaks')).toThrow('apt-get install --no-install-recommends swaks');
  });
});

describe('a program that runs to its end', () => {
  it.skipIf(lacks('openssl'))('gives its output and its exit code', async () => {
    expect(await run('openssl', ['base64'], { input: 'hello' })).toEqual({ code: 0, stdout: 'aGVsbG8=\n', stderr: '' });
    expect(await run('openssl', ['x509', '-in', '/no/such/file'])).toMatchObject({ code: 1 });
  });

  it.skipIf(lacks('openssl'))('is an error when it takes too long', async () => {
    const listening = ['s_server', '-nocert', '-quiet', '-accept', `127.0.0.1:${await freePort()}`];
    await expect(run('openssl', listening, { timeoutMs: 100 })).rejects.toThrow();
  });
});

describe('a temporary folder', () => {
  it('goes away with what is in it', async () => {
    const folder = await makeTempFolder('test');
    await writeFile(folder.file('something'), '');
    await folder[Symbol.asyncDispose]();
    expect(existsSync(folder.path)).toBe(false);
  });
});

describe('a server log', () => {
  it('finds what is there, and what comes later', async () => {
    await using folder = await makeTempFolder('test');
    await writeFile(folder.file('log'), 'first\n');
    const log = openServerLog(folder.file('log'));
    expect((await log.waitFor(/fir(st)/))[1]).toBe('st');
    const later = log.waitFor(/second|first/, { from: log.mark() });
    await appendFile(folder.file('log'), 'second\n');
    expect((await later)[0]).toBe('second');
  });

  it('is quoted when what was awaited does not come', async () => {
    await using folder = await makeTempFolder('test');
    await writeFile(folder.file('log'), 'something else\n');
    const waiting = openServerLog(folder.file('log')).waitFor(/expected/, { timeoutMs: 20 });
    await expect(waiting).rejects.toThrow('something else');
  });
});

describe('a server process', () => {
  it('ends with its children when disposed', async () => {
    await using folder = await makeTempFolder('test');
    const server = await startShell(folder, 'sleep 100 & echo child $!; echo ready; wait');
    const child = Number((await server.log.waitFor(/child (\d+)/))[1]);
    expect(isAlive(child)).toBe(true);
    await server[Symbol.asyncDispose]();
    expect(isAlive(server.pid)).toBe(false);
    await server.stop();
  });

  it('may say goodbye when it is stopped', async () => {
    await using folder = await makeTempFolder('test');
    await using server = await startShell(folder, 'trap "echo goodbye; exit" TERM; echo ready; sleep 100 & wait');
    await server.stop();
    expect(server.log.text()).toContain('goodbye');
  });

  it('is quoted when it ends before it is ready', async () => {
    await using folder = await makeTempFolder('test');
    await expect(startShell(folder, 'echo no such setting; exit 1')).rejects.toThrow('no such setting');
  });

  it('tells that a port was taken', async () => {
    await using folder = await makeTempFolder('test');
    await expect(startShell(folder, 'echo bind: Address already in use; exit 1')).rejects.toThrow(PortTakenError);
  });

  it('is not taken for ready by what an earlier one logged', async () => {
    await using folder = await makeTempFolder('test');
    await using first = await startShell(folder, 'echo ready; exec sleep 100');
    await first.kill();
    await expect(startShell(folder, 'exit 1')).rejects.toThrow('ended at once');
  });
});
