// The gate's decisions in an open session.

import { describe, expect, it, vi } from 'vitest';
import { writeVault } from '../../../../src/web/gate/session/gate-vault.ts';
import { type FakeAnswer, SITE } from '../../../support/gate/fake-exchange.ts';
import { ACCEPTED, gateOf, PAGE, SIGN_IN, targets, webmail } from '../../../support/gate/form-webmail.ts';

describe('an open session', () => {
  it('is forwarded with the webmail’s cookies and the browser’s preferences, and nothing else of the browser’s', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const cookies = { theme: 'light', auth: 'forged', other: 'x' };
    const { answer } = await gate.ask({ target: '/mail/inbox?a=b', headers: { accept: 'text/html' }, cookie, cookies });
    expect(answer).toMatchObject({ status: 200, body: 'page /mail/inbox?a=b' });
    expect(answer?.headers('cache-control')).toEqual(['no-store']);
    expect(upstream.requests.at(-1)).toMatchObject({
      target: '/mail/inbox?a=b',
      headers: [['accept', 'text/html']],
      cookie: 'sid=s2; auth=a1; xsrf=x1; theme=light',
    });
  });

  it('lets public files be kept by caches, and counts neither them nor polls as a person', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    await gate.ask({ target: '/public/style.css', cookie });
    const { answer } = await gate.ask({ target: '/public/style.css', cookie });
    expect(answer?.header('cache-control')).toBe('private');
    await gate.ask({ target: '/api/events', cookie });
    expect(gate.core.touched).toEqual([]);
    await gate.ask({ target: '/mail', cookie });
    expect(gate.core.touched).toHaveLength(1);
  });

  it('keeps what answers set, and gives the browser what its scripts read', async () => {
    const upstream = webmail(({ target }) =>
      target === '/rotate' ? { setCookies: ['sid=s9; Path=/', 'xsrf=x9; Path=/', 'secret=1'] } : undefined,
    );
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ target: '/rotate', cookie });
    expect(answer?.headers('set-cookie')).toEqual(['xsrf=x9; Path=/; Secure; SameSite=Lax']);
    await gate.ask({ target: '/mail', cookie });
    expect(upstream.requests.at(-1)?.cookie).toContain('sid=s9; auth=a1; xsrf=x9; secret=1');
  });

  it('loses nothing that another answer set meanwhile (4.5)', async () => {
    const upstream = webmail(({ target }) => (target === '/rotate' ? { setCookies: ['sid=s9; Path=/'] } : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    gate.core.beforeChange = () => {
      const jar = Object.entries({ sid: 's5', auth: 'a1', late: '1' }).map(([name, value]) => ({
        name,
        value,
        path: '/',
      }));
      gate.core.putVault(cookie, writeVault({ jar }));
    };
    await gate.ask({ target: '/rotate', cookie });
    await gate.ask({ target: '/mail', cookie });
    expect(upstream.requests.at(-1)?.cookie).toBe('sid=s9; auth=a1; late=1');
  });

  it.each([
    ['takes its cookie away', { setCookies: ['auth=; Max-Age=0; Path=/'] }],
    ['leads to its sign-in page', { status: 302, headers: { location: 'https://mail.example.test/login' } }],
    ['begins one of a stranger', { status: 200, setCookies: ['auth=anonymous; Path=/'] }],
  ])('ends when the webmail %s', async (_, said) => {
    const upstream = webmail(({ target }) => (target === '/mail' ? said : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ target: '/mail', headers: PAGE, cookie });
    expect(answer?.header('location')).toBe('/login');
    expect(answer?.headers('set-cookie')[0]).toContain('Max-Age=0');
    expect(gate.core.ended).toMatchObject([{ reason: 'upstream-ended' }]);
    expect(gate.core.sessions).toEqual([]);
  });

  it('tells a script in the webmail’s words when it ends', async () => {
    const gate = gateOf(
      webmail(({ target }) => (target === '/api/x' ? { setCookies: ['auth=; Max-Age=0; Path=/'] } : undefined)),
    );
    const { answer } = await gate.ask({ target: '/api/x', cookie: await gate.open() });
    expect(answer).toMatchObject({ status: 401, body: '{"error":"session"}' });
  });

  it('ends with the webmail’s log-out', async () => {
    const upstream = webmail(({ target }) =>
      target === '/logout' ? { status: 302, headers: { location: '/login' } } : undefined,
    );
    const gate = gateOf(upstream);
    const { answer } = await gate.ask({ target: '/logout', headers: PAGE, cookie: await gate.open() });
    expect(answer?.header('location')).toBe('/login');
    expect(gate.core.ended).toMatchObject([{ reason: 'signed-out' }]);
    expect(targets(upstream).filter((each) => each === 'GET /logout')).toHaveLength(1);
  });

  it('ends, with the other, when an answer signs in somebody else (4.8, 2)', async () => {
    const other = { ...ACCEPTED, setCookies: ['auth=bobs; Path=/'] };
    const upstream = webmail(({ target }) => (target === '/other-login' ? other : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ method: 'POST', target: '/other-login', headers: PAGE, cookie });
    // Negative control: fails without OpenDoor.#isReplaced.
    expect(answer?.status).toBe(303);
    expect(answer?.header('location')).toBe('/login');
    expect(gate.core.sessions).toEqual([]);
    await vi.waitFor(() => expect(upstream.requests.filter(({ target }) => target === '/logout')).toHaveLength(2));
    const ended = upstream.requests.filter(({ target }) => target === '/logout').map(({ cookie: each }) => each);
    expect(ended.toSorted()).toEqual([expect.stringContaining('auth=a1'), expect.stringContaining('auth=bobs')]);
  });

  it('ends without an answer of the webmail’s when it was revoked meanwhile', async () => {
    const gate = gateOf(
      webmail(({ target }) => {
        if (target !== '/slow') return undefined;
        for (const { id } of gate.core.sessions) gate.core.revoke(id);
        return { setCookies: ['sid=s9; Path=/'], body: 'mail' };
      }),
    );
    const { answer } = await gate.ask({ target: '/slow', headers: PAGE, cookie: await gate.open() });
    expect(answer?.header('location')).toBe('/login');
    expect(answer?.body).toBe('');
  });

  it('goes on when it was confirmed under a new cookie meanwhile (P-20)', async () => {
    // Negative control: fails when the old cookie's end is taken for the session's.
    let cookie = '';
    const gate = gateOf(
      webmail(({ target }) => {
        if (target !== '/slow') return undefined;
        cookie = gate.core.confirm(cookie);
        return { setCookies: ['sid=s9; Path=/', 'xsrf=x9; Path=/'], body: 'mail' };
      }),
    );
    cookie = await gate.open();
    const { answer } = await gate.ask({ target: '/slow', headers: PAGE, cookie });
    expect(answer).toMatchObject({ status: 200, body: 'mail' });
    // Nothing of what it set could be kept: the browser has what the vault has.
    expect(answer?.headers('set-cookie')).toEqual(['xsrf=x1; Path=/; Secure; SameSite=Lax']);
    expect((await gate.ask({ target: '/mail', headers: PAGE, cookie })).answer?.status).toBe(200);
  });

  it('aborts what it forwards, and signs out at the webmail, when it is revoked (R8.3; 4.8, 20)', async () => {
    const upstream = webmail(({ target, signals }) => {
      if (target !== '/stream') return undefined;
      for (const { id } of gate.core.sessions) gate.core.revoke(id);
      return signals?.some(({ aborted }) => aborted) ? { kind: 'ended' } : { body: 'goes on' };
    });
    const gate = gateOf(upstream);
    const { answer } = await gate.ask({ target: '/stream', headers: PAGE, cookie: await gate.open() });
    // Negative control: fails without UpstreamSessions.enter's signal.
    expect(answer?.header('location')).toBe('/login');
    await vi.waitFor(() => expect(targets(upstream)).toContain('GET /logout'));
  });

  it('says nothing of the webmail to a browser that has gone', async () => {
    // Negative control: fails when a notice is written for nobody.
    const gate = gateOf(webmail(({ target }) => (target === '/mail' ? { kind: 'ended' } : undefined)));
    const { answer } = await gate.ask({ target: '/mail', headers: PAGE, cookie: await gate.open() });
    expect(answer).toBeUndefined();
    expect(gate.core.sessions).toHaveLength(1);
  });

  it('tells pages and scripts apart when the webmail does not answer, and goes on', async () => {
    const gate = gateOf(
      webmail(({ target }) => (target === '/mail' ? { kind: 'unavailable', reason: 'slow' } : undefined)),
    );
    const cookie = await gate.open();
    const page = await gate.ask({ target: '/mail', headers: PAGE, cookie });
    expect(page.answer).toMatchObject({ status: 504, body: expect.stringContaining('does not answer') });
    const script = await gate.ask({ target: '/mail', headers: { accept: 'application/json' }, cookie });
    expect(script.answer).toMatchObject({ status: 504, body: '' });
    expect(gate.core.sessions).toHaveLength(1);
  });

  it('upgrades only where the profile says so, for the site’s own pages', async () => {
    const gate = gateOf(webmail(({ upgrade }) => (upgrade ? { status: 426 } : undefined)));
    const cookie = await gate.open();
    const ask = async (target: string, origin: string): Promise<number | undefined> =>
      (await gate.ask({ target, headers: { origin }, cookie, wantsUpgrade: 'websocket' })).answer?.status;
    expect(await ask('/api/socket', SITE.origin)).toBe(426);
    expect(await ask('/api/socket', 'https://evil.example')).toBe(403);
    expect(await ask('/api/other', SITE.origin)).toBe(403);
  });

  it('is over when it was written by another version', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    const found = await gate.core.find(cookie, SITE.name);
    if (found) await gate.core.changeVault(found, () => Buffer.from('{"version":2}'));
    expect((await gate.ask({ target: '/mail', headers: PAGE, cookie })).answer?.header('location')).toBe('/login');
    expect(gate.core.sessions).toEqual([]);
  });

  it('counts as used by whoever looks at Postern’s own pages', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    gate.core.touched.length = 0;
    await gate.ask({ target: '/.postern/account', headers: PAGE, cookie });
    expect(gate.core.touched).toEqual(gate.core.sessions.map(({ id }) => id));
  });

  it('ends for a sign-in of somebody else, who has a second step of its own', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    const exchange = await gate.ask({ ...SIGN_IN, body: 'user=bob&password=secret', cookie });
    expect(exchange.answer?.header('location')).toBe('/.postern/challenge');
    expect(gate.core.sessions).toMatchObject([{ state: 'pending', mailbox: 'bob@example.test' }]);
  });

  it('goes on when a sign-in in it fails', async () => {
    let signIns = 0;
    const refused: FakeAnswer = { status: 302, headers: { location: '/login' }, setCookies: ['sid=s7; Path=/'] };
    const gate = gateOf(webmail(({ method }) => (method === 'POST' && ++signIns > 1 ? refused : undefined)));
    const cookie = await gate.open();
    const { answer } = await gate.ask({ ...SIGN_IN, cookie });
    expect(answer?.headers('set-cookie')).toEqual([]);
    expect(gate.core.sessions).toMatchObject([{ state: 'open' }]);
  });
});
