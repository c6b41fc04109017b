// The cookies of one client at one origin, kept as a browser keeps them (RFC 6265 §5.3, without domains), and readable
// with their attributes, so that a test can say what a server must have set.

/** A cookie as it was last set. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Attribute names in lower case; an attribute without a value has the empty string. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Parses one `Set-Cookie` field. RFC 6265 §5.2. */
export function parseSetCookie(field: string): Cookie {
  const [pair = '', ...rest] = field.split(';');
  const [name, value] = splitPair(pair);
  const attributes = new Map(rest.map(splitPair).map(([key, text]) => [key.toLowerCase(), text]));
  const path = attributes.get('path');
  return { name, value, path: path?.startsWith('/') ? path : '/', attributes };
}

function splitPair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function isDeletion({ attributes }: Cookie): boolean {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = attributes.get('expires');
  return expires !== undefined && Date.parse(expires) <= Date.now();
}

// RFC 6265 §5.1.4.
function pathMatches(cookiePath: string, requestPath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  return requestPath.length === cookiePath.length || cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/';
}

/** The cookies of one client. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes `Set-Cookie` fields in their order: a later one replaces or deletes an earlier one of its name and path. */
  store(fields: readonly string[]): void {
    for (const cookie of fields.map(parseSetCookie)) {
      const key = `${cookie.path} ${cookie.name}`;
      if (isDeletion(cookie)) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /** Puts a cookie in as if it had been set: a stolen or made-up one. */
  set(name: string, value: string, path = '/'): void {
    this.#cookies.set(`${path} ${name}`, { name, value, path, attributes: new Map() });
  }

  /** The value of the first cookie of this name. */
  value(name: string): string | undefined {
    return this.all().find((cookie) => cookie.name === name)?.value;
  }

  all(): readonly Cookie[] {
    return [...this.#cookies.values()];
  }

  clear(): void {
    this.#cookies.clear();
  }

  /** The `Cookie` field for a request target, longer paths first; undefined when none fits. RFC 6265 §5.4. */
  field(target: string): string | undefined {
    const [path = '/'] = target.split('?');
    const fitting = this.all().filter((cookie) => pathMatches(cookie.path, path));
    if (fitting.length === 0) return undefined;
    const ordered = fitting.toSorted((a, b) => b.path.length - a.path.length);
    return ordered.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}
