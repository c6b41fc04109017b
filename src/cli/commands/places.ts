// postern places …

import { type Command, Option } from 'commander';
import type { ForgottenPlacesResource, KnownPlacesResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { table, time } from '../table.ts';

export function placesCommands(program: Command, context: CommandContext): void {
  const group = program.command('places').summary('networks and countries where a second step was completed');
  group.description(
    'Networks and countries where a mailbox has completed a second step lately: the modes new-ip and new-country ask for none there.',
  );
  list(group, context);
  forget(group, context);
}

function list(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('list <address>'), context, {
    summary: 'list what is known of a mailbox, newest use first',
    examples: [['postern places list alice@example.com', 'its networks and countries']],
    json: '{ mailbox, networks: [{ network, country, knownSince, lastUsedAt }], countries: [{ country, knownSince, lastUsedAt }] }',
  });
  command.action(async (address: string) => {
    const client = nodeClient(command, context);
    const known = await client.ask<KnownPlacesResource>('GET', `/mailboxes/${segment(address)}/places`);
    print(command, context, known, () => placesText(known));
  });
}

function forget(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('forget <address>'), context, {
    summary: 'forget all of them, or one: the next sign-in from there is from a new place',
    remark: 'Trusted browsers stay trusted: see postern browsers.',
    examples: [
      ['postern places forget alice@example.com', 'networks and countries: wherever the next sign-in is from'],
      ['postern places forget alice@example.com --network 192.0.2.1', 'as postern places list names it'],
      ['postern places forget alice@example.com --country NL', 'its networks stay known'],
    ],
    json: '{ mailbox, forgotten }',
  });
  command
    .addOption(new Option('--network <network>', 'only this one').conflicts('country'))
    .option('--country <code>', 'only this one')
    .action(async (address: string, query: { readonly network?: string; readonly country?: string }) => {
      const client = nodeClient(command, context);
      const path = `/mailboxes/${segment(address)}/places`;
      const done = await client.ask<ForgottenPlacesResource>('DELETE', path, { query: { ...query } });
      print(command, context, done, () => `${done.forgotten} networks and countries of ${done.mailbox} forgotten\n`);
    });
}

function placesText({ networks, countries }: KnownPlacesResource): string {
  const rows = [
    ...networks.map(({ network, country = '-', ...times }) => ({ place: network, country, ...times })),
    ...countries.map(({ country, ...times }) => ({ place: 'anywhere in', country, ...times })),
  ];
  return table(
    ['PLACE', 'COUNTRY', 'KNOWN SINCE', 'LAST USED'],
    rows.map(({ place, country, knownSince, lastUsedAt }) => [place, country, time(knownSince), time(lastUsedAt)]),
  );
}
