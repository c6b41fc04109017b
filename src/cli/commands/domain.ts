// postern domain …

import type { Command } from 'commander';
import { PosternError } from '../../core/errors.ts';
import type { DomainResource, PolicyPreviewResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { askForAll, segment } from '../node-client.ts';
import { addPolicyOptions, type PolicyOptions, policyBody } from '../policy-options.ts';
import { properties, table, time } from '../table.ts';
import { addAliasCommands } from './alias.ts';
import { POLICY_JSON, permittedText, policyLines } from './policy-text.ts';
import { PREVIEW_JSON, previewText } from './preview-text.ts';

interface DomainOptions extends PolicyOptions {
  readonly backend?: string;
  readonly source?: string;
}

interface DryRun {
  readonly dryRun?: boolean;
}

/** The shape of a domain in JSON. */
const DOMAIN = `{ name, backend, signInSource, ${POLICY_JSON}, createdAt }`;

export function domainCommands(program: Command, context: CommandContext): void {
  const domain = program.command('domain').summary('domains whose mailboxes Postern protects');
  domain.description(
    'Domains whose mailboxes Postern protects. A mailbox that has no settings of its own follows its domain.',
  );
  addDomain(domain, context);
  changeDomain(domain, context);
  readDomains(domain, context);
  removeDomain(domain, context);
  addAliasCommands(domain, context, {
    summary: 'other names of a domain',
    of: 'domain',
    alias: '@old.example',
    target: 'example.com',
  });
}

function addDomain(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('add <name>'), context, {
    summary: 'add a domain',
    examples: [
      ['postern domain add example.com', 'protect the mailboxes of a domain, as the configuration says'],
      ['postern domain add example.com --challenge always', 'every mail client of the domain needs an app password'],
      ['postern domain add example.org --backend second --source staff', 'its mail is at another backend'],
    ],
    json: DOMAIN,
  });
  domainOptions(command).action(async (name: string, options: DomainOptions) => {
    const body = { name, ...bodyOf(options) };
    const added = await nodeClient(command, context).ask<DomainResource>('POST', '/domains', { body });
    print(command, context, added, () => `added\n${domainText(added)}`);
  });
}

function changeDomain(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('set <name>'), context, {
    summary: 'change what a domain says',
    examples: [
      ['postern domain set example.com --challenge new-ip', 'ask for a second step from new networks'],
      ['postern domain set example.com --challenge always --dry-run', 'see for how many mailboxes it would matter'],
      ['postern domain set example.com --permit mail=192.0.2.0/24', 'let mail clients in from one network only'],
      ['postern domain set example.com --permit mail=inherit', 'let the configuration say it again'],
      ['postern domain set example.com --permit-country web=DE,AT,unknown', 'let webmail be used from two countries'],
      [
        'postern domain set example.com --trusted-network 192.0.2.0/24',
        'ask for no second step from inside the office',
      ],
    ],
    json: `${DOMAIN}; ${PREVIEW_JSON}`,
  });
  const dryRun = ['--dry-run', 'only say for how many mailboxes it would change what'] as const;
  domainOptions(command.option(...dryRun)).action(async (name: string, options: DomainOptions & DryRun) => {
    const client = nodeClient(command, context);
    if (options.dryRun) {
      if (options.backend !== undefined || options.source !== undefined) {
        throw new PosternError('ERR_USAGE', '--dry-run tells of policy alone: leave out --backend and --source');
      }
      const body = { domain: name, change: policyBody(options) };
      const preview = await client.ask<PolicyPreviewResource>('POST', '/policy/preview', { body });
      print(command, context, preview, () => previewText(preview));
      return;
    }
    const changed = await client.ask<DomainResource>('PATCH', `/domains/${segment(name)}`, { body: bodyOf(options) });
    print(command, context, changed, () => domainText(changed));
  });
}

function readDomains(parent: Command, context: CommandContext): void {
  const show = describeCommand(parent.command('show <name>'), context, {
    summary: 'show a domain',
    examples: [['postern domain show example.com', 'its backend, sign-in source and policy']],
    json: DOMAIN,
  });
  show.action(async (name: string) => {
    const found = await nodeClient(show, context).ask<DomainResource>('GET', `/domains/${segment(name)}`);
    print(show, context, found, () => domainText(found));
  });
  const list = describeCommand(parent.command('list'), context, {
    summary: 'list the domains',
    examples: [['postern domain list', 'all of them']],
    json: `{ items: [${DOMAIN}] }`,
  });
  list.action(async () => {
    const found = await askForAll<DomainResource>(nodeClient(list, context), '/domains');
    print(list, context, found, () =>
      table(
        ['DOMAIN', 'BACKEND', 'SIGN-IN SOURCE', 'CHALLENGE', 'PERMITTED'],
        found.items.map((item) => [item.name, item.backend, item.signInSource, item.challenge, permittedText(item)]),
      ),
    );
  });
}

function removeDomain(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('remove <name>'), context, {
    summary: 'remove a domain that has no listed mailboxes any more',
    examples: [['postern domain remove example.com', 'with its aliases and all app passwords; what is signed in ends']],
    json: DOMAIN,
  });
  command.action(async (name: string) => {
    const removed = await nodeClient(command, context).ask<DomainResource>('DELETE', `/domains/${segment(name)}`);
    print(command, context, removed, () => `removed ${removed.name}\n`);
  });
}

function domainOptions(command: Command): Command {
  command
    .option('--backend <name>', 'where its mail is: a backend of the configuration')
    .option('--source <name>', 'who says whether a password is right: a sign-in source of the configuration');
  return addPolicyOptions(command);
}

function bodyOf({ backend, source, ...policy }: DomainOptions): object {
  return {
    ...(backend !== undefined && { backend }),
    ...(source !== undefined && { signInSource: source }),
    ...policyBody(policy),
  };
}

function domainText(domain: DomainResource): string {
  return properties([
    ['domain', domain.name],
    ['backend', domain.backend],
    ['sign-in source', domain.signInSource],
    ...policyLines(domain),
    ['added', time(domain.createdAt)],
  ]);
}
