// What the command line does in its own process instead of asking a node: serving, migrating, looking at the stores.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspectSqliteStores } from '../adapters/stores/sqlite/stores.ts';
import type { CommandLineActions, MigrationReport } from '../cli/command-line-actions.ts';
import type { Check } from '../cli/doctor/check.ts';
import { machineProbe } from '../cli/probe/machine-probe.ts';
import { networkProbe } from '../cli/probe/network-probe.ts';
import { networkWebProbe } from '../cli/probe/network-web-probe.ts';
import { readConfig } from './read-config.ts';
import { openState, STATE_FILES } from './state.ts';
import { VERSION } from './version.ts';

/** For `createCommandLine`. */
export const commandLineActions: CommandLineActions = {
  // Loaded only where it runs: a command that asks a node needs none of it, and starts in half the time.
  serve: async (options) => (await import('./serve.ts')).serve(options),
  migrate,
  checkStores,
  verifyAudit: async (wanted) => (await import('./verify-audit.ts')).verifyAuditOffline(wanted),
  verifyAuditExport: async (wanted) => (await import('./verify-audit.ts')).verifyAuditExport(wanted),
  checkCountries: async (config, now) => (await import('./check-countries.ts')).checkCountries(config, now),
  messages: async () => (await import('./message-preview.ts')).messageActions,
  checkMessages: async (config) => (await import('./check-messages.ts')).checkMessages(config),
  probeSms: async (config, secrets) => (await import('./probe-sms.ts')).probeSms(config, secrets),
  checkMailPath: async (loaded) => (await import('./check-mail-path.ts')).checkMailPath(loaded),
  probe: networkProbe,
  webProbe: networkWebProbe,
  machineProbe,
  version: VERSION,
};

async function migrate({ configPath }: { readonly configPath: string }): Promise<MigrationReport> {
  const { state: folder } = readConfig(configPath).config;
  const file = join(folder, STATE_FILES.stores);
  const from = existsSync(file) ? inspectSqliteStores(file).version : 0;
  await openState(folder)[Symbol.asyncDispose]();
  return { file, from, to: inspectSqliteStores(file).version };
}

async function checkStores(stateFolder: string): Promise<readonly Check[]> {
  const file = join(stateFolder, STATE_FILES.stores);
  const base = { check: 'stores', subject: file };
  if (!existsSync(file)) return [{ ...base, result: 'ok', text: 'is not there yet; the first start makes it' }];
  try {
    const { version, wanted, problems } = inspectSqliteStores(file);
    if (problems.length > 0) {
      const remedy = 'Stop Postern, keep a copy of the file, and restore a backup.';
      return problems.map((text) => ({ ...base, result: 'fail' as const, text, remedy }));
    }
    if (version === wanted) {
      const { checkAuditChain } = await import('./verify-audit.ts');
      return [{ ...base, result: 'ok', text: `sound; schema ${version}` }, await checkAuditChain(stateFolder)];
    }
    if (version < wanted) {
      const text = `has schema ${version}; this version brings it to ${wanted} when it starts`;
      return [{ ...base, result: 'warn', text, remedy: 'Make a backup before.' }];
    }
    const text = `has schema ${version}, which is newer than this version's ${wanted}`;
    return [
      { ...base, result: 'fail', text, remedy: 'Run the version that wrote it, or restore a backup made by this one.' },
    ];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [
      { ...base, result: 'fail', text, remedy: 'See the permissions of the state folder and the space on its disk.' },
    ];
  }
}
