// What the outcome pages say, in a sentence or two: for a webmail's own script, which shows a text and no page.

import type { WebRefusal, WebUnavailable } from '../../core/sign-in/web-sign-in-contract.ts';
import type { PlainKey } from './i18n/words.ts';
import { LOOKS, refusalTexts } from './outcome-pages.ts';
import type { PageLook } from './page-contract.ts';
import { createView, type ViewParts } from './view.ts';

/** Made for one look: its language is the person's. Plain text. */
export interface OutcomeSentences {
  refused(refusal: Pick<WebRefusal, 'reason' | 'decisionId'>): string;
  unavailable(outage: Pick<WebUnavailable, 'decisionId'>): string;
  foreign(): string;
  malformed(): string;
}

export function createOutcomeSentences(parts: ViewParts): (look: PageLook) => OutcomeSentences {
  return (look) => {
    const { words } = createView(parts, look);
    const say = ([title, text]: readonly [PlainKey, PlainKey], reference?: string): string =>
      [
        words.say(title),
        words.say(text),
        ...(reference === undefined ? [] : [words.say('frame.reference', { id: reference })]),
      ].join(' – ');
    const { unavailable, foreign, malformed } = LOOKS;
    return {
      refused: ({ reason, decisionId }) => say(refusalTexts(reason), decisionId),
      unavailable: ({ decisionId }) => say([unavailable.title, unavailable.text], decisionId),
      foreign: () => say([foreign.title, foreign.text]),
      malformed: () => say([malformed.title, malformed.text]),
    };
  };
}
