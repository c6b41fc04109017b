// The one page that shows an app password, with everything that a mail program asks for.

import type { CreatedAppPassword } from '../../core/app-passwords/create-app-password.ts';
import type { MailDoor } from '../../core/decision.ts';
import { copyButton, heading, linkButton, notice } from '../pages/frame/parts.ts';
import { qrCode } from '../pages/frame/qr-code.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { Visit } from '../pages/visit.ts';
import type { ServerSettings } from './account-services.ts';
import { doorName } from './overview-page.ts';

const HEADINGS = {
  imap: 'made.incoming',
  pop3: 'made.incoming',
  smtp: 'made.outgoing',
  sieve: 'made.filters',
} as const satisfies Record<MailDoor, string>;

const SECURITY = {
  implicit: 'tls.implicit',
  starttls: 'tls.starttls',
  none: 'tls.none',
} as const satisfies Record<ServerSettings['doors'][number]['tls'], PlainKey>;

/** The secret is in this page's text and its QR code, in no address and in no other page. */
export function madePage(visit: Visit, { record, shown }: CreatedAppPassword, mailbox: string): Markup {
  const { view, parts } = visit;
  const { words } = view;
  const doors = parts.account.serverSettings.doors.filter(({ protocol }) => record.scopes.includes(protocol));
  return html`${heading(words.say('made.title'))}
${notice('warn', words.say('made.once'))}
<section class="panel stack loose" aria-labelledby="made">
<h2 id="made">${words.rich('made.label', { name: foreign(record.name) })}</h2>
<p><code class="secret large" id="app-password">${shown}</code></p>
<div class="beside">${qrCode(shown, words.say('made.qr'))}<div class="stack"><p class="soft">${words.say('made.qr-text')}</p>${copyButton(view, 'app-password')}</div></div>
</section>
${doors.length > 0 && settings(visit, doors, mailbox)}
<p class="actions">${linkButton(words.say('made.done'), '/account/app-passwords', { kind: 'primary' })}</p>`;
}

function settings({ view }: Visit, doors: ServerSettings['doors'], mailbox: string): Markup {
  const { words } = view;
  const rows = doors.map(
    ({
      protocol,
      host,
      port,
      tls,
    }) => html`<div class="pad stack"><h3>${words.say(HEADINGS[protocol], { protocol: doorName(view, protocol) })}</h3>
<dl class="settings"><dt>${words.say('made.server')}</dt><dd>${foreign(host)}</dd><dt>${words.say('made.port')}</dt><dd>${String(port)}</dd>
<dt>${words.say('made.security')}</dt><dd>${words.say(SECURITY[tls])}</dd><dt>${words.say('made.user-name')}</dt><dd>${foreign(mailbox)}</dd></dl></div>`,
  );
  return html`<section class="stack" aria-labelledby="settings"><h2 id="settings">${words.say('made.settings')}</h2>
<div class="group">${rows}</div><p class="soft small">${words.say('made.method')}</p></section>`;
}
