// A client that came back from the port of a connection whose end wasn't known yet was sent away after its handshake:
// behind a load balancer with few ports, now and then, nobody knew why.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { openWebFront, SITE_HOST } from '../support/web-front.ts';

it('a connection from the port of one that was just reset is served', async () => {
  // Negative control: fails when the end of the first takes away what is known of the second.
  await using front = await openWebFront({ kind: 'https' });
  const from = (localPort?: number): Socket => {
    const place = { port: front.port, host: '127.0.0.1', localAddress: '127.0.0.4' };
    return connect(localPort === undefined ? place : { ...place, localPort }).on('error', () => undefined);
  };
  const first = from();
  await once(first, 'connect');
  const port = first.localPort;
  await expect.poll(() => front.doors.connections).toBe(1);
  first.resetAndDestroy();
  const second = connectTls({ socket: from(port), servername: SITE_HOST, rejectUnauthorized: false });
  const chunks: Buffer[] = [];
  second.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  second.write(`GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nConnection: close\r\n\r\n`);
  await once(second, 'close');
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 /);
});
