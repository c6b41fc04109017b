// The ManageSieve door. A signed-in client's commands pass a filter: behind a blind splice UNAUTHENTICATE would turn one
// app password into a way to try everybody's password.

import { createSieveBackendMachine, type SieveFacts, type SieveReady } from '../../protocol/sieve/backend-machine.ts';
import { commonListing, offeredListing } from '../../protocol/sieve/capabilities.ts';
import { createSieveClientMachine, type SieveRefusal } from '../../protocol/sieve/client-machine.ts';
import { createSieveCommandFilter } from '../../protocol/sieve/command-filter.ts';
import { sieveGoodbye } from '../../protocol/sieve/response.ts';
import { type DoorProtocol, MAX_BAD_COMMANDS, machineTls } from '../door.ts';
import { endText } from '../refusal-texts.ts';
import { renderSieve } from './render.ts';

export const sieveDoor: DoorProtocol<SieveRefusal, SieveReady, SieveFacts> = {
  protocol: 'sieve',
  alpn: 'managesieve',
  clientMachine: ({ tls, allowClearText, maxFailures, facts }) =>
    createSieveClientMachine({
      tls,
      allowClearText,
      maxFailures,
      maxBadCommands: MAX_BAD_COMMANDS,
      listing: offeredListing(facts ?? { listing: [] }),
    }),
  backendMachine: ({ tls, credential, client }) =>
    createSieveBackendMachine({
      tls: machineTls(tls),
      ...(credential && { credential }),
      ...(client && { xclient: client }),
    }),
  commonFacts: ([first, ...others]) =>
    first && { ...first, listing: commonListing([first, ...others].map(({ listing }) => listing)) },
  render: renderSieve,
  shape: (ready) => ready,
  filter: () => createSieveCommandFilter(),
  goodbye: (reason) => sieveGoodbye(endText(reason)),
};
