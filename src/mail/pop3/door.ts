// The POP3 door.

import { createPop3BackendMachine, type Pop3Facts, type Pop3Ready } from '../../protocol/pop3/backend-machine.ts';
import { offeredCapabilities } from '../../protocol/pop3/capabilities.ts';
import { createPop3ClientMachine, type Pop3Refusal } from '../../protocol/pop3/client-machine.ts';
import { type DoorProtocol, MAX_BAD_COMMANDS, machineTls } from '../door.ts';
import { renderPop3 } from './render.ts';

export const pop3Door: DoorProtocol<Pop3Refusal, Pop3Ready, Pop3Facts> = {
  protocol: 'pop3',
  alpn: 'pop3',
  clientMachine: ({ tls, allowClearText, maxFailures, facts }) =>
    createPop3ClientMachine({
      tls,
      allowClearText,
      maxFailures,
      maxBadCommands: MAX_BAD_COMMANDS,
      capabilities: offeredCapabilities(facts?.capabilities ?? []),
    }),
  backendMachine: ({ tls, credential, client }) =>
    createPop3BackendMachine({
      tls: machineTls(tls),
      ...(credential && { credential }),
      ...(client && { xclient: client }),
    }),
  render: renderPop3,
  shape: (ready) => ready,
  filter: () => undefined,
  // A client that waits for nothing would take an unasked line for the answer to its next command.
  goodbye: () => undefined,
};
