// postern administrator …: who administers Postern, and the operator's way in when nobody else has one (R6.2, R6.7).

import { type Command, InvalidArgumentError, Option } from 'commander';
import { ROLES } from '../../core/administrators/administrator.ts';
import { PosternError } from '../../core/errors.ts';
import type {
  AdministratorResource,
  AdministratorWithCodeResource,
  BreakGlassResource,
  ConsoleSessionResource,
} from '../../web/api/client/administrator-resources.ts';
import type { ListResource, Timestamp } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { readCount, readList } from '../options.ts';
import { properties, table, time } from '../table.ts';

/** The shape of an administrator in JSON. */
const ADMINISTRATOR = '{ name, role, domains, disabled, setUp, createdAt, lastSignInAt }';
const WITH_CODE = `${ADMINISTRATOR.slice(0, -2)}, code, codeEndsAt, console }`;
const SESSION =
  '{ id, administrator, state, breakGlass, current, remoteAddress, userAgent, country, startedAt, lastActiveAt, endsAt }';

export function administratorCommands(program: Command, context: CommandContext): void {
  const group = program.command('administrator').summary('who administers Postern');
  group.description(
    'Who administers Postern at the console and by the API. Platform administrators may do everything, domain administrators what concerns the mailboxes of their domains, auditors look and change nothing.',
  );
  add(group, context);
  list(group, context);
  show(group, context);
  change(group, context);
  reset(group, context);
  remove(group, context);
  breakGlass(group, context);
  sessions(group, context);
}

interface AddOptions {
  readonly role: string;
  readonly domain?: readonly string[];
  readonly codeHours?: number;
}

function roleOption(): Option {
  return new Option('--role <role>', 'what they may do').choices(ROLES);
}

const DOMAINS = ['--domain <domains>', 'their domains, with commas between; may be repeated'] as const;
const CODE_HOURS = ['--code-hours <hours>', 'how long the code waits to be used, 1 to 168 (default: 24)'] as const;

function add(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add <name>'), context, {
    summary: 'add an administrator; prints a code for the first sign-in',
    remark:
      'With the code, password and authenticator app are set at the console. It is good once, and shown this once. A name has 2 to 64 letters, digits, dots, dashes and underlines, and is no mail address.',
    examples: [
      ['postern administrator add alice', 'the first one: a platform administrator'],
      [
        'postern administrator add bea --role domain-administrator --domain example.com,example.org',
        'for the mailboxes of two domains',
      ],
      ['postern administrator add carla --role auditor', 'looks at everything'],
    ],
    json: WITH_CODE,
  });
  command
    .addOption(roleOption().default('platform-administrator'))
    .option(...DOMAINS, readList)
    .option(...CODE_HOURS, readCount)
    .action(async (name: string, { role, domain: domains, codeHours }: AddOptions) => {
      const body = { name, role, domains, codeHours };
      const added = await nodeClient(command, context).ask<AdministratorWithCodeResource>('POST', '/administrators', {
        body,
      });
      print(command, context, added, () => `added\n${withCode([...administratorLines(added), ...codeLines(added)])}`);
    });
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list the administrators',
    examples: [['postern administrator list', 'with their last sign-in']],
    json: `{ items: [${ADMINISTRATOR}] }`,
  });
  command.action(async () => {
    const found = await nodeClient(command, context).ask<ListResource<AdministratorResource>>('GET', '/administrators');
    print(command, context, found, () =>
      table(
        ['NAME', 'ROLE', 'DOMAINS', 'STATE', 'LAST SIGN-IN'],
        found.items.map((each) => [each.name, each.role, domainsText(each), stateText(each), time(each.lastSignInAt)]),
      ),
    );
  });
}

function show(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('show <name>'), context, {
    summary: 'show an administrator',
    examples: [['postern administrator show alice', 'role, domains, last sign-in']],
    json: ADMINISTRATOR,
  });
  command.action(async (name: string) => {
    const path = `/administrators/${segment(name)}`;
    const found = await nodeClient(command, context).ask<AdministratorResource>('GET', path);
    print(command, context, found, () => administratorText(found));
  });
}

interface ChangeOptions {
  readonly role?: string;
  readonly domain?: readonly string[];
  readonly allDomains?: true;
  readonly disable?: true;
  readonly enable?: true;
}

function change(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('set <name>'), context, {
    summary: 'change role, domains or state of an administrator, whose sessions end',
    examples: [
      ['postern administrator set bea --domain example.net', 'from now on this domain, and no other'],
      ['postern administrator set carla --role auditor --all-domains', 'looks at everything'],
      ['postern administrator set alice --disable', 'out at once, until --enable'],
    ],
    json: ADMINISTRATOR,
  });
  command
    .addOption(roleOption())
    .addOption(new Option(...DOMAINS).argParser(readList).conflicts('allDomains'))
    .option('--all-domains', 'all domains that there are')
    .addOption(new Option('--disable', 'no sign-in any more').conflicts('enable'))
    .option('--enable', 'sign-ins again')
    .action(async (name: string, options: ChangeOptions) => {
      const body = changeBody(options);
      if (Object.keys(body).length === 0) throw new PosternError('ERR_USAGE', 'say what to change: --help shows what');
      const path = `/administrators/${segment(name)}`;
      const changed = await nodeClient(command, context).ask<AdministratorResource>('PATCH', path, { body });
      print(command, context, changed, () => administratorText(changed));
    });
}

function changeBody({ role, domain, allDomains, disable, enable }: ChangeOptions): object {
  return {
    ...(role !== undefined && { role }),
    ...(domain !== undefined && { domains: domain }),
    ...(allDomains && { domains: 'all' }),
    ...((disable || enable) && { disabled: disable === true }),
  };
}

