// A whole Postern on the wire, attacked by clients that no browser is: requests hidden in others, connections without
// end, HTTP/2 that never takes an answer. It answers others meanwhile, and what it holds is bounded (4.8, 7 and 17).

import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { ALICE, type AttackedSite, type AttackedSiteOptions, startAttackedSite } from '../../support/attacked-site.ts';
import { formBody } from '../../support/http-client.ts';
import { connectHttp, type HttpConnection } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { HOST } from '../../support/webmail-door.ts';
import { WireEndedError } from '../../support/wire-connection.ts';

const ELSEWHERE = '127.0.0.8';

describe.skipIf(lacks('dovecot'))('on the wire', () => {
  let site: AttackedSite;

  async function start(options: AttackedSiteOptions = {}): Promise<void> {
    site = await startAttackedSite(options);
  }
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  function connect(from?: string): Promise<HttpConnection> {
    const tls = { ca: site.door.postern.certificate.ca, servername: HOST };
    return connectHttp({ port: site.door.port, tls, ...(from !== undefined && { from }) });
  }

  async function speakHttp2(settings: Readonly<Record<string, number>> = {}): Promise<ClientHttp2Session> {
    const { ca } = site.door.postern.certificate;
    const session = connectHttp2(`https://127.0.0.1:${site.door.port}`, { ca, servername: HOST, settings });
    session.on('error', () => undefined);
    await once(session, 'connect');
    return session;
  }

  /** Somebody else is served meanwhile. */
  async function servesOthers(): Promise<void> {
    expect((await site.door.browser([], { from: ELSEWHERE }).get('/login')).status).toBe(200);
  }

  const host = (): string => `Host: ${HOST}:${site.door.port}\r\n`;

  describe('a request that hides in another', () => {
    const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n';
    it.each([
      [
        'a refused one’s body',
        (cookie: string) => `GET /mail HTTP/1.1\r\n${host()}${cookie}Content-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
      ],
      [
        'a page’s body',
        (cookie: string) =>
          `POST /.postern/challenge HTTP/1.1\r\n${host()}${cookie}Content-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
      ],
      [
        'a body with a length and in chunks',
        (cookie: string) =>
          `POST /login HTTP/1.1\r\n${host()}${cookie}Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
      ],
      [
        'a chunk’s extension',
        (cookie: string) =>
          `POST /login HTTP/1.1\r\n${host()}${cookie}Transfer-Encoding: chunked\r\n\r\n1;x="\r\n\r\n${HIDDEN}"\r\na\r\n0\r\n\r\n`,
      ],
      [
        'a trailer',
        (cookie: string) =>
          `POST /login HTTP/1.1\r\n${host()}${cookie}Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n${HIDDEN}\r\n`,
      ],
      [
        'a length that is too short',
        (cookie: string) => `POST /login HTTP/1.1\r\n${host()}${cookie}Content-Length: 3\r\n\r\na=b${HIDDEN}`,
      ],
      [
        'an upgrade',
        (cookie: string) =>
          `GET /socket HTTP/1.1\r\n${host()}${cookie}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n${HIDDEN}`,
      ],
      [
        'an upgrade to HTTP/2',
        (cookie: string) =>
          `GET /login HTTP/1.1\r\n${host()}${cookie}Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
      ],
    ] as const)('(%s) never reaches the webmail, not even in an open session', async (_, raw) => {
      await start();
      const { browser } = await site.enrol(ALICE);
      const pending = await site.pending(ALICE);
      for (const jar of [browser.jar, pending.jar]) {
        await using connection = await connect();
        await connection.send(raw(`Cookie: ${jar.field('/')}\r\nOrigin: ${site.door.origin}\r\n`));
        connection.wire.halfClose();
        await connection.wire.ended;
      }
      expect(site.webmail.seen.filter(({ target, body }) => target.includes('hidden') && body === '')).toEqual([]);
      expect(site.webmail.seen.filter(({ target }) => target.includes('hidden'))).toEqual([]);
      await servesOthers();
    });
  });

  it('a path means the same to us and to the webmail, or is refused (4.8, 7)', async () => {
    await start();
    const { browser } = await site.enrol(ALICE);
    const pending = await site.pending(ALICE);
    const paths = [
      '//mail',
      '/./mail',
      '/public/../mail',
      '/public/%2e%2e/mail',
      '/public/..%2fmail',
      '/public/..;/mail',
      '/public/.;x/../mail',
      '/%6dail',
      '/mail%00.css',
      '/public\\..\\mail',
      '/public/x.css#/../../mail',
      '/public/%c0%ae%c0%ae/mail',
      '/public/x.css;jsessionid=1/../../mail',
      '/.postern/../mail',
      '/.postern%2f..%2fmail',
      `https://${HOST}:${site.door.port}/mail`,
      `http://evil.example/mail`,
      `/${'a'.repeat(9_000)}`,
    ];
    const heard = site.webmail.seen.length;
    for (const target of paths) {
      const answer = await pending.get(target).catch(() => undefined);
      expect([target, answer?.text().includes('secret mail') ?? false]).toEqual([target, false]);
      expect([302, 400, 404, 414, undefined]).toContain(answer?.status);
    }
    expect(site.webmail.seen.length).toBe(heard);
    // The jar knows paths alone: an absolute form gets the cookies of `/mail`, which it names.
    const fields = [['Cookie', browser.jar.field('/mail') ?? '']] as const;
    for (const target of paths) await browser.get(target, fields).catch(() => undefined);
    const judged = site.webmail.seen.slice(heard).map(({ target }) => target);
    expect(judged).toEqual(['/mail']);
  });

  describe('connections', () => {
    const openings = (): readonly string[] => [
      '',
      'GET /login HT',
      `GET /login HTTP/1.1\r\n${host()}X-Slow: `,
      `POST /login HTTP/1.1\r\n${host()}Origin: ${site.door.origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nuser=`,
    ];

    it('that say nothing, or stop in the middle, are bounded by address, and others are served', async () => {
      // Nothing is cut meanwhile, however long it takes.
      await start({
        web: 'limits: { connections-per-address: 40, head-timeout: 5m, keep-alive-timeout: 5m, body-idle-timeout: 5m }',
      });
      await using held = new AsyncDisposableStack();
      let count = 0;
      for (let n = 0; n < 60; n += 1) {
        const connection = await connect().catch(() => undefined);
        if (!connection) continue;
        count += 1;
        held.use(connection);
        await connection.send(openings()[n % 4] ?? '');
      }
      // Negative control: fails without `Occupancy`.
      expect(count).toBe(40);
      await servesOthers();
    });

    it('that say nothing, or stop in the middle, are cut', async () => {
      await start({ web: 'limits: { head-timeout: 1s, keep-alive-timeout: 1s, body-idle-timeout: 1s }' });
      const held = await Promise.all(openings().map(() => connect()));
      await Promise.all(held.map((connection, n) => connection.send(openings()[n] ?? '')));
      // Negative control: fails without `sweep`.
      await Promise.all(held.map(({ wire }) => wire.ended));
      await nothingIsOpen();
    });

    it('that send thousands of requests ahead hear answers in order, or are cut, and others are served', async () => {
      await start({ web: 'limits: { requests-per-address: 20 }' });
      await using connection = await connect();
      const count = 2_000;
      await connection.send(`GET /.postern/challenge HTTP/1.1\r\n${host()}\r\n`.repeat(count));
      const statuses: number[] = [];
      // Where more is unsent than a connection may hold, Node pauses its parser, which cuts whatever sends on under TLS.
      await (async () => {
        while (statuses.length < count) statuses.push((await connection.readResponse()).status);
      })().catch((error: unknown) => expect(error).toBeInstanceOf(WireEndedError));
      expect(statuses[0]).toBe(200);
      expect([...new Set(statuses)].filter((status) => status !== 200 && status !== 429)).toEqual([]);
      await servesOthers();
    });

    it('of HTTP/2 that never take an answer are cut, refused requests and served ones alike', async () => {
      await start({ web: 'limits: { write-stall-timeout: 1s, keep-alive-timeout: 2s }' });
      for (const path of ['/login', '/.postern/none', '//refused', '/mail']) {
        const session = await speakHttp2({ initialWindowSize: 0 });
        const closed = once(session, 'close');
        for (let n = 0; n < 50; n += 1) {
          const stream = session.request({ ':path': path, ':authority': `${HOST}:${site.door.port}` });
          stream.on('error', () => undefined);
        }
        await servesOthers();
        // Negative control: fails for what is refused when only exchanges are swept.
        await closed;
      }
      await nothingIsOpen();
    });

    it('of HTTP/2 that reset their sign-ins hold nothing, and each counts as a try (rapid reset, P-11)', async () => {
      await start({ more: 'throttle: { network-failures: 5 }' });
      const body = formBody({ user: ALICE.user, password: 'guess' });
      for (let round = 0; round < 3; round += 1) {
        const session = await speakHttp2();
        for (let n = 0; n < 60; n += 1) {
          const stream = session.request({
            ':method': 'POST',
            ':path': '/login',
            ':authority': `${HOST}:${site.door.port}`,
            origin: site.door.origin,
            'content-type': body.type,
          });
          stream.on('error', () => undefined);
          stream.end(`${body.content}${round}-${n}`);
          stream.on('finish', () => stream.close(8));
        }
        await servesOthers();
        session.destroy();
      }
      await nothingIsOpen();
      expect(site.webmail.seen.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(5);
    });

    /** However long a busy machine takes to notice. */
    async function nothingIsOpen(): Promise<void> {
      await expect.poll(() => openConnections(), { timeout: 60_000 }).toBe(0);
    }

    async function openConnections(): Promise<number> {
      const metrics = (await site.door.postern.node.pool.metrics()).flat() as readonly {
        readonly name: string;
        readonly values: readonly { readonly value: number }[];
      }[];
      const values = metrics.filter(({ name }) => /^postern_web_(?:connections|requests)_open$/.test(name));
      expect(values).toHaveLength(2);
      return values.reduce((sum, { values: [first] }) => sum + (first?.value ?? 0), 0);
    }
  });

  it('sessions that nobody signs in to are bounded by network', async () => {
    await start();
    for (let n = 0; n < 260; n += 1) await site.door.browser().get('/login');
    const file = site.door.postern.node.state.folder;
    const { DatabaseSync } = await import('node:sqlite');
    using database = new DatabaseSync(`${file}/sessions.db`, { readOnly: true });
    const held = database.prepare('SELECT count(*) AS held FROM sessions').get();
    expect(Number(held?.['held'])).toBeLessThanOrEqual(200);
  });
});
