// Jobs in a person's words: what each does, for whom, and how it stands.

import type { JobState } from '../../../core/administration/job.ts';
import type { JobDetailResource, JobResource } from '../../api/client/job-resources.ts';
import { badge } from '../../pages/frame/parts.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { describedText, fieldName } from '../policy-form/policy-words.ts';
import { filterValuesOf } from './mailbox-filter.ts';
import { type ConsoleSelection, selectionText } from './selection.ts';

const KINDS = {
  bulk: 'console.mailboxes.job-bulk',
  import: 'console.mailboxes.job-import',
} as const satisfies Record<JobResource['kind'], PlainKey>;

const STATES = {
  running: ['console.mailboxes.job-running', 'accent'],
  finished: ['console.mailboxes.job-finished', 'good'],
  cancelled: ['console.mailboxes.job-cancelled', 'warn'],
  stopped: ['console.mailboxes.job-stopped', 'bad'],
  interrupted: ['console.mailboxes.job-interrupted', 'warn'],
} as const satisfies Record<JobState, readonly [PlainKey, Parameters<typeof badge>[1]]>;

export function jobTitle(words: Words, { kind, dryRun }: JobResource): string {
  const what = words.say(KINDS[kind]);
  return dryRun ? words.say('console.mailboxes.job-preview', { what }) : what;
}

export function stateBadge(words: Words, { state }: JobResource): Markup {
  const [text, kind] = STATES[state];
  return badge(words.say(text), kind);
}

/** How many were looked at, of how many. */
export function doneText(words: Words, { done, total }: JobResource): string {
  if (total === undefined) return words.number(done);
  return words.say('console.mailboxes.job-done-of', { done: words.number(done), all: words.number(total) });
}

/** For whom, as it was asked; `undefined`: the job doesn't say. */
export function jobSelection(visit: Pick<ConsoleVisit, 'view'>, { request }: JobDetailResource): Renderable {
  const selection = selectionOf(request);
  return selection && selectionText(visit, selection);
}

export function selectionOf(request: object | undefined): ConsoleSelection | undefined {
  const [mailboxes, filter] = [valueIn(request, 'mailboxes'), valueIn(request, 'filter')];
  if (Array.isArray(mailboxes)) return { kind: 'picked', mailboxes: mailboxes.map(String) };
  if (typeof filter !== 'object' || filter === null) return undefined;
  return { kind: 'found', values: filterValuesOf(Object.fromEntries(Object.entries(filter))) };
}

/** What is done, one line each. */
export function jobActions(words: Words, { request }: JobDetailResource): readonly Renderable[] {
  const [join, leave, set] = [
    valueIn(request, 'addToGroup'),
    valueIn(request, 'removeFromGroup'),
    valueIn(request, 'set'),
  ];
  const line = (name: string, value: string): Markup => html`${name}: <bdi>${value}</bdi>`;
  if (typeof join === 'string') return [line(words.say('console.mailboxes.join'), join)];
  if (typeof leave === 'string') return [line(words.say('console.mailboxes.leave-group'), leave)];
  return settingsIn(set).map(([field, value]) => {
    if (field === 'disabled') {
      return words.say(value === 'true' ? 'console.mailboxes.disable' : 'console.mailboxes.enable');
    }
    return line(fieldName(words, field), describedText(words, field, value));
  });
}

/** Fields and values as previews and the audit log write them. */
export function settingsIn(set: unknown): readonly (readonly [field: string, value: string])[] {
  if (typeof set !== 'object' || set === null) return [];
  return Object.entries(set).flatMap(([field, value]: [string, unknown]) => {
    const isByDoor = field === 'permittedNetworks' || field === 'permittedCountries';
    if (!isByDoor || typeof value !== 'object' || value === null) return [[field, described(value)] as const];
    return Object.entries(value).map(([door, each]) => [`${field}.${door}`, described(each)] as const);
  });
}

export function valueIn(request: object | undefined, name: string): unknown {
  return request === undefined ? undefined : Reflect.get(request, name);
}

function described(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ') || 'none';
  if (typeof value !== 'object' || value === null) return String(value);
  const [allow, deny]: readonly unknown[] = [Reflect.get(value, 'allow'), Reflect.get(value, 'deny')];
  if (Array.isArray(allow)) return allow.join(' ') || 'none';
  return Array.isArray(deny) && deny.length > 0 ? `all but ${deny.join(' ')}` : 'everywhere';
}
