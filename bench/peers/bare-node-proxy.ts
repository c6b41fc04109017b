// The least that a reverse proxy on Node can be: node:http in front, undici behind, streams both ways, and no more than
// the connection's own fields taken out. Shows what Postern's gate could reach at best. A program of its own:
//
//   node bare-node-proxy.ts UPSTREAM-PORT PLAIN-PORT TLS-PORT CERTIFICATE KEY

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Pool } from 'undici';

const HOST = '127.0.0.1';
const [upstreamPort, plainPort, tlsPort, certificate = '', key = ''] = process.argv.slice(2);

const upstream = new Pool(`http://${HOST}:${upstreamPort}`, { connections: 64 });

/** About one connection (RFC 9110 §7.6.1). */
const DROPPED: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect']);

function forwardable<T>(fields: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !DROPPED.has(name)));
}

function proxy(request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = request;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const options = { method, path: url, headers: forwardable(headers), body: hasBody ? request : null };
  upstream
    .stream(options, (answer) => {
      response.writeHead(answer.statusCode, forwardable(answer.headers));
      return response;
    })
    .catch(() => response.destroy());
}

createServer(proxy).listen(Number(plainPort), HOST, () => {
  const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
  createTlsServer(pair, proxy).listen(Number(tlsPort), HOST, () => console.log('ready'));
});
