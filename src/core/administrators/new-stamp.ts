// Stamps of administrators: what their sessions are compared with.

import type { Random } from '../ports.ts';
import type { AdministratorStamp } from './administrator-store.ts';

/** 128 random bits: none ever comes again, whatever copy of the database is put back. */
export function newStamp(random: Random): AdministratorStamp {
  return Buffer.from(random.bytes(16)).toString('base64url');
}
