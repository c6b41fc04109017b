// What entries of the audit log are chosen by, for each command that does.

import { type Command, Option } from 'commander';
import type { Timestamp } from '../../web/api/client/resources.ts';
import { readPast } from '../options.ts';

export interface AuditFilterOptions {
  readonly mailbox?: string;
  readonly domain?: string;
  readonly event?: string;
  readonly kind?: string;
  readonly ip?: string;
  readonly decision?: string;
  readonly door?: string;
  readonly country?: string;
  readonly reason?: string;
  readonly actor?: string;
  readonly since?: Timestamp;
  readonly until?: Timestamp;
}

export type AuditQuery = Readonly<Record<string, string | undefined>>;

export function addAuditFilters(command: Command): Command {
  return command
    .option('--mailbox <address>', 'about this mailbox')
    .option('--domain <name>', 'about mailboxes of this domain')
    .option('--event <name>', 'such as sign-in.refused or app-password.created')
    .addOption(new Option('--kind <kind>', 'of this kind').choices(['sign-in', 'connection', 'change']))
    .option('--ip <address>', 'from this address')
    .option('--country <code>', 'from this country: two letters')
    .option('--door <door>', 'at this door: imap, pop3, smtp, sieve or web')
    .option('--reason <reason>', 'for this reason, such as wrong-secret')
    .option('--actor <name>', 'changed by this administrator, mailbox, or cli')
    .option('--decision <id>', 'with this decision id')
    .option('--since <when>', 'from then on: a duration back from now, such as 1h or 7d, or a time', readPast)
    .option('--until <when>', 'before then', readPast);
}

/** As the API takes them. */
export function auditQuery(options: AuditFilterOptions): AuditQuery {
  const {
    mailbox,
    domain,
    event,
    kind,
    ip,
    decision: decisionId,
    door,
    country,
    reason,
    actor,
    since,
    until,
  } = options;
  return { mailbox, domain, event, kind, ip, decisionId, door, country, reason, actor, since, until };
}
