// The console over services in memory: administrators who are whatever a test says, sign-ins whose codes have a fixed meaning,
// and pages asked for as a browser on our own page would. For a browser, see `serveConsole`.

import { createHmac } from 'node:crypto';
import type { Administrator, Role } from '../../src/core/administrators/administrator.ts';
import type {
  ConsoleSession,
  ConsoleSignIn,
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from '../../src/core/administrators/administrator-sign-in-contract.ts';
import type { ConsoleSessionState } from '../../src/core/administrators/console-session-store.ts';
import { PERMISSIONS_OF_ROLES } from '../../src/core/administrators/permissions.ts';
import type { Requester } from '../../src/core/administrators/requester.ts';
import { PosternError } from '../../src/core/errors.ts';
import type { AdministrationServices } from '../../src/web/api/administration-services.ts';
import type { Console, ConsoleRequest, ConsoleRoutes } from '../../src/web/console/console-contract.ts';
import { consoleFormToken } from '../../src/web/console/console-form.ts';
import type { ConsoleParts } from '../../src/web/console/console-parts.ts';
import { createConsole } from '../../src/web/console/create-console.ts';
import type { PageAnswer } from '../../src/web/pages/page-contract.ts';
import { DAY, FIREFOX, MINUTE, NOW, RECOVERY_CODES } from './pages-account.ts';

export const CONSOLE_ORIGIN = 'https://admin.example.test';
export const CONSOLE_COOKIE = '__Host-postern-console';

/** What each answer of a sign-in comes to. */
export const CONSOLE_CODES = {
  right: '123456',
  used: '222222',
  slowed: '333333',
  ended: '444444',
  unavailable: '555555',
} as const;

export const CONSOLE_PASSWORD = 'correct horse battery staple';

export interface ConsoleFixtureOptions {
  readonly routes?: ConsoleRoutes;
  /** Of whom sessions are. Default: a platform administrator. */
  readonly role?: Role;
  /** Default: `all`, or `example.com` for a domain administrator. */
  readonly domains?: Administrator['domains'];
  /** As `createAdministrationFixture` makes them. Default: none, and no operation may be called. */
  readonly services?: AdministrationServices;
  /** Default: {@link CONSOLE_ORIGIN}. */
  readonly origin?: string;
}

/** What a request is made of: as a browser on our own page sends it, unless said. */
export interface ConsoleSent {
  readonly form?: Readonly<Record<string, string>>;
  readonly cookie?: string | undefined;
  readonly headers?: ConsoleRequest['headers'];
  readonly cookies?: Readonly<Record<string, string>>;
  /** Default: the one that belongs to the cookie. */
  readonly token?: string;
}

/** A console whose sessions a test begins as it likes. */
export class ConsoleFixture {
  readonly console: Console;
  readonly parts: ConsoleParts;
  readonly calls: string[] = [];
  readonly log: string[] = [];
  readonly pauses: number[] = [];
  readonly administrator: Administrator;
  /** Octets that bodies were read up to. */
  readonly bodiesRead: number[] = [];
  failure: Error | undefined;
  now: number = NOW;
  readonly #sessions: Map<string, ConsoleSession> = new Map();
  #count = 0;

  constructor({ routes, role = 'platform-administrator', domains, services, origin }: ConsoleFixtureOptions = {}) {
    this.administrator = {
      name: 'ann',
      role,
      domains: domains ?? (role === 'domain-administrator' ? new Set(['example.com']) : 'all'),
      disabled: false,
      createdAt: NOW - 30 * DAY,
    };
    this.parts = {
      branding: { name: 'Example Mail', accent: '#1f6f5c' },
      timeZone: 'Europe/Berlin',
      origin: origin ?? CONSOLE_ORIGIN,
      signIn: this.#signIn(),
      services: () => {
        if (services) return services;
        throw new Error('no operation may be called here');
      },
      digest: { digest: (...parts) => createHmac('sha256', 'test').update(JSON.stringify(parts)).digest('base64url') },
      random: { bytes: (count) => new Uint8Array(count).fill(this.#next()) },
      clock: { now: () => this.now },
      pause: async (millis) => void this.pauses.push(millis),
      log: {
        debug: (event) => void this.log.push(event),
        info: (event) => void this.log.push(event),
        warn: (event) => void this.log.push(event),
        error: (event, error) => void this.log.push(`${event}: ${error}`),
      },
      countries: { countryOf: () => undefined },
    };
    this.console = createConsole(this.parts, routes);
  }

  /** Makes a session and returns its cookie. `confirmed`: open, and both steps were given lately. */
  begin(state: ConsoleSessionState | 'confirmed' | 'break-glass'): string {
    return this.keep({
      id: `cs-${this.#next()}`,
      state: state === 'confirmed' || state === 'break-glass' ? 'open' : state,
      administrator: this.administrator,
      startedAt: this.now - 5 * MINUTE,
      lastActiveAt: this.now,
      endsAt: this.now + 45 * MINUTE,
      ...(state === 'confirmed' && { confirmedAt: this.now }),
      isBreakGlass: state === 'break-glass',
      origin: { remoteAddress: '192.0.2.17', userAgent: FIREFOX },
    });
  }

  keep(session: ConsoleSession): string {
    const cookie = `cookie-${this.#next()}`;
    this.#sessions.set(cookie, session);
    return cookie;
  }

  sessionOf(cookie: string): ConsoleSession | undefined {
    return this.#sessions.get(cookie);
  }

  token(cookie: string): string {
    return consoleFormToken(this.parts.digest, cookie);
  }

  /** @param address - Below the console's prefix, with its query. */
  visit(method: string, address: string, sent: ConsoleSent = {}): Promise<PageAnswer> {
    return this.console(this.request(method, address, sent));
  }

  request(method: string, address: string, sent: ConsoleSent = {}): ConsoleRequest {
    const [path = '', query = ''] = address.split('?', 2);
    const isSecure = this.parts.origin.startsWith('https:');
    const named = isSecure ? CONSOLE_COOKIE : CONSOLE_COOKIE.slice('__Host-'.length);
    const cookies = new Map(
      Object.entries({ ...(sent.cookie !== undefined && { [named]: sent.cookie }), ...sent.cookies }),
    );
    const token = sent.token ?? (sent.cookie === undefined ? undefined : this.token(sent.cookie));
    const body = new URLSearchParams({ ...(token !== undefined && { token }), ...sent.form }).toString();
    return {
      method,
      path,
      query: new URLSearchParams(query),
      headers: {
        acceptLanguage: 'en',
        secFetchSite: 'same-origin',
        origin: 'null',
        contentType: 'application/x-www-form-urlencoded',
        ...sent.headers,
      },
      cookies,
      readBody: async (maxOctets) => {
        this.bodiesRead.push(maxOctets);
        const octets = new TextEncoder().encode(body);
        return octets.length > maxOctets ? 'too-large' : octets;
      },
      remoteAddress: '192.0.2.17',
      userAgent: FIREFOX,
      requestId: 'request-1',
    };
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** The session goes on under another cookie, in another state. */
  #moveOn(presented: PresentedConsoleSession, change: Partial<ConsoleSession>): ConsoleSignInAnswer {
    this.#sessions.delete(presented.cookie);
    const session = { ...presented.session, ...change };
    return { kind: 'session', presented: { session, cookie: this.keep(session) } };
  }

  #judge(code: string, right: () => ConsoleSignInAnswer): ConsoleSignInAnswer {
    switch (code) {
      case CONSOLE_CODES.right:
      case RECOVERY_CODES[0]:
        return right();
      case CONSOLE_CODES.used:
        return { kind: 'used' };
      case CONSOLE_CODES.slowed:
        return { kind: 'throttled', retryAfter: 23_500 };
      case CONSOLE_CODES.ended:
        return { kind: 'ended' };
      case CONSOLE_CODES.unavailable:
        throw new PosternError('ERR_STORE_UNAVAILABLE', 'the store can not be asked');
      default:
        return { kind: 'wrong', delay: 1_000, triesLeft: 3 };
    }
  }

  #requesterOf({ administrator, confirmedAt, isBreakGlass }: ConsoleSession): Requester {
    return {
      actor: isBreakGlass ? `${administrator.name} (break-glass)` : administrator.name,
      role: administrator.role,
      permissions: PERMISSIONS_OF_ROLES[administrator.role],
      domains: administrator.domains,
      administrator: administrator.name,
      confirmedUntil: confirmedAt === undefined ? 0 : confirmedAt + 10 * MINUTE,
      origin: { remoteAddress: '192.0.2.17', userAgent: FIREFOX },
    };
  }

  #signIn(): ConsoleSignIn {
    return {
      present: async (cookie) => {
        if (this.failure) throw this.failure;
        const session = this.#sessions.get(cookie);
        return session && { cookie, session };
      },
      tryPassword: async ({ name, password }) => {
        this.calls.push(`password ${name}`);
        if (name === 'slow') return { kind: 'throttled', retryAfter: 61_000 };
        if (name === 'elsewhere') return { kind: 'not-permitted' };
        if (name !== this.administrator.name || password !== CONSOLE_PASSWORD) return { kind: 'wrong', delay: 2_000 };
        const cookie = this.begin('challenge');
        const session = this.#sessions.get(cookie);
        return session ? { kind: 'session', presented: { cookie, session } } : { kind: 'ended' };
      },
      answer: async (presented, { kind, code }) => {
        this.calls.push(`answer ${kind}`);
        return this.#judge(code, () => this.#moveOn(presented, { state: 'open' }));
      },
      useCode: async (code) => {
        this.calls.push('code');
        return this.#judge(code, () => {
          const cookie = this.begin('set-up');
          const session = this.#sessions.get(cookie);
          return session ? { kind: 'session', presented: { cookie, session } } : { kind: 'ended' };
        });
      },
      setUp: async () => ({
        kind: 'totp',
        uri: 'otpauth://totp/Example%20Mail:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example%20Mail',
        typed: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
      }),
      finishSetUp: async (presented, { password, code }) => {
        this.calls.push(`set up ${password} ${code}`);
        const refused = (field: string) =>
          ({ kind: 'refused', code: 'invalid', text: field, problems: [{ field, reason: 'for the log' }] }) as const;
        if (password.length < 12) return refused('password');
        if (code !== CONSOLE_CODES.right) return refused('code');
        const answer = this.#moveOn(presented, { state: 'open', confirmedAt: this.now });
        if (answer.kind !== 'session') return refused('other');
        return { kind: 'done', value: { presented: answer.presented, recoveryCodes: RECOVERY_CODES } };
      },
      confirm: async (presented, { password, answer: { code } }) => {
        this.calls.push('confirm');
        if (password !== CONSOLE_PASSWORD) return { kind: 'wrong', delay: 2_000 };
        return this.#judge(code, () => this.#moveOn(presented, { confirmedAt: this.now }));
      },
      requesterOf: (session) => this.#requesterOf(session),
      end: async ({ cookie, session }) => {
        this.#sessions.delete(cookie);
        this.calls.push(`end ${session.state}`);
      },
    };
  }
}
