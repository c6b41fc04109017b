// Sites of a configuration that was replaced: when nobody needs them any more.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { systemRandom } from '../../../src/adapters/system/system-random.ts';
import type { BrowserServices } from '../../../src/app/create-browser-sign-in.ts';
import type { State } from '../../../src/app/state.ts';
import { openSites } from '../../../src/app/web-sites.ts';
import { fakeExchange } from '../../support/gate/fake-exchange.ts';
import { FakeWebCore } from '../../support/gate/fake-web-core.ts';
import { collectingLog } from '../../support/gate/web-site.ts';
import { LEAST, load } from '../config/load-text.ts';

const sitesAt = (port: number): string => `${LEAST}sites:
  webmail:
    origin: https://mail.example.test
    upstream: { kind: network, host: 127.0.0.1, port: ${port} }
    profile: { kind: roundcube }
web:
  listeners: [{ name: web, kind: https, port: 443 }]
`;

function open(port = 1) {
  const loaded = load(sitesAt(port));
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  const core = new FakeWebCore();
  const found = Promise.withResolvers<undefined>();
  core.find = () => found.promise;
  const sites = openSites(loaded, { signIn: core, account: {} } as unknown as BrowserServices, {
    state: { formDigest: { digest: () => 'x' } } as unknown as State,
    sessions: core,
    countries: { countryOf: () => undefined },
    clock: systemClock,
    random: systemRandom,
    log: collectingLog([]),
  });
  return { sites, answer: () => found.resolve(undefined) };
}

describe('sites', () => {
  it('are idle once every request has been answered, and not before', async () => {
    const { sites, answer } = open();
    expect(sites.isIdle).toBe(true);
    const exchange = fakeExchange({ target: '/x' });
    const handled = sites.served[0]?.handle(exchange);
    expect(sites.isIdle).toBe(false);
    answer();
    await handled;
    expect(sites.isIdle).toBe(true);
    await sites[Symbol.asyncDispose]();
  });

  it('hold no connection to the webmail once they are disposed', async () => {
    // Negative control: fails when an upstream isn't disposed with its site.
    await using server = createServer((_, response) => {
      // Else the connection would be let go soon.
      response.setHeader('keep-alive', 'timeout=600').end('the form');
    }).listen(0, '127.0.0.1');
    server.keepAliveTimeout = 600_000;
    await once(server, 'listening');
    const address = server.address();
    const { sites, answer } = open(typeof address === 'object' ? (address?.port ?? 0) : 0);
    answer();
    const connected = once(server, 'connection');
    await sites.served[0]?.handle(fakeExchange({ target: '/' }));
    const [socket] = await connected;
    expect(socket.destroyed).toBe(false);
    const closed = once(socket, 'close');
    await sites[Symbol.asyncDispose]();
    await closed;
  });
});
