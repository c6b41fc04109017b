// Everything that is done to a mailbox by one button: each the operation that the API has for it.

import { addAliasOperation, removeAliasOperation } from '../../api/routes/alias-routes.ts';
import { revokeAppPasswordOperation } from '../../api/routes/app-password-routes.ts';
import { endConnectionsOperation } from '../../api/routes/connection-routes.ts';
import {
  makeDefaultFactorOperation,
  removeFactorOperation,
  renameFactorOperation,
  resetFactorsOperation,
} from '../../api/routes/factor-routes.ts';
import { addGroupMemberOperation, removeGroupMemberOperation } from '../../api/routes/group-routes.ts';
import {
  addMailboxOperation,
  changeMailboxOperation,
  clearOwnChoiceOperation,
  removeMailboxOperation,
} from '../../api/routes/mailbox-routes.ts';
import {
  forgetPlacesOperation,
  revokeTrustedBrowserOperation,
  revokeTrustedBrowsersOperation,
} from '../../api/routes/place-routes.ts';
import { enableMailboxOperation, lockDownMailboxOperation } from '../../api/routes/recovery-routes.ts';
import { endSessionsOperation } from '../../api/routes/web-session-routes.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleRoutes, ConsoleVisit } from '../console-contract.ts';
import { actionRoute, type MailboxAction } from './mailbox-action.ts';

const TITLES = {
  enable: 'console.mailbox.enable-title',
  disable: 'console.mailbox.disable-title',
  'lock-down': 'console.mailbox.lock-down-title',
  remove: 'console.mailbox.remove-title',
  'reset-factors': 'console.mailbox.reset-factors-title',
  'revoke-browsers': 'console.mailbox.revoke-browsers-title',
} as const;

/** A question that names the mailbox. */
function about(what: keyof typeof TITLES): NonNullable<MailboxAction['asks']>['title'] {
  return ({ view: { words } }, mailbox) => words.say(TITLES[what], { mailbox });
}

function inQuery({ query }: ConsoleVisit, name: string): string {
  return query.get(name) ?? '';
}

function inForm({ form }: ConsoleVisit, name: string): string {
  return form.get(name)?.trim() ?? '';
}

