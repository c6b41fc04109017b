// How a connection is closed that nobody talks on any more: what was written leaves, then FIN, then whatever the other
// side still sends is thrown away until it closes too. A socket that is closed with unread octets in it answers with a
// reset, and a reset can take the last line with it on its way to the client.

import type { Socket } from 'node:net';
import type { Millis } from '../core/units.ts';

/** How long the other side may take to read its last line and to close. */
const LINGER: Millis = 2_000;

/** Closes a socket that nobody else listens to. `closed` is called once, when it is gone. */
export function closeGently(socket: Socket, closed: () => void): void {
  socket.on('error', () => socket.destroy());
  if (socket.destroyed) {
    closed();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), LINGER).unref();
  socket.once('end', () => socket.destroySoon());
  socket.once('close', () => {
    clearTimeout(timer);
    closed();
  });
  if (socket.readableEnded) {
    socket.destroySoon();
    return;
  }
  // Whoever takes nothing of what waits is not listened to either.
  socket.end(() => socket.resume());
}
