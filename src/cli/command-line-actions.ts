// What the command line can't do by itself and is handed by whoever composes the program.

import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { CountriesConfig } from '../config/sections/countries.ts';
import type { Millis } from '../core/units.ts';
import type { Check } from './doctor/check.ts';
import type { MachineProbe } from './probe/machine-probe.ts';
import type { ServiceProbe } from './probe/service-probe.ts';
import type { WebProbe } from './probe/web-probe.ts';

export interface MigrationReport {
  readonly file: string;
  /** Schema versions before and after; equal when there was nothing to do. */
  readonly from: number;
  readonly to: number;
}

export interface CommandLineActions {
  /** Runs a node until a signal ends it. Throws a PosternError when it can't start. */
  serve(options: { readonly configPath: string }): Promise<void>;
  /** Brings the state that this configuration names up to date. */
  migrate(options: { readonly configPath: string }): Promise<MigrationReport>;
  /** Opens the stores in a state folder and says what is wrong with them, for `doctor`. Never throws. */
  checkStores(stateFolder: string): Promise<readonly Check[]>;
  /** Opens the country data as a node would, for `doctor`. Never throws. */
  checkCountries(config: CountriesConfig, now: Millis): Promise<Check>;
  /** Looks at the mail path as a node would use it, for `doctor`; sends nothing. Never throws. */
  checkMailPath(loaded: { readonly config: Config; readonly secrets: Secrets }): Promise<readonly Check[]>;
  /** Looks at a mail server, for `init` and `doctor`. */
  readonly probe: ServiceProbe;
  /** Looks at a webmail, for the same. */
  readonly webProbe: WebProbe;
  readonly machineProbe: MachineProbe;
  readonly version: string;
}