/** By path, below the console's prefix. */
const ACTIONS: Readonly<Record<string, MailboxAction>> = {
  '/mailbox/add': {
    permission: 'mailboxes:write',
    result: 'added',
    perform: ({ call }, address) => call(addMailboxOperation, { body: { address } }),
  },
  '/mailbox/disable': {
    permission: 'mailboxes:write',
    result: 'disabled',
    perform: ({ call }, address) => call(changeMailboxOperation, { params: { address }, body: { disabled: true } }),
    asks: { title: about('disable'), text: 'console.mailbox.disable-text', button: 'console.mailbox.disable' },
  },
  '/mailbox/enable': {
    permission: 'mailboxes:recover',
    result: 'enabled',
    perform: ({ call }, address) => call(enableMailboxOperation, { params: { address } }),
    asks: {
      title: about('enable'),
      text: 'console.mailbox.enable-text',
      button: 'console.mailbox.enable',
      kind: 'primary',
    },
  },
  '/mailbox/lock-down': {
    permission: 'mailboxes:recover',
    result: 'locked',
    perform: ({ call }, address) => call(lockDownMailboxOperation, { params: { address } }),
    asks: {
      title: about('lock-down'),
      text: 'console.mailbox.lock-down-text',
      more: lockDownSteps,
      button: 'console.mailbox.lock-down',
    },
  },
  '/mailbox/remove': {
    permission: 'mailboxes:write',
    result: 'removed',
    perform: ({ call }, address) => call(removeMailboxOperation, { params: { address } }),
    asks: { title: about('remove'), text: 'console.mailbox.remove-text', button: 'console.mailbox.remove' },
  },
  '/mailbox/choice/clear': {
    permission: 'mailboxes:write',
    result: 'changed',
    perform: ({ call }, address) => call(clearOwnChoiceOperation, { params: { address } }),
    asks: {
      title: ({ view: { words } }) => words.say('console.mailbox.clear-choice-title'),
      text: 'console.mailbox.clear-choice-text',
      button: 'console.mailbox.clear-choice',
      kind: 'primary',
    },
  },
  '/mailbox/factors/reset': {
    permission: 'mailboxes:recover',
    result: 'reset',
    perform: ({ call }, address) => call(resetFactorsOperation, { params: { address } }),
    asks: {
      title: about('reset-factors'),
      text: 'console.mailbox.reset-factors-text',
      button: 'console.mailbox.reset-factors',
    },
  },
  '/mailbox/factors/remove': {
    permission: 'mailboxes:recover',
    result: 'removed',
    perform: (visit, address) => visit.call(removeFactorOperation, { params: { address, id: inQuery(visit, 'id') } }),
    asks: {
      title: ({ view: { words } }) => words.say('console.mailbox.remove-factor-title'),
      text: 'console.mailbox.remove-factor-text',
      button: 'action.remove',
    },
  },
  '/mailbox/factors/rename': {
    permission: 'mailboxes:recover',
    result: 'changed',
    perform: (visit, address) =>
      visit.call(renameFactorOperation, {
        params: { address, id: inForm(visit, 'id') },
        body: { name: inForm(visit, 'name') },
      }),
  },
  '/mailbox/factors/default': {
    permission: 'mailboxes:recover',
    result: 'changed',
    perform: (visit, address) =>
      visit.call(makeDefaultFactorOperation, { params: { address, id: inForm(visit, 'id') } }),
  },
  '/mailbox/app-passwords/revoke': {
    permission: 'mailboxes:recover',
    result: 'removed',
    perform: (visit) => visit.call(revokeAppPasswordOperation, { params: { id: inQuery(visit, 'id') } }),
    asks: {
      title: (visit) => visit.view.words.say('app-passwords.revoke-title', { name: inQuery(visit, 'name') }),
      text: 'app-passwords.revoke-text',
      button: 'app-passwords.revoke',
    },
  },
  '/mailbox/places/forget': {
    permission: 'mailboxes:recover',
    result: 'forgotten',
    perform: ({ call }, address) => call(forgetPlacesOperation, { params: { address } }),
    asks: {
      title: ({ view: { words } }) => words.say('places.forget-title'),
      text: 'console.mailbox.forget-text',
      button: 'places.forget',
    },
  },
  '/mailbox/places/forget-one': {
    permission: 'mailboxes:recover',
    result: 'forgotten',
    perform: (visit, address) => {
      const [network, country] = [visit.form.get('network'), visit.form.get('country')];
      return visit.call(forgetPlacesOperation, { params: { address }, query: { network, country } });
    },
  },
  '/mailbox/browsers/revoke': {
    permission: 'mailboxes:recover',
    result: 'ended',
    perform: (visit, address) =>
      visit.call(revokeTrustedBrowserOperation, { params: { address, id: inForm(visit, 'id') } }),
  },
  '/mailbox/browsers/revoke-all': {
    permission: 'mailboxes:recover',
    result: 'ended',
    perform: ({ call }, address) => call(revokeTrustedBrowsersOperation, { params: { address } }),
    asks: {
      title: about('revoke-browsers'),
      text: 'console.mailbox.revoke-browsers-text',
      button: 'console.mailbox.revoke-browsers',
    },
  },
  '/mailbox/sessions/end': {
    permission: 'sessions:end',
    result: 'ended',
    perform: (visit, mailbox) => visit.call(endSessionsOperation, { body: oneOrAll(visit, mailbox) }),
  },
  '/mailbox/connections/end': {
    permission: 'sessions:end',
    result: 'ended',
    perform: (visit, mailbox) => visit.call(endConnectionsOperation, { body: oneOrAll(visit, mailbox) }),
  },
  '/mailbox/aliases/add': {
    permission: 'mailboxes:write',
    result: 'added',
    perform: (visit, target) => visit.call(addAliasOperation, { body: { alias: inForm(visit, 'alias'), target } }),
  },
  '/mailbox/aliases/remove': {
    permission: 'mailboxes:write',
    result: 'removed',
    perform: (visit) => visit.call(removeAliasOperation, { params: { alias: inForm(visit, 'alias') } }),
  },
  '/mailbox/groups/add': {
    permission: 'mailboxes:write',
    result: 'added',
    keeps: ['group'],
    perform: (visit, mailbox) =>
      visit.call(addGroupMemberOperation, { params: { name: inForm(visit, 'group') }, body: { mailbox } }),
  },
  '/mailbox/groups/remove': {
    permission: 'mailboxes:write',
    result: 'removed',
    perform: (visit, mailbox) =>
      visit.call(removeGroupMemberOperation, { params: { name: inForm(visit, 'group'), mailbox } }),
  },
};

export const MAILBOX_ACTIONS: ConsoleRoutes = Object.fromEntries(
  Object.entries(ACTIONS).map(([path, action]) => [path, actionRoute(path, action)]),
);

/** One by its id, or all of the mailbox. */
function oneOrAll({ form }: ConsoleVisit, mailbox: string): object {
  const id = form.get('id');
  return id === undefined ? { mailbox } : { id };
}

const LOCK_DOWN_STEPS = [
  'console.mailbox.lock-down-disabled',
  'console.mailbox.lock-down-ended',
  'console.mailbox.lock-down-revoked',
  'console.mailbox.lock-down-factors',
  'console.mailbox.lock-down-mode',
] as const;

function lockDownSteps({ view: { words } }: ConsoleVisit): Markup {
  return html`<ul>${LOCK_DOWN_STEPS.map((step) => html`<li>${words.say(step)}</li>`)}</ul>
<p>${words.say('console.mailbox.lock-down-next')}</p>`;
}
