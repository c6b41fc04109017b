// Who may try at all (R5.1, R5.2): permitted networks, then permitted countries, before any password is looked at.

import type { TraceStep } from '../audit/audit-store.ts';
import type { EffectivePolicy } from '../policy/policy.ts';
import type { Country } from '../web-context.ts';
import { permitsCountry, UNKNOWN_COUNTRY } from './country-rules.ts';
import { isInNetworks } from './networks.ts';

/** Whether policy lets a client of this address and country try; what was compared goes into the trace. */
export function isPermittedPlace(
  { permittedNetworks, permittedCountries }: Pick<EffectivePolicy, 'permittedNetworks' | 'permittedCountries'>,
  { remoteAddress, country }: { readonly remoteAddress: string; readonly country?: Country },
  trace: TraceStep[],
): boolean {
  const inNetworks = !permittedNetworks || isInNetworks(remoteAddress, permittedNetworks.value);
  trace.push({
    check: 'permitted-networks',
    result: inNetworks ? 'permitted' : 'elsewhere',
    ...(permittedNetworks && { layer: permittedNetworks.layer }),
  });
  if (!permittedCountries) return inNetworks;
  const { value: rule, layer } = permittedCountries;
  const inCountries = permitsCountry(rule, country);
  const where = country ?? UNKNOWN_COUNTRY;
  trace.push({ check: 'permitted-countries', result: `${inCountries ? 'permitted' : 'elsewhere'}: ${where}`, layer });
  return inNetworks && inCountries;
}
