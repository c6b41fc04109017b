// The submission door. A signed-in client's commands pass a filter, never a blind splice: XCLIENT, AUTH or STARTTLS would
// turn one app password into anybody's mailbox (S7).

import { createSmtpBackendMachine } from '../../protocol/smtp/backend-machine.ts';
import { createSmtpClientMachine, type SmtpReady, type SmtpRefusal } from '../../protocol/smtp/client-machine.ts';
import { createSmtpCommandFilter } from '../../protocol/smtp/command-filter.ts';
import { commonKeywords, offeredExtensions, type SmtpFacts } from '../../protocol/smtp/keywords.ts';
import { formatReply } from '../../protocol/smtp/reply.ts';
import { type DoorProtocol, MAX_BAD_COMMANDS } from '../door.ts';
import { endText } from '../refusal-texts.ts';
import { renderSubmission } from './render.ts';

export const submissionDoor: DoorProtocol<SmtpRefusal, SmtpReady, SmtpFacts> = {
  protocol: 'smtp',
  alpn: 'smtp',
  clientMachine: ({ hostname, tls, allowClearText, maxFailures, facts }) =>
    createSmtpClientMachine({
      hostname,
      tls,
      allowClearText,
      maxFailures,
      maxBadCommands: MAX_BAD_COMMANDS,
      extensions: offeredExtensions(facts?.keywords ?? []),
    }),
  backendMachine: ({ hostname, tls, credential, client, self }) =>
    createSmtpBackendMachine({
      tls,
      helloName: hostname,
      ...(self?.helloName !== undefined && { clientHelloName: self.helloName }),
      ...(credential && { credential }),
      ...(client && { xclient: client }),
    }),
  commonFacts: ([first, ...others]) =>
    first && { ...first, keywords: commonKeywords([first, ...others].map(({ keywords }) => keywords)) },
  render: renderSubmission,
  shape: (ready) => ready,
  filter: (_allow, ready) => createSmtpCommandFilter({ keywords: ready.facts.keywords }),
  // RFC 5321 §3.8; RFC 3463 §3: 4.3.2 is the system's state, 4.7.0 somebody's decision.
  goodbye: (reason) =>
    formatReply({ code: 421, enhanced: reason === 'shutdown' ? '4.3.2' : '4.7.0', lines: [endText(reason)] }),
};
