// Opens a shown page in a browser, whatever it takes to get there.

import type { BrowserPage } from '../../../support/browser.ts';
import { usedAccount } from '../../../support/pages-account.ts';
import type { PagesFixture } from '../../../support/pages-fixture.ts';
import type { PagesServer } from '../../../support/pages-server.ts';
import type { ShownPage } from './shown-pages.ts';

/** Leaves the browser on the page, with the fixture's account as the page wants it. */
export async function openShownPage(
  { page }: BrowserPage,
  shown: ShownPage,
  { fixture, server }: { readonly fixture: PagesFixture; readonly server: PagesServer },
): Promise<void> {
  Object.assign(
    fixture.account,
    {
      enrolmentCode: undefined,
      enrolmentRefusal: undefined,
      sendsNot: undefined,
      begun: undefined,
      dispute: undefined,
    },
    usedAccount(),
    shown.account,
  );
  const cookie = shown.session === undefined ? '' : fixture.begin(shown.session);
  await page.goto(server.entry(cookie, shown.path));
  if (!shown.post) return;
  const form = page.locator(`form[action$="${shown.post.form}"]`);
  for (const [name, value] of Object.entries(shown.post.fields)) await form.locator(`[name="${name}"]`).fill(value);
  await form.locator('button.primary').click();
  await page.waitForLoadState('load');
}
