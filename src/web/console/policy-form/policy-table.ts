// A layer of policy to be read: what it says, what holds in the end, and which layer said that (R1.5).

import { POLICY_DOORS, type Sourced } from '../../../core/policy/policy.ts';
import type { PolicyLayersResource } from '../../api/client/policy-resources.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { type Column, dataTable } from '../parts/table.ts';
import { fieldName, layerText, type PolicyField, type PolicyValue, SHOWN_FIELDS, valueText } from './policy-words.ts';

interface Row {
  /** As requests name it: `challenge`, `permittedNetworks.mail`. */
  readonly name: string;
  readonly field: PolicyField;
  /** Absent: the layer says nothing of it. */
  readonly said?: PolicyValue;
  /** Absent: everywhere. */
  readonly effective?: Sourced<PolicyValue>;
}

/** A table of all fields. Doors have a row where some layer says something of them. */
export function policyTable({ view: { words } }: Pick<ConsoleVisit, 'view'>, layers: PolicyLayersResource): Markup {
  const { keys } = layers;
  const last: Column<Row> = keys
    ? {
        title: words.say('console.policy.table-key'),
        cell: ({ field, name }) => html`<code>${keyOf(keys[field], name)}</code>`,
      }
    : {
        title: words.say('console.policy.table-from'),
        cell: ({ effective }) => layerText(words, effective?.layer ?? 'platform'),
      };
  const here: Column<Row> = {
    title: words.say('console.policy.table-here'),
    cell: ({ field, said }) =>
      said === undefined
        ? html`<span class="soft">${words.say('console.policy.says-nothing')}</span>`
        : valueText(words, field, said),
  };
  return dataTable<Row>({
    caption: words.say('console.policy.table'),
    columns: [
      {
        title: words.say('console.policy.table-field'),
        cell: ({ name }) => fieldName(words, name),
        isHeading: true,
      },
      ...(keys ? [] : [here]),
      {
        title: words.say('console.policy.table-effect'),
        cell: ({ field, effective }) =>
          effective === undefined ? words.say('console.policy.everywhere') : valueText(words, field, effective.value),
      },
      last,
    ],
    rows: policyRows(layers),
    empty: '',
  });
}

/** In the order of the form. */
function policyRows({ says, effective, keys }: PolicyLayersResource): readonly Row[] {
  const simple = SHOWN_FIELDS.map((field): Row => {
    const said = says[field];
    return { name: field, field, ...(said !== 'inherit' && { said }), effective: effective[field] };
  });
  const places = POLICY_DOORS.flatMap((door) =>
    (['permittedNetworks', 'permittedCountries'] as const).flatMap((field): readonly Row[] => {
      const [said, its] = [says[field][door], effective[field][door]];
      if (said === undefined && its === undefined && keys === undefined) return [];
      return [{ name: `${field}.${door}`, field, ...(said !== undefined && { said }), ...(its && { effective: its }) }];
    }),
  );
  return [...simple, ...places];
}

function keyOf(key: string, name: string): string {
  const [, door] = name.split('.');
  return door === undefined ? key : `${key}.${door}`;
}
