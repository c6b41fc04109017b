// Known places and trusted browsers in the administration API and on the command line (R6.3).

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { placeUse, trustedBrowser } from '../../support/records.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';

const ALICE = 'alice@always.example';
const BASE = `/mailboxes/${ALICE}`;
const BOUNDS = { entries: 50, keptFor: 90 * 86_400_000 };
const AT = new Date(START).toISOString();

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture();
  const { places, trustedBrowsers } = node.core.stores;
  await places.remember(ALICE, placeUse('192.0.2.1', START, 'NL'), BOUNDS);
  await places.remember(ALICE, placeUse('2001:db8::/64', START - 1_000), BOUNDS);
  const times = { mailbox: ALICE, trustedAt: START, endsAt: START + 1_000, lastUsedAt: START };
  await trustedBrowsers.insert(trustedBrowser('tb-0000000001', times));
  await trustedBrowsers.insert(trustedBrowser('tb-0000000002', { ...times, lastUsedAt: START - 1 }));
});

describe('/mailboxes/ADDRESS/places', () => {
  it('lists them and forgets them, with an entry in the audit log (R6.6)', async () => {
    expect((await node.ask('GET', `${BASE}/places`)).body).toEqual({
      mailbox: ALICE,
      networks: [
        { network: '192.0.2.1', country: 'NL', knownSince: AT, lastUsedAt: AT },
        expect.objectContaining({ network: '2001:db8::/64' }),
      ],
      countries: [{ country: 'NL', knownSince: AT, lastUsedAt: AT }],
    });
    expect((await node.ask('DELETE', `${BASE}/places`)).body).toEqual({ mailbox: ALICE, forgotten: 3 });
    expect((await node.ask('GET', `${BASE}/places`)).body).toEqual({ mailbox: ALICE, networks: [], countries: [] });
    const [entry] = await node.core.stores.audit.search({}, { limit: 1 });
    expect(entry).toMatchObject({ event: 'places.forgotten', mailbox: ALICE, actor: 'cli' });
  });

  it('forgets one network, or one country, and keeps the others (R6.1, R6.3)', async () => {
    const forget = (query: string) => node.ask('DELETE', `${BASE}/places?${query}`);
    expect((await forget('network=192.0.2.1')).body).toEqual({ mailbox: ALICE, forgotten: 1 });
    expect((await forget('network=192.0.2.1')).body).toMatchObject({ status: 404, code: 'unknown-place' });
    expect((await forget('country=nl')).body).toEqual({ mailbox: ALICE, forgotten: 1 });
    expect((await forget('country=NL&network=192.0.2.1')).status).toBe(422);
    expect((await node.ask('GET', `${BASE}/places`)).body).toMatchObject({
      networks: [{ network: '2001:db8::/64' }],
      countries: [],
    });
    const entries = await node.core.stores.audit.search({ event: 'places.forgotten' }, { limit: 9 });
    expect(entries.map(({ details }) => details)).toEqual([
      { forgotten: 1, country: 'NL' },
      { forgotten: 1, network: '192.0.2.1' },
    ]);
  });

  it('says when there is no such mailbox', async () => {
    for (const path of ['places', 'trusted-browsers'])
      expect((await node.ask('GET', `/mailboxes/x@nowhere.example/${path}`)).status).toBe(404);
  });
});

