// /administrators, /console-sessions, /break-glass and /own: what they answer, and to whom.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/core/administrators/administrator.ts';
import { PERMISSIONS_OF_ROLES } from '../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../src/core/administrators/requester.ts';
import { OPERATIONS } from '../../../src/web/api/operations.ts';
import { perform } from '../../../src/web/api/perform.ts';
import { ProblemError } from '../../../src/web/api/problem.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { codeFromApp } from '../../support/factors-fixture.ts';

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture({ consoleAddress: 'https://mail.example.com/console' });
});

/** Whoever is signed in to the console, confirmed. */
async function signedIn(name: string, role: Role = 'platform-administrator'): Promise<Requester> {
  const { administrators, consoleSessions, clock } = node.services;
  await node.ask('POST', '/administrators', { name, role });
  const before = (await administrators.find(name))?.stamp ?? '';
  await administrators.setPasswordHash(name, { phc: 'plain:old password', before, stamp: `${name}-1` });
  const found = await administrators.find(name);
  if (!found) throw new Error('nobody');
  const { session } = await consoleSessions.begin(
    {
      ...{ state: 'open', administrator: name, stamp: found.stamp, isBreakGlass: false, triesLeft: 0 },
      ...{ endsAt: clock.now() + 3_600_000, origin: { remoteAddress: '192.0.2.1', userAgent: 'Browser' } },
    },
    found,
  );
  return {
    ...{ actor: name, role, permissions: PERMISSIONS_OF_ROLES[role], domains: 'all', administrator: name },
    ...{ session: session.id, confirmedUntil: clock.now() + 60_000, origin: session.origin },
  };
}

