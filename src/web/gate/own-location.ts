// Where a browser may be led: a path of the site itself, and nothing that a browser could take for something else (§4.4).

/** Longest redirect, in characters. */
const MAX_LENGTH = 2_048;

/** `//` and `/\` begin with another host; controls and blanks are dropped by browsers before they parse. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/** Path and query of a redirect inside the site; `undefined`: it isn't one. */
export function ownLocation(location: string | undefined, origin: string): string | undefined {
  if (location === undefined || location.length > MAX_LENGTH) return undefined;
  const path = location.startsWith(`${origin}/`) ? location.slice(origin.length) : location;
  if (!OWN_PATH.test(path)) return undefined;
  const url = URL.parse(path, origin);
  if (url === null || url.origin !== new URL(origin).origin) return undefined;
  // `/x/..//evil.example` comes out of the parser with two slashes.
  return url.pathname.startsWith('//') ? undefined : `${url.pathname}${url.search}`;
}
