// Administrators' sign-in to the console and their sessions, put together from a configuration and a state folder.

import { setTimeout as pause } from 'node:timers/promises';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { AdministratorCodes } from '../core/administrators/administrator-codes.ts';
import type { ConsoleSignIn } from '../core/administrators/administrator-sign-in-contract.ts';
import {
  CONSOLE_SESSION_LIMITS,
  type ConsoleSessionLimits,
  ConsoleSessions,
} from '../core/administrators/console-sessions.ts';
import { AdministratorSignIn } from '../core/administrators/console-sign-in.ts';
import type { AuditLog } from '../core/audit/audit-log.ts';
import type { SecondFactors } from '../core/factors/second-factors.ts';
import { clientNetwork } from '../core/places/networks.ts';
import { isPermittedPlace } from '../core/places/permitted-places.ts';
import { administrationPlaces } from '../core/policy/policy.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import { SecondStepThrottle } from '../core/throttle/second-step-throttle.ts';
import { Throttle } from '../core/throttle/throttle.ts';
import type { AdministrationServices } from '../web/api/administration-services.ts';
import { CONSOLE_PREFIX } from '../web/console/console-contract.ts';
import { platformPolicyOf } from './create-second-factors.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface ConsoleSurroundings {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: AuditLog;
}

export interface ConsoleSettings {
  readonly limits: ConsoleSessionLimits;
  /** Where browsers reach the console; absent: nowhere that is known. */
  readonly address?: string;
}

/** As configured. */
export function consoleSettings({ administration, hostname }: LoadedConfig['config']): ConsoleSettings {
  const { session: limits, hosts, listeners, trustedProxies } = administration;
  const address = addressOf(listeners[0], hosts[0] ?? hostname, trustedProxies.length > 0);
  return { limits, ...(address !== undefined && { address }) };
}

/** As browsers reach it: what stands behind a proxy is where the proxy is. */
function addressOf(
  listener: LoadedConfig['config']['administration']['listeners'][number] | undefined,
  host: string,
  isBehindProxy: boolean,
): string | undefined {
  if (listener === undefined) return undefined;
  if (isBehindProxy) return `https://${host}${CONSOLE_PREFIX}`;
  const { kind, port } = listener;
  if (port === 0) return undefined;
  return kind === 'http'
    ? `http://localhost:${port}${CONSOLE_PREFIX}`
    : `https://${host}${port === 443 ? '' : `:${port}`}${CONSOLE_PREFIX}`;
}

/** What the API and the sign-in have in common. */
export type ConsoleServices = Pick<
  AdministrationServices,
  'administrators' | 'administratorCodes' | 'consoleSessions' | 'consoleIssuer' | 'consoleAddress'
>;

/** Another one for each configuration; sessions go on, under the new limits. */
export function createConsoleServices(
  { config }: Pick<LoadedConfig, 'config'>,
  { state, clock, random, log, audit }: ConsoleSurroundings,
  { limits, address }: ConsoleSettings = { limits: CONSOLE_SESSION_LIMITS },
): ConsoleServices {
  const { administrators } = state.stores;
  const { consoleSessions: store, consoleCookies: cookies, administratorDigest: digest } = state;
  return {
    administrators,
    administratorCodes: new AdministratorCodes({ clock, random, digest }),
    consoleSessions: new ConsoleSessions({ store, administrators, cookies, limits, audit, clock, random, log }),
    consoleIssuer: `${config.branding.name} console`,
    ...(address !== undefined && { consoleAddress: address }),
  };
}

/** @param services - Of the same configuration: they share its sessions. */
export async function createConsoleSignIn(
  { config }: Pick<LoadedConfig, 'config'>,
  surroundings: ConsoleSurroundings & { readonly hasher: PasswordHasher; readonly factors: SecondFactors },
  services: ConsoleServices,
): Promise<ConsoleSignIn> {
  const { state, hasher, factors, clock, random, log, audit } = surroundings;
  const { throttle: store, consoleThrottleDigest: digest } = state;
  const { administrators, administratorCodes: codes, consoleSessions: sessions, consoleIssuer: issuer } = services;
  const places = administrationPlaces(platformPolicyOf(config));
  return new AdministratorSignIn({
    ...{ administrators, sessions, codes, factors, hasher, issuer, audit, clock, random, log },
    decoyHash: await hasher.hash(Buffer.from(random.bytes(24)).toString('base64url')),
    throttle: new Throttle({ store, limits: config.throttle, clock, digest }),
    secondStepThrottle: new SecondStepThrottle({ store, clock, random }),
    rememberFamiliar: (name, remoteAddress, at) =>
      store.rememberFamiliar([{ mailbox: name, network: clientNetwork(remoteAddress), at }]),
    isPermittedPlace: (origin, trace) => isPermittedPlace(places, origin, trace),
    pause: (millis) => pause(millis),
  });
}
