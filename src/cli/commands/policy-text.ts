// What a layer of policy says, for people.

import type { PolicyResource } from '../../web/api/client/resources.ts';

/** `mail: 192.0.2.0/24; web: none`, or that nothing is said. */
export function permittedText({ permittedNetworks }: Pick<PolicyResource, 'permittedNetworks'>): string {
  const entries = Object.entries(permittedNetworks).map(([door, list]) => `${door}: ${list.join(', ') || 'none'}`);
  return entries.join('; ') || 'inherit';
}
