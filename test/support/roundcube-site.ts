// A whole site with Roundcube, and the way to the mail of somebody there.

import { expect } from 'vitest';
import type { BrowserPage } from './browser.ts';
import { PATIENCE_MS } from './deadline.ts';
import { type Enrolled, goOnToMail, phoneWith, setUpPhone } from './person-in-browser.ts';
import type { Requirement } from './programs.ts';
import type { Dovecot } from './servers/dovecot.ts';
import { startPostfix } from './servers/postfix.ts';
import { type Roundcube, startRoundcube } from './servers/roundcube.ts';
import { signInToRoundcube, submitRoundcubeForm, waitForRoundcubeInbox } from './servers/roundcube-client.ts';
import { enrolAtSignIn } from './webmail-door.ts';
import { type Person, startWebmailSite, type WebmailSite, type WebmailSiteOptions } from './webmail-site.ts';

/** What this machine must have for {@link startRoundcubeSite}. */
export const ROUNDCUBE_SITE: readonly Requirement[] = [
  'root',
  'chromium',
  'dovecot',
  'dovecot-managesieve',
  'nginx',
  'openssl',
  'php-fpm',
  'postfix',
  'roundcube',
  'roundcube-plugins',
];

export interface RoundcubeSite extends WebmailSite<Roundcube> {
  /** Fills in the webmail's form, and leaves the browser wherever that leads. */
  signIn(tab: BrowserPage, person: Person): Promise<void>;
  /** Signs in for the first time, sets up a phone on the way, and stops at the mail. */
  enrol(tab: BrowserPage, person: Person): Promise<Enrolled>;
  /** The same without a browser, for somebody who did that long ago; no session is left. */
  enrolled(person: Person): Promise<Enrolled>;
  /** How many sessions of somebody there are at Roundcube. */
  sessionsOf(person: Person): number;
  /** Settles when Roundcube has none of somebody. */
  untilNoSessionOf(person: Person): Promise<void>;
}

export type RoundcubeSiteOptions = Pick<WebmailSiteOptions<Roundcube>, 'people' | 'door'>;

/** Starts one, with Postfix to send by. */
export async function startRoundcubeSite(options: RoundcubeSiteOptions): Promise<RoundcubeSite> {
  const webmail = async (dovecot: Dovecot, belongings: AsyncDisposableStack): Promise<Roundcube> => {
    const postfix = belongings.use(await startPostfix({ dovecot }));
    return startRoundcube({ dovecot, postfix });
  };
  const site = await startWebmailSite({ ...options, webmail, profile: '{ kind: roundcube }' });
  const sessionsOf = ({ user }: Person): number => {
    return site.webmail.sessions().filter((session) => session.user === user).length;
  };
  const untilNoSessionOf = (person: Person): Promise<void> =>
    expect.poll(() => sessionsOf(person), { timeout: PATIENCE_MS }).toBe(0);
  const signIn = async ({ page }: BrowserPage, { user, password }: Person): Promise<void> => {
    await page.goto(`${site.door.origin}/`);
    await submitRoundcubeForm(page, user, password);
  };
  return {
    ...site,
    signIn,
    sessionsOf,
    untilNoSessionOf,
    enrol: async (tab, person) => {
      await signIn(tab, person);
      const enrolled = await setUpPhone(tab.page, site.clock);
      await goOnToMail(tab.page);
      await waitForRoundcubeInbox(tab.page);
      return enrolled;
    },
    enrolled: async (person) => {
      const client = site.door.browser();
      await signInToRoundcube(client, person);
      const { app, answer } = await enrolAtSignIn(client, site.clock.now());
      const recoveryCodes = Array.from(answer.text().matchAll(/<li>([a-z0-9-]{8,})<\/li>/g), ([, code = '']) => code);
      await site.endSessions(person);
      await untilNoSessionOf(person);
      return { phone: phoneWith(app, site.clock), recoveryCodes };
    },
  };
}
