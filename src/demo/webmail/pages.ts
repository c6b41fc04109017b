// What the demo's webmail shows: a sign-in form, a list and a letter. Plain HTML, no script.

import { html } from 'hono/html';
import type { Letter, OpenedLetter } from './mail-reader.ts';

type Html = ReturnType<typeof html>;

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function page(title: string, body: Html): string {
  return String(html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Demo webmail</title>
<link rel="stylesheet" href="/assets/demo.css">
</head>
<body>${body}</body>
</html>
`);
}

/** @param token - Must come back with the form. */
export function signInPage(token: string, problem?: string): string {
  return page(
    'Sign in',
    html`<main class="card">
<h1>Demo webmail</h1>
<p>A webmail as a site might have it. It knows nothing of a second step: that is Postern's part.</p>
${problem === undefined ? '' : html`<p role="alert" class="problem">${problem}</p>`}
<form method="post" action="/login">
<input type="hidden" name="token" value="${token}">
<label>Address <input name="user" type="email" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
</main>`,
  );
}

export function listPage(address: string, letters: readonly Letter[]): string {
  const items = letters.map(
    ({ uid, from, subject, receivedAt, isRead }) => html`<li class="${isRead ? 'read' : 'new'}">
<a href="/mail/${uid}"><span class="from">${from}</span><span class="subject">${subject || '(no subject)'}</span><time>${dates.format(receivedAt)}</time></a></li>`,
  );
  return page('Inbox', html`${bar(address)}<main><h1>Inbox</h1><ul class="letters">${items}</ul></main>`);
}

export function letterPage(address: string, letter: OpenedLetter): string {
  const { subject, from, to, receivedAt, text } = letter;
  return page(
    subject,
    html`${bar(address)}<main><p><a href="/mail">Back to the inbox</a></p>
<h1>${subject || '(no subject)'}</h1>
<dl><dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to}</dd><dt>Received</dt><dd>${dates.format(receivedAt)}</dd></dl>
<pre>${text}</pre></main>`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(
    title,
    html`<main class="card"><h1>${title}</h1><p>${text}</p><p><a href="/mail">To the inbox</a></p></main>`,
  );
}

function bar(address: string): Html {
  return html`<header><strong>Demo webmail</strong><span>${address}</span>
<a href="/.postern/account">Account and app passwords</a><a href="/logout">Sign out</a></header>`;
}

export const STYLE = `:root { color-scheme: light dark; --accent: light-dark(#7a3e9d, #d3a6ee); --line: light-dark(#ddd8e2, #3b3542);
  --paper: light-dark(#fff, #1d1a21); --ground: light-dark(#f6f3f8, #141217); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: var(--ground); }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; padding: .75rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
header span { flex: 1; }
a { color: var(--accent); }
main { max-width: 46rem; margin: 1.5rem auto; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
main.card { max-width: 24rem; margin-top: 12vh; }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; }
label { display: block; margin: .75rem 0; }
input { display: block; width: 100%; padding: .6rem; font: inherit; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); color: inherit; }
button { padding: .65rem 1.2rem; font: inherit; color: var(--paper); background: var(--accent); border: 0; border-radius: .4rem; }
.problem { padding: .6rem; border-left: 4px solid #c33; }
.letters { margin: 0; padding: 0; list-style: none; }
.letters a { display: grid; grid-template-columns: 10rem 1fr auto; gap: 1rem; padding: .7rem .25rem; border-top: 1px solid var(--line); color: inherit; text-decoration: none; }
.letters .new .subject { font-weight: 600; }
.letters time { opacity: .7; white-space: nowrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
dd { margin: 0; }
pre { white-space: pre-wrap; font: inherit; border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 40rem) { .letters a { grid-template-columns: 1fr; gap: 0; } main { margin: 0; border-radius: 0; } }
`;
