// postern mailbox …

import { type Command, Option } from 'commander';
import { PosternError } from '../../core/errors.ts';
import { CHALLENGE_MODES } from '../../core/policy/policy.ts';
import type {
  ClearedChoiceResource,
  ListResource,
  MailboxDetailResource,
  MailboxResource,
} from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { type NodeClient, segment } from '../node-client.ts';
import { readCount } from '../options.ts';
import { addPolicyOptions, type PolicyOptions, policyBody } from '../policy-options.ts';
import { properties, table, time } from '../table.ts';
import { addAliasCommands } from './alias.ts';
import { EFFECTIVE_JSON, effectiveLines, POLICY_JSON, permittedText, policyLines } from './policy-text.ts';
import { addRecoveryCommands } from './recovery.ts';

const MAILBOX = `{ address, listed, disabled, ${POLICY_JSON}, createdAt }`;
const MAILBOX_DETAIL = `${MAILBOX.slice(0, -2)}, domain, backend, signInSource, effective: ${EFFECTIVE_JSON}, groups: [name], ownChoice, passwordChangeDueSince, aliases: [alias], appPasswords }`;

/** Mailboxes of one request. */
const PAGE = 500;

export function mailboxCommands(program: Command, context: CommandContext): void {
  const mailbox = program.command('mailbox').summary('mailboxes and their settings');
  mailbox.description('Mailboxes with settings of their own. All others of a known domain follow their domain.');
  addMailbox(mailbox, context);
  changeMailbox(mailbox, context);
  showMailbox(mailbox, context);
  listMailboxes(mailbox, context);
  clearChoice(mailbox, context);
  addRecoveryCommands(mailbox, context);
  removeMailbox(mailbox, context);
  addAliasCommands(mailbox, context, {
    summary: 'other addresses of a mailbox',
    of: 'mailbox',
    alias: 'info@example.com',
    target: 'alice@example.com',
  });
}

function addMailbox(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add <address>'), context, {
    summary: 'add a mailbox',
    examples: [
      ['postern mailbox add alice@example.com', 'it has settings of its own from now on'],
      ['postern mailbox add alice@example.com --challenge always', 'its mail clients need app passwords'],
    ],
    json: MAILBOX,
  });
  addPolicyOptions(command.option('--disabled', 'refuse it at every door until it is enabled')).action(
    async (address: string, options: PolicyOptions & { readonly disabled?: boolean }) => {
      const body = { address, ...policyBody(options), ...(options.disabled && { disabled: true }) };
      const added = await nodeClient(command, context).ask<MailboxResource>('POST', '/mailboxes', { body });
      print(command, context, added, () => `added\n${mailboxText(added)}`);
    },
  );
}

function changeMailbox(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('set <address>'), context, {
    summary: 'change what a mailbox says',
    examples: [
      ['postern mailbox set alice@example.com --challenge always', 'its mail clients need app passwords'],
      ['postern mailbox set alice@example.com --disable', 'refuse it at every door; what is signed in ends at once'],
      [
        'postern mailbox set alice@example.com --permit mail=192.0.2.0/24,2001:db8::/32 --permit sieve=none',
        'say from where its doors may be used',
      ],
      ['postern mailbox set alice@example.com --user-choice no --trusted-browser-days 0', 'leave its owner no choice'],
    ],
    json: MAILBOX,
  });
  command
    .addOption(new Option('--disable', 'refuse it at every door, and end what is signed in').conflicts('enable'))
    .option('--enable', 'let it in again');
  addPolicyOptions(command).action(
    async (address: string, options: PolicyOptions & { readonly disable?: boolean; readonly enable?: boolean }) => {
      const isNamed = options.disable === true || options.enable === true;
      const body = { ...policyBody(options), ...(isNamed && { disabled: options.disable === true }) };
      if (Object.keys(body).length === 0) throw new PosternError('ERR_USAGE', 'say what to change: --help shows what');
      const path = `/mailboxes/${segment(address)}`;
      const changed = await nodeClient(command, context).ask<MailboxResource>('PATCH', path, { body });
      print(command, context, changed, () => mailboxText(changed));
    },
  );
}

function showMailbox(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('show <address>'), context, {
    summary: 'show a mailbox and what holds for it in the end',
    examples: [['postern mailbox show alice@example.com', 'settings, effective policy, aliases']],
    json: MAILBOX_DETAIL,
  });
  command.action(async (address: string) => {
    const path = `/mailboxes/${segment(address)}`;
    const found = await nodeClient(command, context).ask<MailboxDetailResource>('GET', path);
    print(command, context, found, () => mailboxText(found) + detailText(found));
  });
}

