// Literal markers at the end of a line: `{n}` (RFC 9051 §4.3), `{n+}` (RFC 7888) and `~{n}` (RFC 3516). One reading
// for clients' and servers' lines alike; a size is compared, never computed with, before it was found small enough.

/** Longest literal taken before sign-in, in octets: LITERAL- (RFC 7888 §5). */
export const MAX_LITERAL_OCTETS = 4096;

/** A marker found at the end of a line. */
export interface LiteralMarker {
  /** Octets that follow the line's end; `Infinity` when the number has more than ten digits. */
  readonly size: number;
  /** The sender waits for `+` before it goes on. */
  readonly synchronizing: boolean;
  /** `~{n}`: may hold NUL (RFC 3516). */
  readonly binary: boolean;
  /** Where in the line the marker begins. */
  readonly start: number;
}

/** Octets of a line's end that can hold a marker: `~{`, 20 digits, `+}`, with slack. */
export const MARKER_OCTETS = 32;

const MARKER = /(~?)\{([0-9]{1,20})(\+?)\}$/;

/** Reads the marker that ends a line, given without its CRLF. Whether a quoted string holds it is the caller's to know. */
export function literalMarkerAtEnd(line: Uint8Array): LiteralMarker | undefined {
  if (line.at(-1) !== 0x7d) return undefined;
  const tail = Buffer.from(line.subarray(-MARKER_OCTETS)).toString('latin1');
  const match = MARKER.exec(tail);
  if (!match) return undefined;
  const [marker, tilde, digits = '', plus] = match;
  return {
    size: digits.length > 10 ? Number.POSITIVE_INFINITY : Number(digits),
    synchronizing: plus !== '+',
    binary: tilde === '~',
    start: line.length - marker.length,
  };
}
