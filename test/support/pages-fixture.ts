// The pages with everything behind them faked: sessions in a map, a mailbox with apps, app passwords and places, codes
// whose meaning is fixed. What was asked of the fakes is recorded.

import { createHmac } from 'node:crypto';
import type { Outcome } from '../../src/core/administration/change.ts';
import type { AppPassword } from '../../src/core/app-passwords/app-password-store.ts';
import type { AppPasswordWish } from '../../src/core/app-passwords/create-app-password.ts';
import { PosternError } from '../../src/core/errors.ts';
import type { PendingSession, WebSession } from '../../src/core/sessions/web-session.ts';
import type {
  CodeSent,
  PresentedSession,
  SecondStepOutcome,
  SendingWish,
} from '../../src/core/sign-in/web-sign-in-contract.ts';
import type { AccountServices } from '../../src/web/account/account-services.ts';
import { createPages } from '../../src/web/pages/create-pages.ts';
import type { Branding } from '../../src/web/pages/design/branding.ts';
import type { PageAnswer, PageParts, PageRequest, Pages, SetCookie } from '../../src/web/pages/page-contract.ts';
import {
  appPassword,
  CODES,
  DAY,
  type FakeAccount,
  FIREFOX,
  factor,
  MINUTE,
  NOW,
  openSession,
  pendingSession,
  RECOVERY_CODES,
  RIGHT_PASSWORD,
  sending,
  usedAccount,
} from './pages-account.ts';
import { fakeDisputes, fakeEnrolment } from './pages-fakes.ts';

export const ORIGIN = 'https://webmail.example.test';

const COUNTRIES: Readonly<Record<string, string>> = { '192.0.2.17': 'DE', '203.0.113.80': 'PT' };

export interface FixtureOptions {
  readonly account?: Partial<FakeAccount>;
  readonly branding?: Partial<Branding>;
}

/** What a request is made of, in a test: as a browser on our own page sends it, unless said. */
export interface Sent {
  readonly form?: Readonly<Record<string, string>>;
  readonly cookie?: string | undefined;
  readonly headers?: PageRequest['headers'];
  readonly cookies?: PageRequest['cookies'];
  /** Default: the session's own. */
  readonly token?: string;
}

/** Pages over fakes. `visit` goes through `createPages` as the gate does. */
export class PagesFixture {
  readonly account: FakeAccount;
  readonly pages: Pages;
  readonly parts: PageParts;
  readonly log: string[] = [];
  readonly pauses: number[] = [];
  readonly #sessions: Map<string, WebSession> = new Map();
  #count = 0;

