// What a change would change: for how many mailboxes what holds in the end, with some of their addresses, and what the layer
// itself says before and after.

import { layerChanges } from '../../../core/policy/effective-fields.ts';
import { changePolicy, type PolicyChange } from '../../../core/policy/policy-change.ts';
import type { PolicyPreviewResource } from '../../api/client/resources.ts';
import { notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';
import { type Column, dataTable } from '../parts/table.ts';
import { layerOf } from '../policy-form/changed-part.ts';
import { describedText, fieldName } from '../policy-form/policy-words.ts';
import type { LayerOwner, LayerResource } from './layer-owner.ts';

interface Previewed {
  readonly owner: LayerOwner;
  readonly layer: LayerResource;
  readonly change: PolicyChange;
  readonly preview: PolicyPreviewResource;
}

export function previewOf(visit: ConsoleVisit, previewed: Previewed): Markup {
  const { words } = visit.view;
  const { layer, preview } = previewed;
  const { affected, mailboxes } = preview;
  const sum =
    affected === 0
      ? words.say('console.policy.preview-none')
      : words.say('console.policy.preview-sum', { count: affected, all: words.number(mailboxes) });
  return html`${notice(affected === 0 ? 'plain' : 'warn', sum, html`<span class="small">${words.say('console.policy.preview-known')}</span>`)}
${affected > 0 && html`<section class="stack"><h2>${words.say('console.policy.preview-effects')}</h2>${effectsTable(visit, previewed)}</section>`}
<section class="stack"><h2>${words.say('console.policy.preview-layer', { name: layer.name })}</h2>${layerTable(visit, previewed)}</section>`;
}

type Effect = PolicyPreviewResource['fields'][number];

function effectsTable(visit: ConsoleVisit, { owner, layer, preview }: Previewed): Markup {
  const { words } = visit.view;
  const columns: readonly Column<Effect>[] = [
    { title: words.say('console.policy.table-field'), cell: ({ field }) => fieldName(words, field), isHeading: true },
    { title: words.say('console.policy.table-before'), cell: ({ field, from }) => describedText(words, field, from) },
    { title: words.say('console.policy.table-after'), cell: ({ field, to }) => describedText(words, field, to) },
    {
      title: words.say('console.policy.table-mailboxes'),
      cell: ({ mailboxes }) => words.number(mailboxes),
      isNumber: true,
    },
    {
      title: words.say('console.policy.table-examples'),
      cell: (effect) => examplesOf(visit, { owner, layer }, effect),
    },
  ];
  return dataTable({ caption: words.say('console.policy.preview-effects'), columns, rows: preview.fields, empty: '' });
}

/** Some addresses; of the mode also the list of those in which it is one of these now. */
function examplesOf(
  { view: { words }, mayVisit }: ConsoleVisit,
  { owner, layer }: Pick<Previewed, 'owner' | 'layer'>,
  { field, from, examples }: Effect,
): Markup {
  const address = consoleAddress('/mailboxes', { [owner.kind]: layer.name, effective: from });
  const list = field === 'challenge' && mayVisit('/mailboxes');
  return html`${examples.map((example, index) => html`${index > 0 && ', '}${foreign(example)}`)}${list && html`<br><a href="${address}">${words.say('console.policy.preview-list')}</a>`}`;
}

function layerTable({ view: { words } }: ConsoleVisit, { layer, change }: Previewed): Markup {
  const before = layerOf(layer);
  return dataTable({
    caption: words.say('console.policy.preview-layer', { name: layer.name }),
    columns: [
      { title: words.say('console.policy.table-field'), cell: ({ field }) => fieldName(words, field), isHeading: true },
      { title: words.say('console.policy.table-before'), cell: ({ field, from }) => describedText(words, field, from) },
      { title: words.say('console.policy.table-after'), cell: ({ field, to }) => describedText(words, field, to) },
    ],
    rows: layerChanges(before, changePolicy(before, change).policy),
    empty: '',
  });
}
