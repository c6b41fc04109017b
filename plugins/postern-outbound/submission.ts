// Reading what whoever submits says of itself and of its message.

import { timingSafeEqual } from 'node:crypto';
import type { Ticket } from './haraka.ts';

/** `ENVID=<endsAt>.<id>`. */
const ENVELOPE_ID = /^([0-9]{1,15})\.([A-Za-z0-9_-]{1,64})$/;

/** What the envelope id says; nothing when it isn't one of ours. */
export function readTicket(envelopeId: unknown): Ticket | undefined {
  const [, endsAt, id] = typeof envelopeId === 'string' ? (ENVELOPE_ID.exec(envelopeId) ?? []) : [];
  return endsAt === undefined || id === undefined ? undefined : { id, endsAt: Number(endsAt) };
}

/** Whether the parameters of AUTH are PLAIN with an initial response (RFC 4616, RFC 4954 §4) that has the secret. */
export function hasSecret(parameters: string, secret: string): boolean {
  const [, response] = /^PLAIN ([A-Za-z0-9+/=]{1,400})$/i.exec(parameters) ?? [];
  if (response === undefined) return false;
  const given = Buffer.from(response, 'base64');
  const wanted = Buffer.from(`\0postern\0${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
