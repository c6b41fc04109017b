// postern mailbox …

import { type Command, Option } from 'commander';
import { LISTING_ORDERS } from '../../core/accounts/mailbox-listing.ts';
import { PosternError } from '../../core/errors.ts';
import { CHALLENGE_MODES } from '../../core/policy/policy.ts';
import type { JobDetailResource } from '../../web/api/client/job-resources.ts';
import type {
  ClearedChoiceResource,
  ListedMailboxesResource,
  ListedMailboxResource,
  MailboxDetailResource,
  MailboxResource,
} from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { addFilterOptions, type FilterOptions, filterOf } from '../filter-options.ts';
import { type NodeClient, segment } from '../node-client.ts';
import { readCount } from '../options.ts';
import { addPolicyOptions, type PolicyOptions, policyBody } from '../policy-options.ts';
import { properties, table, time } from '../table.ts';
import { addAliasCommands } from './alias.ts';
import { JOB_JSON, startedText } from './job.ts';
import { type BulkOptions, bulkText, changeMany, selectionOf } from './mailbox-bulk.ts';
import { mailboxFileCommands } from './mailbox-file.ts';
import { EFFECTIVE_JSON, effectiveLines, POLICY_JSON, permittedText, policyLines } from './policy-text.ts';
import { addRecoveryCommands } from './recovery.ts';

const MAILBOX = `{ address, listed, disabled, ${POLICY_JSON}, createdAt }`;
const MAILBOX_DETAIL = `${MAILBOX.slice(0, -2)}, domain, backend, signInSource, effective: ${EFFECTIVE_JSON}, groups: [name], ownChoice, passwordChangeDueSince, aliases: [alias], appPasswords }`;

const LISTED = `${MAILBOX.slice(0, -2)}, effective: { value, layer }, groups: [name], factors: [kind], lastSignInAt }`;
const BULK =
  '{ id, dryRun, items: [{ mailbox, outcome, changes: [{ field, from, to }], effects: [{ field, from, to, layer }], refusal: { code, text } }] }';

/** What `set` reads. */
type SetOptions = PolicyOptions & BulkOptions & { readonly disable?: boolean; readonly enable?: boolean };

/** Mailboxes of one request. */
const PAGE = 500;

export function mailboxCommands(program: Command, context: CommandContext): void {
  const mailbox = program.command('mailbox').summary('mailboxes and their settings');
  mailbox.description('Mailboxes with settings of their own. All others of a known domain follow their domain.');
  addMailbox(mailbox, context);
  changeMailbox(mailbox, context);
  showMailbox(mailbox, context);
  listMailboxes(mailbox, context);
  mailboxFileCommands(mailbox, context);
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
  const command = describeCommand(parent.command('set [address]'), context, {
    summary: 'change what a mailbox says, or many of them',
    remark:
      'One address, or which mailboxes are meant: a filter, --file or --all. With --dry-run, what each would say and what would hold for it in the end, and nothing is changed. A change of many that broke off can be made again: who was changed already is left as it is.',
    examples: [
      ['postern mailbox set alice@example.com --challenge always', 'its mail clients need app passwords'],
      ['postern mailbox set alice@example.com --disable', 'refuse it at every door; what is signed in ends at once'],
      [
        'postern mailbox set alice@example.com --permit mail=192.0.2.0/24,2001:db8::/32 --permit sieve=none',
        'say from where its doors may be used',
      ],
      [
        'postern mailbox set --domain example.com --challenge always --dry-run',
        'see whom it would change, and from what',
      ],
      [
        'postern mailbox set --all --user-choice no --background',
        'let the node do it: postern job shows how far it is',
      ],
      ['postern mailbox set --file pilots.txt --add-to-group pilots', 'put everybody in a list into a group'],
      ['postern mailbox set alice@example.com --user-choice no --trusted-browser-days 0', 'leave its owner no choice'],
    ],
    json: `${MAILBOX}; of many, or with --dry-run: ${BULK}; with --background: ${JOB_JSON}`,
  });
  command
    .addOption(new Option('--disable', 'refuse it at every door, and end what is signed in').conflicts('enable'))
    .option('--enable', 'let it in again')
    .option('--file <name>', 'whose addresses are in this file, one a line')
    .option('--all', 'all that are listed')
    .addOption(
      new Option('--add-to-group <name>', 'put them into a group, instead of setting anything').conflicts(
        'removeFromGroup',
      ),
    )
    .option('--remove-from-group <name>', 'take them out of a group, instead of setting anything')
    .option('--dry-run', 'only say what would change')
    .option('--background', 'as a job of the node, without waiting for it');
  addPolicyOptions(addFilterOptions(command)).action(async (address: string | undefined, options: SetOptions) => {
    const action = actionOf(options);
    const client = nodeClient(command, context);
    const selection = await selectionOf(address, options);
    if (options.background) {
      const body = { ...action, ...selection, dryRun: options.dryRun === true };
      const started = await client.ask<JobDetailResource>('POST', '/jobs/bulk', { body });
      print(command, context, started, () => startedText(started));
      return;
    }
    if (address === undefined || options.dryRun || !('set' in action)) {
      const report = await changeMany(client, selection, { ...action, dryRun: options.dryRun === true });
      if (report.items.some(({ outcome }) => outcome === 'refused')) context.outcome.code = EXIT_CODES.refused;
      print(command, context, report, () => bulkText(report));
      return;
    }
    const path = `/mailboxes/${segment(address)}`;
    const changed = await client.ask<MailboxResource>('PATCH', path, { body: action.set });
    print(command, context, changed, () => mailboxText(changed));
  });
}

