// postern status

import type { Command } from 'commander';
import type { MailPathResource, StatusResource } from '../../web/api/client/node-resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { properties, table, time } from '../table.ts';

export function statusCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('status'), context, {
    summary: 'say how the running node is',
    examples: [
      ['postern status', 'version, workers, listeners, stores'],
      ['postern status --json', 'for monitoring; exit code 69 when no node runs'],
    ],
    json: '{ version, hostname, startedAt, uptimeSeconds, workers: { running, wanted }, connections, listeners: [{ name, protocol, address, port, tls }], stores: ok|unavailable, auditLog: ok|unavailable, notices: ok|delayed|unavailable, mailPath: { state: up|failing|down, since, queued, oldest, lastFailure: { at, text } } }',
  });
  command.action(async () => {
    const status = await nodeClient(command, context).ask<StatusResource>('GET', '/status');
    print(command, context, status, () => statusText(status));
  });
}

function statusText(status: StatusResource): string {
  const { version, hostname, startedAt, workers, connections, listeners, stores, auditLog, notices, mailPath } = status;
  const facts = properties([
    ['version', version],
    ['host name', hostname],
    ['running since', time(startedAt)],
    ['workers', `${workers.running} of ${workers.wanted}`],
    ['connections', String(connections)],
    ['stores', stores],
    ['audit log', auditLog],
    ...(mailPath ? mailPathFacts(mailPath) : [['mail path', 'none'] as [string, string]]),
    ['notices', notices],
  ]);
  const rows = listeners.map(({ name, protocol, address, port, tls }) => [name, protocol, address, String(port), tls]);
  return `${facts}\n${table(['LISTENER', 'PROTOCOL', 'ADDRESS', 'PORT', 'TLS'], rows)}`;
}

function mailPathFacts({ state, since, queued, oldest, lastFailure }: MailPathResource): readonly [string, string][] {
  const waiting = oldest === undefined ? '' : `, the oldest since ${time(oldest)}`;
  return [
    ['mail path', `${state} since ${time(since)}; ${queued} in its queue${waiting}`],
    ...(lastFailure ? [['last failure', `${time(lastFailure.at)} ${lastFailure.text}`] as [string, string]] : []),
  ];
}
