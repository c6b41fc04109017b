// A DNS server with a few records on the loopback: MX and A, and for everything else "no such name" (RFC 1035 §4).

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface Zone {
  /** Mail servers by domain. */
  readonly mx: Readonly<Record<string, string>>;
  /** IPv4 addresses by host. */
  readonly a: Readonly<Record<string, string>>;
}

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly asked: readonly string[];
}

const TYPES: Readonly<Record<number, 'a' | 'mx'>> = { 1: 'a', 15: 'mx' };

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${TYPES[type] ?? type} ${name}`);
    const found = type === 15 ? zone.mx[name] : type === 1 ? zone.a[name] : undefined;
    const data =
      found === undefined ? undefined : type === 15 ? mailServer(found) : Buffer.from(found.split('.').map(Number));
    const isKnown = name in zone.mx || name in zone.a;
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(isKnown ? 0x8580 : 0x8583, 2);
    head.writeUInt16BE(data ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    socket.send(
      Buffer.concat([head, query.subarray(12, end), ...(data ? [record(type, data)] : [])]),
      peer.port,
      peer.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** An answer to the question: its name by a pointer (RFC 1035 §4.1.4). */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

function mailServer(host: string): Buffer {
  const labels = host.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([Buffer.from([0, 10]), ...labels, Buffer.from([0])]);
}
