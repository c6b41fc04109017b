// A whole Postern in front of the fake webmail and a real Dovecot, for attacks: time that the test moves, people who
// have an authenticator app, and a look at everything that was written down.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Clock } from '../../src/core/ports.ts';
import { FAKE_PROFILE, type FakeWebmail, startFakeWebmail } from './fake-webmail.ts';
import { formBody, type HttpClient } from './http-client.ts';
import type { HttpResponse } from './http-connection.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import type { WebmailDoor, WebmailDoorOptions } from './webmail-door.ts';
import { type AuthenticatorApp, enrolAtSignIn, startWebmailDoor, submitPageForm } from './webmail-door.ts';

export const ALICE = { user: 'alice@example.test', password: 'alice-secret' } as const;
export const BOB = { user: 'bob@example.test', password: 'bob-secret' } as const;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Time that goes on by itself, and that a test moves on. */
export interface MovableClock extends Clock {
  advance(seconds: number): void;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (seconds) => {
      ahead += seconds * 1_000;
    },
  };
}

/** Somebody who has set up the second step. */
export interface Enrolled {
  /** With the open session of the enrolment. */
  readonly browser: HttpClient;
  readonly app: AuthenticatorApp;
  readonly recoveryCodes: readonly string[];
}

export interface AttackedSite extends AsyncDisposable {
  readonly door: WebmailDoor;
  readonly dovecot: Dovecot;
  readonly webmail: FakeWebmail;
  readonly clock: MovableClock;
  /** Sends the webmail's form. */
  signIn(browser: HttpClient, who: Credentials): Promise<HttpResponse>;
  /** Signs in with the password alone, and checks that the second step is asked. */
  pending(who: Credentials, browser?: HttpClient): Promise<HttpClient>;
  enrol(who: Credentials, browser?: HttpClient): Promise<Enrolled>;
  /** The next code that the app shows: time goes on by one step. */
  nextCode(app: AuthenticatorApp): string;
  /** Answers the challenge. */
  answer(browser: HttpClient, code: string, more?: Readonly<Record<string, string>>): Promise<HttpResponse>;
  /** Whether the mail can be read. */
  isOpen(browser: HttpClient): Promise<boolean>;
  /** Everything that Postern has written: log, audit log, databases. */
  written(): Promise<string>;
  /** Events of the log, in order. */
  events(): readonly string[];
}

export type AttackedSiteOptions = Partial<Omit<WebmailDoorOptions, 'upstream' | 'backend' | 'clock'>> & {
  /** Who signs in to the webmail; default: those of the Dovecot. A test may change them. */
  readonly users?: Readonly<Record<string, string>>;
};

export async function startAttackedSite(options: AttackedSiteOptions = {}): Promise<AttackedSite> {
  await using started = new AsyncDisposableStack();
  const clock = movableClock();
  const dovecot = started.use(await startDovecot());
  const webmail = started.use(await startFakeWebmail(options.users));
  const door = started.use(
    await startWebmailDoor({
      profile: FAKE_PROFILE,
      ...options,
      clock,
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none }`,
      upstream: webmail.url,
    }),
  );
  const all = started.move();
  const signIn = async (browser: HttpClient, { user, password }: Credentials): Promise<HttpResponse> => {
    await browser.get('/login');
    return browser.post('/login', formBody({ user, password }));
  };
  const pending = async (who: Credentials, browser = door.browser()): Promise<HttpClient> => {
    const answer = await signIn(browser, who);
    expect([answer.status, answer.header('location')]).toEqual([303, '/.postern/challenge']);
    return browser;
  };
  return {
    ...{ door, dovecot, webmail, clock, signIn, pending },
    async enrol(who, given) {
      const browser = await pending(who, given);
      const { app, answer } = await enrolAtSignIn(browser, clock.now());
      expect(answer.status).toBe(200);
      const codes = Array.from(
        answer.text().matchAll(/<li>([a-z]{5}-[a-z]{5}-[a-z]{5})<\/li>/g),
        ([, code = '']) => code,
      );
      expect(codes).toHaveLength(10);
      return { browser, app, recoveryCodes: codes };
    },
    nextCode(app) {
      clock.advance(30);
      return app.code(clock.now());
    },
    answer: (browser, code, more = {}) => submitPageForm(browser, '/.postern/challenge', { code, ...more }),
    async isOpen(browser) {
      return (await browser.get('/mail')).text().includes('secret mail');
    },
    async written() {
      const { node, logged } = door.postern;
      const audit = await node.state.stores.audit.search({}, { limit: 1_000 });
      const files = ['postern.db', 'sessions.db', 'throttle.db'].flatMap((name) => [name, `${name}-wal`]);
      const texts = files
        .map((name) => join(node.state.folder, name))
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, 'latin1'));
      return [JSON.stringify(logged), JSON.stringify(audit), ...texts].join('\n');
    },
    events: () => door.postern.logged.map(({ event }) => event),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
