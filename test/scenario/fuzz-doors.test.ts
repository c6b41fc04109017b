// Octets that no client would send, at the doors of a running Postern: it neither breaks nor hangs nor keeps a connection.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeBackend, startFakeBackend } from '../support/fake-backend.ts';
import { ALICE } from '../support/mail-site.ts';
import { ALL_MAIL_DOORS, type Postern, startPostern } from '../support/postern.ts';
import { runs } from '../support/runs.ts';

const FRAGMENTS = [
  ...['\r\n', '\n', '\r', '\0', ' ', '"', '\\', '{5}', '{5+}', '{99999999999}', '*', '=', '+', 'a', 'b1', '\xff'],
  ...['LOGIN', 'AUTHENTICATE PLAIN', 'AUTHENTICATE LOGIN', 'ID (', 'ID NIL', ')', 'STARTTLS', 'CAPABILITY', 'NOOP'],
  ...['USER', 'PASS', 'AUTH PLAIN', 'STLS', 'CAPA', 'GET / HTTP/1.1', ALICE, 'AGEAYg==', '\x16\x03\x01'],
];

const script = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...FRAGMENTS).map((text) => Buffer.from(text, 'latin1')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map((octets) => Buffer.from(octets)) },
  ),
  { maxLength: 30 },
);

describe('any octets at a door', () => {
  let backend: FakeBackend;
  let postern: Postern;

  beforeAll(async () => {
    // Garbage from the other side as well.
    backend = await startFakeBackend(async (connection) => {
      await connection.send(randomBytes(100));
    });
    const at = `{ host: 127.0.0.1, port: ${backend.port}, tls: none }`;
    postern = await startPostern({
      doors: ALL_MAIL_DOORS,
      backend: `imap: ${at}\npop3: ${at}\nsign-in-timeout: 1s`,
      more: 'limits: { sign-in-timeout: 2s }\nthrottle: { longest-delay: 0s }',
      tls: 'handshake-timeout: 2s',
    });
  });

  afterAll(async () => {
    await postern[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  it.each(ALL_MAIL_DOORS)('leave the $protocol door ($tls) as it was', async ({ protocol, tls }) => {
    const port = postern.port(protocol, tls);
    await fc.assert(
      fc.asyncProperty(script, fc.constantFrom('fin', 'reset'), async (octets, end) => {
        const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
        socket.on('error', () => undefined);
        const closed = once(socket, 'close').catch(() => undefined);
        await once(socket, 'connect').catch(() => undefined);
        socket.resume();
        for (const chunk of octets) socket.write(chunk);
        if (end === 'fin') socket.end();
        else socket.resetAndDestroy();
        await closed;
      }),
      { numRuns: runs(60) },
    );
    await postern.untilOpen(0);
    await using client = await postern.connect(protocol, tls);
    await client.expect(/^(\* OK|\+OK)/);
    expect(postern.logged.filter(({ event }) => event.endsWith('.broken'))).toEqual([]);
  });
});