type Action = { readonly set: object } | { readonly addToGroup: string } | { readonly removeFromGroup: string };

/** The one thing that is done to each. Throws `ERR_USAGE` for nothing, or for two things. */
function actionOf({ addToGroup, removeFromGroup, disable, enable, ...policy }: SetOptions): Action {
  const isNamed = disable === true || enable === true;
  const set = { ...policyBody(policy), ...(isNamed && { disabled: disable === true }) };
  const actions: readonly (Action | false)[] = [
    Object.keys(set).length > 0 && { set },
    addToGroup !== undefined && { addToGroup },
    removeFromGroup !== undefined && { removeFromGroup },
  ];
  const [action, ...more] = actions.filter((each) => each !== false);
  if (action === undefined) throw new PosternError('ERR_USAGE', 'say what to change: --help shows what');
  if (more.length > 0) throw new PosternError('ERR_USAGE', 'groups and settings are changed one after the other');
  return action;
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

interface ListOptions extends FilterOptions {
  readonly challenge?: string;
  readonly order?: string;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
  readonly limit?: number;
}

function listMailboxes(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list'), context, {
    summary: 'list mailboxes that have settings of their own',
    examples: [
      ['postern mailbox list --domain example.com', 'those of a domain'],
      ['postern mailbox list --effective always --factor none', 'who must give a second step, and has none yet'],
      ['postern mailbox list --signed-in-before 90d', 'whom nobody has seen for long'],
      ['postern mailbox list --challenge never --json', 'those whose own setting is never, for a script'],
    ],
    json: `{ items: [${LISTED}], total: { mailboxes, atLeast } }`,
  });
  addFilterOptions(command)
    .addOption(new Option('--challenge <mode>', 'whose own setting is this').choices(CHALLENGE_MODES))
    .addOption(new Option('--disabled', 'as --only-disabled').conflicts('enabled'))
    .option('--enabled', 'as --only-enabled')
    .addOption(new Option('--order <order>', 'by address, or newest sign-in first').choices(LISTING_ORDERS))
    .option('--limit <number>', 'at most so many', readCount)
    .action(async (options: ListOptions) => {
      const found = await allMailboxes(nodeClient(command, context), options);
      print(command, context, found, () => listText(found));
    });
}

/** Page by page, until there are no more or enough. */
async function allMailboxes(client: NodeClient, options: ListOptions): Promise<ListedMailboxesResource> {
  const { challenge, order, disabled, enabled, limit = Number.POSITIVE_INFINITY } = options;
  const state = disabled ? { disabled: true } : enabled ? { disabled: false } : {};
  const filter = { ...filterOf(options), ...state, challenge, order };
  const items: ListedMailboxResource[] = [];
  let page: ListedMailboxesResource | undefined;
  do {
    const count = page === undefined ? true : undefined;
    const query = { ...filter, count, after: page?.next, limit: Math.min(PAGE, limit - items.length) };
    const next: ListedMailboxesResource = await client.ask('GET', '/mailboxes', { query });
    items.push(...next.items);
    page = { ...next, ...(page?.total && { total: page.total }) };
  } while (page.next !== undefined && items.length < limit);
  return { items, ...(page.total && { total: page.total }) };
}

function listText({ items, total }: ListedMailboxesResource): string {
  const rows = items.map((item) => [
    item.address,
    item.challenge,
    `${item.effective.value} (${item.effective.layer})`,
    item.factors.join(' ') || 'none',
    time(item.lastSignInAt),
    item.disabled ? 'disabled' : 'enabled',
    permittedText(item),
  ]);
  const more = total && total.mailboxes > items.length;
  const sum = more ? `${items.length} of ${total.atLeast ? 'more than ' : ''}${total.mailboxes}\n` : '';
  const headings = ['ADDRESS', 'CHALLENGE', 'IN THE END', 'FACTORS', 'LAST SIGN-IN', 'STATE', 'PERMITTED'];
  return table(headings, rows) + sum;
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
