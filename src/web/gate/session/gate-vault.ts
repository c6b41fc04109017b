// What the gate keeps in a session: the upstream's cookies and how to go on and to end. The core seals it under a key that
// only the browser's cookie carries; here it is JSON with a version.

import type { UpstreamJar } from './upstream-jar.ts';

export interface GateVault {
  readonly jar: UpstreamJar;
  /** Where the webmail wanted to lead the browser after the sign-in. */
  readonly location?: string;
  /** What the webmail calls who is signed in. */
  readonly name?: string;
}

/** The form that this version writes; another one can't be read, and its sessions are over. */
const VERSION = 1;

export const EMPTY_VAULT: GateVault = { jar: [] };

export function writeVault(vault: GateVault): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version: VERSION, ...vault }));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function parseJar(value: unknown): UpstreamJar | undefined {
  if (!Array.isArray(value)) return undefined;
  const jar = value.flatMap((each: unknown) => {
    if (!isRecord(each)) return [];
    const { name, value: content, path, expiresAt } = each;
    if (!isText(name) || !isText(content) || !isText(path)) return [];
    if (expiresAt !== undefined && typeof expiresAt !== 'number') return [];
    return [{ name, value: content, path, ...(expiresAt !== undefined && { expiresAt }) }];
  });
  return jar.length === value.length ? jar : undefined;
}

/** `undefined`: written by another version, or broken. The session is of no use then. */
export function readVault(octets: Uint8Array): GateVault | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(octets));
  } catch {
    return undefined; // Not JSON: not ours.
  }
  if (!isRecord(parsed) || parsed['version'] !== VERSION) return undefined;
  const jar = parseJar(parsed['jar']);
  if (jar === undefined) return undefined;
  const { location, name } = parsed;
  return { jar, ...(isText(location) && { location }), ...(isText(name) && { name }) };
}