interface Call {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** By id; a problem's code where it is refused. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
async function call(id: string, requester: Requester, { params, query, body }: Call = {}): Promise<any> {
  const operation = OPERATIONS.find((its) => its.id === id);
  if (!operation) throw new Error(`no operation ${id}`);
  try {
    const answer = await perform(operation, { params, query, body }, requester, node.services);
    return operation.answer.parse(answer);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

const OWN = OPERATIONS.filter(({ permission }) => permission === 'own').map(({ id }) => id);

describe('operations about oneself', () => {
  it('are for whoever is signed in to the console, never for tokens, the socket or break-glass', async () => {
    // Negative control: fails when `own` asks for the administrator alone.
    const alice = await signedIn('alice');
    const { session: _session, ...token } = alice;
    const { administrator: _administrator, ...broken } = alice;
    expect(OWN).toHaveLength(9);
    for (const requester of [token, broken, OPERATOR]) {
      for (const id of OWN) expect(await call(id, requester)).toBe('not-permitted');
    }
    expect((await node.ask('GET', '/own')).status).toBe(403);
    expect(await call('showOwnAdministrator', alice)).toMatchObject({ name: 'alice', recoveryCodesLeft: 0 });
  });

  it('are for every role, and change nothing before both steps were given lately', async () => {
    const carla = await signedIn('carla', 'auditor');
    expect(await call('showOwnAdministrator', carla)).toMatchObject({
      role: 'auditor',
      permissions: [...PERMISSIONS_OF_ROLES.auditor],
    });
    const stale = { ...carla, confirmedUntil: node.services.clock.now() };
    expect(await call('changeOwnPassword', stale, { body: { password: 'another password' } })).toBe(
      'confirmation-needed',
    );
    for (const id of ['renewOwnRecoveryCodes', 'beginOwnAuthenticator']) {
      expect(await call(id, stale)).toBe('confirmation-needed');
    }
    expect(await call('finishOwnAuthenticator', stale, { body: { code: '123456' } })).toBe('confirmation-needed');
    expect(await call('removeOwnAuthenticator', stale, { params: { id: 'f-1' } })).toBe('confirmation-needed');
  });

  it('change the password, and end the other sessions', async () => {
    const alice = await signedIn('alice');
    await signedIn('bea');
    expect(await call('changeOwnPassword', alice, { body: { password: 'short' } })).toBe('invalid');
    expect(await call('changeOwnPassword', alice, { body: { password: 'another password' } })).toEqual({ ended: 0 });
    expect(await node.services.administrators.findPasswordHash('alice')).toBe('plain:another password');
    const { items } = await call('listOwnSessions', alice);
    expect(items).toMatchObject([{ administrator: 'alice', current: true, breakGlass: false }]);
    expect(await call('endOwnSessions', alice)).toEqual({ ended: 0 });
    expect(await call('endOwnSessions', alice, { body: { id: 'cs-unknown' } })).toBe('unknown-session');
  });

  it('set up an authenticator app and recovery codes', async () => {
    const alice = await signedIn('alice');
    const { uri, typed } = await call('beginOwnAuthenticator', alice);
    expect(typed).toMatch(/^[A-Z2-7 ]+$/);
    const code = codeFromApp(uri, node.core.now);
    const added = await call('finishOwnAuthenticator', alice, { body: { code, name: 'Phone' } });
    expect(added).toMatchObject({ name: 'Phone' });
    expect((await call('listOwnFactors', alice)).items).toEqual([added]);
    expect((await call('renewOwnRecoveryCodes', alice)).codes).toHaveLength(10);
    expect(await call('removeOwnAuthenticator', alice, { params: { id: added.id } })).toBe('last-factor');
  });
});

describe('operations on administrators', () => {
  it('add, show, change, reset and remove them', async () => {
    const added = await node.ask('POST', '/administrators', {
      name: 'Bea',
      role: 'auditor',
      domains: ['never.example'],
    });
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'bea', domains: ['never.example'], setUp: false, console: 'https://mail.example.com/console' },
    });
    expect(added.body.code).toMatch(/^[a-z]{5}-[a-z]{5}-[a-z]{5}$/);
    expect((await node.ask('GET', '/administrators')).body.items).toHaveLength(1);
    const shown = await node.ask('GET', '/administrators/bea');
    expect(shown.body).toMatchObject({ name: 'bea', disabled: false });
    expect(JSON.stringify(shown.body)).not.toMatch(/stamp|phc|code/);
    expect(await node.ask('PATCH', '/administrators/bea', {})).toMatchObject({ status: 422 });
    expect(await node.ask('PATCH', '/administrators/bea', { disabled: true })).toMatchObject({
      body: { disabled: true },
    });
    expect((await node.ask('POST', '/administrators/bea/reset', { codeHours: 169 })).status).toBe(422);
    expect((await node.ask('POST', '/administrators/bea/reset', { codeHours: 168 })).body.code).toBeDefined();
    expect((await node.ask('POST', '/administrators', { name: 'bea', role: 'auditor' })).status).toBe(409);
    expect((await node.ask('DELETE', '/administrators/bea')).status).toBe(200);
    expect((await node.ask('GET', '/administrators/bea')).body.code).toBe('unknown-administrator');
  });

  it('are the platform administrators’, and the auditors’ to look at (R6.2)', async () => {
    const alice = await signedIn('alice');
    const bea = await signedIn('bea');
    const carla = await signedIn('carla', 'auditor');
    expect((await call('listAdministrators', carla)).items).toHaveLength(3);
    expect(await call('listAdministrators', { ...carla, domains: new Set(['never.example']) })).toBe('not-permitted');
    const some: Requester = {
      ...bea,
      role: 'domain-administrator',
      permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
    };
    for (const requester of [carla, some]) {
      expect(await call('addAdministrator', requester, { body: { name: 'dora', role: 'auditor' } })).toBe(
        'not-permitted',
      );
      expect(await call('removeAdministrator', requester, { params: { name: 'alice' } })).toBe('not-permitted');
      expect(await call('resetAdministrator', requester, { params: { name: 'alice' } })).toBe('not-permitted');
      expect(await call('endConsoleSessions', requester, { body: { administrator: 'alice' } })).toBe('not-permitted');
    }
    const own = { params: { name: 'alice' } };
    expect(await call('removeAdministrator', alice, own)).toBe('own-administrator');
    expect(await call('resetAdministrator', alice, own)).toBe('own-administrator');
    expect(await call('changeAdministrator', alice, { ...own, body: { role: 'auditor' } })).toBe('own-administrator');
    const stale = { ...alice, confirmedUntil: 0 };
    expect(await call('removeAdministrator', stale, { params: { name: 'bea' } })).toBe('confirmation-needed');
    expect(await call('removeAdministrator', alice, { params: { name: 'bea' } })).toMatchObject({ name: 'bea' });
    // Nobody is left who could: only the operator may.
    const dora: Requester = { ...alice, actor: 'token tk-1', administrator: 'dora' };
    expect(await call('removeAdministrator', dora, own)).toBe('last-administrator');
  });

  it('list sessions at the console, and end them', async () => {
    const alice = await signedIn('alice');
    const bea = await signedIn('bea');
    const { items } = await call('listConsoleSessions', alice);
    expect(items).toHaveLength(2);
    expect(items.find(({ current }: { readonly current: boolean }) => current)).toMatchObject({
      administrator: 'alice',
    });
    expect((await call('listConsoleSessions', alice, { query: { administrator: 'bea' } })).items).toHaveLength(1);
    expect(await call('endConsoleSessions', alice, { body: {} })).toBe('invalid');
    expect(await call('endConsoleSessions', alice, { body: { id: bea.session } })).toEqual({ ended: 1 });
    expect(await call('endConsoleSessions', alice, { body: { id: bea.session } })).toBe('unknown-session');
    expect(await call('endConsoleSessions', alice, { body: { administrator: 'alice' } })).toEqual({ ended: 1 });
  });

  it('break the glass on the host only, whatever anybody may (R6.7)', async () => {
    // Negative control: fails when break-glass asks for administrators:write.
    const alice = await signedIn('alice');
    expect(await call('breakGlass', alice, { body: { name: 'alice' } })).toBe('not-permitted');
    const { isOperator: _host, ...imitation } = OPERATOR;
    expect(await call('breakGlass', imitation, { body: { name: 'ops' } })).toBe('not-permitted');
    expect(await node.ask('POST', '/break-glass', { name: 'ops', minutes: 61 })).toMatchObject({ status: 422 });
    expect(await node.ask('POST', '/break-glass', { name: 'ops', minutes: 5 })).toMatchObject({
      status: 201,
      body: { name: 'ops', minutes: 5, console: 'https://mail.example.com/console' },
    });
  });
});
