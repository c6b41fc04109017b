// Found by fuzzing: a submission door that shut down between its 220 to STARTTLS and the handshake said 421 in clear
// text, where the client already reads TLS (RFC 3207 §4).

import { expect, it } from 'vitest';
import { createSmtpClientMachine } from '../../src/protocol/smtp/client-machine.ts';

it.each(['shutdown', 'timeout', 'limit'] as const)('closes without a word between 220 and handshake: %s', (reason) => {
  const machine = createSmtpClientMachine({ hostname: 'h', tls: 'offered', allowClearText: false, extensions: [] });
  machine.start();
  expect(machine.receive(Buffer.from('STARTTLS\r\n')).at(-1)).toEqual({ kind: 'start-tls' });
  expect(machine.goodbye(reason)).toEqual([{ kind: 'close', reason }]);
});
