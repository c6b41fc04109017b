// The administration over the network: its listeners, tokens and the console, in front of the services of the socket.

import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { TokenUses } from '../core/administrators/tokens/token-uses.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import { type PreparedChange, prepareAll, prepared } from '../net/prepared-change.ts';
import { createAdministrationFront, type FrontParts } from '../web/administration/administration-front.ts';
import type { AdministrationServices } from '../web/api/administration-services.ts';
import { ApiListeners } from './api-listeners.ts';
import { createConsoles } from './create-consoles.ts';
import type { State } from './state.ts';
import type { LoadedConfig, OpenDoor } from './worker-link.ts';

/** How often uses of tokens are written. */
const FLUSH_USES_EVERY: Millis = 2_000;

/** For a whole request: half a megabyte over a slow line. */
const REQUEST_TIMEOUT: Millis = 30_000;

export interface AdministrationNetworkParts {
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface AdministrationNetwork extends AsyncDisposable {
  /** Those that are open, in the order of the configuration. */
  readonly listeners: readonly OpenDoor[];
  /** Goes over to a configuration and its services; rejects when a listener can't be had. */
  prepare(loaded: LoadedConfig, services: AdministrationServices): Promise<PreparedChange>;
}

/** Opens its listeners, if any; throws `ERR_LISTEN`. */
export async function openAdministrationNetwork(
  parts: AdministrationNetworkParts,
  loaded: LoadedConfig,
  services: AdministrationServices,
): Promise<AdministrationNetwork> {
  const { state, log } = parts;
  const uses = new TokenUses({ tokens: state.stores.tokens, log });
  let current = frontParts(parts, uses, { loaded, services });
  let settings = loaded.config.administration.listeners;
  const front = createAdministrationFront(() => current);
  await front.ready();
  const listeners = new ApiListeners({
    purpose: 'administration',
    handler: (request, response) => front.routing(request, response),
    requestTimeout: REQUEST_TIMEOUT,
  });
  const opening = await listeners.prepare(loaded.config, settings);
  await opening.commit();
  const timer = setInterval(() => void uses.flush(), FLUSH_USES_EVERY);
  return {
    get listeners() {
      return settings.map((listener, index) => openDoor(listener, listeners.ports[index] ?? 0));
    },
    prepare: (next, nextServices) =>
      prepareAll([
        () => listeners.prepare(next.config, next.config.administration.listeners),
        async () => {
          const ready = frontParts(parts, uses, { loaded: next, services: nextServices });
          return prepared(() => {
            current = ready;
            settings = next.config.administration.listeners;
          });
        },
      ]),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await listeners[Symbol.asyncDispose]();
      await front.close();
      await uses.flush();
    },
  };
}

interface Generation {
  readonly loaded: LoadedConfig;
  readonly services: AdministrationServices;
}

function frontParts(parts: AdministrationNetworkParts, uses: TokenUses, { loaded, services }: Generation): FrontParts {
  const { state, clock, log } = parts;
  const { hostname, administration } = loaded.config;
  const { hosts, trustedProxies, requestsPerMinute } = administration;
  const { tokens, administrators } = state.stores;
  return {
    services,
    tokenDoor: { tokens, administrators, tokenDigest: state.tokenDigest, throttle: state.throttle, uses, clock, log },
    trustedProxies,
    requestsPerMinute,
    countryOf: services.countryOf,
    hosts: hosts.length > 0 ? hosts : [hostname],
    consoleAt: createConsoles(loaded, parts, services),
  };
}

function openDoor(
  { kind, address }: LoadedConfig['config']['administration']['listeners'][number],
  port: number,
): OpenDoor {
  const tls = kind === 'https' ? 'implicit' : 'none';
  return { name: `administration-${port}`, protocol: kind, address, port, tls };
}
