// A request of somebody who has no open session. Nothing of the webmail is reached but what a profile lists one by one: its
// sign-in page, the files that this page needs, and the sign-in itself. Whatever the answer, its cookies stay here, and an
// answer by which a session would begin is dropped (§4.3): that closes what nobody thought of.

import type { AnonymousSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { CHALLENGE_PATH, denied } from './denial.ts';
import type { Exchange, HeaderList, UpstreamAnswer, UpstreamRequest } from './exchange.ts';
import { finish, type GateParts, logFields, noticeAnswer, upstreamCookies } from './gate-parts.ts';
import { relay } from './http/relay.ts';
import { isSafe } from './request-kind.ts';
import { keepAnonymous } from './session/anonymous-jar.ts';
import { readVault } from './session/gate-vault.ts';
import { isIn } from './session/presented.ts';
import { takeCookies, type UpstreamJar } from './session/upstream-jar.ts';
import type { SignInDoor } from './sign-in/sign-in-door.ts';
import { isSignInRequest } from './sign-in/sign-in-request.ts';
import type { PublicAssets, WebmailProfile } from './webmail-profile.ts';

/** Fields of the browser that go with a request for a page or a file; the rest could only change what is answered. */
const FORWARDED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'user-agent',
]);

/** A cache buster. */
const ASSET_QUERY = /^[A-Za-z0-9_.=-]{0,64}$/;

/** Whether a path is a file that everybody may have. */
export function isPublicAsset(path: string, { prefixes, extensions, exact }: PublicAssets): boolean {
  if (exact.includes(path)) return true;
  const prefix = prefixes.find((each) => path.startsWith(each));
  if (prefix === undefined) return false;
  const folders = path.slice(prefix.length).split('/');
  const file = folders.pop() ?? '';
  // `x.php/y.css` is a script to a server that splits paths at `.php`: no folder may look like a file.
  if (folders.some((each) => each.includes('.'))) return false;
  return /^[A-Za-z0-9_][A-Za-z0-9_.@-]*\.[A-Za-z0-9]+$/.test(file) && extensions.includes(extensionOf(file));
}

function extensionOf(file: string): string {
  return file.slice(file.lastIndexOf('.') + 1);
}

/** The sign-in page that a request is for, in the spelling in which it is asked for at the webmail. */
export function signInPageOf({ method, target }: Exchange, profile: WebmailProfile): string | undefined {
  if (!isSafe(method) || !target.isPlain) return undefined;
  const page = profile.signInPages.find(({ path }) => path === target.path);
  if (page === undefined) return undefined;
  if (target.query === undefined || target.query === '') return profile.signInPage;
  return page.query?.(target.query) ? target.raw : undefined;
}

export class ClosedDoor {
  readonly #parts: GateParts;
  readonly #signInDoor: SignInDoor;

  constructor(parts: GateParts, signInDoor: SignInDoor) {
    this.#parts = parts;
    this.#signInDoor = signInDoor;
  }

  /** @param more - Further fields for the answer to a refusal: a cookie to be forgotten. */
  async answer(exchange: Exchange, presented: PresentedSession | undefined, more: HeaderList = []): Promise<void> {
    const { profile } = this.#parts;
    const { target, method } = exchange;
    const isPending = presented !== undefined && isIn(presented, 'pending');
    if (exchange.wantsUpgrade === undefined) {
      const isAsset = isSafe(method) && target.isPlain && isPublicAsset(target.path, profile.publicAssets);
      if (isAsset && ASSET_QUERY.test(target.query ?? '')) return this.#forwardAsset(exchange);
      if (!isPending) {
        const before = presented && isIn(presented, 'anonymous') ? presented : undefined;
        if (isSignInRequest(exchange, profile)) return this.#signInDoor.answer(exchange, before);
        const page = signInPageOf(exchange, profile);
        if (page !== undefined) return this.#forwardPage(exchange, before, page);
      }
    }
    const leadTo = isPending ? CHALLENGE_PATH : profile.signInPage;
    exchange.respond(denied(exchange, { profile, leadTo, more }));
  }

  async #forwardAsset(exchange: Exchange): Promise<void> {
    const answer = await this.#send(exchange, exchange.target.raw, []);
    if (answer === undefined) return;
    if (this.#parts.profile.beginsSession(answer)) return this.#trip(exchange, answer, []);
    await relay(exchange, answer, { cache: 'as-upstream' });
  }

  async #forwardPage(
    exchange: Exchange,
    before: PresentedSession<AnonymousSession> | undefined,
    target: string,
  ): Promise<void> {
    const { profile, clock } = this.#parts;
    const jar = (before && readVault(before.vault)?.jar) ?? [];
    const answer = await this.#send(exchange, target, jar);
    if (answer === undefined) return;
    if (profile.beginsSession(answer)) return this.#trip(exchange, answer, jar);
    const [requestPath = '/'] = target.split('?');
    const taken = (kept: UpstreamJar): UpstreamJar =>
      takeCookies(kept, {
        setCookies: answer.setCookies,
        requestPath,
        sent: jar,
        deadValues: profile.deadValues,
        now: clock.now(),
      });
    let more: HeaderList;
    try {
      more = await keepAnonymous(this.#parts, { exchange, before, taken });
    } catch (error) {
      answer.body.discard();
      throw error;
    }
    await relay(exchange, answer, { cache: 'no-store', more });
  }

  async #send(exchange: Exchange, target: string, jar: UpstreamJar): Promise<UpstreamAnswer | undefined> {
    const { profile, clock, upstream, notices } = this.#parts;
    const [path = '/'] = target.split('?');
    const isPage = !isPublicAsset(path, profile.publicAssets);
    const cookie = isPage ? upstreamCookies(exchange, jar, { profile, clock, path }) : undefined;
    const request: UpstreamRequest = {
      method: exchange.method,
      target,
      headers: exchange.headers.filter(([name]) => FORWARDED.has(name)),
      ...(cookie !== undefined && { cookie }),
      client: exchange.context,
      signals: [exchange.signal],
    };
    const answer = await upstream.send(request);
    if (answer.kind === 'answer') return answer;
    if (answer.kind === 'upgrade') answer.stream.destroy();
    const slow = answer.kind === 'unavailable' && answer.reason === 'slow';
    exchange.respond(await noticeAnswer(exchange, notices, { kind: 'webmail-unavailable', slow }));
    return undefined;
  }

  /** The tripwire. What has begun is signed out, the answer dropped. */
  async #trip(exchange: Exchange, answer: UpstreamAnswer, sent: UpstreamJar): Promise<void> {
    const { profile, upstreamSessions, log, clock, notices } = this.#parts;
    await finish(answer);
    const location = answer.header('location');
    const jar = takeCookies(sent, {
      setCookies: answer.setCookies,
      requestPath: exchange.target.path,
      sent,
      deadValues: profile.deadValues,
      now: clock.now(),
    });
    const { remoteAddress, userAgent } = exchange.context;
    upstreamSessions.logOut(
      { jar, ...(location !== undefined && { location }) },
      { origin: { remoteAddress, userAgent } },
    );
    log.error('gate.unexpected-sign-in', undefined, { ...logFields(exchange), path: exchange.target.path });
    exchange.respond(await noticeAnswer(exchange, notices, { kind: 'forbidden' }));
  }
}
