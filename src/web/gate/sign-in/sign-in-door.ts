// A sign-in at the webmail's own form. The order is fixed (R1.2): the request is one of this site's own page; place and
// throttle; the webmail's verdict on the password; then the second step decides whether anything opens. Whatever the
// webmail sets stays here, and whatever it has opened for nobody is signed out again.

import type { AnonymousSession, OpenSession } from '../../../core/sessions/web-session.ts';
import type {
  AcceptedPassword,
  PasswordTry,
  PresentedSession,
  WebRefusal,
  WebUnavailable,
} from '../../../core/sign-in/web-sign-in-contract.ts';
import type { Bytes, Millis } from '../../../core/units.ts';
import { cookieFields, ownCookieName, STRANGER_COOKIE, sessionCookie, strangerCookie } from '../browser-cookie.ts';
import { CHALLENGE_PATH, redirect } from '../denial.ts';
import type { Exchange, HeaderList, UpstreamAnswer } from '../exchange.ts';
import { contextOfPerson, type GateParts, logFields, noticeAnswer, upstreamCookies } from '../gate-parts.ts';
import { type Notice, noticeStatus, noticeWait } from '../notices.ts';
import { isFromOwnPages } from '../request-kind.ts';
import { keepAnonymous } from '../session/anonymous-jar.ts';
import { type GateVault, readVault, writeVault } from '../session/gate-vault.ts';
import { isIn } from '../session/presented.ts';
import { cookieValue, takeCookies, type UpstreamJar } from '../session/upstream-jar.ts';
import type { SignInVerdict, TypedSignIn } from '../webmail-profile.ts';
import { MAX_SIGN_IN_OCTETS, readSignIn, signInHeaders, upstreamName, writeSignIn } from './sign-in-request.ts';

/** Longest answer to a sign-in that is read; Roundcube's page has some 10 KiB. */
const MAX_ANSWER_OCTETS: Bytes = 1_048_576;

/** How long the webmail may think about a password. Slow directories take half a minute. */
const SIGN_IN_TIMEOUT_MS: Millis = 60_000;

/**
 * The session whose cookies carry the form. An open one, where the webmail has lost its side of it and shows its sign-in
 * page; it ends when this sign-in succeeds.
 */
type Before = PresentedSession<AnonymousSession> | PresentedSession<OpenSession> | undefined;

interface Attempted {
  readonly exchange: Exchange;
  readonly before: Before;
  readonly jar: UpstreamJar;
  readonly typed: TypedSignIn;
  readonly attempt: PasswordTry;
}

/** What the webmail said, as a whole. */
interface Judged {
  readonly answer: UpstreamAnswer;
  readonly body: Uint8Array;
  readonly verdict: SignInVerdict;
}

export class SignInDoor {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Answers a sign-in request, which is one in every state: it opens nothing but a session of its own. */
  async answer(exchange: Exchange, before: Before): Promise<void> {
    const { log, profile, signIn, pause } = this.#parts;
    if (!isFromOwnPages(exchange)) {
      log.warn('gate.foreign-sign-in', logFields(exchange));
      return this.#refuse(exchange, { kind: 'forbidden' });
    }
    const body = await exchange.readBody(MAX_SIGN_IN_OCTETS);
    const contentType = exchange.header('content-type');
    const contentEncoding = exchange.header('content-encoding');
    const typed =
      typeof body === 'string' ? undefined : readSignIn({ contentType, contentEncoding, body }, profile.signIn);
    if (typed === undefined) {
      log.warn('gate.malformed-sign-in', logFields(exchange));
      return this.#refuse(exchange, { kind: 'malformed' });
    }
    const { loginName, password } = typed;
    const attempt = await signIn.tryPassword({ loginName, password }, contextOfPerson(exchange));
    if (attempt.kind !== 'proceed') {
      if (attempt.kind === 'refused') await pause(attempt.delay);
      return this.#refuse(exchange, attempt);
    }
    const jar = (before && readVault(before.vault)?.jar) ?? [];
    return this.#tryAtUpstream({ exchange, before, jar, typed, attempt });
  }