interface ListOptions {
  readonly domain?: string;
  readonly challenge?: string;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
  readonly search?: string;
  readonly limit?: number;
}

function listMailboxes(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list mailboxes that have settings of their own',
    examples: [
      ['postern mailbox list --domain example.com', 'those of a domain'],
      ['postern mailbox list --challenge never --json', 'those whose own setting is never, for a script'],
    ],
    json: `{ items: [${MAILBOX}] }`,
  });
  command
    .option('--domain <name>', 'of this domain')
    .addOption(new Option('--challenge <mode>', 'whose own setting is this').choices(CHALLENGE_MODES))
    .addOption(new Option('--disabled', 'that are disabled').conflicts('enabled'))
    .option('--enabled', 'that are not disabled')
    .option('--search <text>', 'whose address has this in it')
    .option('--limit <number>', 'at most so many', readCount)
    .action(async (options: ListOptions) => {
      const items = await allMailboxes(nodeClient(command, context), options);
      print(command, context, { items }, () =>
        table(
          ['ADDRESS', 'CHALLENGE', 'STATE', 'PERMITTED'],
          items.map((item) => [
            item.address,
            item.challenge,
            item.disabled ? 'disabled' : 'enabled',
            permittedText(item),
          ]),
        ),
      );
    });
}

/** Page by page, until there are no more or enough. */
async function allMailboxes(client: NodeClient, options: ListOptions): Promise<readonly MailboxResource[]> {
  const { domain, challenge, disabled, enabled, search, limit = Number.POSITIVE_INFINITY } = options;
  const filter = { domain, challenge, search, disabled: disabled ? true : enabled ? false : undefined };
  const items: MailboxResource[] = [];
  let after: string | undefined;
  do {
    const query = { ...filter, after, limit: Math.min(PAGE, limit - items.length) };
    const page: ListResource<MailboxResource> = await client.ask('GET', '/mailboxes', { query });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < limit);
  return items;
}

function clearChoice(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('clear-choice <address>'), context, {
    summary: "take back the mode that a mailbox's owner chose",
    remark: 'Policy alone decides then. The owner may choose again, unless --user-choice no.',
    examples: [['postern mailbox clear-choice alice@example.com', 'for somebody who chose more than they can do']],
    json: '{ mailbox, challenge }',
  });
  command.action(async (address: string) => {
    const path = `/mailboxes/${segment(address)}/own-choice`;
    const cleared = await nodeClient(command, context).ask<ClearedChoiceResource>('DELETE', path);
    print(command, context, cleared, () => `${cleared.mailbox}: ${cleared.challenge} from now on\n`);
  });
}

function removeMailbox(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('remove <address>'), context, {
    summary: 'remove a mailbox with all that it has in Postern',
    remark:
      'Its aliases, app passwords and local password go with it, and what is signed in ends. The mail is not touched, and the mailbox follows its domain from then on.',
    examples: [['postern mailbox remove alice@example.com', 'forget its settings and its app passwords']],
    json: '{ address }',
  });
  command.action(async (address: string) => {
    const path = `/mailboxes/${segment(address)}`;
    const removed = await nodeClient(command, context).ask<{ readonly address: string }>('DELETE', path);
    print(command, context, removed, () => `removed ${removed.address}\n`);
  });
}

function mailboxText(mailbox: MailboxResource): string {
  return properties([
    ['mailbox', mailbox.address],
    ['state', mailbox.disabled ? 'disabled' : mailbox.listed ? 'enabled' : 'enabled, follows its domain'],
    ...policyLines(mailbox),
    ['added', mailbox.createdAt && time(mailbox.createdAt)],
  ]);
}

function detailText({
  effective,
  groups,
  ownChoice,
  passwordChangeDueSince,
  domain,
  backend,
  signInSource,
  aliases,
  appPasswords,
}: MailboxDetailResource): string {
  return `${properties([
    ['domain', domain],
    ['backend', backend],
    ['sign-in source', signInSource],
    ['aliases', aliases.join(', ') || '-'],
    ['groups', groups.join(', ') || '-'],
    ['own choice', ownChoice],
    ['password', passwordChangeDueSince && `to be changed since ${time(passwordChangeDueSince)}`],
    ['app passwords', String(appPasswords)],
  ])}\nIn the end:\n${properties(effectiveLines(effective))}`;
}
