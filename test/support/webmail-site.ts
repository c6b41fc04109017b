// A whole site as its users have it: Dovecot, a webmail on it, a Postern in front of both, and Chromium. Each test takes
// a mailbox of its own, so that a file shares one of everything and tests don't meet.

import { createNodeClient, type NodeClient } from '../../src/cli/node-client.ts';
import type { PolicyLayer } from '../../src/core/policy/policy.ts';
import { type BrowserPage, type BrowserPageOptions, openBrowser, type TestBrowser } from './browser.ts';
import { MovingClock } from './moving-clock.ts';
import type { PosternOptions } from './postern.ts';
import { mailbox } from './records.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { startWebmailDoor, type WebmailDoor, type WebmailDoorOptions } from './webmail-door.ts';

export interface Person {
  readonly user: string;
  readonly password: string;
}

export interface WebmailSite<Webmail> extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly webmail: Webmail;
  readonly door: WebmailDoor;
  readonly clock: MovingClock;
  readonly browser: TestBrowser;
  /** The administration API, as the command line asks it. */
  readonly administrator: NodeClient;
  /** A mailbox that no other test has, by the name that the site was started with. */
  person(name: string): Person;
  /** What an administrator says of one mailbox. */
  setPolicy(person: Person, policy: PolicyLayer): Promise<void>;
  /** A tab of a browser without cookies; `address`: where on the Internet it is. */
  open(options?: BrowserPageOptions & { readonly address?: string }): Promise<BrowserPage>;
}

export interface WebmailSiteOptions<Webmail> {
  readonly people: readonly string[];
  /** Starts the webmail; what it starts beside is disposed with it. */
  readonly webmail: (dovecot: Dovecot, belongings: AsyncDisposableStack) => Promise<Webmail>;
  readonly profile: string;
  readonly door?: Partial<WebmailDoorOptions> & Pick<PosternOptions, 'doors'>;
}

/** Starts one in mode `always`. A browser's address is what its `X-Forwarded-For` says. */
export async function startWebmailSite<Webmail extends AsyncDisposable & { readonly url: string }>(
  options: WebmailSiteOptions<Webmail>,
): Promise<WebmailSite<Webmail>> {
  await using started = new AsyncDisposableStack();
  const people = options.people.map((name) => ({ user: `${name}@example.test`, password: `${name}-secret` }));
  const users = Object.fromEntries(people.map(({ user, password }) => [user, password]));
  const [dovecot, browser] = await Promise.all([startDovecot({ users }), openBrowser()]);
  started.use(dovecot);
  started.use(browser);
  const webmail = started.use(await options.webmail(dovecot, started));
  const clock = new MovingClock();
  const door = started.use(
    await startWebmailDoor({
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none }`,
      upstream: webmail.url,
      profile: options.profile,
      web: 'trusted-proxies: [127.0.0.1]',
      clock,
      ...options.door,
    }),
  );
  const { administration, state } = door.postern.node;
  const everything = started.move();
  return {
    ...{ dovecot, webmail, door, clock, browser },
    administrator: createNodeClient(administration.socketPath),
    person: (name) => {
      const found = people.find(({ user }) => user === `${name}@example.test`);
      if (!found) throw new Error(`${name} is none of the site's people`);
      return found;
    },
    setPolicy: async ({ user }, policy) => {
      const { accounts } = state.stores;
      const isThere = await accounts.updateMailbox(user, { policy }, clock.now());
      if (!isThere) await accounts.addMailbox(mailbox(user, { policy }));
    },
    open: async ({ address = '192.0.2.10', ...more } = {}) => {
      const opened = await browser.newPage({ ignoreHttpsErrors: true, ...more });
      await opened.context.setExtraHTTPHeaders({ 'X-Forwarded-For': address });
      return opened;
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
