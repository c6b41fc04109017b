// Changing a domain's or a group's layer of policy: the form, what it would change, and saving it. Nothing is saved that
// wasn't previewed, and nothing over what somebody else has saved in the meantime.

import { mayTightenMode, type PolicyChange } from '../../../core/policy/policy-change.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { etagOf } from '../../api/etag.ts';
import { previewPolicyOperation } from '../../api/routes/bulk-routes.ts';
import { showPolicyLayersOperation } from '../../api/routes/policy-routes.ts';
import { button, heading, hidden, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleHandler, ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consolePage,
  toConsole,
} from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { changedPart } from '../policy-form/changed-part.ts';
import { type PolicyProblem, policyChangeOf, policyFieldsOf } from '../policy-form/form-values.ts';
import { policyFields } from '../policy-form/policy-fields.ts';
import { fieldName } from '../policy-form/policy-words.ts';
import { absentPage, crumbOf } from './absent-page.ts';
import type { LayerOwner, LayerResource } from './layer-owner.ts';
import { previewOf } from './layer-preview.ts';
import { lostUpdateOf } from './lost-update.ts';

/** The hidden field that says which version the form was filled in upon. */
export const VERSION_FIELD = 'version';

/** The form; both steps are asked for before anything is typed, as saving asks for them. */
export function showLayerForm(owner: LayerOwner): ConsoleHandler {
  return async (visit) => {
    const detour = confirmFirst(visit);
    if (detour) return detour;
    const found = await findLayer(owner, visit);
    return found.kind === 'refused'
      ? absentPage(visit, owner.section, found.problem)
      : formPage(owner, visit, found.value);
  };
}

/** What was posted goes on to the preview, to the store, or back into the form: as the button that was pressed says. */
export function postLayerForm(owner: LayerOwner): ConsoleHandler {
  return async (visit) => {
    const found = await findLayer(owner, visit);
    if (found.kind === 'refused') return absentPage(visit, owner.section, found.problem);
    const layer = found.value;
    const version = visit.form.get(VERSION_FIELD) ?? '';
    const read = policyChangeOf(visit.form);
    if (read.kind === 'problems') return formPage(owner, visit, layer, { problems: read.problems, version });
    const step = visit.form.get('step');
    if (step === 'edit') return formPage(owner, visit, layer, { version });
    if (version !== etagOf(layer)) return lostPage(owner, visit, layer, read.change);
    const change = changedPart(layer, read.change);
    return step === 'save' ? save(owner, visit, layer, change) : previewPage(owner, visit, layer, change);
  };
}

function findLayer({ show }: LayerOwner, { call, query }: ConsoleVisit) {
  return call(show, { params: { name: query.get('name') ?? '' } });
}

interface FormState {
  readonly problems?: readonly PolicyProblem[];
  readonly problem?: ProblemResource;
  /** Which version it was filled in upon; absent: this one. */
  readonly version?: string;
}

async function formPage(
  owner: LayerOwner,
  visit: ConsoleVisit,
  layer: LayerResource,
  { problems = [], problem, version = etagOf(layer) }: FormState = {},
): Promise<PageAnswer> {
  const { words } = visit.view;
  const layers = await visit.call(showPolicyLayersOperation, { query: { [owner.kind]: layer.name } });
  if (layers.kind === 'refused') return absentPage(visit, owner.section, layers.problem);
  const fields = html`${hidden(VERSION_FIELD, version)}${policyFields(visit, layers.value, problems)}
<div class="actions">${button(words.say('console.policy.preview-button'), { kind: 'primary' })}${backTo(owner, visit, layer)}</div>`;
  const body = html`${heading(titleOf(visit, layer))}
${problems.length > 0 && notice('bad', words.say('console.policy.problems'))}${problem && problemNotice(visit, problem, labelsOf(visit, problem))}
${consoleForm(visit, owner.formPath, fields, { query: { name: layer.name }, isStack: true })}`;
  const isRefused = problems.length > 0 || problem !== undefined;
  return page(owner, visit, layer, { body, status: isRefused ? 422 : 200 });
}

