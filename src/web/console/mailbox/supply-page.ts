// A second step that an administrator supplies (R2.3, R2.4): where codes go for an owner who has set up nothing.

import type { ProviderResource } from '../../api/client/policy-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { supplyFactorOperation } from '../../api/routes/factor-routes.ts';
import { showProvidersOperation } from '../../api/routes/policy-routes.ts';
import { button, check, field, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { confirmFirst, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';
import { mailboxAddress } from '../parts/mailbox-link.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { mailboxIn, toMailbox, wayTo } from './mailbox-visit.ts';

export const SUPPLY_PATH = '/mailbox/factors/supply';

/** Longest address, in characters (RFC 5321 §4.5.3.1.3). */
const LONGEST_DESTINATION = 254;

export async function showSupply(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmFirst(visit) ?? supplyPage(visit);
}

/** Kinds whose codes are sent, that exist, and that whoever is signed in may assign (R2.9). */
async function kindsToSupply({ call, requester }: ConsoleVisit): Promise<readonly ('email' | 'sms')[]> {
  const found = await call(showProvidersOperation);
  if (found.kind === 'refused') return [];
  const mayAssign = (provider: ProviderResource): boolean =>
    provider.enabled && (requester.domains === 'all' || provider.domainAdministrators);
  const kinds = found.value.items.filter(mayAssign).map(({ kind }) => kind);
  return (['email', 'sms'] as const).filter((kind) => kinds.includes(kind));
}

export async function supplyFactor(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, call } = visit;
  const address = mailboxIn(visit);
  const name = form.get('name')?.trim() ?? '';
  const body = {
    kind: form.get('kind') === 'sms' ? 'sms' : 'email',
    destination: form.get('destination')?.trim() ?? '',
    ...(name !== '' && { name }),
  };
  const supplied = await call(supplyFactorOperation, { params: { address }, body });
  return supplied.kind === 'done' ? toMailbox(address, 'added') : supplyPage(visit, supplied.problem);
}

async function supplyPage(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const { view, form, query } = visit;
  const { words } = view;
  const address = mailboxIn(visit);
  const given = (field: string): string => form.get(field) ?? query.get(field) ?? '';
  const title = words.say('console.mailbox.supply-title');
  const offered = await kindsToSupply(visit);
  const chosen = offered.find((kind) => kind === given('kind')) ?? offered[0];
  const kinds = offered.map((kind) =>
    check('radio', { name: 'kind', value: kind, label: words.say(`kind.${kind}`), isChosen: kind === chosen }),
  );
  const destination = field({
    name: 'destination',
    label: words.say('console.mailbox.destination'),
    autocomplete: 'off',
    maxLength: LONGEST_DESTINATION,
    value: given('destination'),
  });
  const name = field({
    name: 'name',
    label: words.say('factors.name'),
    autocomplete: 'off',
    maxLength: 100,
    isOptional: true,
    value: given('name'),
  });
  const fields = html`<fieldset><legend>${words.say('console.mailbox.supply-kind')}</legend><div class="checks">${kinds}</div></fieldset>${destination}${name}
<div class="actions">${button(words.say('console.mailbox.supply'), { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), mailboxAddress(address), { kind: 'plain' })}</div>`;
  const labels = { destination: words.say('console.mailbox.destination'), name: words.say('factors.name') };
  const asking =
    chosen === undefined
      ? notice('plain', words.say('console.mailbox.supply-none'))
      : consoleForm(visit, SUPPLY_PATH, fields, { query: { address }, isStack: true });
  const body = html`${heading(title, html`${foreign(address)}<br>${words.say('console.mailbox.supply-text')}`)}
${problem && problemNotice(visit, problem, labels)}
${asking}`;
  return consolePage(visit, {
    section: 'mailboxes',
    title,
    way: wayTo(address),
    body,
    ...(problem && { status: problem.status }),
  });
}
