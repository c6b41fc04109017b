// What a form came to, when its answer leads to a page: the page says it, by a word in its address.

import { notice } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import type { Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';

/** Unknown words say nothing. */
export function resultNotice(
  { query, view: { words } }: ConsoleVisit,
  results: Readonly<Record<string, PlainKey>>,
): Markup | undefined {
  const result = query.get('result') ?? '';
  const key = Object.hasOwn(results, result) ? results[result] : undefined;
  return key && notice('good', words.say(key));
}
