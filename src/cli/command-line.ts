// The command line as a program: every command, its options, and the one place where what went wrong becomes a text and
// an exit code.

import { Command, CommanderError } from 'commander';
import type { Clock } from '../core/ports.ts';
import type { CommandContext, CommandNotes } from './command-context.ts';
import type { CommandLineActions } from './command-line-actions.ts';
import { administratorCommands } from './commands/administrator.ts';
import { appPasswordCommands } from './commands/app-password.ts';
import { auditCommand } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { browsersCommands } from './commands/browsers.ts';
import { completionCommand } from './commands/completion.ts';
import { connectionsCommands } from './commands/connections.ts';
import { doctorCommand } from './commands/doctor.ts';
import { domainCommands } from './commands/domain.ts';
import { explainCommand } from './commands/explain.ts';
import { factorCommands } from './commands/factor.ts';
import { groupCommands } from './commands/group.ts';
import { initCommand } from './commands/init.ts';
import { jobCommands } from './commands/job.ts';
import { mailboxCommands } from './commands/mailbox.ts';
import { migrateCommand } from './commands/migrate.ts';
import { noticesCommands } from './commands/notices.ts';
import { passwordCommands } from './commands/password.ts';
import { placesCommands } from './commands/places.ts';
import { policyCommands } from './commands/policy.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionsCommands } from './commands/sessions.ts';
import { smsCommands } from './commands/sms.ts';
import { statisticsCommands } from './commands/statistics.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommands } from './commands/token.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { NodeRefusal } from './node-client.ts';
import type { Environment } from './socket-path.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export interface Surroundings {
  readonly terminal?: Terminal;
  readonly environment?: Environment;
  readonly clock?: Clock;
}

export interface CommandLine {
  readonly program: Command;
  /** What help says of each command besides its options. */
  readonly notes: ReadonlyMap<Command, CommandNotes>;
  /** Runs one command line (without the program's own name) and gives its exit code. Never rejects. */
  run(words: readonly string[]): Promise<number>;
}

const EXIT_TEXT = `
Exit codes: 0 done; 1 refused or not found; 2 wrong usage; 69 no node runs, or something is unavailable;
70 something broke; 78 the configuration is missing or invalid.
`;

/** Composes the program. */
export function createCommandLine(actions: CommandLineActions, surroundings: Surroundings = {}): CommandLine {
  const terminal = surroundings.terminal ?? processTerminal();
  const context: CommandContext = {
    actions,
    terminal,
    environment: surroundings.environment ?? process.env,
    clock: surroundings.clock ?? { now: Date.now },
    notes: new Map(),
    outcome: { code: EXIT_CODES.done },
  };
  const program = new Command('postern')
    .description('A 2-step verification proxy for the mail server you already run.')
    .version(actions.version, '-V, --version', 'print the version')
    .option('--json', 'print JSON, with fields that stay')
    .option('--config <file>', 'configuration file (or POSTERN_CONFIG; /etc/postern/postern.yaml)')
    .option('--socket <path>', "the running node's socket (or POSTERN_SOCKET; postern.sock in the state folder)")
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EXIT_TEXT);
  for (const add of COMMANDS) add(program, context);
  prepare(program, terminal);
  return { program, notes: context.notes, run: (words) => run(program, words, context) };
}

const COMMANDS: readonly ((program: Command, context: CommandContext) => void)[] = [
  initCommand,
  doctorCommand,
  serveCommand,
  statusCommand,
  administratorCommands,
  domainCommands,
  groupCommands,
  policyCommands,
  mailboxCommands,
  jobCommands,
  appPasswordCommands,
  factorCommands,
  passwordCommands,
  placesCommands,
  browsersCommands,
  connectionsCommands,
  sessionsCommands,
  smsCommands,
  explainCommand,
  tokenCommands,
  noticesCommands,
  auditCommand,
  statisticsCommands,
  backupCommand,
  migrateCommand,
  completionCommand,
];

/** Settings that commands inherit only if they are made at creation: given to each. */
function prepare(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    })
    .showHelpAfterError('(--help shows how it is used)');
  for (const child of command.commands) prepare(child, terminal);
}

async function run(program: Command, words: readonly string[], context: CommandContext): Promise<number> {
  const { terminal, outcome } = context;
  outcome.code = EXIT_CODES.done;
  try {
    await program.parseAsync([...words], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    report(error, words.includes('--json'), terminal);
    return exitCodeOf(error);
  }
}

function report(error: unknown, asJson: boolean, terminal: Terminal): void {
  const text = error instanceof Error ? error.message : String(error);
  if (!asJson) {
    const fields = error instanceof NodeRefusal ? (error.problem.problems ?? []) : [];
    const lines = fields.map(({ field, reason }) => `  ${field} ${reason}\n`).join('');
    terminal.writeError(lines ? `error: the request is invalid\n${lines}` : `error: ${text}\n`);
    return;
  }
  const code = error instanceof NodeRefusal ? error.problem.code : codeOf(error);
  const problems = error instanceof NodeRefusal ? error.problem.problems : undefined;
  terminal.writeError(`${JSON.stringify({ error: { code, text, ...(problems && { problems }) } })}\n`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'broken';
}
