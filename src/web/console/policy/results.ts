// What a form came to, as `result` in the address says it.

import { notice } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import type { Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';

/** Unknown results say nothing. */
export function goodResult(
  { query, view: { words } }: Pick<ConsoleVisit, 'query' | 'view'>,
  results: Readonly<Record<string, PlainKey>>,
): Markup | undefined {
  const result = query.get('result') ?? '';
  const key = Object.hasOwn(results, result) ? results[result] : undefined;
  return key && notice('good', words.say(key));
}
