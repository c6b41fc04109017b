// The command line's way to a running node: the administration API over its Unix socket. One request, one connection.

import { type IncomingMessage, request } from 'node:http';
import { PosternError } from '../core/errors.ts';
import { API_PREFIX, type ListResource, type ProblemResource } from '../web/api/client/resources.ts';

/** Longest wait for an answer, in milliseconds: following the audit log waits up to a minute. */
const ANSWER_TIMEOUT_MS = 90_000;

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The node answered, and refuses. */
export class NodeRefusal extends Error {
  readonly problem: ProblemResource;

  constructor(problem: ProblemResource) {
    super(problem.detail);
    this.name = 'NodeRefusal';
    this.problem = problem;
  }
}

export interface NodeClient {
  readonly socketPath: string;
  /**
   * Asks, and reads the answer as `T`: the API's resources are versioned, so that their shape is known.
   * Throws {@link NodeRefusal}, or `ERR_NODE_UNREACHABLE` when no node answers.
   */
  ask<T>(method: Method, path: string, options?: AskOptions): Promise<T>;
}

export interface AskOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: object | undefined;
  readonly signal?: AbortSignal | undefined;
}

export function createNodeClient(socketPath: string): NodeClient {
  return {
    socketPath,
    async ask<T>(method: Method, path: string, options: AskOptions = {}): Promise<T> {
      const { status, body } = await send(socketPath, method, path, options);
      const parsed = parse(body, socketPath);
      if (status >= 400) throw new NodeRefusal(parsed as ProblemResource);
      return parsed as T;
    },
  };
}

/** Items of one page: as many as the API gives. */
const PAGE = 1_000;

/** All pages of a list. Throws as {@link NodeClient.ask} does. */
export async function askForAll<T>(client: NodeClient, path: string): Promise<ListResource<T>> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page: ListResource<T> = await client.ask('GET', path, { query: { after, limit: PAGE } });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return { items };
}

/** A part of a path: an address may hold what URLs give a meaning to. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}

interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

function send(
  socketPath: string,
  method: Method,
  path: string,
  { query = {}, body, signal }: AskOptions,
): Promise<RawAnswer> {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = entries.length > 0 ? `?${new URLSearchParams(Object.fromEntries(entries))}` : '';
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      socketPath,
      method,
      path: `${API_PREFIX}${path}${search}`,
      headers: payload === undefined ? {} : { 'content-type': 'application/json' },
      timeout: ANSWER_TIMEOUT_MS,
      agent: false,
      ...(signal && { signal }),
    });
    outgoing.once('error', (error) => reject(unreachable(socketPath, error)));
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.once('response', (response) => {
      readAll(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, body: text }),
        (error: Error) => reject(unreachable(socketPath, error)),
      );
    });
    outgoing.end(payload);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parse(body: string, socketPath: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PosternError('ERR_NODE_UNREACHABLE', `what answers on ${socketPath} is no Postern`, { cause });
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  ECONNREFUSED: 'nobody answers there; the socket was left behind',
  EACCES: 'this account may not open it: use root, or the account that Postern runs as',
  ECONNRESET: 'the node closed the connection; it may be stopping',
};

function unreachable(socketPath: string, cause: Error): PosternError {
  const code = 'code' in cause ? String(cause.code) : '';
  const why = WHY[code] ?? cause.message;
  const text = `no running node: tried ${socketPath}, but ${why}.
Start one with: postern serve (or: systemctl start postern)
If it runs with another state folder, name its socket with --socket or POSTERN_SOCKET.`;
  return new PosternError('ERR_NODE_UNREACHABLE', text, { cause, fields: { socket: socketPath } });
}
