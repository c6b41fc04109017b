// What the configuration says for everybody, to be read: the platform's layer, and the kinds of second step (R2.9).

import type { ProviderPath, ProviderResource } from '../../api/client/policy-resources.ts';
import { showPolicyLayersOperation, showProvidersOperation } from '../../api/routes/policy-routes.ts';
import { badge, heading, notice } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';
import { dataTable } from '../parts/table.ts';
import { policyTable } from '../policy-form/policy-table.ts';
import { kindName } from '../policy-form/policy-words.ts';
import { absentPage } from './absent-page.ts';

export async function showPlatform(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const layers = await visit.call(showPolicyLayersOperation);
  if (layers.kind === 'refused') return absentPage(visit, 'policy', layers.problem);
  const title = words.say('console.policy.platform-title');
  const body = html`${heading(title, words.say('console.policy.platform-text'))}
${notice('plain', words.say('console.policy.platform-change'))}
${policyTable(visit, layers.value)}`;
  return consolePage(visit, { section: 'policy', title, body });
}

const PATHS = {
  none: ['console.policy.path-none', 'plain'],
  missing: ['console.policy.path-missing', 'plain'],
  up: ['console.policy.path-up', 'good'],
  failing: ['console.policy.path-failing', 'warn'],
  down: ['console.policy.path-down', 'bad'],
  unknown: ['console.policy.path-unknown', 'plain'],
} as const satisfies Record<ProviderPath, readonly [PlainKey, 'plain' | 'good' | 'warn' | 'bad']>;

export async function showProviders(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const providers = await visit.call(showProvidersOperation);
  if (providers.kind === 'refused') return absentPage(visit, 'providers', providers.problem);
  const title = words.say('console.policy.providers-title');
  const table = dataTable<ProviderResource>({
    caption: title,
    columns: [
      { title: words.say('console.policy.field-factors'), cell: ({ kind }) => kindName(words, kind), isHeading: true },
      {
        title: words.say('console.policy.providers-exists'),
        cell: ({ enabled, keys }) => decided(visit, enabled, keys.enabled),
      },
      {
        title: words.say('console.policy.providers-users'),
        cell: ({ users, keys }) => decided(visit, users, keys.users),
      },
      {
        title: words.say('console.policy.providers-administrators'),
        cell: ({ domainAdministrators, keys }) => decided(visit, domainAdministrators, keys.domainAdministrators),
      },
      { title: words.say('console.policy.providers-path'), cell: (provider) => pathOf(visit, provider) },
      {
        title: words.say('console.policy.providers-used'),
        cell: ({ used: { mailboxes, atLeast } }) =>
          atLeast ? words.say('console.policy.count-more', { all: words.number(mailboxes) }) : words.number(mailboxes),
        isNumber: true,
      },
    ],
    rows: providers.value.items,
    empty: '',
  });
  const body = html`${heading(title, words.say('console.policy.providers-text'))}
${notice('plain', words.say('console.policy.platform-change'))}
${table}`;
  return consolePage(visit, { section: 'providers', title, body });
}

/** The answer, and where to change it; without a key there is nothing to decide. */
function decided({ view: { words } }: ConsoleVisit, answer: boolean, key: string | undefined): Markup {
  const text = badge(words.say(answer ? 'console.policy.yes' : 'console.policy.no'), answer ? 'good' : 'plain');
  return html`${text}${key !== undefined && html`<br><code class="small soft">${key}</code>`}`;
}

function pathOf({ view: { words } }: ConsoleVisit, { path, lastFailure }: ProviderResource): Markup {
  const [key, kind] = PATHS[path];
  const failed =
    lastFailure &&
    words.rich('console.policy.path-failed', {
      time: words.time(Date.parse(lastFailure.at)),
      text: foreign(lastFailure.text),
    });
  return html`${badge(words.say(key), kind)}${failed && html`<br><span class="small soft">${failed}</span>`}`;
}
