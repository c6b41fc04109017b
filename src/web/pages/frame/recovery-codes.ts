// Recovery codes as they are shown once: to be printed, downloaded as a text, or copied. Nothing of them is in an address.

import { html, type Markup } from '../markup.ts';
import { titleOf, type View } from '../view.ts';
import { copyButton, notice } from './parts.ts';

export interface ShownCodes {
  readonly codes: readonly string[];
  readonly mailbox: string;
  readonly madeOn: string;
}

/** The codes and what can be done with them. */
export function recoveryCodeSheet(view: View, shown: ShownCodes): Markup {
  const { words } = view;
  return html`${notice('warn', words.say('codes.once'))}
<ul class="codes mono" id="recovery-codes" data-text="${shown.codes.join('\n')}" aria-label="${words.say('codes.list')}">${shown.codes.map((code) => html`<li>${code}</li>`)}</ul>
<div class="actions">
<a class="button" href="${downloadAddress(view, shown)}" download="${words.say('codes.file')}">${words.say('action.download')}</a>
<button type="button" class="button" data-print hidden>${words.say('action.print')}</button>
${copyButton(view, 'recovery-codes')}
</div>`;
}

/** The file is in the link itself, so that nothing has to be kept for it. */
function downloadAddress(view: View, { codes, mailbox, madeOn }: ShownCodes): string {
  const { words } = view;
  const text = [
    words.say('codes.file-title', { mailbox, site: titleOf(view), day: madeOn }),
    words.say('codes.file-text'),
    '',
    ...codes,
    '',
  ].join('\r\n');
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text.toWellFormed())}`;
}
