// What a person does on Postern's own pages in a real browser: sets up the second step with the key that is shown,
// answers a challenge, confirms, makes an app password. Everything is found by what the page says.

import type { Page } from 'playwright-core';
import type { MovingClock } from './moving-clock.ts';
import { authenticatorApp } from './webmail-door.ts';

/** A time step of the app, in milliseconds. */
const STEP = 30_000;

/** An authenticator app whose next code is never the one before: the clock moves on by a time step for each. */
export interface Phone {
  /** A code that wasn't used yet, right now. */
  next(): string;
  /** The code of `next` again. */
  last(): string;
  /** A code that is surely wrong. */
  wrong(): string;
}

export interface Enrolled {
  readonly phone: Phone;
  readonly recoveryCodes: readonly string[];
}

/** An app into which `key` was typed. */
export function phoneWith(key: string, clock: MovingClock): Phone {
  const app = authenticatorApp(key);
  let shown = '';
  return {
    next: () => {
      clock.advance(STEP);
      shown = app.code(clock.now());
      return shown;
    },
    last: () => shown,
    wrong: () => {
      const near = [-2, -1, 0, 1, 2].map((steps) => app.code(clock.now() + steps * STEP));
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? '';
    },
  };
}

/** Reads the key from the enrolment page, which must be open, as somebody who can't scan. */
export async function readKey(page: Page): Promise<string> {
  await page.getByText('Can’t scan? Type this key instead').click();
  return (await page.getByRole('group', { name: 'Key' }).textContent()) ?? '';
}

/** The codes that the page shows once. */
export async function readRecoveryCodes(page: Page): Promise<readonly string[]> {
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  return page.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem').allTextContents();
}

/** Sets up the first app on the page that sign-in leads to, and stops at the recovery codes. */
export async function setUpPhone(page: Page, clock: MovingClock): Promise<Enrolled> {
  await page.getByRole('heading', { name: 'Set up your second step' }).waitFor();
  const phone = phoneWith(await readKey(page), clock);
  await page.getByLabel('Code', { exact: true }).fill(phone.next());
  await page.getByRole('button', { name: 'Turn on' }).click();
  return { phone, recoveryCodes: await readRecoveryCodes(page) };
}

/** From the recovery codes to the mail. */
export async function goOnToMail(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'I saved them, continue' }).click();
}

/** Sends a code on the challenge page, which must be coming or open. */
export async function answerChallenge(page: Page, code: string, more: { readonly trust?: boolean } = {}): Promise<void> {
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByLabel(/^(Recovery c|C)ode$/).fill(code);
  if (more.trust) await page.getByLabel(/^Don’t ask again/).check();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Gives password and code once more, where the page asks for them. */
export async function confirmItIsMe(page: Page, given: { readonly password: string; readonly code: string }): Promise<void> {
  await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor();
  await page.getByLabel('Password').fill(given.password);
  await page.getByLabel('Code', { exact: true }).fill(given.code);
  await page.getByRole('button', { name: 'Continue' }).click();
}
