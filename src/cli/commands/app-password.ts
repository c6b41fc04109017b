// postern app-password …

import type { Command } from 'commander';
import type { AppPasswordResource, CreatedAppPasswordResource, ListResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { type NodeClient, NodeRefusal, segment } from '../node-client.ts';
import { askPassword, readList, readPasswordFromInput } from '../options.ts';
import { harmless, properties, table, time } from '../table.ts';

const APP_PASSWORD =
  '{ id, mailbox, name, state: active|expired|revoked|stale, scopes: [door], readOnly, networks: [network], createdAt, expiresAt, revokedAt, lastUse: { at, door, remoteAddress, country, clientName } }';
const CREATED = `${APP_PASSWORD.slice(0, -2)}, password, servers: [{ protocol, host, port, tls }] }`;

export function appPasswordCommands(program: Command, context: CommandContext): void {
  const group = program.command('app-password').summary('app passwords for mail clients');
  group.description('App passwords for mail clients: one for each, with what it may do.');
  create(group, context);
  list(group, context);
  revoke(group, context);
  reseal(group, context);
}

interface CreateOptions {
  readonly name: string;
  readonly scope?: readonly string[];
  readonly expires?: string;
  readonly network?: readonly string[];
  readonly readOnly?: boolean;
  readonly passwordStdin?: boolean;
}

function create(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('create <address>'), context, {
    summary: 'make an app password and show it once',
    remark:
      "Where the backend is signed in to with the mailbox's own password, that is asked for, checked, and sealed so that only this app password opens it.",
    examples: [
      [`postern app-password create alice@example.com --name "Alice's phone"`, 'for fetching and sending mail'],
      [
        'postern app-password create alice@example.com --name Archive --scope imap --read-only --network 192.0.2.0/24 --expires 365d',
        'one that only reads, from one network, for a year',
      ],
      [
        'postern app-password create alice@example.com --name Scanner --scope smtp --password-stdin <password.txt',
        'one that only sends, made by a script',
      ],
    ],
    json: CREATED,
  });
  command
    .requiredOption('--name <text>', 'what it is for, as its owner will know it')
    .option('--scope <doors>', 'what it opens: imap, pop3, smtp, sieve, dav, activesync (default: imap,smtp)', readList)
    .option('--expires <when>', 'a duration such as 365d, a time, or never (default: as the configuration says)')
    .option('--network <networks>', 'from where it may be used; may be repeated (default: from everywhere)', readList)
    .option('--read-only', 'IMAP without changing anything')
    .option('--password-stdin', "read the mailbox's own password from standard input")
    .action(async (address: string, options: CreateOptions) => {
      const created = await createWithPassword(nodeClient(command, context), address, { options, context });
      print(command, context, created, () => createdText(created));
    });
}

/** Asks for the mailbox's password only when the node says that it needs it. */
async function createWithPassword(
  client: NodeClient,
  address: string,
  { options, context }: { readonly options: CreateOptions; readonly context: CommandContext },
): Promise<CreatedAppPasswordResource> {
  const { name, scope, expires, network, readOnly, passwordStdin } = options;
  const wish = { name, scopes: scope, expires, networks: network, readOnly };
  const path = `/mailboxes/${segment(address)}/app-passwords`;
  const ask = (mailboxPassword?: string): Promise<CreatedAppPasswordResource> =>
    client.ask('POST', path, { body: { ...wish, mailboxPassword } });
  if (passwordStdin) return ask(await readPasswordFromInput(context));
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof NodeRefusal && error.problem.code === 'mailbox-password-needed')) throw error;
    return ask(await askPassword(context, `Password of ${harmless(address)}`, { isNew: false }));
  }
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list <address>'), context, {
    summary: 'list the app passwords of a mailbox',
    examples: [
      ['postern app-password list alice@example.com', 'with their last use'],
      ['postern app-password list alice@example.com --revoked', 'those that were revoked, too'],
    ],
    json: `{ items: [${APP_PASSWORD}] }`,
  });
  command
    .option('--revoked', 'with those that were revoked')
    .action(async (address: string, { revoked }: { readonly revoked?: boolean }) => {
      const path = `/mailboxes/${segment(address)}/app-passwords`;
      const client = nodeClient(command, context);
      const found = await client.ask<ListResource<AppPasswordResource>>('GET', path, { query: { revoked } });
      print(command, context, found, () =>
        table(['ID', 'NAME', 'STATE', 'OPENS', 'FROM', 'EXPIRES', 'LAST USE'], found.items.map(row)),
      );
    });
}

