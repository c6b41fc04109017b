// The platform's layer of policy (R1.5); domains, groups and mailboxes have theirs in the store.

import type { z } from 'zod';
import type { CountryRule } from '../../core/places/country-rules.ts';
import {
  type ByDoor,
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  MAX_TRUSTED_BROWSER_DAYS,
  PLATFORM_DEFAULTS,
  type PlatformLayer,
} from '../../core/policy/policy.ts';
import { group, list, listOfSome, optional, withDefault } from '../schema/setting.ts';
import { count, country, flag, network, oneOf } from '../schema/values.ts';

const permitted = (door: string): z.ZodType<readonly string[] | undefined> =>
  optional(list(network()), { doc: `Networks from which ${door} may be used.`, example: ['192.0.2.0/24'] });

interface CountryLists {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** One list of the two: with both, somebody would have to know which goes first. */
const countryRule: z.ZodType<CountryRule> = group<CountryLists>({
  allow: optional(list(country()), { doc: 'From these countries only.', example: ['DE', 'AT', 'unknown'] }),
  deny: optional(list(country()), { doc: 'From all countries but these.', example: ['KP', 'unknown'] }),
}).transform(({ allow, deny }, context): CountryRule => {
  if (allow && !deny) return { allow };
  if (deny && !allow) return { deny };
  context.issues.push({ code: 'custom', message: 'needs either allow or deny', input: { allow, deny } });
  return { allow: [] };
});

const countries = (door: string): z.ZodType<CountryRule | undefined> =>
  optional(countryRule, { doc: `Countries from which ${door} may be used.`, example: { allow: ['DE', 'AT'] } });

const { trustedNetworks, evenFromTrustedNetworks, trustedBrowserDays, userChoice, compare, enrolment, factors } =
  PLATFORM_DEFAULTS;

export const policy: z.ZodType<PlatformLayer> = withDefault(
  group<PlatformLayer>({
    challenge: withDefault(oneOf(CHALLENGE_MODES), 'never', {
      doc: 'When a second step is asked. In every mode but `never` a mail client needs an app password. With `never` as the default, domains and mailboxes are switched on one by one.',
    }),
    'permitted-networks': optional(
      group<ByDoor<readonly string[]>>({
        mail: permitted('the mail doors'),
        imap: permitted('IMAP'),
        pop3: permitted('POP3'),
        smtp: permitted('submission'),
        sieve: permitted('ManageSieve'),
        web: permitted('webmail and the account pages'),
        administration: permitted('the administration'),
      }),
      {
        doc: "Who connects from elsewhere is refused before the password is looked at. A door's own list goes before that of `mail`; an empty list permits nobody; no list permits everybody.",
        example: { mail: ['192.0.2.0/24', '2001:db8::/32'] },
      },
    ),
    'permitted-countries': optional(
      group<ByDoor<CountryRule>>({
        mail: countries('the mail doors'),
        imap: countries('IMAP'),
        pop3: countries('POP3'),
        smtp: countries('submission'),
        sieve: countries('ManageSieve'),
        web: countries('webmail and the account pages'),
        administration: countries('the administration'),
      }),
      {
        doc: 'As `permitted-networks`, by country (ISO 3166-1: `DE`): either `allow` or `deny`. Private addresses, and those that the country data does not know, are `unknown`, which can be listed like a country: a `deny` list without it lets them in, an `allow` list without it keeps them out.',
        example: { web: { allow: ['DE', 'AT', 'unknown'] } },
      },
    ),
    'trusted-networks': withDefault(list(network()), trustedNetworks, {
      doc: 'Networks from whose inside webmail asks for no second step.',
      example: ['192.0.2.0/24'],
    }),
    'even-from-trusted-networks': withDefault(flag(), evenFromTrustedNetworks, {
      doc: 'Ask for the second step from inside trusted networks too.',
    }),
    'trusted-browser-days': withDefault(count({ min: 0, max: MAX_TRUSTED_BROWSER_DAYS }), trustedBrowserDays, {
      doc: 'Days for which somebody may say "don\'t ask again on this browser"; 0: not at all. The password is asked all the same.',
    }),
    'user-choice': withDefault(flag(), userChoice, {
      doc: "Whether owners of mailboxes may choose a stricter mode than policy says for them. A choice made earlier doesn't count while this is false.",
    }),
    compare: withDefault(oneOf(COMPARISONS), compare, {
      doc: 'What `new-ip` and `new-country` compare with: every place that is `known`, or only that of the `last` sign-in.',
    }),
    enrolment: withDefault(oneOf(ENROLMENT_RULES), enrolment, {
      doc: 'Where the first authenticator app may be set up: `anywhere`, inside `trusted-networks`, or with an `enrolment-code` that an administrator gives out. With `anywhere` whoever has a stolen password may be the first.',
    }),
    factors: withDefault(listOfSome(oneOf(FACTOR_KINDS)), factors, {
      doc: 'The kinds of second step that may be set up and used: `totp`, `passkey`, `email`, `sms`.',
    }),
  }),
  {},
  {
    doc: 'What holds for every mailbox whose domain, groups and own settings say nothing else. Field by field, a mailbox goes before its groups, these before its domain, and that before this section. Of several groups the strictest counts: the strictest mode, what all of them permit, trust and allow, the fewest days.',
  },
);
