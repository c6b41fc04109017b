// The checks of a decision as a list to be read from top to bottom: what was looked at, what came of it, and which layer of
// policy said so (R1.8).

import type { TraceStep } from '../../../core/audit/audit-store.ts';
import { CHALLENGE_MODES } from '../../../core/policy/policy.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import { describedText, fieldName, layerText } from '../policy-form/policy-words.ts';

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

/** Results that are words of the core; others hold names and numbers, and are said as they are. */
const RESULTS: Readonly<Record<string, PlainKey>> = {
  permitted: 'console.watch.result-permitted',
  elsewhere: 'console.watch.result-elsewhere',
  inside: 'console.watch.result-inside',
  outside: 'console.watch.result-outside',
  'inside, but asked even there': 'console.watch.result-inside-asked',
  'not offered': 'console.watch.result-not-offered',
  'not presented': 'console.watch.result-not-presented',
  'not recognized': 'console.watch.result-not-recognized',
  yes: 'console.policy.yes',
  no: 'console.policy.no',
  nothing: 'console.policy.says-nothing',
  disabled: 'console.watch.result-disabled',
  free: 'console.watch.result-free',
  'too many failures from this network': 'console.watch.result-throttled',
  'nobody has this name': 'console.watch.result-nobody',
  'none like this': 'console.watch.result-none-like-this',
  'belongs to another mailbox': 'console.watch.result-of-another',
  right: 'console.watch.result-right',
  wrong: 'console.watch.result-wrong',
  unavailable: 'console.watch.result-unavailable',
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

function resultText(words: Words, check: string, result: string): Markup | string {
  const key = Object.hasOwn(RESULTS, result) ? RESULTS[result] : undefined;
  if (key !== undefined) return words.say(key);
  // `permitted: DE`, `elsewhere: unknown`.
  const [, outcome = '', country = ''] = /^(permitted|elsewhere): ([A-Z]{2}|unknown)$/.exec(result) ?? [];
  if (country !== '')
    return `${country === 'unknown' ? words.say('place.unknown') : words.country(country)}: ${resultText(words, check, outcome)}`;
  const field = fieldOf(check);
  const isValue =
    (field === 'challenge' && CHALLENGE_MODES.some((mode) => mode === result)) ||
    ['compare', 'enrolment', 'factors', 'trustedBrowserDays'].includes(field);
  return isValue ? describedText(words, field, result) : foreign(result);
}

/** `trusted-browser-days` is `trustedBrowserDays` in requests. */
function fieldOf(check: string): string {
  return check.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
