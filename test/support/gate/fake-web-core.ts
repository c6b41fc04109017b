// A core in memory behind the gate's contracts: sessions that live in a map, and a sign-in that asks for the second step
// of whom a test says. It keeps the contracts' promises (new cookie at each promotion, one call of a try's three ends,
// `changeVault` under contention) and nothing else.

import { randomBytes, randomUUID } from 'node:crypto';
import type { MailboxAddress } from '../../../src/core/decision.ts';
import type {
  AccountSession,
  OpenSession,
  PendingSession,
  WebSession,
} from '../../../src/core/sessions/web-session.ts';
import type {
  AcceptedPassword,
  PasswordTry,
  PresentedSession,
  WebRefusal,
  WebSessions,
  WebSignIn,
  WebUnavailable,
} from '../../../src/core/sign-in/web-sign-in-contract.ts';
import type { WebContext } from '../../../src/core/web-context.ts';

/** What the core says to a right password. */
export type AfterPassword = 'open' | 'challenge' | WebRefusal | WebUnavailable;

export interface FakeWebCoreOptions {
  readonly site?: string;
  /** Default: `challenge` for everybody. */
  readonly afterPassword?: (mailbox: MailboxAddress) => AfterPassword;
  /** What is said before the upstream is asked. Default: proceed. */
  readonly beforePassword?: (loginName: string) => WebRefusal | WebUnavailable | undefined;
  readonly domain?: string;
}

/** How a try ended: the names of what was called, in order. */
export interface RecordedTry {
  readonly loginName: string;
  readonly password: string;
  readonly context: WebContext;
  readonly ends: readonly ('accepted' | 'refused' | 'unknown')[];
}

interface Kept {
  readonly session: WebSession;
  readonly vault: Uint8Array;
}

export class FakeWebCore implements WebSessions, Pick<WebSignIn, 'tryPassword' | 'mayGoOn'> {
  readonly tries: RecordedTry[] = [];
  readonly touched: string[] = [];
  readonly ended: { readonly id: string; readonly reason: string }[] = [];
  readonly #options: FakeWebCoreOptions;
  readonly #kept: Map<string, Kept> = new Map();
  readonly #followers: Map<string, Set<() => void>> = new Map();
  readonly #opened: Set<string> = new Set();
  readonly #claimed: Set<string> = new Set();
  /** Runs before a change of a vault, once: what another request does meanwhile. */
  beforeChange: (() => void) | undefined;

  constructor(options: FakeWebCoreOptions = {}) {
    this.#options = options;
  }

  /** Cookies of sessions whose time is over when they are looked for. */
  readonly over: Set<string> = new Set();

  /** Addresses that sessions may not go on from. */
  readonly forbidden: Set<string> = new Set();

  async mayGoOn({ session }: PresentedSession, { remoteAddress }: WebContext): Promise<boolean> {
    if (!this.forbidden.has(remoteAddress)) return true;
    await this.end(session, 'ended-by-user');
    return false;
  }

  // WebSessions

  async find(
    cookie: string | undefined,
    site: string,
    onOver?: (presented: PresentedSession) => void,
  ): Promise<PresentedSession | undefined> {
    const kept = cookie === undefined ? undefined : this.#kept.get(cookie);
    if (cookie === undefined || kept?.session.site !== site) return undefined;
    if (!this.over.has(cookie)) return { cookie, ...kept };
    this.#kept.delete(cookie);
    onOver?.({ cookie, ...kept });
    return undefined;
  }

  async begin(context: WebContext, vault: Uint8Array): Promise<PresentedSession> {
    return this.#keep({ ...this.#basics(context), state: 'anonymous' }, vault);
  }

  async changeVault(
    { cookie }: PresentedSession,
    change: (vault: Uint8Array) => Uint8Array,
  ): Promise<PresentedSession | undefined> {
    const before = this.#kept.get(cookie);
    if (before === undefined) return undefined;
    const meanwhile = this.beforeChange;
    this.beforeChange = undefined;
    change(before.vault); // A first attempt that loses against what happens meanwhile.
    meanwhile?.();
    const current = this.#kept.get(cookie);
    if (current === undefined) return undefined;
    const kept = { session: current.session, vault: change(current.vault) };
    this.#kept.set(cookie, kept);
    return { cookie, ...kept };
  }

  touch(session: WebSession): void {
    this.touched.push(session.id);
  }

  async end({ id, state }: WebSession, reason: string): Promise<boolean> {
    if (!this.sessions.some((each) => each.id === id && each.state === state)) return false;
    this.ended.push({ id, reason });
    return this.revoke(id);
  }

  async isOpen(id: string): Promise<boolean> {
    return this.#opened.has(id) || this.sessions.some((each) => each.id === id && each.state === 'open');
  }

