// The options that say which mailboxes are meant: the same for lists and for changes of many.

import { type Command, Option } from 'commander';
import { CHALLENGE_MODES, FACTOR_KINDS } from '../core/policy/policy.ts';
import { readPast } from './options.ts';

/** What {@link addFilterOptions} reads. */
export interface FilterOptions {
  readonly domain?: string;
  readonly group?: string;
  readonly search?: string;
  readonly prefix?: string;
  readonly effective?: string;
  readonly factor?: string;
  readonly signedInSince?: string;
  readonly signedInBefore?: string;
  readonly neverSignedIn?: boolean;
  readonly onlyDisabled?: boolean;
  readonly onlyEnabled?: boolean;
}

/** Every option of a search; all that are given must hold. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--domain <name>', 'of this domain')
    .option('--group <name>', 'in this group')
    .option('--search <text>', 'whose address has this in it')
    .option('--prefix <text>', 'whose address begins with this')
    .addOption(
      new Option('--effective <mode>', 'for whom this mode holds in the end, whichever layer says it').choices(
        CHALLENGE_MODES,
      ),
    )
    .addOption(
      new Option('--factor <state>', 'who have none, any, only unverified ones, or one of a kind').choices([
        'none',
        'any',
        'unverified',
        ...FACTOR_KINDS,
      ]),
    )
    .option('--signed-in-since <time>', 'who signed in since then: 30d, or a time', readPast)
    .option('--signed-in-before <time>', 'who signed in before then, and not since: 90d, or a time', readPast)
    .addOption(
      new Option('--never-signed-in', 'of whom no sign-in is known').conflicts(['signedInSince', 'signedInBefore']),
    )
    .addOption(new Option('--only-disabled', 'that are disabled').conflicts('onlyEnabled'))
    .option('--only-enabled', 'that are not disabled');
}

/** The filter as the API takes it, without what isn't asked for. */
export function filterOf(options: FilterOptions): Readonly<Record<string, string | boolean>> {
  const { domain, group, search, prefix, effective, factor, signedInSince, signedInBefore } = options;
  const said = {
    ...{ domain, group, search, prefix, effective, factor, signedInSince, signedInBefore },
    hasSignedIn: options.neverSignedIn === true ? false : undefined,
    disabled: options.onlyDisabled === true ? true : options.onlyEnabled === true ? false : undefined,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
