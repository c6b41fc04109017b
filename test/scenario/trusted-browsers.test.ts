// What ends trusted browsers in a whole node.

import { expect, it } from 'vitest';
import { createNodeClient } from '../../src/cli/node-client.ts';
import { startPostern } from '../support/postern.ts';
import { trustedBrowser } from '../support/records.ts';

const ALICE = 'alice@example.test';

it('a reset of the second factors ends every trusted browser of the mailbox (R1.7, P-19)', async () => {
  // Negative control: fails when the node does nothing on a reset.
  await using postern = await startPostern({ backend: 'imap: { host: 127.0.0.1, port: 1, tls: none }' });
  const { trustedBrowsers } = postern.node.state.stores;
  const endsAt = Date.now() + 60_000;
  await trustedBrowsers.insert(trustedBrowser('tb-0000000001', { mailbox: ALICE, endsAt }));
  await trustedBrowsers.insert(trustedBrowser('tb-0000000002', { mailbox: 'bob@example.test', endsAt }));
  await createNodeClient(postern.node.administration.socketPath).ask('DELETE', `/mailboxes/${ALICE}/factors`);
  expect(await trustedBrowsers.list(ALICE, Date.now())).toEqual([]);
  expect(await trustedBrowsers.list('bob@example.test', Date.now())).toHaveLength(1);
});
