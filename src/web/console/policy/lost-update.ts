// Two changes of one layer: what is said now, beside what the one that came later wanted.

import { layerChanges } from '../../../core/policy/effective-fields.ts';
import { changePolicy, type PolicyChange } from '../../../core/policy/policy-change.ts';
import { notice } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { dataTable } from '../parts/table.ts';
import { layerOf } from '../policy-form/changed-part.ts';
import { describedText, fieldName } from '../policy-form/policy-words.ts';
import type { LayerResource } from './layer-owner.ts';

/** `undefined`: what is said now is what was wanted. */
export function lostUpdateOf(
  { view: { words } }: ConsoleVisit,
  now: LayerResource,
  change: PolicyChange,
): Markup | undefined {
  const before = layerOf(now);
  const rows = layerChanges(before, changePolicy(before, change).policy);
  if (rows.length === 0) return undefined;
  const table = dataTable({
    caption: words.say('console.policy.lost-title'),
    columns: [
      { title: words.say('console.policy.table-field'), cell: ({ field }) => fieldName(words, field), isHeading: true },
      { title: words.say('console.policy.lost-now'), cell: ({ field, from }) => describedText(words, field, from) },
      { title: words.say('console.policy.lost-yours'), cell: ({ field, to }) => describedText(words, field, to) },
    ],
    rows,
    empty: '',
  });
  return html`${notice('bad', words.say('console.policy.lost-text'))}${table}`;
}
