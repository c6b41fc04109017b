// Groups, countries and owners' choices at the mail doors.

import { describe, expect, it } from 'vitest';
import type { PolicyLayer } from '../../../../src/core/policy/policy.ts';
import { CONTEXT, type CoreFixture, createCoreFixture } from '../../../support/core-fixture.ts';

const ALICE = 'alice@always.example';
const OPEN = 'alice@never.example';
const ZOE = 'zoe@never.example';

async function join(core: CoreFixture, mailbox: string, name: string, policy: PolicyLayer): Promise<void> {
  await core.stores.groups.add({ name, policy, createdAt: core.now });
  await core.stores.groups.addMember(name, mailbox);
}

describe("a mailbox's groups at the mail doors (R1.5, P-34)", () => {
  it('ask for app passwords where their domain does not, listed or not', async () => {
    // Negative control: fails when the groups are left out of `policyLayers`.
    const core = await createCoreFixture();
    await join(core, OPEN, 'finance', { challenge: 'always' });
    await core.stores.groups.addMember('finance', ZOE);
    for (const name of [OPEN, ZOE, 'zoe+tag@never.example']) {
      expect(await core.attempt(name, 'own password')).toMatchObject({ reason: 'app-password-required' });
    }
    expect(await core.attempt('bob@never.example', 'own password')).toMatchObject({ kind: 'allow' });
  });

  it('let own passwords in where their domain does not, unless another group or the mailbox says otherwise', async () => {
    const core = await createCoreFixture();
    await join(core, ALICE, 'lax', { challenge: 'never' });
    expect(await core.attempt(ALICE, 'own password')).toMatchObject({ kind: 'allow' });
    await join(core, ALICE, 'strict', { challenge: 'new-country' });
    expect(await core.attempt(ALICE, 'own password')).toMatchObject({ reason: 'app-password-required' });
    await core.stores.accounts.updateMailbox(ALICE, { policy: { challenge: 'never' } }, core.now);
    expect(await core.attempt(ALICE, 'own password')).toMatchObject({ kind: 'allow' });
  });

  it('let in only from networks that all of them permit, and the trace names them (R5.1)', async () => {
    const core = await createCoreFixture();
    const { shown } = await core.issue();
    await join(core, ALICE, 'a', { permittedNetworks: { mail: ['198.51.100.0/24'] } });
    await join(core, ALICE, 'b', { permittedNetworks: { imap: ['198.51.100.0/28', '203.0.113.0/24'] } });
    expect(await core.attempt(ALICE, shown)).toMatchObject({ kind: 'allow' });
    for (const remoteAddress of ['198.51.100.200', '203.0.113.1', '192.0.2.1']) {
      expect(await core.attempt(ALICE, shown, { remoteAddress })).toMatchObject({ reason: 'network-not-permitted' });
    }
    expect(await core.signIn.explain(ALICE, CONTEXT)).toContainEqual({
      check: 'permitted-networks',
      result: 'permitted',
      layer: 'groups a, b',
    });
  });
});

describe('permitted countries at the mail doors (R5.2)', () => {
  it('refuse before the password is looked at, and count nothing', async () => {
    // Negative control: fails without the look at `permittedCountries` in `isPermittedPlace`.
    const core = await createCoreFixture();
    await join(core, ALICE, 'staff', { permittedCountries: { mail: { allow: ['DE'] } } });
    for (let n = 0; n < 20; n += 1) {
      const refused = await core.attempt(ALICE, `guess ${n}`, { country: n % 2 === 0 ? 'AT' : 'US' });
      expect(refused).toMatchObject({ reason: 'network-not-permitted', delay: 0 });
    }
    expect(core.verified).toEqual([]);
    await core.attempt('bob@always.example', 'own password', { country: 'AT' });
    expect(core.verified).toHaveLength(1);
  });

  it('take a place of which nothing is known for unknown', async () => {
    const core = await createCoreFixture();
    const { shown } = await core.issue();
    const set = async (policy: PolicyLayer) => await core.stores.accounts.updateMailbox(ALICE, { policy }, core.now);
    await set({ permittedCountries: { mail: { allow: ['DE'] } } });
    expect(await core.attempt(ALICE, shown)).toMatchObject({ reason: 'network-not-permitted' });
    await set({ permittedCountries: { mail: { allow: ['DE', 'unknown'] } } });
    expect(await core.attempt(ALICE, shown)).toMatchObject({ kind: 'allow' });
    await set({ permittedCountries: { mail: { deny: ['unknown'] } } });
    expect(await core.attempt(ALICE, shown)).toMatchObject({ reason: 'network-not-permitted' });
    expect(await core.attempt(ALICE, shown, { country: 'DE' })).toMatchObject({ kind: 'allow' });
  });

  it('are explained with their layer', async () => {
    const core = await createCoreFixture();
    await join(core, ALICE, 'staff', { permittedCountries: { imap: { deny: ['AT'] } } });
    const trace = await core.signIn.explain(ALICE, { ...CONTEXT, country: 'AT' });
    expect(trace.slice(1)).toEqual([
      { check: 'challenge', result: 'always', layer: 'domain' },
      { check: 'permitted-networks', result: 'permitted' },
      { check: 'permitted-countries', result: 'elsewhere: AT', layer: 'group staff' },
      { check: 'opens', result: 'nothing' },
    ]);
    expect(await core.signIn.explain(ALICE, CONTEXT)).toContainEqual({
      check: 'permitted-countries',
      result: 'permitted: unknown',
      layer: 'group staff',
    });
  });
});

describe("an owner's choice at the mail doors (R1.6)", () => {
  it('leaves never: only app passwords open, listed or not', async () => {
    const core = await createCoreFixture();
    for (const mailbox of [OPEN, ZOE]) {
      expect(await core.attempt(mailbox, 'own password')).toMatchObject({ kind: 'allow' });
      await core.stores.accounts.setOwnChoice(mailbox, 'always', core.now);
      expect(await core.attempt(mailbox, 'own password')).toMatchObject({ reason: 'app-password-required' });
    }
    const [, challenge] = await core.signIn.explain(OPEN, CONTEXT);
    expect(challenge).toEqual({ check: 'challenge', result: 'always', layer: 'own choice' });
  });
});
