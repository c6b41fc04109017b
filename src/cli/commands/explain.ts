// postern explain: what would be decided, and why (R1.8).

import { type Command, Option } from 'commander';
import type { ExplanationResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { MAIL_DOORS } from '../options.ts';
import { harmless, table } from '../table.ts';

interface ExplainOptions {
  readonly door: string;
  readonly ip: string;
  readonly country?: string;
}

export function explainCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('explain <address>'), context, {
    summary: 'explain what a sign-in would meet, check by check, without a password',
    remark: 'Nothing is counted and nobody is asked: what the backend would say is not part of it.',
    examples: [
      ['postern explain alice@example.com --door imap --ip 198.51.100.7', 'an IMAP client at this address'],
      ['postern explain alice --door smtp --ip 2001:db8::1', 'with a login name as somebody types it'],
      ['postern explain alice@example.com --door web --ip 198.51.100.7 --country AT', 'what policy says for webmail'],
    ],
    json: '{ loginName, door, remoteAddress, trace: [{ check, result, layer }] }',
  });
  command
    .addOption(new Option('--door <door>', 'which door').choices([...MAIL_DOORS, 'web']).default('imap'))
    .requiredOption('--ip <address>', "the client's address")
    .option('--country <code>', 'the country that the address is taken to be in; looked up unless it is said')
    .action(async (loginName: string, { door, ip, country }: ExplainOptions) => {
      const client = nodeClient(command, context);
      const query = { loginName, door, ip, country };
      const explained = await client.ask<ExplanationResource>('GET', '/explain', { query });
      print(command, context, explained, () => explanationText(explained));
    });
}

function explanationText({ loginName, door, remoteAddress, trace }: ExplanationResource): string {
  const rows = trace.map(({ check, result, layer = '' }) => [check, result, layer]);
  return `${harmless(loginName)} at ${door} from ${remoteAddress}:\n\n${table(['CHECK', 'RESULT', 'SAID BY'], rows)}`;
}
