// What rows of an import come to, as a table: what can't be taken first, then what is, or would be, another thing.

import type { ImportItem } from '../../../core/accounts/import-mailboxes.ts';
import type { FieldChange } from '../../../core/policy/effective-fields.ts';
import { badge, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { dataTable } from '../parts/table.ts';
import { describedText, fieldName } from '../policy-form/policy-words.ts';

/** Rows that are shown: more than that nobody reads. */
const MAX_SHOWN = 300;

const KINDS = { added: 'good', changed: 'accent', unchanged: 'plain', refused: 'bad' } as const;

export function countOf(items: readonly ImportItem[], outcome: ImportItem['outcome']): number {
  return items.filter((item) => item.outcome === outcome).length;
}

export function importTable(visit: ConsoleVisit, items: readonly ImportItem[]): Markup | undefined {
  const { words } = visit.view;
  const told = [
    ...items.filter(({ outcome }) => outcome === 'refused'),
    ...items.filter(({ outcome }) => outcome === 'added' || outcome === 'changed'),
  ];
  if (told.length === 0) return undefined;
  const table = dataTable<ImportItem>({
    caption: words.say('console.import.changes'),
    columns: [
      { title: words.say('console.import.line'), cell: ({ line }) => words.number(line), isNumber: true },
      { title: words.say('console.import.mailbox'), cell: ({ mailbox }) => foreign(mailbox), isHeading: true },
      {
        title: words.say('console.import.outcome'),
        cell: ({ outcome }) => badge(words.say(`console.import.${outcome}`), KINDS[outcome]),
      },
      { title: words.say('console.import.changes'), cell: (item) => changesOf(visit, item) },
    ],
    rows: told.slice(0, MAX_SHOWN),
    empty: '',
  });
  const more =
    told.length > MAX_SHOWN && notice('plain', words.say('console.import.more', { shown: words.number(MAX_SHOWN) }));
  return html`${more}${table}`;
}

function changesOf({ view: { words } }: ConsoleVisit, { changes, refusal }: ImportItem): Markup {
  if (refusal) return foreign(refusal.text);
  const said = (field: string, value: string): string =>
    field === 'groups' && value !== 'none' ? value : describedText(words, field, value);
  const name = (field: string): string => {
    if (field === 'disabled') return words.say('console.import.disabled');
    return field === 'groups' ? words.say('console.import.groups') : fieldName(words, field);
  };
  const lines = changes.map(({ field, from, to }: FieldChange) =>
    words.say('console.import.change', { field: name(field), from: said(field, from), to: said(field, to) }),
  );
  return html`${lines.map((line, at) => html`${at > 0 && html`<br>`}${line}`)}`;
}
