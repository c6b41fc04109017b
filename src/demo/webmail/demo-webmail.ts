// A small webmail to try the gate with: a form, a list, a letter, read only. Like many a webmail it keeps what was typed
// for as long as its session lives, and asks for no second step. Loopback only, never for production.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Credentials, MailReader } from './mail-reader.ts';
import { ICON, letterPage, listPage, messagePage, STYLE, signInPage } from './pages.ts';

/** Names that its profile in the gate refers to. */
export const DEMO_WEBMAIL = { sessionCookie: 'demo_webmail', fields: { user: 'user', password: 'password' } } as const;

/** Longest form that it reads, in octets. */
const MAX_FORM = 16 * 1024;

const FILES: ReadonlyMap<string, { readonly body: string; readonly type: string }> = new Map([
  ['/assets/demo.css', { body: STYLE, type: 'text/css' }],
  ['/assets/icon.svg', { body: ICON, type: 'image/svg+xml' }],
]);

export interface DemoWebmail extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
}

interface Session {
  readonly token: string;
  readonly credentials?: Credentials;
}

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly type?: string;
  readonly location?: string;
  readonly cookie?: string;
}

/** Starts it in front of an IMAP server. Rejects when the port is taken. */
export async function startDemoWebmail(options: {
  readonly imap: { readonly host: string; readonly port: number };
  /** 0, the default, takes a free port. */
  readonly port?: number;
}): Promise<DemoWebmail> {
  const webmail = new Webmail(new MailReader(options.imap));
  const server = createServer((request, response) => void webmail.serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

class Webmail {
  readonly #reader: MailReader;
  readonly #sessions: Map<string, Session> = new Map();

  constructor(reader: MailReader) {
    this.#reader = reader;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (_mailServerIsDown) {
      answer = { status: 503, body: messagePage('Not now', 'The mail server does not answer. Try again in a minute.') };
    }
    const { status, body = '', type = 'text/html; charset=utf-8', location, cookie } = answer;
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      ...(location !== undefined && { location }),
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(request.url ?? '/', 'http://webmail.invalid');
    const file = FILES.get(pathname);
    if (file) return { status: 200, ...file };
    if (pathname === '/favicon.ico') return { status: 404 };
    const id = cookieOf(request);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (pathname === '/login' && request.method === 'POST') return this.#signIn(request, id, session);
    if (pathname === '/logout') {
      if (id !== undefined) this.#sessions.delete(id);
      return { status: 302, location: '/login', cookie: `${DEMO_WEBMAIL.sessionCookie}=; Path=/; Max-Age=0` };
    }
    if (session?.credentials) return this.#mail(pathname, session.credentials);
    return pathname === '/login' ? this.#form({ before: session }) : { status: 302, location: '/login' };
  }

  /** A session that is there already goes on, so that a form in another tab stays good. */
  #form(shown: { readonly before: Session | undefined; readonly status?: number; readonly problem?: string }): Answer {
    const { before, status = 200, problem } = shown;
    const token = before?.token ?? randomBytes(16).toString('hex');
    const cookie = before ? {} : { cookie: this.#remember({ token }) };
    return { status, body: signInPage(token, problem), ...cookie };
  }

  async #signIn(request: IncomingMessage, id: string | undefined, session: Session | undefined): Promise<Answer> {
    const form = new URLSearchParams(await readForm(request));
    if (!session || form.get('token') !== session.token) {
      return this.#form({ before: session, status: 400, problem: 'This form is too old. Try again.' });
    }
    const { fields } = DEMO_WEBMAIL;
    const credentials = { address: form.get(fields.user) ?? '', password: form.get(fields.password) ?? '' };
    const verdict = await this.#reader.check(credentials);
    if (verdict.kind === 'refused') {
      return this.#form({ before: session, status: 401, problem: 'Wrong address or password.' });
    }
    if (id !== undefined) this.#sessions.delete(id);
    return { status: 302, location: '/mail', cookie: this.#remember({ token: session.token, credentials }) };
  }

  async #mail(pathname: string, credentials: Credentials): Promise<Answer> {
    const { address } = credentials;
    const [, number] = /^\/mail\/([1-9][0-9]{0,9})$/.exec(pathname) ?? [];
    if (number !== undefined) {
      const opened = await this.#reader.open(credentials, Number(number));
      if (opened.kind === 'read' && opened.value) return { status: 200, body: letterPage(address, opened.value) };
      return { status: 404, body: messagePage('Not found', 'There is no such letter.') };
    }
    if (pathname !== '/mail') return { status: 302, location: '/mail' };
    const letters = await this.#reader.list(credentials);
    if (letters.kind === 'read') return { status: 200, body: listPage(address, letters.value) };
    return this.#form({ before: undefined, status: 401 });
  }

  #remember(session: Session): string {
    const id = randomBytes(16).toString('hex');
    this.#sessions.set(id, session);
    return `${DEMO_WEBMAIL.sessionCookie}=${id}; Path=/; HttpOnly`;
  }
}

function cookieOf(request: IncomingMessage): string | undefined {
  const pattern = new RegExp(`(?:^|; ?)${DEMO_WEBMAIL.sessionCookie}=([0-9a-f]{32})(?:;|$)`);
  return pattern.exec(request.headers.cookie ?? '')?.[1];
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const octets = Buffer.from(chunk);
    size += octets.length;
    if (size > MAX_FORM) return '';
    chunks.push(octets);
  }
  return Buffer.concat(chunks).toString('utf8');
}
