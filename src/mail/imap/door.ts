// The IMAP door.

import { createImapBackendMachine, type ImapFacts, type ImapReady } from '../../protocol/imap/backend-machine.ts';
import { withoutCapabilities } from '../../protocol/imap/capabilities.ts';
import { createImapClientMachine, type ImapRefusal } from '../../protocol/imap/client-machine.ts';
import { READ_ONLY_HIDDEN_CAPABILITIES } from '../../protocol/imap/read-only-commands.ts';
import { createImapReadOnlyFilter } from '../../protocol/imap/read-only-filter.ts';
import { imapGoodbye } from '../../protocol/imap/response-text.ts';
import type { DoorProtocol } from '../door.ts';
import { endText } from '../refusal-texts.ts';
import { renderImap } from './render.ts';

export const imapDoor: DoorProtocol<ImapRefusal, ImapReady, ImapFacts> = {
  protocol: 'imap',
  alpn: 'imap',
  clientMachine: ({ tls, allowClearText, maxFailures }) =>
    createImapClientMachine({ tls, allowClearText, maxFailures }),
  backendMachine: ({ tls, credential, client, self }) =>
    createImapBackendMachine({
      tls,
      mechanism: 'auto',
      saslIr: 'auto',
      ...(credential && { credential }),
      ...(client && { sendId: { client, ...(self?.id && { fields: self.id }) } }),
    }),
  render: renderImap,
  shape: (ready, allow) =>
    allow.readOnly
      ? { ...ready, capabilities: withoutCapabilities(ready.capabilities, READ_ONLY_HIDDEN_CAPABILITIES) }
      : ready,
  filter: (allow) => (allow.readOnly ? createImapReadOnlyFilter() : undefined),
  goodbye: (reason) => imapGoodbye(endText(reason)),
};
