// The options that say what a layer of policy says: the same for domains, groups and mailboxes.

import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  MAX_TRUSTED_BROWSER_DAYS,
} from '../core/policy/policy.ts';
import { MAIL_DOORS, readList } from './options.ts';

const POLICY_DOORS: readonly string[] = ['mail', ...MAIL_DOORS, 'web', 'administration'];

type ByDoor<T> = Readonly<Record<string, T | 'inherit'>>;

type Countries = { readonly allow: readonly string[] } | { readonly deny: readonly string[] };

type YesOrNo = 'yes' | 'no' | 'inherit';

/** What {@link addPolicyOptions} reads. */
export interface PolicyOptions {
  readonly challenge?: string;
  readonly permit?: ByDoor<readonly string[]>;
  readonly permitCountry?: ByDoor<Countries>;
  readonly denyCountry?: ByDoor<Countries>;
  readonly trustedNetwork?: readonly string[] | 'inherit';
  readonly evenFromTrustedNetworks?: YesOrNo;
  readonly trustedBrowserDays?: number | 'inherit';
  readonly userChoice?: YesOrNo;
  readonly compare?: string;
  readonly enrolment?: string;
  readonly factors?: readonly string[] | 'inherit';
}

/** Every option of a layer of policy; with `inherit` it says nothing of it any more. */
export function addPolicyOptions(command: Command): Command {
  const doors = `doors: ${POLICY_DOORS.join(', ')}; may be repeated`;
  return command
    .addOption(
      new Option(
        '--challenge <mode>',
        'when a second step is asked; in every mode but never, mail clients need an app password',
      ).choices([...CHALLENGE_MODES, 'inherit']),
    )
    .option(
      '--permit <door=networks>',
      `networks from which a door may be used, e.g. mail=192.0.2.0/24,2001:db8::/32; DOOR=none: from nowhere, DOOR=inherit: as the layer above says; ${doors}`,
      readPermit,
    )
    .option(
      '--permit-country <door=countries>',
      `the only countries from which a door may be used, e.g. web=DE,AT,unknown; DOOR=none: from nowhere, DOOR=inherit: as the layer above says; ${doors}`,
      (value, before: ByDoor<Countries> | undefined) => readCountries(value, before, (allow) => ({ allow })),
    )
    .option(
      '--deny-country <door=countries>',
      `countries from which a door may not be used, e.g. mail=KP,unknown, instead of --permit-country; ${doors}`,
      (value, before: ByDoor<Countries> | undefined) => readCountries(value, before, (deny) => ({ deny })),
    )
    .option(
      '--trusted-network <networks>',
      'networks from whose inside no second step is asked, e.g. 192.0.2.0/24,2001:db8::/32; none; inherit; may be repeated',
      readTrusted,
    )
    .addOption(yesOrNo('--even-from-trusted-networks <answer>', 'ask for the second step there too'))
    .option(
      '--trusted-browser-days <days>',
      `how long a browser may be trusted: 0 (not at all) to ${MAX_TRUSTED_BROWSER_DAYS}, or inherit`,
      readDays,
    )
    .addOption(yesOrNo('--user-choice <answer>', 'let owners of mailboxes choose a stricter mode'))
    .addOption(
      new Option(
        '--compare <places>',
        'what new-ip and new-country compare with: every known place, or that of the last sign-in',
      ).choices([...COMPARISONS, 'inherit']),
    )
    .addOption(
      new Option('--enrolment <where>', 'where the first authenticator app may be set up').choices([
        ...ENROLMENT_RULES,
        'inherit',
      ]),
    )
    .option(
      '--factors <kinds>',
      `kinds of second step that may be used: ${FACTOR_KINDS.join(', ')}, or inherit`,
      readFactors,
    );
}

/** The policy's part of a request. */
export function policyBody(options: PolicyOptions): object {
  const { permit, permitCountry, denyCountry, trustedNetwork, ...rest } = options;
  const { challenge, evenFromTrustedNetworks, trustedBrowserDays, userChoice, compare, enrolment, factors } = rest;
  const said = {
    challenge,
    permittedNetworks: permit,
    permittedCountries: (permitCountry || denyCountry) && { ...permitCountry, ...denyCountry },
    trustedNetworks: trustedNetwork,
    evenFromTrustedNetworks: flagOf(evenFromTrustedNetworks),
    trustedBrowserDays,
    userChoice: flagOf(userChoice),
    compare,
    enrolment,
    factors,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function readPermit(value: string, before: ByDoor<readonly string[]> | undefined): ByDoor<readonly string[]> {
  const [door, networks] = readDoor(value, 'NETWORK');
  if (networks === 'inherit') return { ...before, [door]: 'inherit' };
  return { ...before, [door]: networks === 'none' ? [] : readList(networks, undefined) };
}

function readCountries(
  value: string,
  before: ByDoor<Countries> | undefined,
  rule: (countries: readonly string[]) => Countries,
): ByDoor<Countries> {
  const [door, countries] = readDoor(value, 'COUNTRY');
  if (countries === 'inherit') return { ...before, [door]: 'inherit' };
  return { ...before, [door]: rule(countries === 'none' ? [] : readList(countries, undefined)) };
}

function readDoor(value: string, what: string): readonly [door: string, items: string] {
  const [, door = '', items = ''] = /^([a-z0-9]+)=(.+)$/.exec(value) ?? [];
  if (POLICY_DOORS.includes(door)) return [door, items];
  throw new InvalidArgumentError(`Write DOOR=${what},${what}; doors are ${POLICY_DOORS.join(', ')}.`);
}

function readTrusted(value: string, before: readonly string[] | 'inherit' | undefined): readonly string[] | 'inherit' {
  if (value === 'inherit') return 'inherit';
  return value === 'none' ? [] : readList(value, before === 'inherit' ? undefined : before);
}

function yesOrNo(flags: string, description: string): Option {
  return new Option(flags, description).choices(['yes', 'no', 'inherit']);
}

function flagOf(answer: YesOrNo | undefined): boolean | 'inherit' | undefined {
  return answer === undefined || answer === 'inherit' ? answer : answer === 'yes';
}

function readDays(value: string): number | 'inherit' {
  if (value === 'inherit') return 'inherit';
  const days = /^[0-9]{1,3}$/.test(value) ? Number(value) : Number.NaN;
  if (days <= MAX_TRUSTED_BROWSER_DAYS) return days;
  throw new InvalidArgumentError(`Write a number of days from 0 to ${MAX_TRUSTED_BROWSER_DAYS}, or inherit.`);
}

function readFactors(value: string): readonly string[] | 'inherit' {
  if (value === 'inherit') return 'inherit';
  const kinds = readList(value, undefined);
  const known: readonly string[] = FACTOR_KINDS;
  if (kinds.every((kind) => known.includes(kind))) return kinds;
  throw new InvalidArgumentError(`Write kinds of ${FACTOR_KINDS.join(', ')}, with commas between them, or inherit.`);
}
