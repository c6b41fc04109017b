// A look at a web server over the network: one GET, as a browser asks, and what came back. A certificate that proves
// nothing is reported instead of refused.

import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Bytes, Millis } from '../../core/units.ts';
import type { WebProbe, WebQuestion, WebReport } from './web-probe.ts';

/** Longest silence, and longest wait in all. */
const PATIENCE: Millis = 10_000;

/** Most of a page that is looked at. Sign-in pages take a tenth of it. */
const MAX_BODY: Bytes = 512 * 1024;

/** SOGo shows unknown programs another page than browsers. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

export const networkWebProbe: WebProbe = {
  async ask(question) {
    try {
      return await ask(question);
    } catch (error) {
      return { kind: 'unreachable', text: reasonOf(error) };
    }
  },
};

function ask(question: WebQuestion): Promise<WebReport> {
  return new Promise((resolve, reject) => {
    const request = begin(question);
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), PATIENCE);
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.once('response', (response) => {
      const { socket } = response;
      const chunks: Buffer[] = [];
      let octets = 0;
      const finish = (): void => {
        clearTimeout(timer);
        request.destroy();
        resolve(reportOf(response, Buffer.concat(chunks).toString('utf8'), certificateProblem(socket)));
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        octets += chunk.length;
        if (octets >= MAX_BODY) finish();
      });
      response.once('end', finish);
      response.once('error', reject);
    });
    request.end();
  });
}

function begin({ place, target, headers }: WebQuestion): ClientRequest {
  const options: RequestOptions = {
    path: target,
    agent: false,
    headers: { 'user-agent': BROWSER, accept: 'text/html', 'accept-language': 'en', ...headers },
  };
  if (place.kind === 'unix-socket') return httpRequest({ ...options, socketPath: place.path });
  const { host, port, tls, serverName = host, certificateAuthority } = place;
  if (tls === 'none') return httpRequest({ ...options, host, port });
  return httpsRequest({
    ...options,
    host,
    port,
    // Else the `host` field would be the name that is looked for.
    servername: isIP(serverName) === 0 ? serverName : '',
    rejectUnauthorized: false,
    ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
  });
}

function certificateProblem(socket: IncomingMessage['socket']): string | undefined {
  return socket instanceof TLSSocket && !socket.authorized ? String(socket.authorizationError) : undefined;
}

function reportOf({ statusCode = 0, headers }: IncomingMessage, body: string, problem: string | undefined): WebReport {
  const { location: written, date: dated = '' } = headers;
  const [, scheme, path] = /^(?:(https?):\/\/[^/?#]*)?([^#]*)/i.exec(written ?? '') ?? [];
  const date = Date.parse(dated);
  return {
    kind: 'answered',
    status: statusCode,
    cookies: (headers['set-cookie'] ?? []).map((field) => field.slice(0, field.search(/[=;]|$/)).trim()),
    body,
    ...(written !== undefined && { location: path === '' ? '/' : (path ?? '/') }),
    ...(scheme !== undefined && { locationScheme: scheme.toLowerCase() }),
    ...(!Number.isNaN(date) && { date }),
    ...(problem !== undefined && { certificateProblem: problem }),
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