  constructor({ account, branding }: FixtureOptions = {}) {
    this.account = { ...usedAccount(), ...account };
    this.parts = {
      branding: {
        name: 'Example Mail',
        accent: '#1f6f5c',
        support: { text: 'the service desk', url: 'https://help.example.com/' },
        ...branding,
      },
      signIn: {
        view: async (presented) => {
          this.#mayFail();
          const { factors, hasRecoveryCodes, trustedBrowserDays, triesLeft, unsendable } = this.account;
          const { mailbox, endsAt, decisionId, step } = presented.session;
          return {
            mailbox,
            factors: step === 'enrolment' ? [] : factors,
            unsendable,
            hasRecoveryCodes,
            trustedBrowserDays,
            triesLeft,
            endsAt,
            decisionId,
          };
        },
        sendCode: async (_presented, factorId, wish) => this.#send(factorId, wish),
        answer: async (presented, answer, { trustBrowser }) => {
          this.#mayFail();
          this.account.calls.push(`answer ${answer.kind} ${answer.code} trust=${trustBrowser}`);
          return this.#judge(presented, answer.code, trustBrowser);
        },
        changePassword: async (_presented, password) => {
          this.#mayFail();
          this.account.calls.push(`change password to ${password}`);
          return this.account.passwordChange;
        },
      },
      sessions: {
        end: async (session) => {
          for (const [cookie, known] of this.#sessions) if (known.id === session.id) this.#sessions.delete(cookie);
          this.account.calls.push(`end ${session.id}`);
          return true;
        },
      },
      account: this.#services(),
      disputes: fakeDisputes(this.account),
      gate: {
        opening: ({ cookie }) => ({
          location: '/?_task=mail',
          setCookies: [sessionCookie(cookie), { name: 'mirrored', value: 'x', httpOnly: false, sameSite: 'Lax' }],
        }),
        carrying: ({ cookie }) => [sessionCookie(cookie)],
        forgetting: () => [{ ...sessionCookie(''), maxAge: 0 }],
        trusting: ({ cookie, maxAge }) => ({
          name: '__Host-postern-trusted',
          value: cookie,
          maxAge,
          httpOnly: true,
          sameSite: 'Lax',
        }),
        endUpstream: ({ session }) => void this.account.calls.push(`upstream ended ${session.id}`),
      },
      digest: { digest: (...parts) => createHmac('sha256', 'test').update(JSON.stringify(parts)).digest('base64url') },
      random: { bytes: (count) => new Uint8Array(count).fill(this.#next()) },
      clock: { now: () => NOW },
      pause: async (millis) => void this.pauses.push(millis),
      log: {
        debug: (event) => void this.log.push(event),
        info: (event) => void this.log.push(event),
        warn: (event) => void this.log.push(event),
        error: (event) => void this.log.push(event),
      },
      countries: { countryOf: (address) => COUNTRIES[address] },
      timeZone: 'Europe/Berlin',
    };
    this.pages = createPages(this.parts);
  }

  /** Makes a session and returns its cookie. */
  begin(state: PendingSession['step'] | 'open' | 'confirmed'): string {
    if (state === 'open') return this.keep(openSession());
    if (state === 'confirmed') return this.keep(openSession({ confirmedAt: NOW - MINUTE }));
    return this.keep(pendingSession(state));
  }

  keep(session: WebSession): string {
    const cookie = `cookie-${this.#next()}`;
    this.#sessions.set(cookie, session);
    return cookie;
  }

  present(cookie: string | undefined): PresentedSession | undefined {
    const session = cookie === undefined ? undefined : this.#sessions.get(cookie);
    return session && cookie !== undefined ? { cookie, session, vault: new Uint8Array() } : undefined;
  }

  token(cookie: string): string {
    return this.parts.digest.digest('web-form', cookie);
  }

  /** @param address - Path below the prefix, with its query. */
  visit(method: string, address: string, sent: Sent = {}): Promise<PageAnswer> {
    return this.pages(this.request(method, address, sent));
  }

  request(method: string, address: string, sent: Sent = {}): PageRequest {
    const [path = '', query = ''] = address.split('?', 2);
    const { cookie, form } = sent;
    const token = sent.token ?? (cookie === undefined ? undefined : this.token(cookie));
    const fields = new Map(Object.entries({ ...(token !== undefined && { token }), ...form }));
    return {
      method,
      path,
      query: new URLSearchParams(query),
      ...(method === 'POST' && { form: { kind: 'form', fields } as const }),
      site: { name: 'webmail', origin: ORIGIN },
      headers: sent.headers ?? { secFetchSite: 'same-origin', origin: 'null' },
      cookies: sent.cookies ?? {},
      context: fakeContext(),
      presented: this.present(cookie),
    };
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #mayFail(): void {
    if (this.account.failure) throw this.account.failure;
  }

  /** One code for each factor; again, it is the same. */
  #send(factorId: string, { again, language }: SendingWish): CodeSent {
    this.#mayFail();
    const { sendings, sendsNot, calls } = this.account;
    const before = sendings.get(factorId);
    if (before && !again) return { kind: 'sent', sending: before };
    if (sendsNot) return sendsNot;
    calls.push(`send ${factorId} ${language}${again ? ' again' : ''}`);
    const sent = sending({ sentAt: NOW, againAt: NOW + 30_000 });
    sendings.set(factorId, sent);
    return { kind: 'sent', sending: sent };
  }

  #judge(presented: PresentedSession<PendingSession>, code: string, trust: boolean): SecondStepOutcome {
    const { triesLeft } = this.account;
    switch (code) {
      case CODES.right:
      case RECOVERY_CODES[0]:
        return this.#open(presented, trust);
      case CODES.used:
        return { kind: 'not-right', verdict: 'used', triesLeft };
      case CODES.slowed:
        return { kind: 'slowed', wait: 23_500, triesLeft };
      case CODES.ended:
        this.#sessions.delete(presented.cookie);
        return { kind: 'ended' };
      case CODES.unavailable:
        return { kind: 'unavailable', dependency: 'store', decisionId: 'UNAVAILABLE123' };
      default:
        this.account.triesLeft -= 1;
        return { kind: 'not-right', verdict: 'wrong', triesLeft: this.account.triesLeft };
    }
  }

  #open(presented: PresentedSession, trust: boolean): Extract<SecondStepOutcome, { kind: 'open' }> {
    this.#sessions.delete(presented.cookie);
    const session = openSession();
    const cookie = this.keep(session);
    return {
      kind: 'open',
      presented: { cookie, session, vault: new Uint8Array() },
      ...(trust && { trustedBrowser: { cookie: 'trusted-value', maxAge: 30 * DAY } }),
    };
  }

