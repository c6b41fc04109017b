// A reloaded configuration that changes the platform's policy holds for what is signed in already (R3.1).

import { describe, it } from 'vitest';
import { startFakeBackend } from '../support/fake-backend.ts';
import { signInOverImap } from '../support/fake-mail-server.ts';
import { ALICE } from '../support/mail-site.ts';
import { type PosternOptions, startPostern } from '../support/postern.ts';

describe('a reload', () => {
  it.each([
    ['another mode than never', 'policy: { challenge: always }'],
    ["owners' choices that count again (R1.6)", 'policy: { user-choice: true }'],
  ])('that brings %s ends what own passwords opened', async (_what, policy) => {
    // Negative control: fails without the call of `endOwnPasswordConnections` in node.ts.
    await using imap = await startFakeBackend(async (connection) => {
      if (await signInOverImap(connection)) await connection.stall();
    });
    const options: PosternOptions = {
      backend: `imap: { host: 127.0.0.1, port: ${imap.port}, tls: none }`,
      domain: { policy: {} },
      more: 'policy: { user-choice: false }',
    };
    await using postern = await startPostern(options);
    await postern.node.state.stores.accounts.setOwnChoice(ALICE, 'always', 0);
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} own-password`, /^a OK/);
    await postern.reload({ ...options, more: policy });
    await client.readToEnd();
    await using again = await postern.connect('imap', 'implicit');
    await again.readLine();
    await again.ask(`a LOGIN ${ALICE} own-password`, /^(?:\* NO \[ALERT\]|a NO)/);
  });
});
