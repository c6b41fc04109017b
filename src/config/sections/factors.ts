// Second factors (R2): which kinds there are and who may set them up (R2.9), and how new ones are set up.

import { z } from 'zod';
import type { TotpParameters } from '../../core/factors/totp-parameters.ts';
import type { Millis } from '../../core/units.ts';
import { group, withDefault } from '../schema/setting.ts';
import { duration, flag, oneOf } from '../schema/values.ts';

/** What the operator decides of a kind, beside what it is made of. */
interface Delegated {
  /** Whether it exists (R2.9). */
  readonly enabled: boolean;
  readonly users: boolean;
}

/** Of kinds that an administrator can assign. */
interface Assignable extends Delegated {
  readonly domainAdministrators: boolean;
}

export interface EmailCodesConfig extends Assignable {
  /** Whether codes may go to addresses in protected domains that are nobody's listed mailbox (R2.3). */
  readonly protectedDomains: 'refuse' | 'allow';
}

export interface FactorsConfig {
  /** Of those to come: each keeps what it was set up with. */
  readonly totp: TotpParameters & Delegated;
  readonly email: EmailCodesConfig;
  readonly sms: Assignable;
  /** How long a code that an administrator gives out waits to be used (R2.2). */
  readonly enrolmentCodeLife: Millis;
}

const enabled = withDefault(flag(), true, {
  doc: 'Whether this kind exists. False: it is neither offered nor usable; who has set up nothing else is refused until an administrator helps.',
});

const users = withDefault(flag(), true, {
  doc: 'Whether owners of mailboxes may set one up. Those that are there stay usable.',
});

const domainAdministrators = withDefault(flag(), true, {
  doc: "Whether administrators of domains may assign one to their domains' mailboxes.",
});

const totp: z.ZodType<FactorsConfig['totp']> = withDefault(
  group<FactorsConfig['totp']>({
    enabled,
    users,
    algorithm: withDefault(oneOf(['sha1', 'sha256', 'sha512']), 'sha1', {
      doc: 'The hash. Some authenticator apps ignore anything but sha1, and then show wrong codes; with 160-bit secrets it is as safe here.',
    }),
    digits: withDefault(z.literal([6, 8], { error: 'must be 6 or 8' }), 6, { doc: 'The length of a code.' }),
    period: withDefault(
      z.enum(['30s', '60s']).transform((text) => (text === '30s' ? 30 : 60)),
      '30s',
      { doc: 'How long the app shows a code. One from just before or after is taken too.' },
    ),
  }),
  {},
  { doc: 'Authenticator apps (TOTP) that are set up from now on; those that are stay as they are.' },
);

const email: z.ZodType<EmailCodesConfig> = withDefault(
  group<EmailCodesConfig>({
    enabled,
    users,
    'domain-administrators': domainAdministrators,
    'protected-domains': withDefault(oneOf(['refuse', 'allow']), 'refuse', {
      doc: 'Whether codes may go to an address in a domain that Postern protects, or below one. With `allow` still never to the mailbox itself, another name of it, or a mailbox that is listed.',
    }),
  }),
  {},
  { doc: "Codes by mail, to another address of the mailbox's owner." },
);

const sms: z.ZodType<Assignable> = withDefault(
  group<Assignable>({
    enabled,
    users,
    'domain-administrators': domainAdministrators,
  }),
  {},
  { doc: "Codes by SMS, to a number of the mailbox's owner, where there is a gateway: see `sms`." },
);

export const factors: z.ZodType<FactorsConfig> = withDefault(
  group<FactorsConfig>({
    totp,
    email,
    sms,
    'enrolment-code-life': withDefault(duration({ min: '10m', max: '90d' }), '7d', {
      doc: 'How long a code from `postern factor enrolment-code` waits to be used.',
    }),
  }),
  {},
  { doc: 'Second factors.' },
);