  async #change<T>(call: string, value: T): Promise<Outcome<T>> {
    this.#mayFail();
    const { refusal } = this.account;
    if (refusal) return { kind: 'refused', code: refusal, text: 'for the log' };
    this.account.calls.push(call);
    return { kind: 'done', value };
  }

  #services(): AccountServices {
    const { account } = this;
    const read = async <T>(pick: () => T): Promise<T> => {
      this.#mayFail();
      return pick();
    };
    const fixture = this;
    return {
      enrolment: fakeEnrolment(account, (presented, trust) => this.#open(presented, trust)),
      isConfirmed: ({ confirmedAt }) => confirmedAt !== undefined,
      confirm: async (presented, { password, answer }) => {
        this.#mayFail();
        account.calls.push(`confirm ${answer?.kind ?? 'password only'}`);
        if (password !== RIGHT_PASSWORD) return { kind: 'not-right', which: 'password', delay: 2_000 };
        if (answer?.code === CODES.slowed) return { kind: 'slowed', wait: 61_000 };
        if (answer?.code === CODES.unavailable) return { kind: 'unavailable', dependency: 'sign-in-source' };
        const isRight =
          account.factors.length === 0 || answer?.code === CODES.right || answer?.code === RECOVERY_CODES[0];
        if (!isRight) return { kind: 'not-right', which: 'code' };
        const session = { ...presented.session, confirmedAt: NOW };
        this.#sessions.delete(presented.cookie);
        return { kind: 'confirmed', presented: { cookie: this.keep(session), session, vault: presented.vault } };
      },
      sendCode: async (_session, factorId, wish) => this.#send(factorId, wish),
      sending: (_session, factorId) => read(() => account.sendings.get(factorId)),
      mode: () => read(() => account.mode),
      chooseMode: (_session, mode) => this.#change(`mode ${mode}`, account.mode),
      factors: () => read(() => account.factors),
      renameFactor: (_session, id, name) => this.#change(`rename ${id} ${name}`, factor(id, name)),
      makeDefaultFactor: (_session, id) => this.#change(`default ${id}`, factor(id, '')),
      removeFactor: (_session, id) => this.#change(`remove ${id}`, factor(id, '')),
      recoveryCodesLeft: () => read(() => account.recoveryCodes),
      newRecoveryCodes: () => this.#change('new recovery codes', RECOVERY_CODES),
      knownPlaces: () => read(() => account.places),
      forgetPlaces: () => this.#change('forget places', account.places),
      trustedBrowsers: () => read(() => account.browsers),
      revokeTrustedBrowser: (_session, id) => this.#change(`browser ${id}`, { id }),
      appPasswords: () => read(() => account.appPasswords),
      createAppPassword: (_session, wish) =>
        this.#change(`app password ${JSON.stringify({ ...wish, mailboxPassword: undefined })}`, {
          record: wished(wish),
          shown: 'kdmw-tzra-hqpe-xvbn-scyf',
        }),
      revokeAppPassword: (_session, id) => this.#change(`revoke ${id}`, appPassword(id, '')),
      get serverSettings() {
        return { doors: fixture.account.doors };
      },
      sessions: () => read(() => account.sessions),
      endSession: (_session, id) => this.#change(`end session ${id}`, { id }),
      endOtherSessions: () => this.#change('end others', { ended: 2 }),
      connections: () => read(() => account.connections),
      endConnection: (_session, id) => this.#change(`end connection ${id}`, { id }),
      history: () => read(() => account.history),
    };
  }
}

/** The cookie of a session, as this fixture's gate sets it. */
export const SESSION_COOKIE = '__Host-postern';

function sessionCookie(value: string): SetCookie {
  return { name: SESSION_COOKIE, value, httpOnly: true, sameSite: 'Lax' };
}

function wished({ name, scopes, readOnly }: AppPasswordWish): AppPassword {
  return appPassword('ap-new', name, {
    scopes: scopes ?? ['imap', 'smtp'],
    readOnly: readOnly ?? false,
    createdAt: NOW,
  });
}

/** A store that can't be asked. */
export function outage(): PosternError {
  return new PosternError('ERR_STORE_UNAVAILABLE', 'the disk is gone');
}

export function fakeContext(): PageRequest['context'] {
  return {
    site: 'webmail',
    listener: 'web',
    remoteAddress: '192.0.2.17',
    remotePort: 50_000,
    localAddress: '127.0.0.1',
    localPort: 443,
    userAgent: FIREFOX,
    requestId: 'REQUEST12345',
  };
}

/** The HTML of an answer. */
export function textOf({ body }: PageAnswer): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
