// A TLS handshake whose octets pass through the test: to see what the other side really sent, or to put something in
// front of the ClientHello in one segment.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface RelayedTls {
  readonly secured: TLSSocket;
  /** Everything that came from the other side up to the end of the handshake, as it was on the wire. */
  readonly heard: Buffer;
}

/** @param before - Sent in one write with the ClientHello. */
export async function relayHandshake(
  plain: Socket,
  ca: string,
  before: Uint8Array = Buffer.alloc(0),
): Promise<RelayedTls> {
  const [near, far] = duplexPair();
  const heard: Buffer[] = [];
  plain.on('data', (chunk: Buffer) => {
    heard.push(chunk);
    far.write(chunk);
  });
  let prefix = before;
  far.on('data', (chunk: Buffer) => {
    plain.write(Buffer.concat([prefix, chunk]));
    prefix = Buffer.alloc(0);
  });
  const secured = connectTls({ socket: near, ca, servername: 'localhost' });
  await once(secured, 'secureConnect');
  return { secured, heard: Buffer.concat(heard) };
}
