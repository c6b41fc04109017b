// Revoking an app password: its vault is destroyed and its live connections end within a second, everywhere (R3.6).

import {
  type ChangePorts,
  done,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { AppPasswordId } from '../decision.ts';
import type { AppPassword, AppPasswordStore } from './app-password-store.ts';

export interface RevokePorts extends ChangePorts {
  readonly appPasswords: AppPasswordStore;
}

/** Revokes it; of N callers at once, one is told that it did. May throw `ERR_STORE_UNAVAILABLE`. */
export async function revokeAppPassword(id: AppPasswordId, ports: RevokePorts): Promise<Outcome<AppPassword>> {
  const record = await ports.appPasswords.find(id);
  if (!record) return refuse('unknown-app-password', `there is no app password ${id}`);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const revokedAt = ports.clock.now();
  if (!(await ports.appPasswords.revoke(id, revokedAt))) {
    return refuse('unknown-app-password', `the app password ${id} is revoked already`);
  }
  const { vault: _destroyed, ...rest } = record;
  await recordChange(ports, {
    event: 'app-password.revoked',
    mailbox: record.mailbox,
    appPassword: id,
    details: { name: record.name },
  });
  return done({ ...rest, revokedAt });
}
