// postern group …

import type { Command } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type { GroupMemberResource, GroupResource, PolicyPreviewResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { askForAll, segment } from '../node-client.ts';
import { addPolicyOptions, type PolicyOptions, policyBody } from '../policy-options.ts';
import { properties, table, time } from '../table.ts';
import { POLICY_JSON, permittedText, policyLines } from './policy-text.ts';
import { PREVIEW_JSON, previewText } from './preview-text.ts';

/** The shape of a group in JSON. */
const GROUP = `{ name, ${POLICY_JSON}, createdAt }`;
const MEMBERS = '{ items: [{ group, mailbox }] }';

export function groupCommands(program: Command, context: CommandContext): void {
  const group = program.command('group').summary('groups of mailboxes with settings in common');
  group.description(
    'Groups of mailboxes with settings in common. A group goes before the domain of its members, and their own settings go before it. Of several groups of one mailbox the strictest counts, setting by setting.',
  );
  addGroup(group, context);
  changeGroup(group, context);
  readGroups(group, context);
  removeGroup(group, context);
  changeMembers(group, context);
}

function addGroup(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add <name>'), context, {
    summary: 'add a group',
    examples: [
      ['postern group add finance --challenge always', 'a group whose members give the second step each time'],
      ['postern group add office --trusted-network 192.0.2.0/24', 'no second step from inside the office'],
      [
        'postern group add staff --permit-country web=DE,AT,unknown',
        'webmail from two countries and private addresses',
      ],
    ],
    json: GROUP,
  });
  addPolicyOptions(command).action(async (name: string, options: PolicyOptions) => {
    const body = { name, ...policyBody(options) };
    const added = await nodeClient(command, context).ask<GroupResource>('POST', '/groups', { body });
    print(command, context, added, () => `added\n${groupText(added)}`);
  });
}

function changeGroup(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('set <name>'), context, {
    summary: 'change what a group says',
    examples: [
      ['postern group set finance --trusted-browser-days 30', 'let its members trust a browser for a month'],
      [
        'postern group set finance --user-choice no --enrolment enrolment-code',
        'keep the mode and the first app in hand',
      ],
      ['postern group set finance --challenge always --dry-run', 'see for how many members it would matter'],
      ['postern group set finance --challenge inherit', 'let the domain say it again'],
    ],
    json: `${GROUP}; ${PREVIEW_JSON}`,
  });
  command.option('--dry-run', 'only say for how many mailboxes it would change what');
  addPolicyOptions(command).action(async (name: string, options: PolicyOptions & { readonly dryRun?: boolean }) => {
    const body = policyBody(options);
    if (Object.keys(body).length === 0) throw new PosternError('ERR_USAGE', 'say what to change: --help shows what');
    if (options.dryRun) {
      const asked = { body: { group: name, change: body } };
      const preview = await nodeClient(command, context).ask<PolicyPreviewResource>('POST', '/policy/preview', asked);
      print(command, context, preview, () => previewText(preview));
      return;
    }
    const path = `/groups/${segment(name)}`;
    const changed = await nodeClient(command, context).ask<GroupResource>('PATCH', path, { body });
    print(command, context, changed, () => groupText(changed));
  });
}

function readGroups(parent: Command, context: CommandContext): void {
  const show = describeCommand(parent.command('show <name>'), context, {
    summary: 'show a group and its members',
    examples: [['postern group show finance', 'what it says, and who is in it']],
    json: `${GROUP.slice(0, -2)}, members: [mailbox] }`,
  });
  show.action(async (name: string) => {
    const client = nodeClient(show, context);
    const found = await client.ask<GroupResource>('GET', `/groups/${segment(name)}`);
    const path = `/groups/${segment(found.name)}/members`;
    const { items } = await askForAll<GroupMemberResource>(client, path);
    const members = items.map(({ mailbox }) => mailbox);
    print(
      show,
      context,
      { ...found, members },
      () => groupText(found) + properties([['members', members.join(', ') || '-']]),
    );
  });
  const list = describeCommand(parent.command('list'), context, {
    summary: 'list the groups',
    examples: [['postern group list', 'all of them']],
    json: `{ items: [${GROUP}] }`,
  });
  list.action(async () => {
    const found = await askForAll<GroupResource>(nodeClient(list, context), '/groups');
    print(list, context, found, () =>
      table(
        ['GROUP', 'CHALLENGE', 'PERMITTED'],
        found.items.map((item) => [item.name, item.challenge, permittedText(item)]),
      ),
    );
  });
}

function removeGroup(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('remove <name>'), context, {
    summary: 'remove a group',
    examples: [['postern group remove finance', 'its members stay, and follow their domain']],
    json: GROUP,
  });
  command.action(async (name: string) => {
    const removed = await nodeClient(command, context).ask<GroupResource>('DELETE', `/groups/${segment(name)}`);
    print(command, context, removed, () => `removed ${removed.name}\n`);
  });
}

function changeMembers(parent: Command, context: CommandContext): void {
  const add = describeCommand(parent.command('add-member <name> <addresses...>'), context, {
    summary: 'put mailboxes into a group',
    remark: 'A mailbox need not be listed: its domain must be known. One by one, up to the first that is refused.',
    examples: [['postern group add-member finance alice@example.com bob@example.com', 'two of them']],
    json: MEMBERS,
  });
  add.action(async (name: string, addresses: readonly string[]) => {
    const client = nodeClient(add, context);
    const path = `/groups/${segment(name)}/members`;
    const items: GroupMemberResource[] = [];
    for (const mailbox of addresses) items.push(await client.ask('POST', path, { body: { mailbox } }));
    print(add, context, { items }, () => memberText('added', items));
  });

  const remove = describeCommand(parent.command('remove-member <name> <addresses...>'), context, {
    summary: 'take mailboxes out of a group',
    examples: [['postern group remove-member finance bob@example.com', 'he follows his domain again']],
    json: MEMBERS,
  });
  remove.action(async (name: string, addresses: readonly string[]) => {
    const client = nodeClient(remove, context);
    const items: GroupMemberResource[] = [];
    for (const mailbox of addresses) {
      items.push(await client.ask('DELETE', `/groups/${segment(name)}/members/${segment(mailbox)}`));
    }
    print(remove, context, { items }, () => memberText('removed', items));
  });
}

function groupText(group: GroupResource): string {
  return properties([['group', group.name], ...policyLines(group), ['added', time(group.createdAt)]]);
}

function memberText(what: string, items: readonly GroupMemberResource[]): string {
  return items.map(({ group, mailbox }) => `${what}: ${mailbox} (${group})\n`).join('');
}
