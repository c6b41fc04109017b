// The machine that the figures are from, and its cores: the load generator has one to itself, the proxy under
// measurement and the backend share another.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, type as systemType, totalmem } from 'node:os';
import { type ProgramName, which } from '../test/support/programs.ts';

/** Which core each side runs on. */
export interface Cores {
  readonly generator: number;
  readonly servers: number;
}

/** The cores that this process may use: `0-3,8` and the like, as Linux writes it. */
function allowedCores(): readonly number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    if (first === undefined || last === undefined) return [];
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}

/** Pins this process, and so every server that it starts, to one core; undefined on a machine with a single one. */
export function pinServers(): Cores | undefined {
  const [generator, servers] = allowedCores();
  if (generator === undefined || servers === undefined) return undefined;
  execFileSync('taskset', ['-a', '-p', '-c', String(servers), String(process.pid)], { stdio: 'ignore' });
  return { generator, servers };
}

// nginx tells its version on standard error, the others on standard output.
function firstLine(name: ProgramName, args: readonly string[]): readonly string[] {
  const path = which(name);
  if (path === undefined) return [];
  const { stdout, stderr } = spawnSync(path, args, { encoding: 'utf8' });
  return [`${stdout}${stderr}`.split('\n', 1)[0]?.trim() ?? ''];
}

/** What the figures depend on, as lines of text. */
export function describeMachine(cores: Cores | undefined): readonly string[] {
  const [cpu] = cpus();
  const versions = [
    `Node ${process.versions.node} (OpenSSL ${process.versions.openssl})`,
    ...firstLine('dovecot-master', ['--version']).map((line) => `Dovecot ${line}`),
    ...firstLine('postconf', ['-d', '-h', 'mail_version']).map((line) => `Postfix ${line}`),
    ...firstLine('nginx', ['-v']).map((line) => line.replace('nginx version: nginx/', 'nginx ')),
    ...firstLine('haproxy', ['-v']).map((line) => line.replace(/ version (\S+).*$/, ' $1')),
  ];
  return [
    `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${systemType()} ${release()}`,
    versions.join(', '),
    cores
      ? `load generator on core ${cores.generator}; backend and proxy on core ${cores.servers}`
      : 'one core for everything: rates say little',
  ];
}

/** How busy the machine is, as one number: runnable processes over the last minute. */
export function machineLoad(): number {
  return loadavg()[0] ?? 0;
}