function revoke(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('revoke <id...>'), context, {
    summary: 'revoke app passwords; what is signed in with them ends within a second',
    examples: [
      ['postern app-password revoke ap-0123456789', 'one'],
      ['postern app-password revoke ap-0123456789 ap-abcdefghjk', 'two'],
    ],
    json: `{ items: [${APP_PASSWORD}] }`,
  });
  command.action(async (ids: readonly string[]) => {
    const client = nodeClient(command, context);
    const items: AppPasswordResource[] = [];
    try {
      for (const id of ids) items.push(await client.ask('DELETE', `/app-passwords/${segment(id)}`));
    } finally {
      // One that can't be revoked doesn't hide those before it, which are.
      print(command, context, { items }, () =>
        items.map(({ id, name, mailbox }) => `revoked ${id}, "${harmless(name)}" of ${mailbox}\n`).join(''),
      );
    }
  });
}

function reseal(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('reseal <address>'), context, {
    summary: "seal a mailbox's changed password anew for all its app passwords",
    remark:
      'After the password of a mailbox was changed at the backend, its app passwords hold the old one and are refused.',
    examples: [
      ['postern app-password reseal alice@example.com', 'asks for the new password'],
      ['postern app-password reseal alice@example.com --password-stdin <password.txt', 'by a script'],
    ],
    json: '{ mailbox, resealed }',
  });
  command
    .option('--password-stdin', 'read the password from standard input')
    .action(async (address: string, { passwordStdin }: { readonly passwordStdin?: boolean }) => {
      const password = passwordStdin
        ? await readPasswordFromInput(context)
        : await askPassword(context, `Password of ${harmless(address)}`, { isNew: false });
      const path = `/mailboxes/${segment(address)}/reseal`;
      const client = nodeClient(command, context);
      const done = await client.ask<{ readonly mailbox: string; readonly resealed: number }>('POST', path, {
        body: { password },
      });
      print(command, context, done, () => `sealed for ${done.resealed} app passwords of ${done.mailbox}\n`);
    });
}

function row(item: AppPasswordResource): readonly string[] {
  const { id, name, state, scopes, readOnly, networks, expiresAt, lastUse } = item;
  return [
    id,
    name,
    state,
    scopes.join(',') + (readOnly ? ' (read only)' : ''),
    networks.join(',') || 'everywhere',
    expiresAt === undefined ? 'never' : time(expiresAt),
    lastUse
      ? `${time(lastUse.at)} ${lastUse.door} ${lastUse.remoteAddress} ${lastUse.clientName ?? ''}`.trimEnd()
      : '-',
  ];
}

const TLS_WORDS = { implicit: 'TLS (SSL/TLS)', starttls: 'STARTTLS', none: 'no encryption' } as const;

function createdText(created: CreatedAppPasswordResource): string {
  const { id, mailbox, name, password, scopes, readOnly, networks, expiresAt, servers } = created;
  const from = networks.length > 0 ? `, from ${networks.join(', ')}` : '';
  const until = expiresAt === undefined ? '' : `, until ${time(expiresAt)}`;
  const settings = properties([
    ['  user name', mailbox],
    ...servers.map(
      ({ protocol, host, port, tls }) => [`  ${protocol}`, `${host}, port ${port}, ${TLS_WORDS[tls]}`] as const,
    ),
  ]);
  return `App password "${harmless(name)}" (${id}) of ${mailbox}:

    ${password}

It is shown only now. It opens ${scopes.join(', ')}${readOnly ? ', reading only' : ''}${from}${until}.

In the mail client:
${settings}`;
}
