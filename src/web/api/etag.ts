// Which version of a resource somebody has seen. Tags are strong (RFC 9110 §8.8.1): another octet of JSON is another tag.

import { createHash } from 'node:crypto';

/** The tag of an operation's answer, quotes included, as `ETag` and `If-Match` have it. RFC 9110 §8.8.3 */
export function etagOf(answer: unknown): string {
  return etagOfText(JSON.stringify(answer));
}

/** The same, of the answer as JSON. */
export function etagOfText(json: string): string {
  return `"${createHash('sha256').update(json).digest('base64url').slice(0, 27)}"`;
}

/** One entity tag, weak or strong. RFC 9110 §8.8.3 */
const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether an `If-Match` field holds for the version with this tag: never by a weak tag. RFC 9110 §13.1.1 */
export function ifMatch(field: string, etag: string): boolean {
  return field.trim() === '*' || tagsOf(field).includes(etag);
}

/** Whether an `If-None-Match` field says that its sender has the version with this tag. RFC 9110 §13.1.2 */
export function ifNoneMatch(field: string, etag: string): boolean {
  return field.trim() === '*' || tagsOf(field).some((tag) => tag.replace(/^W\//, '') === etag);
}

function tagsOf(field: string): readonly string[] {
  return Array.from(field.matchAll(TAG), ([tag]) => tag);
}
