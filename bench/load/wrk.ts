// Requests as fast as they are answered, by Debian's `wrk`: written in C, so that one core of it is more than any proxy on
// another needs. It inherits the generator's core.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { programPath } from '../../test/support/programs.ts';
import { makeTempFolder } from '../../test/support/temp.ts';
import { startMeter } from './meter.ts';
import { processCpuSeconds } from './process-group.ts';
import { expectAnswer, type WebRequest, type WebTarget } from './web-requests.ts';

export interface WebLoad {
  readonly target: WebTarget;
  readonly request: WebRequest;
  /** Each asks again, on the same connection, as soon as it was answered. */
  readonly connections: number;
  readonly groups: readonly number[];
  /** Seconds that the same load runs unmeasured before, and then measured: see repeat.ts. */
  readonly warmUp: number;
  readonly seconds: number;
}

export interface WebLoaded {
  readonly count: number;
  /** Octets that were received, fields included. */
  readonly octets: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly generatorShare: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));

/** What wrk.lua writes. */
interface WrkReport {
  readonly count: number;
  readonly octets: number;
  readonly microseconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

/** The handshake of all other measures: wrk has no options of its own for it, but OpenSSL reads a file. */
const OPENSSL_CONFIG = `openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = handshake
[handshake]
MinProtocol = TLSv1.3
Ciphersuites = TLS_AES_128_GCM_SHA256
Groups = X25519
`;

/** The arguments for a run of so many seconds. */
export function wrkArguments(
  { target, request, connections }: Pick<WebLoad, 'target' | 'request' | 'connections'>,
  seconds: number,
): readonly string[] {
  const { door, port, fields } = target;
  return [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${Math.ceil(seconds)}s`],
    ...['--timeout', '30s', '--script', SCRIPT],
    ...Object.entries(fields).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    `${door === 'tls' ? 'https' : 'http'}://127.0.0.1:${port}${request.path}`,
    ...['--', String(request.bodyOctets)],
  ];
}

/** Reads what wrk wrote; throws when anything failed. */
export function readWrkReport(text: string): WrkReport {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`wrk said: ${text}`);
  const report = JSON.parse(line) as WrkReport;
  if (report.failures > 0 || report.count === 0) {
    throw new Error(`${report.failures} requests failed, ${report.count} were answered`);
  }
  return report;
}

/** wrk counts what isn't an error as an answer, a redirect to a sign-in page too: so one is looked at before and after. */
export async function runWrk(load: WebLoad): Promise<WebLoaded> {
  const { target, request, warmUp, seconds, groups } = load;
  await using folder = await makeTempFolder('wrk');
  await writeFile(folder.file('openssl.cnf'), OPENSSL_CONFIG);
  const env = { ...process.env, OPENSSL_CONF: folder.file('openssl.cnf') };
  const run = async (duration: number): Promise<WrkReport> => {
    const { stdout } = await promisify(execFile)(programPath('wrk'), wrkArguments(load, duration), { env });
    return readWrkReport(stdout);
  };
  await expectAnswer(target, request);
  await run(warmUp);
  const ownBefore = processCpuSeconds(process.pid);
  const finish = startMeter(groups);
  const { count, octets, microseconds, p50, p99 } = await run(seconds);
  const { cpuSeconds } = finish();
  const own = processCpuSeconds(process.pid) - ownBefore;
  await expectAnswer(target, request);
  const measured = microseconds / 1e6;
  return {
    ...{ count, octets, cpuSeconds, seconds: measured, generatorShare: own / measured },
    p50: p50 / 1000,
    p99: p99 / 1000,
  };
}
