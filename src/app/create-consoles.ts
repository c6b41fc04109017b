// The console, put together from a configuration, the services of the administration API and administrators' sign-in.

import { setTimeout as pause } from 'node:timers/promises';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import type { ConsoleAt } from '../web/administration/console-door.ts';
import type { AdministrationServices } from '../web/api/administration-services.ts';
import { CONSOLE_ROUTES } from '../web/console/console-routes.ts';
import { consoleViewParts, createConsole } from '../web/console/create-console.ts';
import { brandingOf } from './branding.ts';
import { type ConsoleSurroundings, createConsoleSignIn } from './create-console-sign-in.ts';
import { timeZoneOf } from './time-zone.ts';
import type { LoadedConfig } from './worker-link.ts';

/** @param services - Of the same configuration: the console shows what they say, and shares their sessions. */
export function createConsoles(
  loaded: LoadedConfig,
  surroundings: Omit<ConsoleSurroundings, 'audit'> & { readonly hasher: PasswordHasher },
  services: AdministrationServices,
): ConsoleAt {
  const { state, clock, random, log } = surroundings;
  const { audit, factors, countryOf } = services;
  const signIn = createConsoleSignIn(loaded, { ...surroundings, audit, factors }, services);
  const look = { branding: brandingOf(loaded), timeZone: timeZoneOf(loaded.config) };
  const shared = consoleViewParts(look);
  const parts = {
    ...{ ...look, signIn, clock, random, log },
    services: () => services,
    digest: state.formDigest,
    pause: (millis: number) => pause(millis),
    countries: { countryOf },
  };
  return (origin) => createConsole({ ...parts, origin }, CONSOLE_ROUTES, shared);
}
