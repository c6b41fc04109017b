// What a site's own Haraka says when Postern can't: temporary failures, and a line for the operator (R4.4).

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALICE, answerTo, BOB, openHaraka, startHarakaSite, TOKEN } from '../../support/haraka-site.ts';
import { type MailSink, startMailSink } from '../../support/mail-sink.ts';
import { lacks } from '../../support/programs.ts';
import { type Haraka, startHaraka } from '../../support/servers/haraka.ts';
import { envelope, plainMessage } from '../../support/smtp-client.ts';
import { makeTempFolder } from '../../support/temp.ts';

const CANNOT_TELL = '454 4.7.0 Temporary failure. Your password was not judged; please try again later.';

/** A Postern that behaves as told. */
async function startOddPostern() {
  let behave: RequestListener = (_request, response) => response.end();
  const server = createServer((request, response) => behave(request, response));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    behave(next: RequestListener) {
      behave = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const saying =
  (status: number, body: string, headers = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

describe.skipIf(lacks('openssl'))("a Haraka whose Postern isn't well", () => {
  let postern: Awaited<ReturnType<typeof startOddPostern>>;
  let sink: MailSink;
  let haraka: Haraka;
  beforeAll(async () => {
    postern = await startOddPostern();
    sink = await startMailSink();
    const url = `url=http://127.0.0.1:${postern.port}`;
    haraka = await startHaraka({ postern: url, token: TOKEN, settings: 'timeout=1\n', forwardTo: sink.port });
  });
  afterAll(async () => {
    await haraka[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await postern[Symbol.asyncDispose]();
  });

  const allowed = JSON.stringify({
    outcome: 'allowed',
    decisionId: 'A1',
    mailbox: ALICE,
    permit: { mailbox: ALICE },
  });

  it.each<readonly [string, RequestListener, RegExp]>([
    ['says nothing', () => undefined, /no answer within 1 seconds/],
    ['never ends', (_request, response) => void response.writeHead(200).write('{'), /no answer within 1 seconds/],
    ['breaks off', (request) => void request.socket.destroy(), /Postern can't be asked: socket hang up/],
    [
      'breaks off within its answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write(allowed);
        setImmediate(() => request.socket.destroy());
      },
      /Postern can't be asked: aborted/,
    ],
    ['is broken', saying(500, allowed), /HTTP status 500/],
    ['is a proxy without one behind it', saying(502, '<html>Bad gateway</html>'), /HTTP status 502/],
    ['is overloaded', saying(503, '{}'), /HTTP status 503/],
    ['says go elsewhere', saying(302, '', { location: 'http://127.0.0.1:9/' }), /HTTP status 302/],
    ['knows no such token', saying(401, '{"outcome":"allowed"}'), /does not know the token in token_file/],
    ['is something else', saying(200, '<html>allowed</html>'), /its answer makes no sense/],
    ['says too much', saying(200, ' '.repeat(20_000) + allowed), /more than 16384 octets/],
    ['refuses in words of its own', saying(200, '{"outcome":"refused"}'), /its answer makes no sense/],
  ])('that %s: nobody signs in, and nobody hears of a wrong password', async (_what, behaviour, line) => {
    const mark = haraka.log.mark();
    postern.behave(behaviour);
    expect(await answerTo(haraka, ALICE, 'secret')).toBe(CANNOT_TELL);
    await haraka.log.waitFor(line, { from: mark });
  });

  it('that goes away later: the next message has to wait, and so has the client', async () => {
    postern.behave(saying(200, allowed));
    await using client = await openHaraka(haraka);
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, 'secret')}`, /^235/);
    postern.behave(saying(503, ''));
    await client.ask(`MAIL FROM:<${ALICE}>`, '421 4.7.0 Temporary failure; please try again later');
    expect(await client.readToEnd()).toBe('');
  });

  it('does not count as a failed sign-in', async () => {
    postern.behave(saying(503, ''));
    await using client = await openHaraka(haraka);
    for (let n = 0; n < 5; n += 1) await client.ask(`AUTH PLAIN ${plainMessage(ALICE, 'secret')}`, CANNOT_TELL);
    postern.behave(saying(200, allowed));
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, 'secret')}`, /^235/);
  });

  it("holds a refusal back for as long as Postern says, and a client that leaves doesn't matter", async () => {
    const reply = { code: 535, enhanced: '5.7.8', lines: ['Authentication failed.'] };
    const refused = { outcome: 'refused', decisionId: 'A1', reason: 'wrong-secret', delayMs: 500, reply };
    postern.behave(saying(200, JSON.stringify(refused)));
    const began = performance.now();
    expect(await answerTo(haraka, ALICE, 'guess')).toBe('535 5.7.8 Authentication failed.');
    expect(performance.now() - began).toBeGreaterThanOrEqual(490);
    const impatient = await openHaraka(haraka);
    await impatient.send(`AUTH PLAIN ${plainMessage(ALICE, 'guess')}\r\n`);
    impatient.reset();
    expect(await answerTo(haraka, ALICE, 'guess')).toBe('535 5.7.8 Authentication failed.');
  });
});

describe.skipIf(lacks('openssl'))('a Haraka and its Postern', () => {
  it('that is stopped: 454, and 235 when it is back; a new token needs no restart', async () => {
    await using site = await startHarakaSite();
    const { shown } = await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    await site.haraka.setToken('another token of thirty-two letters');
    expect(await answerTo(site.haraka, ALICE, shown)).toBe(CANNOT_TELL);
    await site.haraka.log.waitFor(/does not know the token in token_file/);
    expect(site.postern.logged).toContainEqual({
      event: 'auth-api.token-refused',
      fields: { remoteAddress: '127.0.0.1' },
    });
    await site.haraka.setToken(TOKEN);
    expect(await answerTo(site.haraka, ALICE, shown)).toMatch(/^235/);
    await site.postern[Symbol.asyncDispose]();
    expect(await answerTo(site.haraka, ALICE, shown)).toBe(CANNOT_TELL);
    await site.haraka.log.waitFor(/Postern can't be asked: connect ECONNREFUSED/);
  });

  it('over TLS, with an authority of the own', async () => {
    await using site = await startHarakaSite({
      listener: '{ kind: https, address: 127.0.0.1, port: 0 }',
      reach: ({ node, certificate }) => `url=https://localhost:${node.authApi.ports[0]}\nca_file=${certificate.caFile}`,
    });
    const { shown } = await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    expect(await answerTo(site.haraka, ALICE, shown)).toMatch(/^235/);
  });

  it('over TLS with a certificate that nobody vouches for: 454', async () => {
    // Negative control: fails when certificates aren't verified.
    await using site = await startHarakaSite({
      listener: '{ kind: https, address: 127.0.0.1, port: 0 }',
      reach: ({ node }) => `url=https://localhost:${node.authApi.ports[0]}`,
    });
    const { shown } = await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    expect(await answerTo(site.haraka, ALICE, shown)).toBe(CANNOT_TELL);
    await site.haraka.log.waitFor(/Postern can't be asked: unable to (get local issuer|verify the first) certificate/);
  });

  it('over a socket in a folder', async () => {
    await using folder = await makeTempFolder('auth-api');
    const path = folder.file('auth.sock');
    await using site = await startHarakaSite({
      listener: `{ kind: socket, path: ${path} }`,
      reach: () => `socket=${path}`,
    });
    const { shown } = await site.postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    await using client = await openHaraka(site.haraka, 'starttls');
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, shown)}`, /^235/);
    await client.send(envelope(ALICE, BOB));
    await client.expect(/^250/);
  });
});
