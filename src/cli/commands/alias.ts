// postern mailbox alias … and postern domain alias …

import type { Command } from 'commander';
import type { AliasResource, ListResource } from '../../web/api/client/resources.ts';
import { type CommandContext, describeCommand, nodeClient, print } from '../command-context.ts';
import { segment } from '../node-client.ts';
import { table } from '../table.ts';

/** Whose aliases: words for help. */
interface AliasWords {
  readonly summary: string;
  readonly of: 'mailbox' | 'domain';
  readonly alias: string;
  readonly target: string;
}

export function addAliasCommands(parent: Command, context: CommandContext, words: AliasWords): void {
  const { of, alias, target } = words;
  const group = parent.command('alias').summary(words.summary).description(capitalized(words.summary));

  const add = describeCommand(group.command('add <alias> <target>'), context, {
    summary: 'add an alias',
    examples: [[`postern ${of} alias add ${alias} ${target}`, `who signs in as the first is the second`]],
    json: '{ alias, target }',
  });
  add.action(async (given: string, its: string) => {
    const body = { alias: given, target: its };
    const added = await nodeClient(add, context).ask<AliasResource>('POST', '/aliases', { body });
    print(add, context, added, () => `added: ${added.alias} is ${added.target}\n`);
  });

  const list = describeCommand(group.command('list <target>'), context, {
    summary: `list the aliases of a ${of}`,
    examples: [[`postern ${of} alias list ${target}`, 'all that stand for it']],
    json: '{ items: [{ alias, target }] }',
  });
  list.action(async (of: string) => {
    const query = { target: of };
    const found = await nodeClient(list, context).ask<ListResource<AliasResource>>('GET', '/aliases', { query });
    print(list, context, found, () =>
      table(
        ['ALIAS', 'TARGET'],
        found.items.map((item) => [item.alias, item.target]),
      ),
    );
  });

  const remove = describeCommand(group.command('remove <alias>'), context, {
    summary: 'remove an alias',
    examples: [[`postern ${of} alias remove ${alias}`, 'what it stands for stays']],
    json: '{ alias }',
  });
  remove.action(async (given: string) => {
    const path = `/aliases/${segment(given)}`;
    const removed = await nodeClient(remove, context).ask<{ readonly alias: string }>('DELETE', path);
    print(remove, context, removed, () => `removed ${removed.alias}\n`);
  });
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
