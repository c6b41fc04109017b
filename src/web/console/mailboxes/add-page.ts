// /mailboxes/add and /mailboxes/remove: a mailbox that Postern knows by itself from now on, or no longer.

import { CHALLENGE_MODES } from '../../../core/policy/policy.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { addMailboxOperation, removeMailboxOperation, showMailboxOperation } from '../../api/routes/mailbox-routes.ts';
import { button, check, field, heading, select } from '../../pages/frame/parts.ts';
import { html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { modeName } from '../policy-form/policy-words.ts';

/** Longest address, in characters: RFC 5321 §4.5.3.1.3 has 256 octets of a path with its brackets. */
const MAX_ADDRESS = 254;

export async function addMailboxPage(visit: ConsoleVisit): Promise<PageAnswer> {
  return addForm(visit);
}

export async function addMailbox(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form } = visit;
  const address = form.get('address')?.trim() ?? '';
  const mode = form.get('challenge') ?? '';
  const body = {
    address,
    ...(mode !== '' && { challenge: mode }),
    ...(form.get('disabled') === 'yes' && { disabled: true }),
  };
  const added = await visit.call(addMailboxOperation, { body });
  if (added.kind === 'refused') return addForm(visit, added.problem);
  return toConsole('/mailboxes', { search: added.value.address, added: added.value.address });
}

function addForm(visit: ConsoleVisit, problem?: ProblemResource): PageAnswer {
  const { view, form, query } = visit;
  const { words } = view;
  const title = words.say('console.mailboxes.add');
  const typed = (name: string): string => form.get(name) ?? query.get(name) ?? '';
  const address = field({
    ...{ name: 'address', label: words.say('console.mailboxes.address'), autocomplete: 'off', maxLength: MAX_ADDRESS },
    ...{ type: 'email', value: typed('address'), hint: words.say('console.mailboxes.add-hint'), hasFocus: true },
    error: problemOf(words, problem, 'address'),
  });
  const modes = select({ name: 'challenge', label: words.say('console.mailboxes.add-mode') }, [
    { value: '', text: words.say('console.mailboxes.add-inherit') },
    ...CHALLENGE_MODES.map((mode) => ({
      ...{ value: mode, text: modeName(words, mode), isChosen: mode === typed('challenge') },
    })),
  ]);
  const disabled = check('checkbox', {
    ...{ name: 'disabled', value: 'yes', label: words.say('console.mailboxes.add-disabled') },
    ...{ hint: words.say('console.mailboxes.add-disabled-hint'), isChosen: typed('disabled') === 'yes' },
  });
  const actions = html`<div class="actions">${button(title, { kind: 'primary' })}${consoleLinkButton(words.say('console.frame.back'), consoleAddress('/mailboxes'), { kind: 'plain' })}</div>`;
  const body = html`${heading(title, words.say('console.mailboxes.add-text'))}
${problem && problemNotice(visit, problem, { address: words.say('console.mailboxes.address') })}
${consoleForm(visit, '/mailboxes/add', html`${address}${modes}${disabled}${actions}`, { isStack: true })}`;
  return consolePage(visit, { section: 'mailboxes', title, body, status: problem?.status ?? 200 });
}

export async function removeMailboxPage(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmRemoval(visit);
}

export async function removeMailbox(visit: ConsoleVisit): Promise<PageAnswer> {
  const address = visit.query.get('address') ?? '';
  const removed = await visit.call(removeMailboxOperation, { params: { address } });
  if (removed.kind === 'refused') return confirmRemoval(visit, removed.problem);
  return toConsole('/mailboxes', { removed: removed.value.address });
}

async function confirmRemoval(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const { words } = visit.view;
  const given = visit.query.get('address') ?? '';
  const found = await visit.call(showMailboxOperation, { params: { address: given } });
  const wrong = problem ?? (found.kind === 'refused' ? found.problem : undefined);
  const address = found.kind === 'done' ? found.value.address : given;
  return confirmationPage(visit, {
    section: 'mailboxes',
    title: words.say('console.mailboxes.remove-title', { mailbox: address }),
    text: words.say('console.mailboxes.remove-text'),
    more: wrong && problemNotice(visit, wrong),
    ...{ path: '/mailboxes/remove', query: { address }, button: words.say('console.mailboxes.remove') },
    back: consoleAddress('/mailboxes', { search: address }),
    status: wrong?.status ?? 200,
  });
}
