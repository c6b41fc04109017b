// Groups and all fields of policy through the API.

import { describe, expect, it } from 'vitest';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';

const EVERYTHING = {
  challenge: 'new-ip',
  permittedNetworks: { mail: ['192.0.2.0/24'] },
  permittedCountries: { web: { allow: ['DE', 'unknown'] }, imap: { deny: ['KP'] } },
  trustedNetworks: ['203.0.113.0/24'],
  evenFromTrustedNetworks: true,
  trustedBrowserDays: 30,
  userChoice: false,
  compare: 'last',
  enrolment: 'trusted-networks',
  factors: ['totp'],
};

const NOTHING = {
  challenge: 'inherit',
  permittedNetworks: {},
  permittedCountries: {},
  trustedNetworks: 'inherit',
  evenFromTrustedNetworks: 'inherit',
  trustedBrowserDays: 'inherit',
  userChoice: 'inherit',
  compare: 'inherit',
  enrolment: 'inherit',
  factors: 'inherit',
};

describe('groups', () => {
  it('are added, shown, changed field by field, listed and removed', async () => {
    const { ask } = await createAdministrationFixture();
    const added = await ask('POST', '/groups', { name: 'Finance', ...EVERYTHING });
    const createdAt = new Date(START).toISOString();
    expect([added.status, added.body]).toEqual([201, { name: 'finance', ...EVERYTHING, createdAt }]);
    expect((await ask('GET', '/groups/finance')).body).toEqual(added.body);
    const cleared = { ...NOTHING, permittedNetworks: { mail: 'inherit' }, permittedCountries: { web: 'inherit' } };
    expect((await ask('PATCH', '/groups/finance', cleared)).body).toEqual({
      name: 'finance',
      ...NOTHING,
      permittedCountries: { imap: { deny: ['KP'] } },
      createdAt,
    });
    expect((await ask('GET', '/groups')).body.items).toHaveLength(1);
    expect((await ask('DELETE', '/groups/finance')).status).toBe(200);
    expect((await ask('GET', '/groups/finance')).body).toMatchObject({ status: 404, code: 'unknown-group' });
  });

  it('have members, page by page', async () => {
    const { ask } = await createAdministrationFixture();
    await ask('POST', '/groups', { name: 'staff' });
    for (const mailbox of ['zoe@never.example', 'alice@never.example', 'bob@never.example']) {
      expect(await ask('POST', '/groups/staff/members', { mailbox })).toMatchObject({
        status: 201,
        body: { group: 'staff', mailbox },
      });
    }
    const first = (await ask('GET', '/groups/staff/members?limit=2')).body;
    expect(first.items.map(({ mailbox }: { mailbox: string }) => mailbox)).toEqual([
      'alice@never.example',
      'bob@never.example',
    ]);
    const second = (await ask('GET', `/groups/staff/members?limit=2&after=${first.next}`)).body;
    expect(second).toEqual({ items: [{ group: 'staff', mailbox: 'zoe@never.example' }] });
    expect((await ask('DELETE', '/groups/staff/members/zoe@never.example')).status).toBe(200);
    expect((await ask('DELETE', '/groups/staff/members/zoe@never.example')).body.code).toBe('unknown-member');
    expect((await ask('POST', '/groups/staff/members', { mailbox: 'alice@never.example' })).status).toBe(409);
    expect((await ask('GET', '/groups/gone/members')).status).toBe(404);
  });

  it('are refused with every field that has no such shape', async () => {
    const { ask } = await createAdministrationFixture();
    const wrong = {
      name: 'staff',
      permittedCountries: { web: { allow: ['DE'], deny: ['AT'] }, ftp: { allow: [] } },
      trustedBrowserDays: 'long',
      userChoice: 'yes',
      compare: 'all',
      factors: ['fax'],
    };
    const { status, body } = await ask('POST', '/groups', wrong);
    const fields = body.problems.map(({ field }: { field: string }) => field);
    expect([status, fields]).toEqual([
      422,
      ['permittedCountries.web', 'permittedCountries.ftp', 'trustedBrowserDays', 'userChoice', 'compare', 'factors'],
    ]);
    expect((await ask('POST', '/groups', { name: 'staff', trustedBrowserDays: 366 })).body.problems).toMatchObject([
      { field: 'trustedBrowserDays' },
    ]);
  });
});

