// Known networks and countries, for the modes `new-ip` and `new-country` (R1.3).

import type { z } from 'zod';
import type { PlaceRules } from '../../core/places/known-places.ts';
import { group, withDefault } from '../schema/setting.ts';
import { count, duration } from '../schema/values.ts';

export const knownPlaces: z.ZodType<PlaceRules> = withDefault(
  group<PlaceRules>({
    'ipv4-prefix': withDefault(count({ min: 8, max: 32 }), 32, {
      doc: 'Bits of an IPv4 address that make a network: with 32 each address is one of its own, with 24 it is known with its 255 neighbours. IPv6 networks are a /64.',
    }),
    'kept-for': withDefault(duration({ min: '1d', max: '3650d' }), '90d', {
      doc: 'How long a network or country stays known without a sign-in from there.',
    }),
    entries: withDefault(count({ min: 1, max: 1_000 }), 50, {
      doc: 'Networks, and countries, that are known for one mailbox; beyond it the oldest use is forgotten.',
    }),
  }),
  {},
  {
    doc: 'Where a mailbox has completed a second step lately: there the modes `new-ip` and `new-country` ask for none.',
  },
);
