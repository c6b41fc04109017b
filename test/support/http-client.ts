// A small HTTP client for tests: sends the request target and the header fields byte for byte as they are given, keeps
// cookies, follows no redirect, and says what came back. Each request has a connection of its own.

import { CookieJar } from './cookie-jar.ts';
import { connectHttp, type HttpFields, type HttpResponse } from './http-connection.ts';
import type { WireOptions } from './wire-client.ts';

/** A request body with its media type. */
export interface HttpBody {
  readonly type: string;
  readonly content: string | Uint8Array;
}

export interface HttpRequest {
  /** Default: POST with a body, GET without. */
  readonly method?: string;
  /** The request target, written as it is, one octet for each character. */
  readonly target: string;
  /** After the client's own fields; one that has the name of an own field (`Host`, `Cookie` …) replaces it. */
  readonly fields?: HttpFields;
  readonly body?: HttpBody;
}

export interface HttpClientOptions extends WireOptions {
  /** The `Host` field. Default: `127.0.0.1:PORT`. */
  readonly authority?: string;
  /** Sent with each request that doesn't say otherwise. */
  readonly fields?: HttpFields;
}

/** A client of one origin, with its own cookies. */
export interface HttpClient {
  readonly jar: CookieJar;
  readonly authority: string;
  request(request: HttpRequest): Promise<HttpResponse>;
  get(target: string, fields?: HttpFields): Promise<HttpResponse>;
  post(target: string, body: HttpBody, fields?: HttpFields): Promise<HttpResponse>;
  /** The text of a request as `request` would write it, for sending it on a connection of one's own. */
  render(request: HttpRequest): Uint8Array;
}

/** `application/x-www-form-urlencoded`; names may repeat. */
export function formBody(fields: Readonly<Record<string, string>> | HttpFields): HttpBody {
  const pairs: HttpFields = Array.isArray(fields) ? fields : Object.entries(fields);
  const parameters = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]));
  return { type: 'application/x-www-form-urlencoded', content: parameters.toString() };
}

export function jsonBody(value: unknown): HttpBody {
  return { type: 'application/json', content: JSON.stringify(value) };
}

/** A part of a form with files. */
export interface FormPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Makes it a file. */
  readonly file?: { readonly name: string; readonly type: string };
}

/** `multipart/form-data`. RFC 7578. */
export function multipartBody(parts: readonly FormPart[]): HttpBody {
  const boundary = 'a-boundary-that-no-test-has-in-a-part';
  const pieces = parts.flatMap(({ name, content, file }) => {
    const filename = file === undefined ? '' : `; filename="${file.name}"\r\nContent-Type: ${file.type}`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    content: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function joinFields(own: HttpFields, given: HttpFields): HttpFields {
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  return [...own.filter(([name]) => !names.has(name.toLowerCase())), ...given];
}

interface Rendering {
  readonly authority: string;
  readonly always: HttpFields;
  readonly cookies: string | undefined;
  readonly request: HttpRequest;
}

function renderRequest({ authority, always, cookies, request }: Rendering): Uint8Array {
  const { body, target, fields = [] } = request;
  const content = Buffer.from(body?.content ?? '');
  const own: HttpFields = [
    ['Host', authority],
    ...(cookies === undefined ? [] : [['Cookie', cookies] as const]),
    ...(body === undefined
      ? []
      : [['Content-Type', body.type] as const, ['Content-Length', `${content.length}`] as const]),
    ['Connection', 'close'],
  ];
  const written = joinFields(joinFields(own, always), fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${written.join('')}\r\n`, 'latin1'), content]);
}

/** A client of the server on `port`, with no cookies yet. Nothing is connected before the first request. */
export function makeHttpClient(options: HttpClientOptions): HttpClient {
  const jar = new CookieJar();
  const authority = options.authority ?? `127.0.0.1:${options.port}`;
  const render = (request: HttpRequest): Uint8Array =>
    renderRequest({ authority, always: options.fields ?? [], cookies: jar.field(request.target), request });
  const request = async (sent: HttpRequest): Promise<HttpResponse> => {
    await using connection = await connectHttp(options);
    await connection.send(render(sent));
    const response = await connection.readResponse(sent.method);
    jar.store(response.headers('set-cookie'));
    return response;
  };
  return {
    jar,
    authority,
    render,
    request,
    get: (target, fields = []) => request({ target, fields }),
    post: (target, body, fields = []) => request({ target, body, fields }),
  };
}
