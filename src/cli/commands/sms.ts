// postern sms …

import type { Command } from 'commander';
import type { SmsResource, SmsTestResource } from '../../web/api/client/node-resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { harmless, properties, time } from '../table.ts';

export function smsCommands(program: Command, context: CommandContext): void {
  const group = program.command('sms').summary('text messages: how their gateway is, and a test');
  group.description('Text messages: how the gateway of the section sms is, and a test of it.');
  status(group, context);
  test(group, context);
}

function status(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('status'), context, {
    summary: 'say how the gateway is, as the running node knows it',
    remark: 'A gateway that keeps no connection is known by the last text only; postern doctor reaches for it.',
    examples: [['postern sms status', 'up, down, or unknown, and why']],
    json: '{ gateway, state: up|down|unknown, lastAcceptedAt, lastFailure: { at, reason } }',
  });
  command.action(async () => {
    const found = await nodeClient(command, context).ask<SmsResource>('GET', '/sms');
    print(command, context, found, () => statusText(found));
  });
}

function test(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('test <number>'), context, {
    summary: 'send a text through the running node, and say what the gateway answered',
    remark:
      'It costs what a text costs. At most five in ten minutes; recorded in the audit log. Exit code 1 when the gateway did not accept it.',
    examples: [['postern sms test +491701234567', 'to a number that begins with one of sms.allowed-prefixes']],
    json: '{ id, gateway, outcome: accepted|refused|unavailable, reason, gatewayId, words }',
  });
  command.action(async (number: string) => {
    const client = nodeClient(command, context);
    const answer = await client.ask<SmsTestResource>('POST', '/sms/test', { body: { number } });
    print(command, context, answer, () => testText(answer));
    if (answer.outcome !== 'accepted') context.outcome.code = EXIT_CODES.refused;
  });
}

function statusText({ gateway, state, lastAcceptedAt, lastFailure }: SmsResource): string {
  return properties([
    ['gateway', gateway],
    ['state', state],
    ['last accepted', time(lastAcceptedAt)],
    ['last failure', lastFailure ? `${time(lastFailure.at)}: ${harmless(lastFailure.reason)}` : '-'],
  ]);
}

function testText({ id, gateway, outcome, reason, gatewayId, words }: SmsTestResource): string {
  const why = reason === undefined ? '' : `: ${harmless(reason)}`;
  const facts = [
    ...(gatewayId === undefined ? [] : [`the gateway calls it ${harmless(gatewayId)}`]),
    ...(words === undefined ? [] : [`it answered: ${harmless(words)}`]),
  ];
  return [`${outcome} by ${gateway}${why} (${id} in the log)`, ...facts].map((line) => `${line}\n`).join('');
}
