// Reads a form's body strictly: `application/x-www-form-urlencoded`, UTF-8, bounded, each field at most once.

/** Longest body of a form, in octets: the longest of ours is below 4 KiB. */
export const MAX_FORM_OCTETS = 32_768;

/** Most fields: no form of an account page has as many. */
const MAX_FIELDS = 64;

export type Form = ReadonlyMap<string, string>;

export interface FormBounds {
  /** Default: {@link MAX_FORM_OCTETS}. */
  readonly maxOctets?: number;
  readonly maxFields?: number;
}

export type FormRead =
  | { readonly kind: 'form'; readonly fields: Form }
  | { readonly kind: 'refused'; readonly reason: 'too-large' | 'not-a-form' | 'malformed' };

/**
 * Reads a body. The gate stops reading the request after {@link MAX_FORM_OCTETS} + 1 octets, whose rest it drops.
 *
 * @param contentType - The header as it came.
 */
export function readForm(
  contentType: string | undefined,
  body: Uint8Array,
  { maxOctets = MAX_FORM_OCTETS, maxFields = MAX_FIELDS }: FormBounds = {},
): FormRead {
  if (body.length > maxOctets) return { kind: 'refused', reason: 'too-large' };
  if (!/^application\/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(contentType ?? '')) {
    return { kind: 'refused', reason: 'not-a-form' };
  }
  const fields = parse(body, maxFields);
  return fields ? { kind: 'form', fields } : { kind: 'refused', reason: 'malformed' };
}

/** `undefined`: a field came twice, an escape is broken, or something isn't UTF-8. */
function parse(body: Uint8Array, maxFields: number): Form | undefined {
  const fields = new Map<string, string>();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    for (const pair of text === '' ? [] : text.split('&')) {
      const cut = pair.indexOf('=');
      if (cut < 1 || fields.size === maxFields) return undefined;
      const name = decode(pair.slice(0, cut));
      if (fields.has(name)) return undefined;
      fields.set(name, decode(pair.slice(cut + 1)));
    }
  } catch {
    return undefined; // not UTF-8, or a broken escape
  }
  return fields;
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
