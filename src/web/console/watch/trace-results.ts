// What a check of a decision came to, in a person's words. The trace holds the core's own: some are words, others are put
// together of words, names and numbers; what isn't known here is said as it is.

import { CHALLENGE_MODES } from '../../../core/policy/policy.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';
import { foreign, type Renderable } from '../../pages/markup.ts';
import { doorName } from '../parts/door-names.ts';
import { reasonText } from '../parts/reason-words.ts';
import { describedText } from '../policy-form/policy-words.ts';

/** Results that are words. */
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
  none: 'console.trace.no-step',
  'unknown, which counts as new': 'console.trace.country-new',
  'asks for a factor': 'console.trace.asks',
  'nothing helps: policy allows none of its factors': 'console.trace.helpless',
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

const PLACES = {
  known: 'console.trace.known',
  new: 'console.trace.new',
  'that of the last sign-in': 'console.trace.last',
  'not that of the last sign-in': 'console.trace.not-last',
} as const;

/** Results that are put together: the first that fits says it. */
const SENTENCES: readonly (readonly [RegExp, (words: Words, parts: readonly string[]) => Renderable])[] = [
  // `permitted: DE`, `elsewhere: unknown`.
  [
    /^(permitted|elsewhere): ([A-Z]{2}|unknown)$/,
    (words, [outcome = '', country = '']) => `${placeName(words, country)}: ${resultText(words, '', outcome)}`,
  ],
  [/^mailbox (\S+)$/, (_words, [mailbox = '']) => foreign(mailbox)],
  [
    /^mailbox (\S+) \(by its domain\)$/,
    (words, [mailbox = '']) => words.rich('console.trace.by-domain', { mailbox: foreign(mailbox) }),
  ],
  [
    /^(\S+) is (known|new|that of the last sign-in|not that of the last sign-in)$/,
    (words, [place = '', state = 'new']) =>
      words.rich(PLACES[state as keyof typeof PLACES], { place: foreign(placeName(words, place)) }),
  ],
  [/^recognized \(\S+\)$/, (words) => words.say('console.trace.recognized')],
  [
    /^(\S+) \(policy alone: (\S+)\)$/,
    (words, [mode = '', policy = '']) =>
      words.say('console.trace.policy-alone', {
        mode: describedText(words, 'challenge', mode),
        policy: describedText(words, 'challenge', policy),
      }),
  ],
  [
    /^sets up a factor, (\S+) \((\S+)\)$/,
    (words, [where = '', because = '']) =>
      `${words.say('console.trace.sets-up')}: ${describedText(words, 'enrolment', where)} (${reasonText(words, because)})`,
  ],
  [
    /^(none|asks for a factor|nothing helps: [a-z ]+) \(([a-z-]+)\)$/,
    (words, [step = '', because = '']) => [resultText(words, '', step), ` (${reasonText(words, because)})`],
  ],
  [
    /^the mailbox password, or an app password with scope (\S+)$/,
    (words, [door = '']) => words.say('console.trace.opens-both', { door: doorName(words, door) }),
  ],
  [
    /^only an app password with scope (\S+)$/,
    (words, [door = '']) => words.say('console.trace.opens-app', { door: doorName(words, door) }),
  ],
];

/** @param check - `''`: of none in particular. */
export function resultText(words: Words, check: string, result: string): Renderable {
  const key = Object.hasOwn(RESULTS, result) ? RESULTS[result] : undefined;
  if (key !== undefined) return words.say(key);
  for (const [pattern, say] of SENTENCES) {
    const found = pattern.exec(result);
    if (found) return say(words, found.slice(1));
  }
  const field = fieldOf(check);
  const isValue =
    (field === 'challenge' && CHALLENGE_MODES.some((mode) => mode === result)) ||
    ['compare', 'enrolment', 'factors', 'trustedBrowserDays'].includes(field);
  return isValue ? describedText(words, field, result) : foreign(reasonText(words, result));
}

/** A country by its name, a network as it is. */
function placeName(words: Words, place: string): string {
  return place === 'unknown' ? words.say('place.unknown') : words.country(place);
}

/** `trusted-browser-days` is `trustedBrowserDays` in requests. */
export function fieldOf(check: string): string {
  return check.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
