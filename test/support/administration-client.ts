// Asks a node's administration over the network, as programs do: by TLS, with a token.

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { createNodeClient } from '../../src/cli/node-client.ts';
import type { Permission } from '../../src/core/administrators/permissions.ts';
import type { CreatedTokenResource } from '../../src/web/api/client/token-resources.ts';
import type { Postern } from './postern.ts';

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
  readonly body: any;
}

export interface AskWith {
  readonly token?: string;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the first listener's. */
  readonly port?: number;
  /** In clear text. */
  readonly isClear?: boolean;
}

/** @param target - A path from the root. */
export async function askOverNetwork(
  postern: Postern,
  method: string,
  target: string,
  { token, body, headers = {}, port, isClear }: AskWith = {},
): Promise<Asked> {
  const payload = typeof body === 'object' ? JSON.stringify(body) : body;
  const options = {
    host: '127.0.0.1',
    port: port ?? postern.node.administration.listeners[0]?.port,
    method,
    path: target,
    agent: false as const,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  };
  const asked = isClear
    ? httpRequest(options)
    : httpsRequest({ ...options, ca: postern.certificate.ca, servername: 'localhost' });
  const { promise, resolve, reject } = Promise.withResolvers<Asked>();
  asked.on('error', reject);
  asked.on('response', (response) => {
    text(response).then((said) => {
      const isJson = String(response.headers['content-type']).includes('json');
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: isJson && said !== '' ? JSON.parse(said) : said,
      });
    }, reject);
  });
  asked.end(payload);
  return promise;
}

/** Made by the operator, at the socket. */
export async function makeToken(
  postern: Postern,
  wish: {
    readonly permissions: readonly Permission[];
    readonly domains?: readonly string[];
    readonly expires?: string;
  },
): Promise<CreatedTokenResource> {
  return createNodeClient(postern.node.administration.socketPath).ask('POST', '/tokens', {
    body: { name: 'test', ...wish },
  });
}
