import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenSession, PendingSession } from '../../../../../src/core/sessions/web-session.ts';
import type { PresentedSession } from '../../../../../src/core/sign-in/web-sign-in-contract.ts';
import { sogo } from '../../../../../src/web/gate/profiles/sogo.ts';
import { type GateVault, writeVault } from '../../../../../src/web/gate/session/gate-vault.ts';
import { UpstreamSessions } from '../../../../../src/web/gate/session/upstream-sessions.ts';
import { type FakeUpstream, fakeUpstream, SITE } from '../../../../support/gate/fake-exchange.ts';
import { collectingLog, type LogLine } from '../../../../support/gate/web-site.ts';

const PROFILE = sogo({ kind: 'sogo', loginName: 'address' });
const NAME = 'anna@example.test';
const VAULT: GateVault = {
  name: NAME,
  location: '/SOGo/anna',
  jar: [
    { name: '0xHIGHFLYxSOGo', value: 'basic%20x', path: '/SOGo/' },
    { name: 'XSRF-TOKEN', value: 'abc', path: '/SOGo/' },
    { name: 'SOGoLogin', value: 'YW5uYQ==', path: '/SOGo/', expiresAt: 100_000 },
  ],
};

const BASICS = {
  site: 'webmail',
  origin: { remoteAddress: '192.0.2.1', userAgent: 'B' },
  startedAt: 0,
  lastActiveAt: 0,
  mailbox: NAME,
  decisionId: 'd-1',
  decidedAt: 0,
};

function pending(id: string): PresentedSession<PendingSession> {
  const more = { state: 'pending', step: 'challenge', passwordAcceptedAt: 0, triesLeft: 5, resealed: [] } as const;
  return { cookie: `c-${id}`, session: { ...BASICS, ...more, id, endsAt: 300_000 }, vault: writeVault(VAULT) };
}

function open(id: string, vault: GateVault = VAULT): PresentedSession<OpenSession> {
  const session: OpenSession = { ...BASICS, state: 'open', id, endsAt: 900_000, openedAt: 0, secondStep: 'totp' };
  return { cookie: `c-${id}`, session, vault: writeVault(vault) };
}

