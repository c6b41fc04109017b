// What is asked for at the web doors, and how it is seen that the right thing comes back: wrk counts answers, and looks
// at none. Who signs in does what a browser does with the site's form.

import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Account } from './dialogues.ts';

/** Clear text, or TLS. */
export type WebDoor = 'plain' | 'tls';

export const WEB_DOORS: readonly WebDoor[] = ['plain', 'tls'];

/** Field names and values that every request carries; wrk adds a second `Host` to one in lower case. */
export type WebFields = Readonly<Record<string, string>>;

/** A door of a contender on 127.0.0.1. */
export interface WebTarget {
  readonly door: WebDoor;
  readonly port: number;
  readonly fields: WebFields;
}

/** What the web server has, by path. */
export const WEB_PATHS = { small: '/small', download: '/large', upload: '/upload', signIn: '/login' } as const;

/** Octets of the body of the small answer, and of the large one and of what is uploaded. */
export const SMALL_ANSWER_OCTETS = 230;
export const LARGE_BODY_OCTETS = 10_000_000;

/** One request that is sent over and over, and what must come back. */
export interface WebRequest {
  readonly path: string;
  /** Octets of the body that goes with it, by POST; 0: GET. */
  readonly bodyOctets: number;
  readonly expected: { readonly status: number; readonly octets: number };
}

export const SMALL_REQUEST: WebRequest = {
  path: WEB_PATHS.small,
  bodyOctets: 0,
  expected: { status: 200, octets: SMALL_ANSWER_OCTETS },
};

export const DOWNLOAD: WebRequest = {
  path: WEB_PATHS.download,
  bodyOctets: 0,
  expected: { status: 200, octets: LARGE_BODY_OCTETS },
};

export const UPLOAD: WebRequest = {
  path: WEB_PATHS.upload,
  bodyOctets: LARGE_BODY_OCTETS,
  expected: { status: 204, octets: 0 },
};

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly octets: number;
}

/** Sends one request on a connection of its own. The certificate isn't looked at: it is the bench's own. */
export function askOnce(
  { door, port, fields }: WebTarget,
  { path, body, more = {} }: { readonly path: string; readonly body?: string | Uint8Array; readonly more?: WebFields },
): Promise<WebAnswer> {
  const options: RequestOptions = {
    ...{ host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', agent: false },
    headers: { ...fields, ...more, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
  };
  return new Promise((resolve, reject) => {
    const request = door === 'tls' ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
    request.once('error', reject);
    request.once('response', (response) => {
      let octets = 0;
      response.on('data', (chunk: Buffer) => {
        octets += chunk.length;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, octets }));
    });
    request.end(body);
  });
}

/** Throws unless what is asked for is what comes. */
export async function expectAnswer(target: WebTarget, { path, bodyOctets, expected }: WebRequest): Promise<void> {
  const { status, octets } = await askOnce(target, {
    path,
    ...(bodyOctets > 0 && { body: Buffer.alloc(bodyOctets, 'x') }),
  });
  if (status !== expected.status || octets !== expected.octets) {
    throw new Error(
      `${path}: expected ${expected.status} with ${expected.octets} octets, got ${status} with ${octets}`,
    );
  }
}

/** The cookies that an answer sets, as a browser sends them back. */
function cookiePairs({ headers }: WebAnswer): readonly string[] {
  return (headers['set-cookie'] ?? []).map((field) => field.split(';', 1)[0] ?? '');
}

/** Signs in by the site's form, at a door that has a gate. Returns the `cookie` field of the open session. */
export async function signInByForm(target: WebTarget, { user, password }: Account): Promise<string> {
  const form = await askOnce(target, { path: WEB_PATHS.signIn, more: { accept: 'text/html' } });
  if (form.status !== 200) throw new Error(`no sign-in form: ${form.status}`);
  const before = cookiePairs(form);
  const answer = await askOnce(target, {
    path: WEB_PATHS.signIn,
    body: new URLSearchParams({ user, password }).toString(),
    more: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...(before.length > 0 && { cookie: before.join('; ') }),
    },
  });
  const after = cookiePairs(answer);
  if (answer.status < 300 || answer.status > 399 || after.length === 0) {
    throw new Error(`${user} is not signed in: ${answer.status}`);
  }
  return after.join('; ');
}
