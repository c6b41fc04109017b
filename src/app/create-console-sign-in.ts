// Administrators' sign-in to the console and their sessions, put together from a configuration and a state folder.

import { setTimeout as pause } from 'node:timers/promises';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { AdministratorCodes } from '../core/administrators/administrator-codes.ts';
import type { ConsoleSignIn } from '../core/administrators/administrator-sign-in-contract.ts';
import { ConsoleSessions } from '../core/administrators/console-sessions.ts';
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

/** What the API and the sign-in have in common. */
export type ConsoleServices = Pick<
  AdministrationServices,
  'administrators' | 'administratorCodes' | 'consoleSessions' | 'consoleIssuer' | 'consoleAddress'
>;

/** Another one for each configuration; sessions go on, under the new limits. */
export function createConsoleServices(
  { config }: Pick<LoadedConfig, 'config'>,
  { state, clock, random, log, audit }: ConsoleSurroundings,
): ConsoleServices {
  const { session: limits } = config.administration;
  const address = consoleAddress(config);
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
export function createConsoleSignIn(
  { config }: Pick<LoadedConfig, 'config'>,
  surroundings: ConsoleSurroundings & { readonly hasher: PasswordHasher; readonly factors: SecondFactors },
  services: ConsoleServices,
): ConsoleSignIn {
  const { state, hasher, factors, clock, random, log, audit } = surroundings;
  const { throttle: store, consoleThrottleDigest: digest } = state;
  const { administrators, administratorCodes: codes, consoleSessions: sessions, consoleIssuer: issuer } = services;
  const places = administrationPlaces(platformPolicyOf(config));
  return new AdministratorSignIn({
    ...{ administrators, sessions, codes, factors, hasher, issuer, audit, clock, random, log },
    decoyHash: hasher.hash(Buffer.from(random.bytes(24)).toString('base64url')),
    throttle: new Throttle({ store, limits: config.throttle, clock, digest }),
    secondStepThrottle: new SecondStepThrottle({ store, clock, random }),
    rememberFamiliar: (name, remoteAddress, at) =>
      store.rememberFamiliar([{ mailbox: name, network: clientNetwork(remoteAddress), at }]),
    isPermittedPlace: (origin, trace) => isPermittedPlace(places, origin, trace),
    pause: (millis) => pause(millis),
  });
}

/** Of the first listener; `undefined`: the console is reached from nowhere. */
function consoleAddress({ hostname, administration }: LoadedConfig['config']): string | undefined {
  const [listener] = administration.listeners;
  if (!listener || listener.port === 0) return undefined;
  const { kind, port } = listener;
  // In clear text it listens on the loopback only: a front proxy is in front of it, or nobody else's browser.
  if (kind === 'http') return `http://localhost:${port}${CONSOLE_PREFIX}`;
  const [host = hostname] = administration.hosts;
  return `https://${host}${port === 443 ? '' : `:${port}`}${CONSOLE_PREFIX}`;
}
