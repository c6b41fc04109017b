// postern policy show, postern providers: what a layer says and what comes of it, and what the configuration decides of each
// kind of second step.

import type { Command } from 'commander';
import type { CountryRule } from '../../core/places/country-rules.ts';
import type { Sourced } from '../../core/policy/policy.ts';
import type { PolicyLayersResource, ProviderResource } from '../../web/api/client/policy-resources.ts';
import type { ListResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { table } from '../table.ts';
import { policyValueText } from './policy-text.ts';

interface LayerOptions {
  readonly domain?: string;
  readonly group?: string;
  readonly mailbox?: string;
}

type Value = string | number | boolean | readonly string[] | CountryRule;

export function policyCommands(program: Command, context: CommandContext): void {
  const policy = program.command('policy').summary('layers of policy');
  policy.description(
    "Layers of policy. The platform's layer stands in the configuration; domains, groups and mailboxes have theirs in the store.",
  );
  showPolicy(policy, context);
  showProviders(program, context);
}

function showPolicy(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('show'), context, {
    summary: 'show what a layer of policy says, what holds in the end, and who says that',
    examples: [
      ['postern policy show', "the platform's layer, with the key of the configuration for each setting"],
      ['postern policy show --domain example.com', 'what a domain says, and what comes of it'],
      ['postern policy show --mailbox alice@example.com', 'all that holds for a mailbox'],
    ],
    json: '{ of: { kind, name }, says: { … }, effective: { challenge: { value, layer }, … }, inherited: { … }, keys: { … } }',
  });
  command
    .option('--domain <name>', 'the layer of a domain')
    .option('--group <name>', 'the layer of a group')
    .option('--mailbox <address>', 'the layer of a mailbox')
    .action(async ({ domain, group, mailbox }: LayerOptions) => {
      const client = nodeClient(command, context);
      const layers = await client.ask<PolicyLayersResource>('GET', '/policy/layers', {
        query: { domain, group, mailbox },
      });
      print(command, context, layers, () => layersText(layers));
    });
}

function showProviders(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('providers'), context, {
    summary: 'show the kinds of second step: who may set them up, whether their codes can leave, how many use them',
    examples: [['postern providers', 'all kinds']],
    json: '{ items: [{ kind, enabled, users, domainAdministrators, path, lastFailure: { at, text }, used: { mailboxes, atLeast }, keys }] }',
  });
  command.action(async () => {
    const found = await nodeClient(command, context).ask<ListResource<ProviderResource>>('GET', '/providers');
    print(command, context, found, () =>
      table(
        ['KIND', 'EXISTS', 'OWNERS', 'DOMAIN ADMINISTRATORS', 'PATH', 'MAILBOXES'],
        found.items.map(({ kind, enabled, users, domainAdministrators, path, used }) => [
          kind,
          policyValueText(enabled),
          policyValueText(users),
          policyValueText(domainAdministrators),
          path,
          used.atLeast ? `more than ${used.mailboxes}` : String(used.mailboxes),
        ]),
      ),
    );
  });
}

function layersText({ says, effective, keys }: PolicyLayersResource): string {
  const { permittedNetworks, permittedCountries, ...fields } = effective;
  const rows = [
    ...Object.entries(fields).map(([field, holds]) => rowOf(field, Reflect.get(says, field), holds)),
    ...Object.entries(permittedNetworks).map(([door, holds]) =>
      rowOf(`permittedNetworks.${door}`, Reflect.get(says.permittedNetworks, door), holds),
    ),
    ...Object.entries(permittedCountries).map(([door, holds]) =>
      rowOf(`permittedCountries.${door}`, Reflect.get(says.permittedCountries, door), holds),
    ),
  ];
  if (keys === undefined) return table(['SETTING', 'SAYS', 'IN EFFECT', 'SAID BY'], rows);
  const keyOf = (setting: string): string => {
    const [field = '', door] = setting.split('.');
    const key = String(Reflect.get(keys, field));
    return door === undefined ? key : `${key}.${door}`;
  };
  return table(
    ['SETTING', 'IN EFFECT', 'KEY IN THE CONFIGURATION'],
    rows.map(([setting, , inEffect]) => [setting, inEffect, keyOf(setting)]),
  );
}

function rowOf(
  setting: string,
  said: Value | undefined,
  { value, layer }: Sourced<Value>,
): readonly [setting: string, says: string, inEffect: string, layer: string] {
  return [setting, said === undefined ? 'inherit' : policyValueText(said), policyValueText(value), layer];
}
