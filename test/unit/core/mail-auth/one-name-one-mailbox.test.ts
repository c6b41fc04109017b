// A backend that calls mailboxes by their local parts can't tell domains apart (P-14).

import { describe, expect, it } from 'vitest';
import type { SignInSource } from '../../../../src/core/accounts/sign-in-source.ts';
import type { BackendSignInPlan } from '../../../../src/core/mail-auth/backend-sign-in.ts';
import { domainWithSameNames } from '../../../../src/core/mail-auth/one-name-one-mailbox.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { CONTEXT, createCoreFixture, removeDomain } from '../../../support/core-fixture.ts';

const LOCAL: BackendSignInPlan = { kind: 'sealed', loginName: 'local-part' };
const WHOLE: BackendSignInPlan = { kind: 'sealed', loginName: 'address' };
const judge = (judgedByBackend?: string): SignInSource => ({
  ...(judgedByBackend !== undefined && { judgedByBackend }),
  verify: async () => ({ kind: 'right' }),
});

/** Domains as `name backend source`, the first of which is asked about. */
async function sameNames(
  backends: Readonly<Record<string, BackendSignInPlan>>,
  sources: Readonly<Record<string, SignInSource>>,
  ...written: readonly string[]
): Promise<string | undefined> {
  const domains = written.map((words) => {
    const [name = '', backend = '', signInSource = ''] = words.split(' ');
    return { name, backend, signInSource, policy: {}, createdAt: 0 };
  });
  const parts = {
    accounts: { listDomains: async () => domains },
    sources: new Map(Object.entries(sources)),
    backends: new Map(Object.entries(backends)),
  };
  return domains[0] && domainWithSameNames(domains[0], parts);
}

describe('a domain', () => {
  it('has a backend that knows local parts for itself', async () => {
    const sources = { s: judge() };
    expect(await sameNames({ x: LOCAL }, sources, 'a.example x s')).toBeUndefined();
    expect(await sameNames({ x: LOCAL }, sources, 'a.example x s', 'b.example x s')).toBe('b.example');
    expect(await sameNames({ x: LOCAL, y: LOCAL }, sources, 'a.example x s', 'b.example y s')).toBeUndefined();
    expect(await sameNames({ x: WHOLE }, sources, 'a.example x s', 'b.example x s')).toBeUndefined();
  });

  it('has the judge of its passwords for itself where that knows local parts', async () => {
    // The judge would take the password of alice@b.example for alice@a.example's.
    const backends = { judge: LOCAL, x: WHOLE, y: WHOLE };
    const sources = { s: judge('judge'), t: judge('y') };
    expect(await sameNames(backends, sources, 'a.example x s', 'b.example y s')).toBe('b.example');
    expect(await sameNames(backends, sources, 'a.example x s', 'b.example judge t')).toBe('b.example');
    expect(await sameNames(backends, sources, 'a.example x s', 'b.example y t')).toBeUndefined();
    expect(await sameNames(backends, sources, 'a.example x gone', 'b.example gone s')).toBeUndefined();
  });
});

describe('where two domains share such a backend all the same', () => {
  it('nobody signs in, by app password or by the other name, and explain says why', async () => {
    // Negative control: without the look at other domains the second sign-in opens alice@always.example's mailbox
    // with her own password, past its challenge mode.
    const core = await createCoreFixture({ plan: LOCAL });
    const { shown } = await core.issue();
    for (const [name, password] of [
      ['alice@always.example', shown],
      ['alice@never.example', 'own password'],
    ] as const) {
      expect(await core.attempt(name, password)).toMatchObject({ kind: 'unavailable', dependency: 'backend' });
    }
    expect(core.asked).toEqual([]);
    expect(core.verified).toEqual([]);
    expect((await core.signIn.explain('alice@never.example', CONTEXT)).slice(-2)).toEqual([
      { check: 'backend-name', result: "can't be told from mailboxes of always.example" },
      { check: 'opens', result: 'nothing' },
    ]);
    await removeDomain(core, 'always.example');
    expect(await core.attempt('alice@never.example', 'own password')).toMatchObject({ kind: 'allow' });
    expect(core.asked[0]?.signIn.authenticationIdentity).toBe('alice');
  });

  it('the administrator is told beforehand, and what to do instead', async () => {
    const { ask, core } = await createAdministrationFixture({ plan: LOCAL });
    await removeDomain(core, 'never.example');
    const { status, body } = await ask('POST', '/domains', { name: 'never.example' });
    expect(status).toBe(422);
    expect(body.problems).toEqual([
      { field: 'backend', reason: expect.stringContaining('postern alias add @never.example always.example') },
    ]);
    expect((await ask('POST', '/aliases', { alias: '@never.example', target: 'always.example' })).status).toBe(201);
    expect((await ask('PATCH', '/domains/always.example', { challenge: 'always' })).status).toBe(200);
  });
});
