// postern factor …

import type { Command } from 'commander';
import type { SentKind } from '../../core/factors/factor.ts';
import type { EnrolmentCodeResource, FactorResource, FactorsResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { harmless, table, time } from '../table.ts';

const FACTOR = '{ id, mailbox, kind, name, createdAt, lastUsedAt, destination, default, verified }';

export function factorCommands(program: Command, context: CommandContext): void {
  const group = program.command('factor').summary("mailboxes' second factors");
  group.description("Mailboxes' second factors: what their owners set up, and what to do when one is lost.");
  list(group, context);
  addEmail(group, context);
  addSms(group, context);
  makeDefault(group, context);
  rename(group, context);
  remove(group, context);
  reset(group, context);
  enrolmentCode(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list <address>'), context, {
    summary: 'list the second factors of a mailbox, and how many recovery codes are left',
    remark:
      'The default one is what a challenge asks for first. Of mail addresses and telephone numbers only so much is shown as their owner recognizes. Unverified: an administrator supplied it, and no code that was sent there has come back yet.',
    examples: [['postern factor list alice@example.com', 'with their last use']],
    json: `{ mailbox, items: [${FACTOR}], recoveryCodesLeft }`,
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const found = await client.ask<FactorsResource>('GET', `/mailboxes/${segment(address)}/factors`);
    print(command, context, found, () => listText(found));
  });
}

function addEmail(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add-email <mailbox> <address>'), context, {
    summary: 'have the codes of a mailbox sent to another mail address of its owner',
    remark:
      'It counts at once: the next sign-in asks for a code that is sent there, and the first right one verifies the address. Never an address of the mailbox itself, nor, unless the configuration allows it, of a protected domain.',
    examples: [['postern factor add-email alice@example.com alice@elsewhere.example', 'from the next sign-in on']],
    json: FACTOR,
  });
  command.option('--name <name>', 'what its owner sees it called');
  command.action(async (mailbox: string, address: string) => supply(command, context, 'email', [mailbox, address]));
}

function addSms(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add-sms <mailbox> <number>'), context, {
    summary: 'have the codes of a mailbox sent to the mobile phone of its owner',
    remark:
      'It counts at once: the next sign-in asks for a code that is sent there, and the first right one verifies the number. Only numbers of the prefixes that the configuration allows.',
    examples: [['postern factor add-sms alice@example.com +491701234567', 'from the next sign-in on']],
    json: FACTOR,
  });
  command.option('--name <name>', 'what its owner sees it called');
  command.action(async (mailbox: string, number: string) => supply(command, context, 'sms', [mailbox, number]));
}

async function supply(
  command: Command,
  context: CommandContext,
  kind: SentKind,
  [mailbox, destination]: readonly [mailbox: string, destination: string],
): Promise<void> {
  const { name } = command.opts<{ readonly name?: string }>();
  const body = { kind, destination, ...(name !== undefined && { name }) };
  const path = `/mailboxes/${segment(mailbox)}/factors`;
  const factor = await nodeClient(command, context).ask<FactorResource>('POST', path, { body });
  const text = `codes of ${factor.mailbox} go to ${harmless(factor.destination ?? '')} (${factor.id})\n`;
  print(command, context, factor, () => text);
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

function makeDefault(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('make-default <address> <id>'), context, {
    summary: 'have a challenge ask for this second factor first',
    remark: 'The others can be chosen at the challenge as before.',
    examples: [['postern factor make-default alice@example.com f-0123456789', 'before the others']],
    json: FACTOR,
  });
  command.action(async (address: string, id: string) => {
    const client = nodeClient(command, context);
    const path = `/mailboxes/${segment(address)}/factors/${segment(id)}/default`;
    const factor = await client.ask<FactorResource>('PUT', path);
    print(command, context, factor, () => `${id}, "${harmless(factor.name)}", comes first for ${factor.mailbox}\n`);
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
  const header = ['ID', 'KIND', 'NAME', 'DESTINATION', 'STATE', 'SET UP', 'LAST USE'];
  return `${table(header, items.map(row))}recovery codes left: ${recoveryCodesLeft}\n`;
}

function row(factor: FactorResource): readonly string[] {
  const { id, kind, name, destination = '-', createdAt, lastUsedAt, verified } = factor;
  const state = [...(factor.default ? ['default'] : []), ...(verified ? [] : ['unverified'])].join(', ') || '-';
  return [id, kind, name, destination, state, time(createdAt), time(lastUsedAt)];
}

function issuedText({ mailbox, code, expiresAt }: EnrolmentCodeResource): string {
  return `Enrolment code of ${mailbox}:

    ${code}

It is shown only now, and good until ${time(expiresAt)}.
`;
}
