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
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
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

/** An open letter. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#7a3e9d" d="M3 12 16 3l13 9v17H3z"/><path fill="#fff" d="M7 11h18v5l-9 6-9-6z"/></svg>
`;

export const STYLE = `:root { color-scheme: light dark; --accent: light-dark(#7a3e9d, #d3a6ee); --line: light-dark(#e4dfe9, #3b3542);
  --paper: light-dark(#fff, #1d1a21); --ground: light-dark(#f6f3f8, #141217); --ink: light-dark(#221d27, #ece7f0);
  --faint: light-dark(#6b6472, #a59dad); --bad: light-dark(#b3261e, #ff9d94); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: var(--ground); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding: .85rem 1.5rem; background: var(--paper);
  border-top: .25rem solid var(--accent); border-bottom: 1px solid var(--line); }
header span { flex: 1; color: var(--faint); }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main { max-width: 58rem; margin: 2rem auto; padding: 1.5rem 1.75rem; background: var(--paper); border: 1px solid var(--line); border-radius: .9rem; }
main.card { max-width: 25rem; margin-top: 12vh; padding: 2rem; border-top: .25rem solid var(--accent); }
main.card p { color: var(--faint); }
h1 { margin: 0 0 .75rem; font-size: 1.45rem; line-height: 1.25; }
label { display: block; margin: 1rem 0; font-weight: 500; }
input { display: block; width: 100%; margin-top: .3rem; padding: .65rem .8rem; font: inherit; border: 1px solid var(--faint); border-radius: .5rem; background: var(--paper); color: inherit; }
button { width: 100%; margin-top: .5rem; padding: .75rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: .5rem; cursor: pointer; }
main.card p.problem { padding: .6rem .8rem; color: var(--bad); border-left: .25rem solid var(--bad); }
.letters { margin: 0 -.75rem; padding: 0; list-style: none; }
.letters li + li { border-top: 1px solid var(--line); }
.letters a { display: grid; grid-template-columns: 12rem 1fr auto; gap: 1.25rem; padding: .75rem; border-radius: .5rem; color: inherit; text-decoration: none; }
.letters a:hover { background: var(--ground); }
.letters span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.letters .new span { font-weight: 650; }
time { color: var(--faint); white-space: nowrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1.25rem; margin: 0 0 1.25rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding-top: 1.25rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border-top: 1px solid var(--line); }
@media (max-width: 45rem) {
  header span { flex-basis: 60%; }
  main, main.card { margin: 0; border-width: 0 0 1px; border-radius: 0; }
  .letters a { grid-template-columns: 1fr auto; gap: 0 1rem; }
  .letters .subject { grid-column: 1 / -1; grid-row: 2; white-space: normal; }
}
`;
