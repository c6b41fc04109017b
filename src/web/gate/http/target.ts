// The request target in the only spelling that is let in. A server behind may decode, merge and cut paths in its own
// way; what passes here gives it nothing to do that with, so that what is judged is what it sees. RFC 3986, RFC 9112 §3.2.

import type { Bytes } from '../../../core/units.ts';
import type { Target } from '../exchange.ts';

/** Longer ones are answered 414. RFC 9112 §3 asks for at least 8,000. */
export const MAX_TARGET: Bytes = 8_192;

/** RFC 3986 §3.3: `pchar` and the slash. What browsers write otherwise, they encode. */
const PATH = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/** Printable ASCII but `#`, which ends a target in some servers and not in others. */
const QUERY = /^[!"$-~]*$/;

/**
 * What must not be encoded: letters, digits, `-._~` (RFC 3986 §2.3: the same character either way), slash and backslash,
 * and control characters.
 */
const NEEDLESSLY_ENCODED = /%(?:2[DEF]|3[0-9]|4[1-9A-F]|5[0-9AF]|5C|6[1-9A-F]|7[0-9AEF]|[01][0-9A-F])/i;

/** `.` or `..` as a segment, alone or before a parameter, which some servers cut off: `/a/..;x/b`. */
const DOT_SEGMENT = /\/\.\.?(?:[/;]|$)/;

/** Reads the path and query of a request; `undefined`: it is refused. */
export function parseTarget(raw: string): Target | undefined {
  if (raw.length > MAX_TARGET) return undefined;
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const query = mark < 0 ? undefined : raw.slice(mark + 1);
  if (!PATH.test(path) || path.includes('//') || DOT_SEGMENT.test(path)) return undefined;
  if (query !== undefined && !QUERY.test(query)) return undefined;
  const isPlain = !path.includes('%');
  if (!isPlain && (NEEDLESSLY_ENCODED.test(path) || !isUtf8(path))) return undefined;
  return { path, isPlain, query, raw };
}

/** Overlong forms of slashes and dots are no UTF-8. */
function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false; // what it throws says no more than that
  }
}
