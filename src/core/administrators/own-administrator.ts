// What an administrator who is signed in does about themselves: password, authenticator apps, recovery codes. All of it is
// asked for in a console session, which goes on; what the old password opened elsewhere ends.

import type { PasswordHasher } from '../accounts/local-passwords.ts';
import { passwordProblem } from '../accounts/password-rules.ts';
import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { Factor, FactorId, TotpPresentation } from '../factors/factor.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { Random } from '../ports.ts';
import type { AdministratorName } from './administrator.ts';
import type { AdministratorStore } from './administrator-store.ts';
import type { ConsoleSessionId } from './console-session-store.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import { newStamp } from './new-stamp.ts';

/** Most authenticator apps of an administrator: each is tried with every code. */
export const MAX_AUTHENTICATORS = 5;

/** Who is signed in, and where. */
export interface SignedInAdministrator {
  readonly name: AdministratorName;
  readonly session: ConsoleSessionId;
}

export interface OwnPorts extends ChangePorts {
  readonly administrators: AdministratorStore;
  readonly consoleSessions: Pick<ConsoleSessions, 'keepOnly' | 'endAll' | 'end' | 'listOwn'>;
  readonly factors: Pick<
    SecondFactors,
    'list' | 'startEnrolment' | 'finishEnrolment' | 'removeUnlessLast' | 'renewRecoveryCodes'
  >;
  readonly hasher: PasswordHasher;
  readonly random: Random;
}

/** The other sessions end. May throw `ERR_STORE_UNAVAILABLE`. */
export async function changeOwnPassword(
  { name, session: id }: SignedInAdministrator,
  password: string,
  ports: OwnPorts,
): Promise<Outcome<{ readonly ended: number }>> {
  const { administrators, consoleSessions, hasher, random } = ports;
  const problem = passwordProblem(password, name);
  if (problem !== undefined) return invalid([{ field: 'password', reason: problem }]);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const administrator = await administrators.find(name);
  if (!administrator) return refuse('unknown-administrator', `there is no administrator ${name}`);
  const phc = await hasher.hash(password);
  const stamp = newStamp(random);
  if (!(await administrators.setPasswordHash(name, { phc, before: administrator.stamp, stamp }))) {
    return refuse('not-confirmed', 'something else was changed at the same time: sign in again');
  }
  const ended = await consoleSessions.keepOnly(name, { id, stamp }, 'password-changed');
  await recordChange(ports, { event: 'administrator.password-changed', details: { administrator: name, ended } });
  return done({ ended });
}

/** Ten new ones, to be shown once; the old ones end. May throw `ERR_STORE_UNAVAILABLE`. */
export async function renewOwnRecoveryCodes(
  { name }: SignedInAdministrator,
  ports: OwnPorts,
): Promise<Outcome<readonly string[]>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const codes = await ports.factors.renewRecoveryCodes(name);
  await recordChange(ports, { event: 'administrator.recovery-codes-renewed', details: { administrator: name } });
  return done(codes);
}

/** Begins one, or shows again what this session began. May throw `ERR_STORE_UNAVAILABLE`. */
export async function beginAuthenticator(
  { name, session }: SignedInAdministrator,
  issuer: string,
  { factors }: Pick<OwnPorts, 'factors'>,
): Promise<Outcome<TotpPresentation>> {
  if ((await factors.list(name)).length >= MAX_AUTHENTICATORS) return tooMany();
  const started = await factors.startEnrolment({ mailbox: name, boundTo: session, kind: 'totp', issuer });
  return started.kind === 'started' ? done(started.presentation) : tooMany();
}

/** A right code of the new app makes it count. May throw `ERR_STORE_UNAVAILABLE`. */
export async function finishAuthenticator(
  { name, session }: SignedInAdministrator,
  given: { readonly code: string; readonly name: string },
  ports: OwnPorts,
): Promise<Outcome<Factor>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const finished = await ports.factors.finishEnrolment({ mailbox: name, boundTo: session, kind: 'totp', ...given });
  switch (finished.kind) {
    case 'not-right':
      return invalid([{ field: 'code', reason: 'is not right' }]);
    case 'expired':
      return refuse('not-confirmed', 'nothing was begun, or it took too long: begin again');
    case 'enrolled': {
      const { id: factor } = finished.factor;
      const details = { administrator: name, factor };
      await recordChange(ports, { event: 'administrator.authenticator-added', details });
      return done(finished.factor);
    }
  }
}

/** The last one stays: administrators always give two steps (R6.2). May throw `ERR_STORE_UNAVAILABLE`. */
export async function removeAuthenticator(
  { name }: SignedInAdministrator,
  id: FactorId,
  ports: OwnPorts,
): Promise<Outcome<Factor>> {
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const removed = await ports.factors.removeUnlessLast(name, id);
  if (removed === undefined) return refuse('unknown-factor', `${name} has no authenticator ${id}`);
  if (removed === 'last') return refuse('last-factor', 'the last authenticator stays: set up another one first');
  const details = { administrator: name, factor: id };
  await recordChange(ports, { event: 'administrator.authenticator-removed', details });
  return done(removed);
}

/**
 * Ends one of the own sessions, or, where none is named, all but the one that asks. May throw `ERR_STORE_UNAVAILABLE`.
 */
export async function endOwnSessions(
  { name, session: current }: SignedInAdministrator,
  id: ConsoleSessionId | undefined,
  ports: OwnPorts,
): Promise<Outcome<{ readonly ended: number }>> {
  const { consoleSessions } = ports;
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  if (id === undefined) return done({ ended: await consoleSessions.endAll(name, 'ended-by-owner', { id: current }) });
  const isOwn = (await consoleSessions.listOwn(name)).some((session) => session.id === id);
  if (isOwn && (await consoleSessions.end(id, 'ended-by-owner'))) return done({ ended: 1 });
  return refuse('unknown-session', `there is no session ${id} of ${name}`);
}

function tooMany(): Outcome<never> {
  return refuse('too-many-factors', `there are ${MAX_AUTHENTICATORS} authenticators already`);
}
