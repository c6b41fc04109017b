// A whole gate without HTTP and without a webmail.

import { Gate } from '../../../src/web/gate/gate.ts';
import { plainNotices } from '../../../src/web/gate/notices.ts';
import { UpstreamSessions } from '../../../src/web/gate/session/upstream-sessions.ts';
import type { WebmailProfile } from '../../../src/web/gate/webmail-profile.ts';
import type { PageAnswer } from '../../../src/web/pages/page-contract.ts';
import { type FakeExchange, type FakeRequest, type FakeUpstream, fakeExchange, SITE } from './fake-exchange.ts';
import { FakeWebCore, type FakeWebCoreOptions } from './fake-web-core.ts';
import { collectingLog, type LogLine } from './web-site.ts';

export interface GateFixture {
  readonly core: FakeWebCore;
  readonly upstreamSessions: UpstreamSessions;
  readonly log: readonly LogLine[];
  readonly pauses: readonly number[];
  /** What a request comes to. `cookie`: the value of the session's. */
  ask(request: FakeRequest & { readonly cookie?: string | undefined }): Promise<FakeExchange>;
  /** Signs in as the profile's form does and returns the new session's cookie. */
  signIn(): Promise<string | undefined>;
  /** Signs in and does the second step; returns the open session's cookie. */
  open(): Promise<string>;
}

export interface GateFixtureOptions extends FakeWebCoreOptions {
  readonly profile: WebmailProfile;
  readonly upstream: FakeUpstream;
  /** A sign-in that the upstream accepts. */
  readonly signIn: FakeRequest;
}

/** Of whoever has given a password, and of strangers. */
const SESSION = /^__Host-postern(-stranger)?=([\w-]+);/;

/** The value of the session's cookie that an answer sets; `undefined`: none, or it takes it away. */
export function sessionCookieOf({ answer }: FakeExchange): string | undefined {
  return answer?.headers('set-cookie').flatMap((each) => SESSION.exec(each)?.[2] ?? [])[0];
}

const PAGE: PageAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  setCookies: [{ name: '__Host-page', value: 'x', httpOnly: true, sameSite: 'Strict' }],
  body: 'a page',
};

export function makeGate(options: GateFixtureOptions): GateFixture {
  const { profile, upstream } = options;
  const core = new FakeWebCore(options);
  const log: LogLine[] = [];
  const pauses: number[] = [];
  const clock = { now: () => Date.now() };
  const common = { site: SITE, profile, upstream, sessions: core, clock, log: collectingLog(log) };
  const upstreamSessions = new UpstreamSessions(common);
  const gate = new Gate({
    ...common,
    signIn: core,
    upstreamSessions,
    pages: async () => PAGE,
    notices: plainNotices,
    pause: async (millis) => void pauses.push(millis),
  });
  const strangers = new Set<string>();
  const ask: GateFixture['ask'] = async ({ cookie = '', ...request }) => {
    const name = strangers.has(cookie) ? '__Host-postern-stranger' : '__Host-postern';
    const cookies = { ...request.cookies, ...(cookie !== '' && { [name]: cookie }) };
    const exchange = fakeExchange({ ...request, cookies });
    await gate.handle(exchange);
    for (const field of exchange.answer?.headers('set-cookie') ?? []) {
      const [, isStranger, value = ''] = SESSION.exec(field) ?? [];
      if (isStranger) strangers.add(value);
    }
    return exchange;
  };
  const signIn = async (): Promise<string | undefined> => sessionCookieOf(await ask(options.signIn));
  return {
    core,
    upstreamSessions,
    log,
    pauses,
    ask,
    signIn,
    open: async () => {
      const presented = await core.find(await signIn(), SITE.name);
      if (presented?.session.state !== 'pending') throw new Error('not pending');
      return core.open({ ...presented, session: presented.session }).cookie;
    },
  };
}
