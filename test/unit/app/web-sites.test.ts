// Sites of a configuration that was replaced: when nobody needs them any more.

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

const SITES = `${LEAST}sites:
  webmail:
    origin: https://mail.example.test
    upstream: { kind: network, host: 127.0.0.1, port: 1 }
    profile: { kind: roundcube }
web:
  listeners: [{ name: web, kind: https, port: 443 }]
`;

function open() {
  const loaded = load(SITES);
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
});
