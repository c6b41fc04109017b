// The checks of a decision as a list to be read from top to bottom: what was looked at, what came of it, and which layer of
// policy said so (R1.8).

import type { TraceStep } from '../../../core/audit/audit-store.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { fieldName, layerText } from '../policy-form/policy-words.ts';
import { fieldOf, resultText } from './trace-results.ts';

/** Checks that aren't fields of policy. */
const CHECKS: Readonly<Record<string, PlainKey>> = {
  account: 'console.watch.check-account',
  'account-state': 'console.watch.check-account-state',
  'trusted-browser': 'console.watch.check-trusted-browser',
  'known-network': 'console.watch.check-known-network',
  'known-country': 'console.watch.check-known-country',
  'second-step': 'console.watch.check-second-step',
  opens: 'console.watch.check-opens',
  throttle: 'console.watch.check-throttle',
  'app-password': 'console.watch.check-app-password',
  'own-password': 'console.watch.check-own-password',
  'asked-by': 'console.watch.check-asked-by',
  backend: 'console.watch.check-backend',
  'backend-name': 'console.watch.check-backend',
  store: 'console.watch.check-store',
};

export function traceSteps(words: Words, trace: readonly TraceStep[]): Markup {
  return html`<ol class="steps">${trace.map(
    ({ check, result, layer }) =>
      html`<li><h3>${checkName(words, check)}</h3><p>${resultText(words, check, result)}${layer !== undefined && html` <span class="soft">· ${words.say('console.watch.said-by', { layer: layerText(words, layer) })}</span>`}</p></li>`,
  )}</ol>`;
}

function checkName(words: Words, check: string): string {
  const key = Object.hasOwn(CHECKS, check) ? CHECKS[check] : undefined;
  return key === undefined ? fieldName(words, fieldOf(check)) : words.say(key);
}