describe('a mailbox', () => {
  it('shows its groups, what its owner chose, and what comes of it, with layers (R1.5)', async () => {
    const { ask, core } = await createAdministrationFixture();
    await ask('POST', '/groups', { name: 'finance', ...EVERYTHING, userChoice: true });
    await ask('POST', '/groups/finance/members', { mailbox: 'zoe@never.example' });
    await core.stores.accounts.setOwnChoice('zoe@never.example', 'always', START);
    expect((await ask('GET', '/mailboxes/zoe@never.example')).body).toMatchObject({
      listed: false,
      groups: ['finance'],
      ownChoice: 'always',
      effective: {
        challenge: { value: 'always', layer: 'own choice' },
        byPolicy: 'new-ip',
        permittedNetworks: { imap: { value: ['192.0.2.0/24'], layer: 'group finance' } },
        permittedCountries: {
          imap: { value: { deny: ['KP'] }, layer: 'group finance' },
          web: { value: { allow: ['DE', 'unknown'] }, layer: 'group finance' },
        },
        trustedNetworks: { value: ['203.0.113.0/24'], layer: 'group finance' },
        trustedBrowserDays: { value: 30, layer: 'group finance' },
      },
    });
    expect((await ask('GET', '/mailboxes/bob@never.example')).body).toMatchObject({
      groups: [],
      effective: { permittedNetworks: {}, permittedCountries: {}, factors: { layer: 'platform' } },
    });
  });

  it('takes all fields, as a domain does', async () => {
    const { ask } = await createAdministrationFixture();
    expect((await ask('PATCH', '/mailboxes/alice@always.example', EVERYTHING)).body).toMatchObject(EVERYTHING);
    expect((await ask('PATCH', '/domains/always.example', EVERYTHING)).body).toMatchObject(EVERYTHING);
  });
});

describe('explaining the web door (R1.8)', () => {
  const explain = '/explain?loginName=alice@always.example&door=web&ip=203.0.113.9';

  it('shows each field of policy with its layer', async () => {
    const { ask } = await createAdministrationFixture();
    await ask('PATCH', '/domains/always.example', EVERYTHING);
    expect((await ask('GET', `${explain}&country=de`)).body).toEqual({
      loginName: 'alice@always.example',
      door: 'web',
      remoteAddress: '203.0.113.9',
      trace: [
        { check: 'account', result: 'mailbox alice@always.example' },
        { check: 'permitted-networks', result: 'permitted' },
        { check: 'permitted-countries', result: 'permitted: DE', layer: 'domain' },
        { check: 'challenge', result: 'new-ip', layer: 'domain' },
        { check: 'even-from-trusted-networks', result: 'yes', layer: 'domain' },
        { check: 'trusted-browser-days', result: '30', layer: 'domain' },
        { check: 'user-choice', result: 'no', layer: 'domain' },
        { check: 'compare', result: 'last', layer: 'domain' },
        { check: 'enrolment', result: 'trusted-networks', layer: 'domain' },
        { check: 'factors', result: 'totp', layer: 'domain' },
        { check: 'trusted-networks', result: 'inside, but asked even there', layer: 'domain' },
        { check: 'trusted-browser', result: 'not presented', layer: 'domain' },
        { check: 'known-network', result: '203.0.113.9 is not that of the last sign-in', layer: 'domain' },
        { check: 'second-step', result: 'sets up a factor, trusted-networks (new-network)' },
      ],
    });
    const elsewhere = (await ask('GET', `${explain.replace('203.0.113.9', '192.0.2.1')}&country=unknown`)).body.trace;
    expect(elsewhere).toContainEqual({ check: 'permitted-countries', result: 'permitted: unknown', layer: 'domain' });
    expect(elsewhere).toContainEqual({ check: 'trusted-networks', result: 'outside', layer: 'domain' });
  });

  it('says who is disabled or nobody, what an owner chose, and what groups leave of the factors', async () => {
    const { ask, core } = await createAdministrationFixture();
    await ask('PATCH', '/mailboxes/alice@never.example', { disabled: true });
    await core.stores.accounts.setOwnChoice('alice@never.example', 'always', START);
    for (const factor of ['totp', 'passkey']) {
      await ask('POST', '/groups', { name: factor, factors: [factor] });
      await ask('POST', `/groups/${factor}/members`, { mailbox: 'alice@never.example' });
    }
    const { trace } = (await ask('GET', explain.replace('always', 'never'))).body;
    expect(trace).toContainEqual({ check: 'account-state', result: 'disabled' });
    expect(trace).toContainEqual({
      check: 'challenge',
      result: 'always (policy alone: never)',
      layer: 'own choice',
    });
    expect(trace).toContainEqual({ check: 'factors', result: 'none', layer: 'groups passkey, totp' });
    const nobody = (await ask('GET', '/explain?loginName=x@y.example&door=web&ip=192.0.2.1')).body.trace;
    expect(nobody[0]).toEqual({ check: 'account', result: 'nobody has this name' });
    expect(nobody.at(-1)).toEqual({ check: 'opens', result: 'nothing' });
    expect(trace.at(-1)).toEqual({ check: 'opens', result: 'nothing' });
  });

  it('takes a country for a mail door too, and refuses what is none', async () => {
    const { ask } = await createAdministrationFixture();
    await ask('PATCH', '/domains/always.example', EVERYTHING);
    const imap = explain.replace('door=web', 'door=imap').replace('203.0.113.9', '192.0.2.1');
    expect((await ask('GET', `${imap}&country=KP`)).body.trace).toContainEqual({
      check: 'permitted-countries',
      result: 'elsewhere: KP',
      layer: 'domain',
    });
    expect((await ask('GET', `${imap}&country=EU`)).body.problems).toMatchObject([{ field: 'country' }]);
  });
});
