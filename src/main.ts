// The program `postern`.

import { commandLineActions } from './app/command-line-actions.ts';
import { createCommandLine } from './cli/command-line.ts';

process.exitCode = await createCommandLine(commandLineActions).run(process.argv.slice(2));