function reset(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('reset <name>'), context, {
    summary: 'take password, second factors and sessions from an administrator; prints a code to set up new ones',
    remark: 'For a lost phone, a forgotten password, or one that somebody else knows.',
    examples: [['postern administrator reset alice', 'then hand her the code']],
    json: WITH_CODE,
  });
  command
    .option(...CODE_HOURS, readCount)
    .action(async (name: string, { codeHours }: { readonly codeHours?: number }) => {
      const path = `/administrators/${segment(name)}/reset`;
      const answer = await nodeClient(command, context).ask<AdministratorWithCodeResource>('POST', path, {
        body: { codeHours },
      });
      print(
        command,
        context,
        answer,
        () => `reset\n${withCode([...administratorLines(answer), ...codeLines(answer)])}`,
      );
    });
}

function remove(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('remove <name>'), context, {
    summary: 'remove an administrator, whose sessions end',
    examples: [['postern administrator remove carla', 'what she did stays in the audit log']],
    json: ADMINISTRATOR,
  });
  command.action(async (name: string) => {
    const path = `/administrators/${segment(name)}`;
    const removed = await nodeClient(command, context).ask<AdministratorResource>('DELETE', path);
    print(command, context, removed, () => `removed ${removed.name}\n`);
  });
}

function breakGlass(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('break-glass <name>'), context, {
    summary: 'get into the console for a while, whatever became of the administrators',
    remark:
      'Prints a code that is good once, within 15 minutes, and opens the console as a platform administrator without a second step. <name> is what the audit log is to call you; no administrator of that name need be there. Works on the host only, and is recorded loudly.',
    examples: [
      ['postern administrator break-glass alice', 'for 15 minutes'],
      ['postern administrator break-glass alice --minutes 60', 'for as long as it goes'],
    ],
    json: '{ name, code, codeEndsAt, minutes, console }',
  });
  command
    .option('--minutes <minutes>', 'how long the session lasts, 1 to 60 (default: 15)', readMinutes)
    .action(async (name: string, { minutes }: { readonly minutes?: number }) => {
      const body = { name, minutes };
      const issued = await nodeClient(command, context).ask<BreakGlassResource>('POST', '/break-glass', { body });
      print(command, context, issued, () => withCode([['session', `${issued.minutes} minutes`], ...codeLines(issued)]));
    });
}

function readMinutes(value: string): number {
  const minutes = readCount(value);
  if (minutes > 60) throw new InvalidArgumentError('Write a whole number from 1 to 60.');
  return minutes;
}

function sessions(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('sessions [name]'), context, {
    summary: "list administrators' sessions at the console, or end them",
    examples: [
      ['postern administrator sessions', 'of everybody, break-glass included'],
      ['postern administrator sessions alice --end', 'all of hers'],
      ['postern administrator sessions --end-session cs-3k9x0abcde', 'one'],
    ],
    json: `{ items: [${SESSION}] }; with --end and --end-session: { ended }`,
  });
  command
    .option('--end', 'end all of this administrator')
    .addOption(new Option('--end-session <id>', 'end one').conflicts('end'))
    .action(async (name: string | undefined, options: { readonly end?: true; readonly endSession?: string }) => {
      const client = nodeClient(command, context);
      const { end, endSession: id } = options;
      if (end && name === undefined) throw new PosternError('ERR_USAGE', 'say whose sessions are to end');
      if (end || id !== undefined) {
        const body = id === undefined ? { administrator: name } : { id };
        const done = await client.ask<{ readonly ended: number }>('POST', '/console-sessions/end', { body });
        print(command, context, done, () => `${done.ended} ended\n`);
        return;
      }
      const query = { administrator: name };
      const found = await client.ask<ListResource<ConsoleSessionResource>>('GET', '/console-sessions', { query });
      print(command, context, found, () =>
        table(['ID', 'SINCE', 'LAST ACTIVE', 'ADMINISTRATOR', 'STATE', 'FROM', 'BROWSER'], found.items.map(sessionRow)),
      );
    });
}

function sessionRow(session: ConsoleSessionResource): string[] {
  const { id, startedAt, lastActiveAt, administrator, state, breakGlass: broken, remoteAddress, userAgent } = session;
  const who = broken ? `${administrator} (break-glass)` : administrator;
  return [id, time(startedAt), time(lastActiveAt), who, state, remoteAddress, userAgent === '' ? '-' : userAgent];
}

type Line = readonly [string, string];

function administratorText(administrator: AdministratorResource): string {
  return properties(administratorLines(administrator));
}

function administratorLines(administrator: AdministratorResource): readonly Line[] {
  const { name, role, createdAt, lastSignInAt } = administrator;
  return [
    ['administrator', name],
    ['role', role],
    ['domains', domainsText(administrator)],
    ['state', stateText(administrator)],
    ['added', time(createdAt)],
    ['last sign-in', time(lastSignInAt)],
  ];
}

function codeLines(issued: {
  readonly code: string;
  readonly codeEndsAt: Timestamp;
  readonly console?: string;
}): readonly Line[] {
  return [
    ['code', issued.code],
    ['good until', time(issued.codeEndsAt)],
    ['console', issued.console ? `${issued.console}/code` : 'listens nowhere: see docs/guides/console.md'],
  ];
}

function withCode(lines: readonly Line[]): string {
  return `${properties(lines)}The code is shown this once.\n`;
}

function domainsText({ domains }: AdministratorResource): string {
  return domains === 'all' ? domains : domains.join(', ') || 'none';
}

function stateText({ disabled, setUp }: AdministratorResource): string {
  if (disabled) return 'disabled';
  return setUp ? 'active' : 'to be set up';
}
