// What the console is made of.

import type { ConsoleSignIn } from '../../core/administrators/administrator-sign-in-contract.ts';
import type { Clock, KeyedDigest, Log, Random } from '../../core/ports.ts';
import type { Millis } from '../../core/units.ts';
import type { CountryProvider } from '../../core/web-context.ts';
import type { AdministrationServices } from '../api/administration-services.ts';
import type { Branding } from '../pages/design/branding.ts';

export interface ConsoleParts {
  readonly branding: Branding;
  /** IANA name of the zone in which times are shown. */
  readonly timeZone: string;
  /** The listener, as browsers see it: `https://admin.example.com`. Without TLS on loopback only. */
  readonly origin: string;
  readonly signIn: ConsoleSignIn;
  /** Asked at each request, so that a reloaded configuration holds from then on. */
  readonly services: () => AdministrationServices;
  /** Under a key of this installation: makes the tokens of forms. */
  readonly digest: KeyedDigest;
  readonly random: Random;
  readonly clock: Clock;
  /** Resolves after this long. */
  readonly pause: (millis: Millis) => Promise<void>;
  readonly log: Log;
  /** For showing where an address is. */
  readonly countries: Pick<CountryProvider, 'countryOf'>;
}