describe('/mailboxes/ADDRESS/trusted-browsers', () => {
  it('lists them without anything that proves one', async () => {
    const { items } = (await node.ask('GET', `${BASE}/trusted-browsers`)).body;
    expect(items).toEqual([
      {
        id: 'tb-0000000001',
        mailbox: ALICE,
        userAgent: 'Browser 1.0',
        trustedAt: AT,
        endsAt: new Date(START + 1_000).toISOString(),
        lastUsedAt: AT,
      },
      expect.objectContaining({ id: 'tb-0000000002' }),
    ]);
  });

  it('revokes one, and all (R1.7)', async () => {
    expect((await node.ask('DELETE', `${BASE}/trusted-browsers/tb-0000000001`)).body).toEqual({ id: 'tb-0000000001' });
    const again = await node.ask('DELETE', `${BASE}/trusted-browsers/tb-0000000001`);
    expect(again.body).toMatchObject({ status: 404, code: 'unknown-trusted-browser' });
    expect((await node.ask('DELETE', `${BASE}/trusted-browsers`)).body).toEqual({ mailbox: ALICE, revoked: 1 });
    expect((await node.ask('GET', `${BASE}/trusted-browsers`)).body).toEqual({ items: [] });
  });
});

describe('a new password', () => {
  it('ends every trusted browser of its mailbox (P-19)', async () => {
    // Negative control: fails without `revokeAll` in `setLocalPassword`.
    const own = await createAdministrationFixture({ localSources: new Set(['default']) });
    const { trustedBrowsers } = own.core.stores;
    const mine = { mailbox: ALICE, endsAt: START + 1_000 };
    await trustedBrowsers.insert(trustedBrowser('tb-0000000001', mine));
    await trustedBrowsers.insert(trustedBrowser('tb-0000000002', { ...mine, mailbox: 'bob@always.example' }));
    await own.ask('PUT', `${BASE}/password`, { password: 'short' });
    expect(await trustedBrowsers.list(ALICE, START)).toHaveLength(1);
    await own.ask('PUT', `${BASE}/password`, { password: 'long enough' });
    expect(await trustedBrowsers.list(ALICE, START)).toEqual([]);
    expect(await trustedBrowsers.list('bob@always.example', START)).toHaveLength(1);
  });
});

describe('the command line', () => {
  const actions = fakeActions();
  let folder: ReturnType<typeof temporaryFolder>;
  let socket: ApiSocket;

  beforeEach(async () => {
    folder = temporaryFolder();
    socket = await listenOnSocket(node.api, join(folder.path, 'postern.sock'));
  });

  afterEach(async () => {
    await socket[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function run(words: string): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
    const terminal = createFakeTerminal();
    const environment = { POSTERN_SOCKET: join(folder.path, 'postern.sock') };
    const code = await createCommandLine(actions, { terminal, environment }).run(words.split(' '));
    return { code, ...terminal.take() };
  }

  it('lists and forgets known places', async () => {
    const { out } = await run(`places list ${ALICE}`);
    expect(out).toMatch(/^PLACE .*\n192\.0\.2\.1 +NL .*\n2001:db8::\/64 +- .*\nanywhere in +NL /);
    expect((await run(`places forget ${ALICE} --network 2001:db8::/64`)).out).toMatch(/^1 networks/);
    expect((await run(`places forget ${ALICE} --network 192.0.2.9`)).code).toBe(1);
    expect((await run(`places forget ${ALICE} --network 192.0.2.1 --country NL`)).code).toBe(2);
    expect((await run(`places forget ${ALICE}`)).out).toBe(`2 networks and countries of ${ALICE} forgotten\n`);
    expect(JSON.parse((await run(`places list ${ALICE} --json`)).out).networks).toEqual([]);
  });

  it('lists and revokes trusted browsers', async () => {
    expect((await run(`browsers list ${ALICE}`)).out).toMatch(/^ID .*\ntb-0000000001 .* Browser 1\.0\n/);
    expect((await run(`browsers revoke ${ALICE}`)).code).toBe(2);
    expect((await run(`browsers revoke ${ALICE} tb-0000000001 --all`)).code).toBe(2);
    // One that isn't there doesn't hide the one before it.
    const two = await run(`browsers revoke ${ALICE} tb-0000000001 tb-0000000009`);
    expect(two).toMatchObject({ code: 1, out: '1 revoked\n', error: expect.stringContaining('tb-0000000009') });
    expect((await run(`browsers revoke ${ALICE} --all`)).out).toBe('1 revoked\n');
  });
});
