// postern factor …

import type { Command } from 'commander';
import type { EnrolmentCodeResource, FactorResource, FactorsResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { harmless, table, time } from '../table.ts';

const FACTOR = '{ id, mailbox, kind, name, createdAt, lastUsedAt }';

export function factorCommands(program: Command, context: CommandContext): void {
  const group = program.command('factor').summary("mailboxes' second factors");
  group.description("Mailboxes' second factors: what their owners set up, and what to do when one is lost.");
  list(group, context);
  rename(group, context);
  remove(group, context);
  reset(group, context);
  enrolmentCode(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list <address>'), context, {
    summary: 'list the second factors of a mailbox, and how many recovery codes are left',
    examples: [['postern factor list alice@example.com', 'with their last use']],
    json: `{ mailbox, items: [${FACTOR}], recoveryCodesLeft }`,
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const found = await client.ask<FactorsResource>('GET', `/mailboxes/${segment(address)}/factors`);
    print(command, context, found, () => listText(found));
  });
}

function rename(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('rename <address> <id> <name>'), context, {
    summary: 'give a second factor of a mailbox another name',
    examples: [['postern factor rename alice@example.com f-0123456789 "old phone"', 'as its owner sees it']],
    json: FACTOR,
  });
  command.action(async (address: string, id: string, name: string) => {
    const client = nodeClient(command, context);
    const path = `/mailboxes/${segment(address)}/factors/${segment(id)}`;
    const renamed = await client.ask<FactorResource>('PATCH', path, { body: { name } });
    print(command, context, renamed, () => `${id} of ${renamed.mailbox} is "${harmless(renamed.name)}" now\n`);
  });
}

function remove(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('remove <address> <id>'), context, {
    summary: 'remove one second factor of a mailbox, such as the app of a phone that was sold',
    remark: 'With its last factor a mailbox loses its recovery codes. Sessions that are open stay so; reset ends them.',
    examples: [['postern factor remove alice@example.com f-0123456789', 'the others stay']],
    json: FACTOR,
  });
  command.action(async (address: string, id: string) => {
    const client = nodeClient(command, context);
    const path = `/mailboxes/${segment(address)}/factors/${segment(id)}`;
    const removed = await client.ask<FactorResource>('DELETE', path);
    print(command, context, removed, () => `removed ${id}, "${harmless(removed.name)}" of ${removed.mailbox}\n`);
  });
}

function reset(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('reset <address>'), context, {
    summary: 'remove all second factors and recovery codes of a mailbox, and sign its browsers out',
    remark:
      'For somebody who has lost phone and recovery codes. Whoever signs in next with the password sets up a new factor: make sure that it is the owner, by a policy that asks for an enrolment code.',
    examples: [
      ['postern factor reset alice@example.com', 'the next sign-in sets up a new factor'],
      ['postern factor enrolment-code alice@example.com', 'for the owner, where policy asks for a code'],
    ],
    json: '{ mailbox, removed }',
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const path = `/mailboxes/${segment(address)}/factors`;
    const done = await client.ask<{ readonly mailbox: string; readonly removed: number }>('DELETE', path);
    const counted = done.removed === 1 ? '1 factor' : `${done.removed} factors`;
    print(command, context, done, () => `reset ${done.mailbox}: ${counted} removed, with recovery codes\n`);
  });
}

function enrolmentCode(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('enrolment-code <address>'), context, {
    summary: 'make a code with which a mailbox may set up its first second factor, and show it once',
    remark:
      'Give it to the owner in person or by telephone, never by mail to the mailbox itself. The one before ends. It is used up by setting up a factor, and by a reset.',
    examples: [['postern factor enrolment-code alice@example.com', 'good for a week']],
    json: '{ mailbox, code, expiresAt }',
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const issued = await client.ask<EnrolmentCodeResource>('POST', `/mailboxes/${segment(address)}/enrolment-code`);
    print(command, context, issued, () => issuedText(issued));
  });
}

function listText({ items, recoveryCodesLeft }: FactorsResource): string {
  return `${table(['ID', 'KIND', 'NAME', 'SET UP', 'LAST USE'], items.map(row))}recovery codes left: ${recoveryCodesLeft}\n`;
}

function row({ id, kind, name, createdAt, lastUsedAt }: FactorResource): readonly string[] {
  return [id, kind, name, time(createdAt), time(lastUsedAt)];
}

function issuedText({ mailbox, code, expiresAt }: EnrolmentCodeResource): string {
  return `Enrolment code of ${mailbox}:

    ${code}

It is shown only now, and good until ${time(expiresAt)}.
`;
}
