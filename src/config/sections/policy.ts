// The platform's layer of policy (R1.5); domains and mailboxes have theirs in the store.

import type { z } from 'zod';
import { CHALLENGE_MODES, type PlatformPolicy, type PolicyDoor } from '../../core/policy/policy.ts';
import { group, list, optional, withDefault } from '../schema/setting.ts';
import { network, oneOf } from '../schema/values.ts';

type PermittedNetworks = Readonly<Partial<Record<PolicyDoor, readonly string[]>>>;

const permitted = (door: string): z.ZodType<readonly string[] | undefined> =>
  optional(list(network()), { doc: `Networks from which ${door} may be used.`, example: ['192.0.2.0/24'] });

export const policy: z.ZodType<PlatformPolicy> = withDefault(
  group<PlatformPolicy>({
    challenge: withDefault(oneOf(CHALLENGE_MODES), 'never', {
      doc: 'When a second step is asked. In every mode but `never` a mail client needs an app password. With `never` as the default, domains and mailboxes are switched on one by one.',
    }),
    'permitted-networks': optional(
      group<PermittedNetworks>({
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
  }),
  {},
  { doc: 'What holds for every mailbox whose domain and own settings say nothing else.' },
);
