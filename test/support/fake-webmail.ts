// A webmail of a few lines for attacks that need many sign-ins, or a webmail that misbehaves: one HTML form, one cookie,
// a page, a stream without end. It keeps what it was asked.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_USERS, type Passwords } from './servers/dovecot.ts';

/** What a webmail of this kind is, in the configuration. */
export const FAKE_PROFILE: string =
  '{ kind: generic-form, home: /mail, page: /login, action: /login, name-field: user, password-field: password,' +
  ' accepted: { status: 302, location: /mail, cookie: sid }, refused: { status: 401 },' +
  ' signed-out: { status: 302, location: /login }, session-cookies: [sid], log-out: /logout,' +
  ' public-folders: [/public/], closed: [/dav/], polls: [/poll], upgrades: [/socket] }';

/** A request with its whole body. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request in its own way; false: as usual. */
export type FakeAnswer = (request: SeenRequest, response: ServerResponse) => boolean;

export interface FakeWebmail extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  /** Who is signed in there, by session cookie. */
  readonly sessions: ReadonlyMap<string, string>;
  /** Streams that are open. */
  readonly streams: number;
  /** From now on it misbehaves; without one, it stops to. */
  misbehave(answer?: FakeAnswer): void;
  /** Nobody listens any more. */
  stop(): Promise<void>;
}

/** @param users - Login names and passwords; default: those of a Dovecot. */
export async function startFakeWebmail(users: Passwords = DEFAULT_USERS): Promise<FakeWebmail> {
  const seen: SeenRequest[] = [];
  const sessions = new Map<string, string>();
  const streams = new Set<ServerResponse>();
  let special: FakeAnswer | undefined;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url: target = '', headers } = request;
      const whole = { method, target, headers, body };
      seen.push(whole);
      if (special?.(whole, response)) return;
      if (target === '/stream') stream(response, streams);
      else answer(whole, response, { users, sessions });
    });
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    sessions,
    get streams() {
      return streams.size;
    },
    misbehave(wanted) {
      special = wanted;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    // The other side broke off: what came is what there is.
  }
  return Buffer.concat(chunks).toString();
}

/** Events without end, for as long as somebody listens. */
function stream(response: ServerResponse, streams: Set<ServerResponse>): void {
  streams.add(response);
  response.on('close', () => streams.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: secret mail\n\n');
}

function answer(
  { method, target, headers, body }: SeenRequest,
  response: ServerResponse,
  { users, sessions }: { readonly users: Passwords; readonly sessions: Map<string, string> },
): void {
  const sid = /(?:^|; )sid=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
  const user = sessions.get(sid);
  const say = (status: number, text: string, fields: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { 'content-type': 'text/html', ...fields }).end(text);
  };
  if (target === '/login' && method === 'POST') {
    const form = new URLSearchParams(body);
    const name = form.get('user') ?? '';
    if (users[name] !== undefined && users[name] === form.get('password')) {
      const id = randomBytes(12).toString('hex');
      sessions.set(id, name);
      say(302, '', { location: '/mail', 'set-cookie': `sid=${id}; Path=/; HttpOnly` });
    } else say(401, 'Wrong name or password.');
  } else if (target === '/login') {
    say(200, '<form>Sign in</form>', { 'set-cookie': 'before=1; Path=/' });
  } else if (target.startsWith('/public/')) {
    say(200, 'public');
  } else if (target === '/logout') {
    sessions.delete(sid);
    say(302, '', { location: '/login', 'set-cookie': 'sid=; Path=/; Max-Age=0' });
  } else if (user === undefined) {
    say(302, '', { location: '/login' });
  } else say(200, `secret mail of ${user}`);
}
