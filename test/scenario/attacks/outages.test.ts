// What breaks beside a whole Postern opens nothing: stores that are locked, broken or gone, an audit log that can't be
// written, and a webmail that is down, slow, huge, garbled, or says yes to everything (P-08, R4.4, R9.3; 4.8, 4 and 22).

import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PosternError } from '../../../src/core/errors.ts';
import { ALICE, type AttackedSite, BOB, startAttackedSite } from '../../support/attacked-site.ts';
import type { SeenRequest } from '../../support/fake-webmail.ts';
import { formBody, type HttpClient } from '../../support/http-client.ts';
import { lacks } from '../../support/programs.ts';
import { filledIn, formOf } from '../../support/webmail-door.ts';

describe.skipIf(lacks('dovecot'))('while something is broken', () => {
  let site: AttackedSite;

  beforeEach(async () => {
    site = await startAttackedSite({
      domain: { policy: { challenge: 'always', trustedBrowserDays: 30 } },
      site: 'session: { idle: 1h }',
    });
  });
  afterEach(() => site[Symbol.asyncDispose]());

  const isSession = (browser: HttpClient): boolean => browser.jar.all().some(({ name }) => name === '__Host-postern');

  describe('in the stores', () => {
    const DOWN = new PosternError('ERR_STORE_UNAVAILABLE', 'down');

    /** Each store of a sign-in, whose every call fails from now on. */
    const STORES = [
      'accounts',
      'factors',
      'revocations',
      'trustedBrowsers',
      'appPasswords',
      'webSessions',
      'throttle',
    ] as const;

    function breakStore(name: (typeof STORES)[number]): void {
      const { state } = site.door.postern.node;
      const store: object = name === 'webSessions' || name === 'throttle' ? state[name] : state.stores[name];
      for (let level = store; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
        for (const key of Object.getOwnPropertyNames(level)) {
          if (key === 'constructor' || typeof Reflect.get(store, key) !== 'function') continue;
          Object.defineProperty(store, key, { value: () => Promise.reject(DOWN), configurable: true });
        }
      }
    }

    it.each(STORES)('nobody is let in, and nobody’s password is called wrong: %s', async (name) => {
      const { app } = await site.enrol(ALICE);
      const waiting = await site.pending(ALICE);
      const form = formOf((await waiting.get('/.postern/challenge')).text(), '/.postern/challenge');
      breakStore(name);
      const late = await waiting.post(
        '/.postern/challenge',
        filledIn(form, { code: site.nextCode(app), trust: 'yes' }),
      );
      const fresh = site.door.browser();
      fresh.jar.set('__Host-postern-trusted', `tb-${'0'.repeat(10)}.${'0'.repeat(52)}`);
      const answer = await site.signIn(fresh, ALICE);
      // Negative control: fails when `WebDecision.run` lets what throws be a "no".
      expect([name, answer.status]).toEqual([name, 503]);
      // Once a session is open, what is only remembered or trusted is made up for later.
      const isMadeUpFor = name === 'trustedBrowsers' || name === 'appPasswords';
      expect([name, late.status]).toEqual([name, isMadeUpFor ? 303 : 503]);
      if (!isMadeUpFor) expect((await waiting.get('/mail')).text()).not.toContain('secret mail');
      expect((await fresh.get('/mail')).text()).not.toContain('secret mail');
    });

    it('a session file that another process holds is waited for no longer than is bearable, and opens nothing', async () => {
      const { browser } = await site.enrol(ALICE);
      const file = join(site.door.postern.node.state.folder, 'sessions.db');
      using other = new DatabaseSync(file);
      other.exec('BEGIN IMMEDIATE');
      const fresh = site.door.browser();
      const answer = await fresh.post('/login', formBody(ALICE));
      expect(answer.status).toBe(503);
      expect(isSession(fresh)).toBe(false);
      other.exec('ROLLBACK');
      expect(await site.isOpen(browser)).toBe(true);
      await site.pending(ALICE, fresh);
    });

    it('a session file that was deleted signs everybody out, and goes on', async () => {
      const { browser } = await site.enrol(ALICE);
      for (const suffix of ['', '-wal', '-shm'])
        await rm(join(site.door.postern.node.state.folder, `sessions.db${suffix}`));
      expect(await site.isOpen(browser)).toBe(false);
      await site.pending(ALICE);
    });

    it('a broken file of accounts lets nobody in', async () => {
      await site.enrol(ALICE);
      breakStore('accounts');
      for (const who of [ALICE, BOB]) expect((await site.signIn(site.door.browser(), who)).status).toBe(503);
      const posted = site.webmail.seen.filter(({ method }) => method === 'POST');
      expect(posted).toHaveLength(1);
    });

    it('an audit log that can’t be written lets nobody in and nothing be changed, and later both (R6.6, R9.3)', async () => {
      const { browser } = await site.enrol(ALICE);
      const { audit } = site.door.postern.node.state.stores;
      const { append } = audit;
      audit.append = () => Promise.reject(DOWN);
      await site.signIn(site.door.browser(), { ...ALICE, password: 'wrong' });
      await expect.poll(() => site.door.postern.node.pool.isAuditWritable()).toBe(false);
      // Negative control: fails without the check in `WebDecision.run`.
      expect((await site.signIn(site.door.browser(), ALICE)).status).toBe(503);
      const page = (await browser.get('/.postern/account/sessions')).text();
      const ended = formOf(page, '/.postern/sign-out');
      const made = await browser.post(
        '/.postern/account/recovery-codes/new',
        filledIn(ended, { once: 'A'.repeat(12) }),
      );
      expect(made.header('location')).toMatch(/refused=unavailable/);
      audit.append = append;
      await expect.poll(() => site.door.postern.node.pool.isAuditWritable()).toBe(true);
      await site.pending(ALICE);
    });
  });

  describe('at the webmail', () => {
    const garbage = (response: ServerResponse, octets: string): true => {
      response.socket?.end(Buffer.from(octets, 'latin1'));
      return true;
    };

    const say = (response: ServerResponse, status: number, text: string): true => {
      response.writeHead(status).end(text);
      return true;
    };

    /** What it does, and which status says so. */
    const TROUBLES: readonly (readonly [
      string,
      (request: SeenRequest, response: ServerResponse) => boolean,
      number[],
    ])[] = [
      ['hangs up', (_, response) => garbage(response, ''), [502]],
      ['says something else than HTTP', (_, response) => garbage(response, '220 smtp.example ESMTP\r\n'), [502]],
      [
        'says what no answer may hold',
        (_, response) => garbage(response, 'HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n'),
        [502],
      ],
      [
        'says a status that there is not',
        (_, response) => garbage(response, 'HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n'),
        [502, 999],
      ],
      [
        'frames its answer twice',
        (_, response) =>
          garbage(response, 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
        [502],
      ],
      [
        'has fields without end',
        (_, response) => garbage(response, `HTTP/1.1 200 OK\r\n${'X-Y: z\r\n'.repeat(20_000)}\r\n`),
        [502],
      ],
      [
        'stops in the middle',
        (_, response) => garbage(response, 'HTTP/1.1 302 Found\r\nContent-Length: 10\r\n\r\nabc'),
        [502],
      ],
      ['answers a megabyte and more', (_, response) => say(response, 200, 'x'.repeat(3_000_000)), [502]],
      ['is overloaded', (_, response) => say(response, 503, 'later'), [503]],
      ['has a bug', (_, response) => say(response, 500, 'stack'), [500]],
    ];

    it.each(TROUBLES)('that %s: no try is counted, nobody is let in (R4.4)', async (_, trouble, statuses) => {
      const levels = async () => JSON.stringify(await failuresCounted());
      const browser = site.door.browser();
      await browser.get('/login');
      const before = await levels();
      site.webmail.misbehave(trouble);
      for (let n = 0; n < 3; n += 1) {
        const answer = await browser.post('/login', formBody(ALICE));
        expect(statuses).toContain(answer.status);
      }
      expect(await levels()).toBe(before);
      expect(await site.isOpen(browser)).toBe(false);
      site.webmail.misbehave();
      await site.pending(ALICE, browser);
    });

    async function failuresCounted(): Promise<readonly number[]> {
      const { throttle } = site.door.postern.node.state;
      const bucket = { leakPerHour: 0, capacity: 1_000 };
      return throttle.levels([{ key: 'network:127.0.0.1', ...bucket }], site.clock.now());
    }

    it('that is gone: 502 at each step, no try counted, and the second step still is what it was', async () => {
      const { app } = await site.enrol(ALICE);
      const waiting = await site.pending(ALICE);
      await site.webmail.stop();
      expect((await site.door.browser().post('/login', formBody(ALICE))).status).toBe(502);
      expect((await site.door.browser().get('/login')).status).toBe(502);
      expect((await site.answer(waiting, '000000')).header('location')).toMatch(/result=wrong/);
      expect((await site.answer(waiting, site.nextCode(app))).header('location')).toBe('/mail');
      expect((await waiting.get('/mail')).status).toBe(502);
      expect((await waiting.get('/.postern/account')).status).toBe(200);
      expect(await failuresCounted()).toEqual([0]);
    });

    it('that says yes to everybody and everything opens nothing without a second step (4.8, 4 and 22)', async () => {
      const { app } = await site.enrol(ALICE);
      site.webmail.misbehave((_, response) => {
        response.writeHead(302, { location: '/mail', 'set-cookie': 'sid=forged; Path=/' }).end();
        return true;
      });
      const thief = site.door.browser();
      for (const target of ['/login', '/', '/mail', '/public/x.css', '/api', '/logout']) {
        const answer = await thief.get(target);
        expect([302, 403]).toContain(answer.status);
        expect(answer.headers('set-cookie').join()).not.toContain('forged');
      }
      expect(isSession(thief)).toBe(false);
      const { header } = await thief.post('/login', formBody({ ...ALICE, password: 'anything' }));
      // Whoever asks the webmail believes it: but only so far.
      expect(header('location')).toBe('/.postern/challenge');
      expect((await site.answer(thief, '000000')).header('location')).toMatch(/result=wrong/);
      expect((await thief.get('/mail')).header('location')).toBe('/.postern/challenge');
      expect((await site.answer(thief, site.nextCode(app))).header('location')).toBe('/mail');
    });

    it('that signs in somebody else in an open session ends it (4.8, 21)', async () => {
      const { browser } = await site.enrol(ALICE);
      site.webmail.misbehave(({ target }, response) => {
        if (target !== '/switch') return false;
        response.writeHead(200, { 'set-cookie': 'sid=bobs; Path=/' }).end('secret mail of bob');
        return true;
      });
      const answer = await browser.get('/switch');
      // Negative control: fails without `OpenDoor.#isReplaced`.
      expect(answer.text()).not.toContain('secret');
      expect(await site.isOpen(browser)).toBe(false);
    });

    it('that sets cookies without end fills no memory, and the session goes on', async () => {
      const { browser } = await site.enrol(ALICE);
      site.webmail.misbehave(({ target }, response) => {
        if (target !== '/many') return false;
        const cookies = Array.from({ length: 300 }, (_, n) => `c${n}=${'v'.repeat(100)}; Path=/`);
        response.writeHead(200, { 'set-cookie': cookies }).end('many');
        return true;
      });
      for (let n = 0; n < 3; n += 1) expect((await browser.get('/many')).status).toBe(200);
      expect(site.webmail.seen.at(-1)?.headers.cookie?.length).toBeLessThan(33_000);
      expect(await site.isOpen(browser)).toBe(true);
    });

    it('whose answer would split ours gets nothing of it through', async () => {
      const { browser } = await site.enrol(ALICE);
      site.webmail.misbehave(({ target }, response) => {
        if (!target.startsWith('/redirect')) return false;
        response.writeHead(302, { location: target.slice('/redirect'.length + 1) }).end();
        return true;
      });
      const answer = await browser.get('/redirect?https://evil.example/%0d%0aSet-Cookie:%20x=y');
      expect(answer.headers('set-cookie')).toEqual([]);
    });
  });
});