  async #tryAtUpstream(attempted: Attempted): Promise<void> {
    const { exchange, attempt } = attempted;
    const judged = await this.#askUpstream(attempted).catch(async (error: unknown) => {
      // What broke is ours: the password isn't judged, and mustn't count as a wrong one.
      await attempt.unknown();
      throw error;
    });
    if ('kind' in judged) {
      await attempt.unknown();
      return this.#refuse(exchange, judged);
    }
    if (judged.verdict === 'accepted') return this.#accept(attempted, judged);
    if (judged.verdict === 'refused') {
      await attempt.refused();
      await this.#parts.pause(attempt.delay);
    } else {
      await attempt.unknown();
      this.#parts.log.warn('gate.unclear-sign-in', { ...logFields(exchange), status: judged.answer.status });
    }
    return this.#relayFailure(attempted, judged);
  }

  // Not bound to the browser's connection: what the webmail opens must be known here, even if nobody waits any more.
  async #askUpstream({ exchange, jar, typed, attempt }: Attempted): Promise<Judged | Notice> {
    const { profile, upstream, clock } = this.#parts;
    const { type, body } = writeSignIn(typed, upstreamName(attempt.mailbox, profile), profile.signIn);
    const cookie = upstreamCookies(exchange, jar, { profile, clock });
    const answer = await upstream.send({
      method: 'POST',
      target: profile.signIn.target,
      headers: signInHeaders(exchange.headers, type),
      ...(cookie !== undefined && { cookie }),
      client: exchange.context,
      body,
      timeouts: { firstByte: SIGN_IN_TIMEOUT_MS, idle: SIGN_IN_TIMEOUT_MS },
    });
    if (answer.kind === 'upgrade') answer.stream.destroy();
    if (answer.kind !== 'answer') {
      return { kind: 'webmail-unavailable', slow: answer.kind === 'unavailable' && answer.reason === 'slow' };
    }
    const content = await answer.body.read(MAX_ANSWER_OCTETS);
    if (typeof content === 'string') {
      this.#endUpstream(exchange, { jar: this.#taken(jar, answer) });
      return { kind: 'webmail-unavailable', slow: false };
    }
    const verdict = profile.judgeSignIn(answer, Buffer.from(content).toString('utf8'));
    return { answer, body: content, verdict };
  }

  #taken(jar: UpstreamJar, { setCookies }: Pick<UpstreamAnswer, 'setCookies'>): UpstreamJar {
    const { profile, clock } = this.#parts;
    const [requestPath = '/'] = profile.signIn.target.split('?');
    return takeCookies(jar, {
      setCookies,
      requestPath,
      sent: jar,
      deadValues: profile.deadValues,
      now: clock.now(),
    });
  }

  async #accept(attempted: Attempted, judged: Judged): Promise<void> {
    const { exchange, before, jar, attempt } = attempted;
    const location = judged.answer.header('location');
    const vault: GateVault = {
      jar: this.#taken(jar, judged.answer),
      name: upstreamName(attempt.mailbox, this.#parts.profile),
      ...(location !== undefined && { location }),
    };
    let accepted: AcceptedPassword | WebRefusal | WebUnavailable;
    try {
      const carrier = before && isIn(before, 'anonymous') ? before.cookie : undefined;
      accepted = await attempt.accepted({ before: carrier, vault: writeVault(vault) });
    } catch (error) {
      this.#endUpstream(exchange, vault);
      throw error;
    }
    if (accepted.kind === 'refused' || accepted.kind === 'unavailable') {
      this.#endUpstream(exchange, vault);
      if (accepted.kind === 'refused') await this.#parts.pause(accepted.delay);
      return this.#refuse(exchange, accepted);
    }
    if (before && isIn(before, 'open')) await this.#endFormer(before, { from: jar, to: vault.jar });
    return this.#goOn(exchange, accepted, judged);
  }

  async #endFormer(
    before: PresentedSession<OpenSession>,
    { from, to }: { readonly from: UpstreamJar; readonly to: UpstreamJar },
  ): Promise<void> {
    const { profile, sessions, upstreamSessions } = this.#parts;
    const { identityCookies } = profile;
    const isSame =
      identityCookies.length > 0 && identityCookies.every((name) => cookieValue(from, name) === cookieValue(to, name));
    // A webmail that keeps its session over a sign-in would sign out who has just signed in.
    if (isSame) await upstreamSessions.forget(before.session);
    else upstreamSessions.endUpstream(before);
    await sessions.end(before.session, 'signed-out');
  }

  #goOn(exchange: Exchange, accepted: AcceptedPassword, judged: Judged): void {
    const { profile, upstreamSessions, site } = this.#parts;
    if (accepted.kind === 'pending') upstreamSessions.watchPending(accepted.presented);
    const { location, setCookies } =
      accepted.kind === 'open'
        ? upstreamSessions.opening(accepted.presented)
        : { location: CHALLENGE_PATH, setCookies: [sessionCookie(accepted.presented.cookie, site)] };
    const wasStranger = exchange.cookies.has(ownCookieName(STRANGER_COOKIE, site));
    const spent = wasStranger ? [strangerCookie(undefined, site)] : [];
    const fields = cookieFields([...setCookies, ...spent], site);
    // A script reads the webmail's answer and then goes to a page, where it meets the challenge.
    if (profile.signIn.success === 'as-upstream') this.#relayRead(exchange, judged, fields);
    else exchange.respond(redirect(exchange, location, fields));
  }

  async #relayFailure({ exchange, before, jar }: Attempted, judged: Judged): Promise<void> {
    const { profile, log } = this.#parts;
    if (profile.beginsSession(judged.answer)) {
      // Neither "yes" nor harmless: stays closed, as an update of the webmail may look like this (§4.8, 22).
      this.#endUpstream(exchange, { jar: this.#taken(jar, judged.answer) });
      log.error('gate.unexpected-sign-in', undefined, logFields(exchange));
      return this.#refuse(exchange, { kind: 'forbidden' });
    }
    const taken = (kept: UpstreamJar): UpstreamJar => this.#taken(kept, judged.answer);
    const fields = before && isIn(before, 'open') ? [] : await keepAnonymous(this.#parts, { exchange, before, taken });
    this.#relayRead(exchange, judged, fields);
  }

  #relayRead(exchange: Exchange, { answer, body }: Judged, fields: HeaderList): void {
    const kept = answer.headers.filter(([name]) => name !== 'content-length' && name !== 'cache-control');
    const length: HeaderList = answer.status === 204 ? [] : [['content-length', String(body.length)]];
    exchange.respond({
      status: answer.status,
      headers: [...kept, ...length, ['cache-control', 'no-store'], ...fields],
      body,
    });
  }

  #endUpstream(exchange: Exchange, vault: GateVault): void {
    const { remoteAddress, userAgent } = exchange.context;
    this.#parts.upstreamSessions.logOut(vault, { origin: { remoteAddress, userAgent } });
  }

  async #refuse(exchange: Exchange, notice: Notice): Promise<void> {
    const { notices, profile } = this.#parts;
    const text = notices.sentence(exchange, notice);
    const retryAfter = noticeWait(notice);
    const status = noticeStatus(notice);
    const byScript = profile.signInRefusal({ status, text, ...(retryAfter !== undefined && { retryAfter }) });
    exchange.respond(byScript ?? (await noticeAnswer(exchange, notices, notice)));
  }
}
