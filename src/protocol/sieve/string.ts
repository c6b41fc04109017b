// ManageSieve's strings (RFC 5804 §4): quoted where they may be, literals where they must be, so that no text of
// anybody's can end its line and begin another.

/** Longest quoted string, in octets between the quotes (RFC 5804 §4). */
const MAX_QUOTED_OCTETS = 1024;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Who speaks: a client's literal is `{n+}`, a server's `{n}` (RFC 5804 §4). */
export type SieveSpeaker = 'client' | 'server';

/** Writes any text as a string that can be read back exactly. */
export function sieveString(text: string, speaker: SieveSpeaker = 'server'): string {
  const octets = Buffer.byteLength(text);
  if (octets <= MAX_QUOTED_OCTETS && !/[\0\r\n]/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `{${octets}${speaker === 'client' ? '+' : ''}}\r\n${text}`;
}

/** Reads a string's octets as text, or says `undefined` when they aren't UTF-8. */
export function readText(octets: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return undefined; // the caller knows whether that is an error
  }
}
