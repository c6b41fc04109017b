// Where a factor's codes are sent, as its sealed secret keeps it. Format: 1, the address or number in UTF-8.

import { PosternError } from '../errors.ts';
import type { Destination } from '../messages/carriers.ts';
import { textOf } from './destinations.ts';
import type { FactorKind, SentKind } from './factor.ts';

const FORMAT = 1;

/** Kinds whose codes are sent. */
export const SENT_KINDS: readonly SentKind[] = ['email', 'sms'];

export function isSentKind(kind: FactorKind): kind is SentKind {
  return kind === 'email' || kind === 'sms';
}

export function encodeDestination(destination: Destination): Uint8Array {
  return Buffer.concat([Uint8Array.of(FORMAT), Buffer.from(textOf(destination))]);
}

/** Throws `ERR_STORE_BROKEN` for anything that {@link encodeDestination} never gives. */
export function decodeDestination(kind: SentKind, octets: Uint8Array): Destination {
  const text = Buffer.from(octets.subarray(1)).toString();
  if (octets[0] !== FORMAT || text === '') {
    throw new PosternError('ERR_STORE_BROKEN', 'what is kept of where codes are sent is not what it should be');
  }
  return kind === 'email' ? { kind, address: text } : { kind, number: text };
}
