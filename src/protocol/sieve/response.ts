// ManageSieve's answers (RFC 5804 §1.2, §1.3): OK, NO or BYE, perhaps a code in parentheses, perhaps a text.

import { printable } from '../printable.ts';
import type { SieveToken } from './line-reader.ts';
import { readText, sieveString } from './string.ts';

/** Longest code or text kept of a backend's answer, in characters. */
const MAX_KEPT = 500;

const RESPONSE_CODE = /^[A-Za-z0-9-]+(?:\/[A-Za-z0-9-]+)*$/;

export type SieveStatus = 'OK' | 'NO' | 'BYE';

/** Writes one answer. A code that isn't one is left out; any text is safe. */
export function sieveResponse(status: SieveStatus, text: string, code?: string): Uint8Array {
  const parentheses = code !== undefined && RESPONSE_CODE.test(code) ? `(${code}) ` : '';
  return Buffer.from(`${status} ${parentheses}${sieveString(text)}\r\n`);
}

/** What to tell a signed-in client between two answers before its connection is ended (RFC 5804 §1.2). */
export function sieveGoodbye(text: string): Uint8Array {
  return sieveResponse('BYE', text);
}

/** A backend's answer; code and text are bounded printable ASCII, the code in upper case. */
export interface SieveResponse {
  readonly status: SieveStatus;
  readonly code?: string;
  readonly text: string;
}

/** Reads an answer's line, or says `undefined` for what is none. What a code carries besides its name isn't kept. */
export function readResponse(tokens: readonly SieveToken[]): SieveResponse | undefined {
  const [first, ...rest] = tokens;
  const status = first?.kind === 'atom' ? readStatus(first.text) : undefined;
  if (status === undefined) return undefined;
  const codeEnd = rest[0]?.kind === 'open' ? closingIndex(rest) : -1;
  if (codeEnd === undefined) return undefined;
  const [name] = rest.slice(1, Math.max(codeEnd, 1));
  const [message, excess] = rest.slice(codeEnd + 1);
  if (excess !== undefined || (message !== undefined && message.kind !== 'string')) return undefined;
  const text = message === undefined ? '' : printable(readText(message.octets) ?? '', MAX_KEPT);
  return name?.kind === 'atom'
    ? { status, code: printable(name.text.toUpperCase(), MAX_KEPT), text }
    : { status, text };
}

function readStatus(text: string): SieveStatus | undefined {
  const status = text.toUpperCase();
  return status === 'OK' || status === 'NO' || status === 'BYE' ? status : undefined;
}

/** Index of the token that closes the parenthesis with which `tokens` begins. */
function closingIndex(tokens: readonly SieveToken[]): number | undefined {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}
