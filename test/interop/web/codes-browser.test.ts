// Codes by mail in a real browser: from Roundcube's own form to the mail, for the first time and the next one (R2.3), and
// "this wasn't me" from the message's address (R2.7).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodesSite, startCodesSite } from '../../support/codes-site.ts';
import { answerChallenge, goOnToMail, readRecoveryCodes } from '../../support/person-in-browser.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { waitForRoundcubeInbox } from '../../support/servers/roundcube-client.ts';

const ADDRESS = 'anna@elsewhere.example';

describe.skipIf(lacks(...ROUNDCUBE_SITE))('somebody with codes by mail, in a browser', () => {
  let site: CodesSite;

  beforeAll(async () => {
    site = await startCodesSite({ people: ['anna'] });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it('sets them up, comes back with one, and stops a sign-in that was somebody else’s', async () => {
    const anna = site.person('anna');
    await using tab = await site.open();
    const { page } = tab;
    await site.signIn(tab, anna);
    await page.getByRole('link', { name: /^E-mail/ }).click();
    await page.getByLabel('Your other e-mail address').fill(ADDRESS);
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByText(`We sent a code to ${ADDRESS}`).waitFor();
    const [verification] = await site.codesFor(ADDRESS, 1);
    await page.getByLabel('Code', { exact: true }).fill(verification?.code ?? '');
    await page.getByRole('button', { name: 'Turn on' }).click();
    expect(await readRecoveryCodes(page)).toHaveLength(10);
    await goOnToMail(page);
    await waitForRoundcubeInbox(page);
    expect(tab.problems()).toEqual([]);

    await using another = await site.open();
    await site.signIn(another, anna);
    await another.page.getByText('We sent a code to').waitFor();
    const [, next] = await site.codesFor(ADDRESS, 2);
    await answerChallenge(another.page, next?.code ?? '');
    await waitForRoundcubeInbox(another.page);
    expect(another.problems()).toEqual([]);

    await using owner = await site.open();
    await owner.page.goto(`${site.door.origin}${next?.disputePath ?? ''}`);
    await owner.page.getByRole('button', { name: 'Stop this sign-in' }).click();
    await owner.page.getByRole('heading', { name: 'The sign-in is stopped' }).waitFor();
    await expect.poll(() => site.sessionsOf(anna)).toBe(1);
    expect(owner.problems()).toEqual([]);
  });
});
