// The doctor: looks at everything that a node needs, and says of each what is wrong and what to do. It changes nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { type ConfigProblem, formatProblems } from '../../config/problems.ts';
import type { Clock } from '../../core/ports.ts';
import type { StatusResource } from '../../web/api/client/node-resources.ts';
import { SOCKET_NAME } from '../../web/api/client/resources.ts';
import type { CommandLineActions } from '../command-line-actions.ts';
import { createNodeClient } from '../node-client.ts';
import type { Environment } from '../socket-path.ts';
import { checkBackends, checkOutside } from './backend-checks.ts';
import { checkCertificates } from './certificate-checks.ts';
import type { Check } from './check.ts';
import { checkSites } from './site-checks.ts';
import { checkSms } from './sms-checks.ts';
import { checkClock, checkStateFolder } from './state-checks.ts';

export interface Examination {
  readonly configPath: string;
  /** The node's socket, when it isn't in the state folder. */
  readonly socket?: string;
  /** Addresses of this site that clients can reach. */
  readonly outside: readonly string[];
}

export interface DoctorPorts
  extends Pick<
    CommandLineActions,
    | 'probe'
    | 'webProbe'
    | 'machineProbe'
    | 'checkStores'
    | 'checkCountries'
    | 'checkMessages'
    | 'checkMailPath'
    | 'probeSms'
  > {
  readonly environment: Environment;
  readonly clock: Clock;
}

/** Everything in the order in which to mend it. Never rejects for what it finds. */
export async function examine(examination: Examination, ports: DoctorPorts): Promise<readonly Check[]> {
  const { configPath, outside, socket } = examination;
  const { environment, clock, probe, machineProbe, checkStores, checkCountries, checkMessages, checkMailPath } = ports;
  const readFile = (file: string): string => readFileSync(file, 'utf8');
  const loaded = loadConfig({ path: configPath, environment, readFile });
  const warnings = loaded.warnings.map((warning) => configCheck(warning, 'warn'));
  if (loaded.kind === 'invalid') {
    return [...loaded.problems.map((problem) => configCheck(problem, 'fail')), ...warnings];
  }
  const { config, secrets } = loaded;
  const now = clock.now();
  const socketPath = socket ?? join(config.state, SOCKET_NAME);
  return [
    { check: 'config', subject: configPath, result: 'ok', text: 'valid' },
    ...warnings,
    ...checkCertificates(config, now),
    ...checkStateFolder(config.state),
    ...(await checkStores(config.state)),
    checkClock(config.state, { now, isSynchronized: await machineProbe.isClockSynchronized() }),
    await checkCountries(config.countries, now),
    await checkMessages(config.messages),
    await checkNode(socketPath, config),
    ...(await checkSms(loaded, socketPath, ports)),
    ...(await checkBackends(config, probe)),
    ...(await checkSites(config, secrets, ports)),
    ...(await checkMailPath({ config, secrets })),
    ...(await checkOutside(config, outside, probe)),
  ];
}

function configCheck(problem: ConfigProblem, result: 'warn' | 'fail'): Check {
  return { check: 'config', result, text: formatProblems([problem]), remedy: 'See docs/reference/config.md.' };
}

async function checkNode(socketPath: string, config: Config): Promise<Check> {
  const base = { check: 'node', subject: socketPath };
  try {
    const status = await createNodeClient(socketPath).ask<StatusResource>('GET', '/status');
    const { workers, stores, listeners, notices } = status;
    if (stores !== 'ok' || workers.running < workers.wanted) {
      const text = `runs with ${workers.running} of ${workers.wanted} workers; its stores: ${stores}`;
      return { ...base, result: 'fail', text, remedy: 'See its log.' };
    }
    const configured = config.listeners.length + config.web.listeners.length + config.administration.listeners.length;
    if (listeners.length !== configured) {
      const text = `has ${listeners.length} listeners, the configuration ${configured}`;
      return { ...base, result: 'warn', text, remedy: 'Reload it: systemctl reload postern' };
    }
    if (notices !== 'ok') {
      const text = 'runs, but messages to owners of mailboxes wait';
      return { ...base, result: 'warn', text, remedy: 'See its log for notice.not-sent and notices.failed.' };
    }
    return { ...base, result: 'ok', text: `runs (version ${status.version})` };
  } catch {
    // Whatever it is, `postern status` says it in full.
    return { ...base, result: 'warn', text: 'no node answers', remedy: 'Start one: systemctl start postern' };
  }
}