async function previewPage(
  owner: LayerOwner,
  visit: ConsoleVisit,
  layer: LayerResource,
  change: PolicyChange,
): Promise<PageAnswer> {
  const { words } = visit.view;
  if (Object.keys(change).length === 0) {
    const body = html`${heading(words.say('console.policy.preview-title'))}${notice('plain', words.say('console.policy.preview-nothing'))}
<div class="actions">${backTo(owner, visit, layer)}</div>`;
    return page(owner, visit, layer, { body });
  }
  const previewed = await visit.call(previewPolicyOperation, { body: { [owner.kind]: layer.name, change } });
  if (previewed.kind === 'refused') return formPage(owner, visit, layer, { problem: previewed.problem });
  const actions = html`<div class="actions">${stepButton(words.say('action.save'), 'save', 'primary')}${stepButton(words.say('console.policy.preview-edit'), 'edit')}${backTo(owner, visit, layer)}</div>`;
  const body = html`${heading(words.say('console.policy.preview-title'), foreign(layer.name))}
${previewOf(visit, { owner, layer, change, preview: previewed.value })}
${mayTightenMode(change) && notice('warn', words.say('console.policy.preview-connections'))}
${carriedForm(owner, visit, layer, actions)}`;
  return page(owner, visit, layer, { body });
}

async function save(
  owner: LayerOwner,
  visit: ConsoleVisit,
  layer: LayerResource,
  change: PolicyChange,
): Promise<PageAnswer> {
  const params = { name: layer.name };
  const saved = await visit.call(owner.change, { params, body: change, ifMatch: etagOf(layer) });
  if (saved.kind === 'done') return toConsole(owner.onePath, { ...params, result: 'saved' });
  if (saved.problem.code !== 'changed-meanwhile') return formPage(owner, visit, layer, { problem: saved.problem });
  const now = await visit.call(owner.show, { params });
  return now.kind === 'refused'
    ? absentPage(visit, owner.section, now.problem)
    : lostPage(owner, visit, now.value, change);
}

/** Both versions, and the choice between them. */
function lostPage(owner: LayerOwner, visit: ConsoleVisit, now: LayerResource, change: PolicyChange): PageAnswer {
  const { words } = visit.view;
  const keep = consoleLinkButton(words.say('console.policy.lost-keep'), addressOf(owner, now), { kind: 'plain' });
  const actions = html`<div class="actions">${stepButton(words.say('console.policy.lost-save'), 'preview', 'primary')}${keep}</div>`;
  const lost = lostUpdateOf(visit, now, change);
  const body = html`${heading(words.say('console.policy.lost-title'), foreign(now.name))}
${lost ?? notice('good', words.say('console.policy.lost-same'))}
${lost ? carriedForm(owner, visit, now, actions) : html`<div class="actions">${keep}</div>`}`;
  return page(owner, visit, now, { body, status: lost ? 409 : 200 });
}

/** The form's answers, unseen, upon the version that the page shows. */
function carriedForm(owner: LayerOwner, visit: ConsoleVisit, layer: LayerResource, actions: Markup): Markup {
  const carried = policyFieldsOf(visit.form).map(([name, value]) => hidden(name, value));
  const fields = html`${hidden(VERSION_FIELD, etagOf(layer))}${carried}${actions}`;
  return consoleForm(visit, owner.formPath, fields, { query: { name: layer.name } });
}

function stepButton(text: string, step: 'save' | 'edit' | 'preview', kind?: 'primary'): Markup {
  return html`<button class="button${kind && ` ${kind}`}" name="step" value="${step}">${text}</button>`;
}

function backTo(owner: LayerOwner, { view: { words } }: ConsoleVisit, layer: LayerResource): Markup {
  return consoleLinkButton(words.say('action.cancel'), addressOf(owner, layer), { kind: 'plain' });
}

function addressOf({ onePath }: LayerOwner, { name }: LayerResource): string {
  return consoleAddress(onePath, { name });
}

function titleOf({ view: { words } }: ConsoleVisit, { name }: LayerResource): string {
  return `${words.say('console.policy.settings')}: ${name}`;
}

function labelsOf({ view: { words } }: ConsoleVisit, { problems = [] }: ProblemResource): Record<string, string> {
  return Object.fromEntries(problems.map(({ field }) => [field, fieldName(words, field.replace(/^change\./, ''))]));
}

function page(
  owner: LayerOwner,
  visit: ConsoleVisit,
  layer: LayerResource,
  content: { readonly body: Markup; readonly status?: number },
): PageAnswer {
  const way = [crumbOf(addressOf(owner, layer), layer.name)];
  return consolePage(visit, { section: owner.section, title: titleOf(visit, layer), way, ...content });
}
