// What a person or a script does at a Roundcube, with or without something in front of it: sign in by HTTP and by
// browser, and write a message.

import type { Page } from 'playwright-core';
import { formBody, type HttpBody, type HttpClient, multipartBody } from '../http-client.ts';
import type { HttpFields, HttpResponse } from '../http-connection.ts';

/** The token that a page of Roundcube has for its forms and requests. Throws when the page has none. */
export function requestToken(page: string): string {
  const token = /"request_token":"([^"]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error(`no request token in ${page.slice(0, 500)}`);
  return token;
}

export interface RoundcubeSignIn {
  readonly user: string;
  readonly password: string;
  /** Where the form is sent. Default: `/?_task=login`, as the page says. */
  readonly target?: string;
  /** Makes a body out of the form's fields. Default: the form's own encoding. */
  readonly body?: (fields: HttpFields) => HttpBody;
  /** More header fields. */
  readonly fields?: HttpFields;
}

/** Fetches the login page, sends its form, and returns the answer to that. */
export async function signInToRoundcube(client: HttpClient, signIn: RoundcubeSignIn): Promise<HttpResponse> {
  const page = await client.get('/');
  const fields: HttpFields = [
    ['_token', requestToken(page.text())],
    ['_task', 'login'],
    ['_action', 'login'],
    ['_timezone', 'Europe/Berlin'],
    ['_url', ''],
    ['_user', signIn.user],
    ['_pass', signIn.password],
  ];
  return client.post(signIn.target ?? '/?_task=login', (signIn.body ?? formBody)(fields), signIn.fields);
}

/** True when this answer opened a session: the redirect, and a `roundcube_sessauth` that isn't a deletion. */
export function isSignedInToRoundcube({ status, headers }: HttpResponse): boolean {
  return status === 302 && headers('set-cookie').some((cookie) => /^roundcube_sessauth=(?!-del-)/.test(cookie));
}

export interface RoundcubeUpload {
  /** The request token of the session. */
  readonly token: string;
  readonly file: { readonly name: string; readonly type: string; readonly content: Uint8Array };
}

/** Opens a new message and uploads a file to it as Roundcube's script does; returns the answer to the upload. */
export async function uploadToRoundcube(client: HttpClient, { token, file }: RoundcubeUpload): Promise<HttpResponse> {
  const opened = await client.get('/?_task=mail&_action=compose');
  const page = await client.get(opened.header('location') ?? '');
  const id = /"compose_id":"([^"]+)"/.exec(page.text())?.[1] ?? '';
  const target = `/?_task=mail&_action=upload&_id=${id}&_uploadid=upload1&_unlock=loading1&_remote=1`;
  const parts = [
    { name: '_token', content: token },
    { name: '_attachments[]', content: file.content, file },
  ];
  return client.post(target, multipartBody(parts), [['X-Roundcube-Request', token]]);
}

/** Fills in the login form that the page shows, and sends it. */
export async function submitRoundcubeForm(page: Page, user: string, password: string): Promise<void> {
  await page.fill('#rcmloginuser', user);
  await page.fill('#rcmloginpwd', password);
  await page.click('#rcmloginsubmit');
}

// Roundcube's script says so itself: a click on a button whose command isn't enabled yet does nothing.
async function waitForCommand(page: Page, command: string): Promise<void> {
  await page.waitForFunction(`window.rcmail && rcmail.commands[${JSON.stringify(command)}] && !rcmail.busy`);
}

/** Waits until the mail page works: signed in, and the list of messages is there. */
export async function waitForRoundcubeInbox(page: Page): Promise<void> {
  await page.waitForSelector('#mailboxlist li.inbox', { state: 'attached' });
  await waitForCommand(page, 'compose');
}

/** Goes from the mail page to a new message, by its button. */
export async function openRoundcubeCompose(page: Page): Promise<void> {
  await page.click('#taskmenu a.compose');
  await page.waitForSelector('#composebody');
  await waitForCommand(page, 'send');
}

export interface WrittenMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };
}

/** Writes a message on the compose page that the page shows, attachment included, without sending it. */
export async function writeRoundcubeMessage(page: Page, message: WrittenMessage): Promise<void> {
  await page.locator('#compose_to input').fill(message.to);
  await page.fill('#compose-subject', message.subject);
  await page.fill('#composebody', message.text);
  if (message.attachment === undefined) return;
  const chooser = page.waitForEvent('filechooser');
  await page.locator('#compose-attachments button').first().click();
  await (await chooser).setFiles(message.attachment);
  // Its item in the list looks the same while it is on its way.
  await page.waitForFunction(
    `Object.keys(rcmail.env.attachments).length > 0 && Object.values(rcmail.env.attachments).every((each) => each.complete)`,
  );
}

/** Sends the message that was written, and waits until Roundcube leaves the compose page. */
export async function sendRoundcubeMessage(page: Page): Promise<void> {
  await page.click('.formbuttons button.send');
  await page.waitForURL((url) => url.searchParams.get('_action') !== 'compose');
}