  async claimUpstreamEnd(id: string): Promise<boolean> {
    if (this.#claimed.has(id)) return false;
    this.#claimed.add(id);
    return true;
  }

  follow(session: AccountSession, end: () => void): { release(): void } {
    const followers = this.#followers.get(session.id) ?? new Set();
    this.#followers.set(session.id, followers.add(end));
    return { release: () => followers.delete(end) };
  }

  // WebSignIn

  async tryPassword(
    typed: { readonly loginName: string; readonly password: string },
    context: WebContext,
  ): Promise<PasswordTry | WebRefusal | WebUnavailable> {
    const refusal = this.#options.beforePassword?.(typed.loginName);
    if (refusal) return refusal;
    const ends: ('accepted' | 'refused' | 'unknown')[] = [];
    this.tries.push({ ...typed, context, ends });
    const name = typed.loginName.toLowerCase();
    const mailbox = name.includes('@') ? name : `${name}@${this.#options.domain ?? 'example.test'}`;
    return {
      kind: 'proceed',
      mailbox,
      delay: 0,
      refused: async () => void ends.push('refused'),
      unknown: async () => void ends.push('unknown'),
      accepted: async ({ before, vault }) => {
        ends.push('accepted');
        return this.#accept({ mailbox, before, vault, context });
      },
    };
  }

  // For tests

  /** What a right code does: a new session with a new cookie. */
  open({ cookie, session, vault }: PresentedSession<PendingSession>): PresentedSession<OpenSession> {
    this.#kept.delete(cookie);
    this.#opened.add(session.id);
    this.#tellFollowers(session.id);
    const { mailbox, decidedAt } = session;
    return this.#keep(this.#openSession({ mailbox, decidedAt, session }), vault) as PresentedSession<OpenSession>;
  }

  /** What a confirmation does: the same session, under a new cookie. */
  confirm(before: string): string {
    const kept = this.#kept.get(before);
    if (kept === undefined) throw new Error('no such session');
    this.#kept.delete(before);
    return this.#keep(kept.session, kept.vault).cookie;
  }

  /** Ends a session everywhere, as an administrator would. */
  revoke(id: string): boolean {
    const found = [...this.#kept].filter(([, { session }]) => session.id === id);
    for (const [cookie] of found) this.#kept.delete(cookie);
    this.#tellFollowers(id);
    return found.length > 0;
  }

  /** The time of all pending sessions is over. */
  runOut(): void {
    for (const { id, state } of this.sessions) if (state === 'pending') this.#tellFollowers(id);
  }

  get sessions(): readonly WebSession[] {
    return Array.from(this.#kept.values(), ({ session }) => session);
  }

  /** Writes a vault at once, as another request might. */
  putVault(cookie: string, vault: Uint8Array): void {
    const kept = this.#kept.get(cookie);
    if (kept) this.#kept.set(cookie, { ...kept, vault });
  }

  #tellFollowers(id: string): void {
    const followers = Array.from(this.#followers.get(id) ?? []);
    this.#followers.delete(id);
    for (const end of followers) end();
  }

  #accept(parts: {
    readonly mailbox: MailboxAddress;
    readonly before: string | undefined;
    readonly vault: Uint8Array;
    readonly context: WebContext;
  }): AcceptedPassword | WebRefusal | WebUnavailable {
    const after = this.#options.afterPassword?.(parts.mailbox) ?? 'challenge';
    if (typeof after === 'object') return after;
    if (parts.before !== undefined) this.#kept.delete(parts.before);
    const { mailbox, vault, context } = parts;
    if (after === 'open') {
      const session = this.#openSession({ mailbox, decidedAt: 0, session: this.#basics(context) });
      return { kind: 'open', presented: this.#keep(session, vault) as PresentedSession<OpenSession> };
    }
    const session: PendingSession = {
      ...this.#basics(context),
      endsAt: Date.now() + 300_000,
      state: 'pending',
      mailbox,
      step: 'challenge',
      decisionId: 'd-1',
      decidedAt: 0,
      passwordAcceptedAt: Date.now(),
      triesLeft: 5,
      resealed: [],
    };
    return { kind: 'pending', presented: this.#keep(session, vault) as PresentedSession<PendingSession> };
  }

  #openSession({
    mailbox,
    decidedAt,
    session,
  }: Pick<PendingSession, 'mailbox' | 'decidedAt'> & {
    readonly session: Pick<WebSession, 'site' | 'origin' | 'startedAt' | 'lastActiveAt'>;
  }): OpenSession {
    const { site, origin, startedAt, lastActiveAt } = session;
    return {
      id: randomUUID(),
      site,
      origin,
      startedAt,
      lastActiveAt,
      endsAt: Date.now() + 3_600_000,
      state: 'open',
      mailbox,
      decisionId: 'd-1',
      decidedAt,
      openedAt: Date.now(),
      secondStep: 'totp',
    };
  }

  #basics({ remoteAddress, userAgent }: WebContext): Omit<WebSession & { state: 'anonymous' }, 'state'> {
    const now = Date.now();
    return {
      id: randomUUID(),
      site: this.#options.site ?? 'webmail',
      origin: { remoteAddress, userAgent },
      startedAt: now,
      endsAt: now + 3_600_000,
      lastActiveAt: now,
    };
  }

  #keep(session: WebSession, vault: Uint8Array): PresentedSession {
    const cookie = randomBytes(32).toString('base64url');
    this.#kept.set(cookie, { session, vault });
    return { cookie, session, vault };
  }
}
