// postern token …

import type { Command } from 'commander';
import { PERMISSIONS } from '../../core/administrators/permissions.ts';
import type { ListResource } from '../../web/api/client/resources.ts';
import type { CreatedTokenResource, TokenResource } from '../../web/api/client/token-resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { readList } from '../options.ts';
import { harmless, properties, table, time } from '../table.ts';

const TOKEN =
  '{ id, name, state: active|expired|revoked, maker, madeBy, permissions: [permission], domains: [domain]|all, createdAt, expiresAt, revokedAt, lastUse: { at, remoteAddress } }';
const CREATED = `${TOKEN.slice(0, -2)}, token }`;

export function tokenCommands(program: Command, context: CommandContext): void {
  const group = program.command('token').summary('tokens by which programs ask the API');
  group.description(
    'Tokens by which programs ask the API over the network: one for each, with what it may do. Each ends.',
  );
  create(group, context);
  list(group, context);
  revoke(group, context);
}

interface CreateOptions {
  readonly name: string;
  readonly permission: readonly string[];
  readonly domain?: readonly string[];
  readonly expires?: string;
}

function create(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('create'), context, {
    summary: 'make a token and show it once',
    remark: `Permissions: ${Object.keys(PERMISSIONS).join(', ')}.`,
    examples: [
      ['postern token create --name Monitoring --permission platform:read,statistics:read', 'for 90 days'],
      [
        'postern token create --name "Staff sync" --permission mailboxes:read,mailboxes:write --domain example.com --expires 30d',
        'for the mailboxes of one domain, for a month',
      ],
    ],
    json: CREATED,
  });
  command
    .requiredOption('--name <text>', 'what it is for')
    .requiredOption('--permission <permissions>', 'what it may do; may be repeated', readList)
    .option('--domain <domains>', 'for which domains; may be repeated (default: for all)', readList)
    .option('--expires <when>', 'a duration such as 30d, or a time (default: as the configuration says)')
    .action(async ({ name, permission, domain, expires }: CreateOptions) => {
      const body = { name, permissions: permission, domains: domain, expires };
      const created = await nodeClient(command, context).ask<CreatedTokenResource>('POST', '/tokens', { body });
      print(command, context, created, () => createdText(created));
    });
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list tokens',
    examples: [
      ['postern token list', 'with their last use'],
      ['postern token list --ended', 'those that expired or were revoked, too'],
    ],
    json: `{ items: [${TOKEN}] }`,
  });
  command
    .option('--ended', 'with those that expired or were revoked')
    .action(async ({ ended }: { readonly ended?: boolean }) => {
      const client = nodeClient(command, context);
      const found = await client.ask<ListResource<TokenResource>>('GET', '/tokens', { query: { ended } });
      print(command, context, found, () =>
        table(['ID', 'NAME', 'STATE', 'MAKER', 'PERMISSIONS', 'DOMAINS', 'EXPIRES', 'LAST USE'], found.items.map(row)),
      );
    });
}

function revoke(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('revoke <id...>'), context, {
    summary: 'revoke tokens, and those that were made with them',
    examples: [
      ['postern token revoke tk-0123456789', 'one'],
      ['postern token revoke tk-0123456789 tk-abcdefghjk', 'two'],
    ],
    json: `{ items: [${TOKEN}] }`,
  });
  command.action(async (ids: readonly string[]) => {
    const client = nodeClient(command, context);
    const items: TokenResource[] = [];
    try {
      for (const id of ids) items.push(await client.ask('DELETE', `/tokens/${segment(id)}`));
    } finally {
      // One that can't be revoked doesn't hide those before it, which are.
      print(command, context, { items }, () =>
        items.map(({ id, name }) => `revoked ${id}, "${harmless(name)}"\n`).join(''),
      );
    }
  });
}

function row({ id, name, state, maker, permissions, domains, expiresAt, lastUse }: TokenResource): readonly string[] {
  return [
    id,
    name,
    state,
    maker ?? 'operator',
    permissionsText(permissions),
    domainsText(domains),
    time(expiresAt),
    lastUse ? `${time(lastUse.at)} ${lastUse.remoteAddress}` : '-',
  ];
}

function createdText({ id, name, token, permissions, domains, expiresAt }: CreatedTokenResource): string {
  const lines = properties([
    ['permissions', permissionsText(permissions)],
    ['domains', domainsText(domains)],
    ['expires', time(expiresAt)],
  ]);
  return `Token "${harmless(name)}" (${id}):

    ${token}

${lines}The token is shown this once.
`;
}

function permissionsText(permissions: readonly string[]): string {
  const isEvery = Object.keys(PERMISSIONS).every((each) => permissions.includes(each));
  return isEvery ? 'all' : permissions.join(', ');
}

function domainsText(domains: TokenResource['domains']): string {
  return domains === 'all' ? 'all' : domains.join(',');
}
