// A layer of policy to be read: what it says, what holds in the end, and which layer said that (R1.5).

import { POLICY_DOORS, type Sourced } from '../../../core/policy/policy.ts';
import type { PolicyLayersResource } from '../../api/client/policy-resources.ts';
import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
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
  const heading = [
    words.say('console.policy.table-field'),
    ...(keys ? [] : [words.say('console.policy.table-here')]),
    words.say('console.policy.table-effect'),
    keys ? words.say('console.policy.table-key') : words.say('console.policy.table-from'),
  ];
  const rows = policyRows(layers).map(({ name, field, said, effective }) => {
    const inEffect =
      effective === undefined ? words.say('console.policy.everywhere') : valueText(words, field, effective.value);
    return html`<tr><th scope="row">${fieldName(words, name)}</th>
${keys === undefined && html`<td>${said === undefined ? html`<span class="soft">${words.say('console.policy.says-nothing')}</span>` : valueText(words, field, said)}</td>`}
<td>${inEffect}</td>
<td>${keys ? html`<code>${keyOf(keys[field], name)}</code>` : layerOf(words, effective)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.say('console.policy.table')}"><table class="data"><thead><tr>${heading.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
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

function layerOf(words: Words, effective: Sourced<PolicyValue> | undefined): string {
  return layerText(words, effective?.layer ?? 'platform');
}

function keyOf(key: string, name: string): string {
  const [, door] = name.split('.');
  return door === undefined ? key : `${key}.${door}`;
}