describe("the webmail's sessions behind ours", () => {
  const logOuts = ({ requests }: FakeUpstream): number => requests.length;
  let upstream: FakeUpstream;
  let log: LogLine[];
  let opened: Set<string> | Error;
  let ends: Map<string, () => void>;
  let released: string[];
  let closed: string[];
  let claimed: Set<string>;
  let sessions: UpstreamSessions;
  /** A gate's, in whichever worker, on the same store. */
  function create(): UpstreamSessions {
    return new UpstreamSessions({
      site: SITE,
      profile: PROFILE,
      upstream: { send: (request) => upstream.send(request) },
      sessions: {
        isOpen: async (id) => {
          if (opened instanceof Error) throw opened;
          return opened.has(id);
        },
        end: async ({ id }, reason) => closed.push(`${id} ${reason}`) > 0,
        claimUpstreamEnd: async (id) => {
          if (opened instanceof Error) throw opened;
          return claimed.size < claimed.add(id).size;
        },
        follow: ({ id }, end) => {
          ends.set(id, end);
          return { release: () => void released.push(id) };
        },
      },
      clock: { now: () => Date.now() },
      log: collectingLog(log),
    });
  }
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    upstream = fakeUpstream(() => ({ status: 302 }));
    log = [];
    opened = new Set();
    ends = new Map();
    released = [];
    closed = [];
    claimed = new Set();
    sessions = create();
  });
  afterEach(() => vi.useRealTimers());

  it('are given to the browser as what its scripts read and what it prefers', () => {
    expect(sessions.opening(open('o-1'))).toEqual({
      location: '/SOGo/anna',
      setCookies: [
        { name: '__Host-postern', value: 'c-o-1', httpOnly: true, sameSite: 'Lax' },
        { name: 'XSRF-TOKEN', value: 'abc', httpOnly: false, sameSite: 'Lax' },
        { name: 'SOGoLogin', value: 'YW5uYQ==', httpOnly: true, sameSite: 'Lax', maxAge: 100_000 },
      ],
    });
    expect(sessions.carrying(open('o-1'))).toEqual([
      { name: '__Host-postern', value: 'c-o-1', httpOnly: true, sameSite: 'Lax' },
    ]);
    expect(sessions.forgetting().map(({ name, maxAge }) => [name, maxAge])).toEqual([
      ['__Host-postern', 0],
      ['XSRF-TOKEN', 0],
    ]);
    expect(sessions.trusting({ cookie: 't', maxAge: 5_000 })).toMatchObject({
      name: '__Host-postern-trusted',
      value: 't',
    });
  });

  it('lead home when they led nowhere, or elsewhere', () => {
    expect(sessions.opening(open('o-1', { jar: [] })).location).toBe('/SOGo/');
    expect(sessions.opening(open('o-1', { ...VAULT, location: '//evil.example' })).location).toBe('/SOGo/');
    expect(sessions.opening({ ...open('o-1'), vault: new Uint8Array() })).toMatchObject({ location: '/SOGo/' });
  });

  it('end when the pages say so, as the browser that they belong to', async () => {
    sessions.endUpstream(pending('p-1'));
    await sessions[Symbol.asyncDispose]();
    expect(upstream.requests).toMatchObject([
      {
        method: 'GET',
        target: '/SOGo/so/anna%40example.test/logoff',
        cookie: '0xHIGHFLYxSOGo=basic%20x; XSRF-TOKEN=abc; SOGoLogin=YW5uYQ==',
        client: { remoteAddress: '192.0.2.1' },
      },
    ]);
    expect(upstream.discarded).toBe(1);
    expect(log).toMatchObject([{ event: 'gate.upstream-signed-out', fields: { status: 302 } }]);
  });

  it('need no end when nobody was signed in', async () => {
    const { session, ...rest } = pending('p-1');
    const { site, origin, startedAt, lastActiveAt, endsAt, id } = session;
    const anonymous = { state: 'anonymous', site, origin, startedAt, lastActiveAt, endsAt, id } as const;
    sessions.endUpstream({ ...rest, session: anonymous });
    sessions.endUpstream({ ...pending('p-2'), vault: new Uint8Array() });
    sessions.logOut({ jar: [] }, session);
    sessions.logOut({ jar: VAULT.jar }, session);
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
  });

  it('are ended when the second step was not done in time, and not when it was', async () => {
    opened = new Set(['p-2']);
    for (const id of ['p-1', 'p-2']) sessions.watchPending(pending(id));
    sessions.watchPending({ ...pending('p-3'), vault: new Uint8Array() });
    expect([...ends.keys()]).toEqual(['p-1', 'p-2']);
    for (const end of ends.values()) end();
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
    // Before it is looked at: whoever answers from now on finds it over.
    expect(closed).toEqual(['p-1 expired', 'p-2 expired']);
  });

  it('stay when the pages give up what another request of the browser has opened (P-11)', async () => {
    // Negative control: fails when what was pending is signed out without a look at what it has become.
    opened = new Set(['p-1']);
    sessions.watchPending(pending('p-1'));
    sessions.endUpstream(pending('p-1'));
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
    expect(released).toEqual(['p-1']);
  });

  it('are ended once: the pages’ word takes the time’s', async () => {
    sessions.watchPending(pending('p-1'));
    sessions.watchPending(pending('p-1'));
    sessions.endUpstream(pending('p-1'));
    ends.get('p-1')?.();
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
    expect(released).toEqual(['p-1']);
  });

  it('are left alone while nobody can say whether the second step was done', async () => {
    opened = new Error('no store');
    sessions.watchPending(pending('p-1'));
    ends.get('p-1')?.();
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
    expect(log).toMatchObject([{ level: 'error', event: 'gate.upstream-session-left' }]);
  });

  it('are watched up to a number, and the oldest ends (4.8, 18)', async () => {
    // Negative control: fails when the oldest is only forgotten.
    for (let index = 0; index <= 10_000; index += 1) sessions.watchPending(pending(`p-${index}`));
    expect(released).toEqual(['p-0']);
    await vi.waitFor(() => expect(logOuts(upstream)).toBe(1));
    expect(closed).toEqual(['p-0 displaced']);
  });

  it('that only a password has opened end with the process (4.8, 18)', async () => {
    // Negative control: fails when disposing forgets them.
    opened = new Set(['p-2']);
    for (const id of ['p-1', 'p-2']) sessions.watchPending(pending(id));
    sessions.opening(open('o-1'));
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
    expect(closed).toEqual(['p-1 upstream-ended', 'p-2 upstream-ended']);
    expect(released.toSorted()).toEqual(['o-1', 'p-1', 'p-2']);
  });

  it('are handed over to the gate of another configuration, and end with a site that is gone', async () => {
    // Negative control: fails when a gate that is closed forgets what it watched.
    const next = create();
    sessions.watchPending(pending('p-1'));
    sessions.opening(open('o-1'));
    sessions.handOver(next);
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
    for (const end of ends.values()) end();
    await next[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(2);
    const last = create();
    last.watchPending(pending('p-2'));
    last.opening(open('o-2'));
    last.handOver(undefined);
    await last[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(4);
  });

  it('say so when they could not be ended', async () => {
    upstream = fakeUpstream(() => ({ kind: 'unavailable', reason: 'unreachable' }));
    sessions.endUpstream(pending('p-1'));
    await sessions[Symbol.asyncDispose]();
    expect(log).toMatchObject([
      { level: 'warn', event: 'gate.upstream-session-left', fields: { reason: 'unavailable' } },
    ]);
  });

  it('end with a revocation, with what is streamed, at the latest cookies', async () => {
    const { session } = open('o-1');
    const first = sessions.enter(session, VAULT);
    const second = sessions.enter(session, VAULT);
    second.keep({ ...VAULT, name: 'anna2' });
    expect(ends.size).toBe(1);
    ends.get('o-1')?.();
    expect(first.signal.aborted).toBe(true);
    expect(second.signal).toBe(first.signal);
    first.leave();
    second.leave();
    await sessions[Symbol.asyncDispose]();
    expect(upstream.requests).toMatchObject([{ target: '/SOGo/so/anna2/logoff' }]);
    expect(released).toEqual(['o-1']);
  });

  // Negative control: fails without the `enter` in `opening`; a real Roundcube kept such a session until it was too old.
  it('end with a revocation that comes before the first request', async () => {
    sessions.opening(open('o-1'));
    ends.get('o-1')?.();
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
  });

  it('end what is streamed, without a second log-out, when the webmail knows already', async () => {
    const { session } = open('o-1');
    const entered = sessions.enter(session, VAULT);
    void sessions.forget(session);
    expect(entered.signal.aborted).toBe(true);
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
  });

  it('are signed out by one of all gates that know them', async () => {
    // Negative control: fails when each gate signs out what it knows.
    const [first, second, third] = [create(), create(), create()];
    const heard: (() => void)[] = [];
    for (const gate of [first, second, third]) {
      gate.opening(open('o-1'));
      heard.push(ends.get('o-1') ?? (() => undefined));
    }
    first.endUpstream(open('o-1'));
    for (const end of heard) end();
    for (const gate of [first, second, third]) await gate[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
  });

  it('are signed out by nobody once the webmail has said that they are over', async () => {
    // A webmail that gives the next sign-in the same session would sign out who has just signed in.
    const other = create();
    other.opening(open('o-1'));
    await sessions.forget(open('o-1').session);
    ends.get('o-1')?.();
    await other[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(0);
  });

  it('are rather signed out twice than by nobody when it can not be said whose it is', async () => {
    opened = new Error('no store');
    sessions.endUpstream(open('o-1'));
    await sessions[Symbol.asyncDispose]();
    expect(logOuts(upstream)).toBe(1);
    expect(log).toMatchObject([
      { level: 'error', event: 'gate.upstream-end-not-claimed' },
      { event: 'gate.upstream-signed-out' },
    ]);
  });

  it('are followed up to a number, the ones in use whatever it is', () => {
    const streaming = sessions.enter(open('busy').session, VAULT);
    for (let index = 0; index < 1_001; index += 1) sessions.enter(open(`o-${index}`).session, VAULT).leave();
    expect(released).toEqual(['o-0', 'o-1']);
    streaming.leave();
  });
});
