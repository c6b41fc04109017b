import { describe, expect, it } from 'vitest';
import { openMemoryConsoleSessionStore } from '../../../../src/adapters/ephemeral/memory/console-session-store.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { PERMISSIONS_OF_ROLES } from '../../../../src/core/administrators/permissions.ts';
import { renewRequester } from '../../../../src/core/administrators/renew-requester.ts';
import { OPERATOR, type Requester } from '../../../../src/core/administrators/requester.ts';

const alice: Requester = {
  ...{ actor: 'alice', administrator: 'alice', role: 'platform-administrator', domains: 'all', confirmedUntil: 5 },
  permissions: PERMISSIONS_OF_ROLES['platform-administrator'],
};

async function begin(now = 2_000) {
  const { accounts, administrators, tokens } = openMemoryStores();
  for (const name of ['a.example', 'b.example']) {
    await accounts.putDomain({ name, backend: 'default', signInSource: 'default', policy: {}, createdAt: 1 });
  }
  await administrators.add({
    ...{ name: 'alice', role: 'platform-administrator', domains: 'all', createdAt: 1_000, stamp: 's1' },
  });
  await tokens.insert(
    {
      ...{ id: 'tk-1', name: 'CI', maker: 'alice', permissions: ['mailboxes:write'], domains: 'all' },
      ...{ createdAt: 1_000, expiresAt: 9_000 },
    },
    'digest',
  );
  const consoleSessions = openMemoryConsoleSessionStore();
  await consoleSessions.insert({
    lookupKey: new Uint8Array([1]),
    session: {
      ...{ id: 'cs-1', state: 'open', administrator: 'alice', stamp: '', isBreakGlass: true, triesLeft: 0 },
      ...{ startedAt: 1_000, lastActiveAt: 1_000, endsAt: 5_000 },
      origin: { remoteAddress: '192.0.2.1', userAgent: 'Browser' },
    },
  });
  const ports = { administrators, tokens, consoleSessions, clock: { now: () => now } };
  return { ...ports, renew: (requester: Requester) => renewRequester(requester, 1_500, ports) };
}

describe('a requester that is looked at again', () => {
  it('is who it was while nothing has changed, and so is the operator', async () => {
    const { renew } = await begin();
    expect(await renew(alice)).toEqual(alice);
    expect(await renew(OPERATOR)).toEqual(OPERATOR);
  });

  it('has no more than its administrator has now, and never more than it had', async () => {
    const { administrators, renew } = await begin();
    await administrators.change(
      'alice',
      { role: 'domain-administrator', domains: new Set(['a.example']), stamp: 's2' },
      'unguarded',
    );
    const renewed = await renew({ ...alice, permissions: new Set(['mailboxes:read', 'platform:write']) });
    expect(renewed).toMatchObject({ role: 'domain-administrator', domains: new Set(['a.example']) });
    expect(renewed?.permissions).toEqual(new Set(['mailboxes:read']));
    expect((await renew({ ...alice, domains: new Set(['b.example']) }))?.domains).toEqual(new Set());
  });

  it('is nobody when its administrator is disabled, removed, or another one of the same name', async () => {
    const { administrators, renew } = await begin();
    await administrators.change('alice', { disabled: true, stamp: 's2' }, 'unguarded');
    expect(await renew(alice)).toBeUndefined();
    await administrators.remove('alice', 'unguarded');
    expect(await renew(alice)).toBeUndefined();
    await administrators.add({
      ...{ name: 'alice', role: 'platform-administrator', domains: 'all', createdAt: 1_600, stamp: 's3' },
    });
    expect(await renew(alice)).toBeUndefined();
  });

  it('is nobody when its token was revoked, or has expired', async () => {
    const byToken: Requester = { ...alice, token: { id: 'tk-1', expiresAt: 9_000 } };
    const { tokens, renew } = await begin();
    expect(await renew(byToken)).toMatchObject({ actor: 'alice' });
    await tokens.revoke('tk-1', 2_000);
    expect(await renew(byToken)).toBeUndefined();
    expect(await (await begin(9_000)).renew(byToken)).toBeUndefined();
  });

  it('is nobody when whoever broke the glass was put out, or their time is over (R6.7)', async () => {
    // Negative control: fails when a requester without an administrator is always taken for the operator.
    const { administrator: _nobody, ...other } = alice;
    const byBreakGlass: Requester = { ...other, actor: 'alice (break-glass)', session: 'cs-1' };
    const { consoleSessions, renew } = await begin();
    expect(await renew(byBreakGlass)).toEqual(byBreakGlass);
    await consoleSessions.end('cs-1');
    expect(await renew(byBreakGlass)).toBeUndefined();
    expect(await (await begin(5_000)).renew(byBreakGlass)).toBeUndefined();
  });
});
