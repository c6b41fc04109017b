// The forms of the console: read strictly, and of a browser that got them from us. The token names the session's cookie, or,
// where there is none yet, a cookie that only stands for the browser (P-37).

import type { KeyedDigest } from '../../core/ports.ts';
import { type Form, type FormRead, readForm } from '../pages/form.ts';
import { type ConsoleRequest, MAX_CONSOLE_FIELDS } from './console-contract.ts';

/** The token of every form of a session or, before there is one, of a browser. It dies with the cookie. */
export function consoleFormToken(digest: KeyedDigest, cookie: string): string {
  return digest.digest('console-form', cookie);
}

/** Reads what was posted. A file is the field that holds its text. */
export async function readConsoleForm(
  { headers: { contentType = '' }, readBody }: Pick<ConsoleRequest, 'headers' | 'readBody'>,
  maxOctets: number,
): Promise<FormRead> {
  const body = await readBody(maxOctets);
  if (body === 'too-large') return refused('too-large');
  if (body === 'broken') return refused('malformed');
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    return readForm(contentType, body, { maxOctets, maxFields: MAX_CONSOLE_FIELDS });
  }
  const fields = await readMultipart(contentType, body);
  return fields ? { kind: 'form', fields } : refused('malformed');
}

/** RFC 7578. `undefined`: a field came twice, there are too many, or something can't be read. */
async function readMultipart(contentType: string, body: Uint8Array): Promise<Form | undefined> {
  const fields = new Map<string, string>();
  try {
    // The copy is of an ArrayBuffer that is nobody else's.
    const data = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of data) {
      if (fields.has(name) || fields.size === MAX_CONSOLE_FIELDS) return undefined;
      fields.set(name, typeof value === 'string' ? value : await textOf(value));
    }
  } catch {
    return undefined; // not multipart, or not UTF-8
  }
  return fields;
}

/** Throws for what isn't UTF-8. */
async function textOf(file: Blob): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
}

function refused(reason: Extract<FormRead, { kind: 'refused' }>['reason']): FormRead {
  return { kind: 'refused', reason };
}
