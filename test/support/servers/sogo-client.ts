// What a person or a script does at a SOGo, with or without something in front of it: sign in by HTTP and by browser,
// and open a message.

import type { Page } from 'playwright-core';
import { type HttpBody, type HttpClient, jsonBody } from '../http-client.ts';
import type { HttpFields, HttpResponse } from '../http-connection.ts';

/** A browser's name: SOGo shows a page of its own to those that it doesn't know. */
export const BROWSER_NAME: HttpFields = [
  [
    'User-Agent',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  ],
];

export interface SogoSignIn {
  readonly user: string;
  readonly password: string;
  /** Where it is sent. Default: `/SOGo/connect`. */
  readonly target?: string;
  /** Instead of the JSON that SOGo's own page sends. */
  readonly body?: HttpBody;
}

/** Sends what SOGo's login page sends, and returns the answer. */
export function signInToSogo(client: HttpClient, signIn: SogoSignIn): Promise<HttpResponse> {
  const { user: userName, password } = signIn;
  const body = signIn.body ?? jsonBody({ userName, password, domain: null, language: 'English', rememberLogin: 0 });
  return client.post(signIn.target ?? '/SOGo/connect', body, BROWSER_NAME);
}

/** True when this answer carries a session: SOGo's cookie, and not the word by which it takes one away. */
export function opensSogo({ headers }: HttpResponse): boolean {
  return headers('set-cookie').some((cookie) => /^0xHIGHFLYxSOGo=basic%20/.test(cookie));
}

/** Fills in the login form that the page shows, and sends it. */
export async function submitSogoForm(page: Page, user: string, password: string): Promise<void> {
  await page.locator('input[ng-model="app.creds.username"]').fill(user);
  await page.fill('#passwordField', password);
  await page.locator('form[name="loginForm"] button[type="submit"]').click();
}

/** Waits until the mail page lists a message with this subject, opens it, and waits for its text. */
export async function openSogoMessage(page: Page, subject: string): Promise<void> {
  await page.locator('#messagesList').getByRole('button', { name: subject }).click();
  // Until it is here, the one that was opened before is shown.
  await page.locator('#detailView').getByText(subject, { exact: true }).first().waitFor();
  await page.locator('#detailView .mailer_mailcontent').first().waitFor();
}

/** Waits until the mail page works: signed in, and its folders are there. */
export async function waitForSogoInbox(page: Page): Promise<void> {
  await page.locator('md-list-item', { hasText: 'Inbox' }).first().waitFor();
  await page.getByRole('button', { name: 'Get Mail' }).waitFor();
}

export interface SogoMessage {
  /** Somebody whom SOGo knows. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };
}

/** Opens a new message on the mail page and writes it, attachment included, without sending it. */
export async function writeSogoMessage(page: Page, message: SogoMessage): Promise<void> {
  await page.locator('md-fab-trigger button').click();
  await page.locator('md-fab-actions').getByRole('button', { name: 'Write a new message' }).click();
  const dialog = page.locator('md-dialog');
  await dialog.locator('input[aria-label="Add a recipient"]').first().click();
  await page.keyboard.type(message.to);
  await page.locator('.md-autocomplete-suggestions li', { hasText: message.to }).click();
  await dialog.locator('md-chip', { hasText: message.to }).waitFor();
  await dialog.getByLabel('Subject').fill(message.subject);
  await dialog.frameLocator('iframe.cke_wysiwyg_frame').locator('body').fill(message.text);
  if (message.attachment === undefined) return;
  const uploaded = page.waitForResponse((response) => /\/folderDrafts\/[^/]+\/save/.test(response.url()));
  await dialog.locator('input[type="file"]').setInputFiles(message.attachment);
  await uploaded;
}

/** Sends the message that was written, and waits until its window is closed. */
export async function sendSogoMessage(page: Page): Promise<void> {
  await page.locator('md-dialog').getByRole('button', { name: 'Send' }).click();
  await page.locator('md-dialog').waitFor({ state: 'detached' });
}
