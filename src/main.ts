// The program `postern`. What only a node needs is loaded when one is run, so that the other commands answer at once.

import { VERSION } from './app/version.ts';
import { createCommandLine } from './cli/command-line.ts';
import { networkProbe } from './cli/probe/network-probe.ts';

const commandLine = createCommandLine({
  serve: async (options) => (await import('./app/serve.ts')).serve(options),
  migrate: async (options) => (await import('./app/upkeep.ts')).migrate(options),
  checkStores: async (folder) => (await import('./app/upkeep.ts')).checkStores(folder),
  probe: networkProbe,
  version: VERSION,
});
process.exitCode = await commandLine.run(process.argv.slice(2));
