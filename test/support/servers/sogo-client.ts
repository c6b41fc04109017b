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
  await page.locator('#detailView .mailer_mailcontent').first().waitFor();
}
