// A sign-in form's body (application/x-www-form-urlencoded), read so strictly that no upstream can read something else
// out of it: no name twice, no name in another spelling (PHP takes `.user`, `_user[]` and `%5Fuser` for `_user`), nothing
// that a browser would not write. What is sent on is written anew from the values.

/** Most fields of a sign-in form; Roundcube's has seven. */
const MAX_FIELDS = 32;

/** Names that no known framework folds into another. */
const PLAIN_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Printable ASCII but the marks of the encoding, and escapes. A space is a plus sign. */
const ENCODED_VALUE = /^(?:[!-$'-~]|%[0-9A-Fa-f]{2})*$/;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type FormFields = ReadonlyMap<string, string>;

function decodeValue(text: string): string | undefined {
  if (!ENCODED_VALUE.test(text)) return undefined;
  const octets = Buffer.from(
    text.replaceAll('+', ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
  try {
    const value = UTF8.decode(octets);
    return /[\p{Cc}\p{Cs}]/u.test(value) ? undefined : value;
  } catch {
    return undefined; // Not UTF-8: what an upstream would make of it is anybody's guess.
  }
}

/** The name as browsers write it. */
function encodeName(name: string): string {
  return new URLSearchParams([[name, '']]).toString().slice(0, -1);
}

/**
 * Reads a form. `known`: the names that mean something, which may be other than plain. `undefined`: not to be believed.
 */
export function parseForm(body: Uint8Array, known: readonly string[]): FormFields | undefined {
  const text = Buffer.from(body).toString('latin1');
  const pairs = text.split('&');
  if (pairs.length > MAX_FIELDS) return undefined;
  const written = new Map(known.map((name) => [encodeName(name), name]));
  const folded = new Set(known.map((name) => name.toLowerCase()));
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) return undefined;
    const raw = pair.slice(0, equals);
    const name = written.get(raw) ?? raw;
    const isKnown = written.has(raw);
    if (!isKnown && (!PLAIN_NAME.test(raw) || folded.has(raw.toLowerCase()))) return undefined;
    const value = decodeValue(pair.slice(equals + 1));
    if (value === undefined || fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
}

/** Writes a form as a browser does. */
export function writeForm(fields: FormFields): string {
  return new URLSearchParams([...fields]).toString();
}
