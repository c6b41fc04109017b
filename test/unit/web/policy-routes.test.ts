// Layers of policy one by one (R1.5), and what the operator decides of each kind of second step (R2.9).

import { describe, expect, it } from 'vitest';
import { PERMISSIONS_OF_ROLES } from '../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../src/core/administrators/requester.ts';
import { effectivePolicy, effectiveWebPolicy, permittedPlacesOf } from '../../../src/core/policy/policy.ts';
import { perform } from '../../../src/web/api/perform.ts';
import { showPolicyLayersOperation, showProvidersOperation } from '../../../src/web/api/routes/policy-routes.ts';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';

const OF_NEVER: Requester = {
  ...OPERATOR,
  actor: 'bea',
  role: 'domain-administrator',
  permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
  domains: new Set(['never.example']),
};

describe('a layer of policy (R1.5)', () => {
  it("is shown of the platform, with the configuration's key for each field", async () => {
    const { ask } = await createAdministrationFixture({
      platformPolicy: {
        challenge: 'new-ip',
        trustedBrowserDays: 7,
        permittedNetworks: { administration: ['192.0.2.0/24'] },
        existingFactors: ['totp'],
      },
    });
    const { status, body } = await ask('GET', '/policy/layers');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      of: { kind: 'platform' },
      says: { challenge: 'new-ip', trustedBrowserDays: 7, compare: 'inherit' },
      effective: {
        challenge: { value: 'new-ip', layer: 'platform' },
        permittedNetworks: { administration: { value: ['192.0.2.0/24'], layer: 'platform' } },
        factors: { value: ['totp'], layer: 'platform' },
      },
      keys: { challenge: 'policy.challenge', trustedBrowserDays: 'policy.trusted-browser-days' },
    });
    expect(body.says).not.toHaveProperty('existingFactors');
  });

  it('is shown of a domain, with what it says, what holds and what would without it', async () => {
    const { ask } = await createAdministrationFixture();
    await ask('PATCH', '/domains/never.example', {
      compare: 'last',
      permittedCountries: { imap: { deny: ['KP'] } },
      permittedNetworks: { mail: ['192.0.2.0/24'], web: [], administration: ['198.51.100.0/24'] },
    });
    const { body } = await ask('GET', '/policy/layers?domain=NEVER.example');
    expect(body).toMatchObject({
      of: { kind: 'domain', name: 'never.example' },
      says: { challenge: 'inherit', compare: 'last' },
      effective: {
        compare: { value: 'last', layer: 'domain' },
        permittedNetworks: {
          mail: { value: ['192.0.2.0/24'], layer: 'domain' },
          imap: { value: ['192.0.2.0/24'], layer: 'domain' },
          web: { value: [], layer: 'domain' },
          administration: { value: ['198.51.100.0/24'], layer: 'domain' },
        },
        permittedCountries: { imap: { value: { deny: ['KP'] }, layer: 'domain' } },
      },
      inherited: { compare: { value: 'known', layer: 'platform' }, permittedNetworks: {}, permittedCountries: {} },
    });
    expect(body.keys).toBeUndefined();
    expect(body.effective.permittedCountries.mail).toBeUndefined();
  });

  it('is shown of a group and of a mailbox, whose groups, domain and own choice have their say', async () => {
    const { ask, services } = await createAdministrationFixture();
    await ask('POST', '/groups', { name: 'pilots', challenge: 'new-ip' });
    await ask('POST', '/groups/pilots/members', { mailbox: 'alice@never.example' });
    const group = await ask('GET', '/policy/layers?group=Pilots');
    expect(group.body).toMatchObject({
      of: { kind: 'group', name: 'pilots' },
      effective: { challenge: { value: 'new-ip', layer: 'group pilots' } },
    });
    expect(group.body.inherited.challenge.layer).toBe('platform');
    const inherited = await ask('GET', '/policy/layers?mailbox=alice%40never.example');
    expect(inherited.body).toMatchObject({
      of: { kind: 'mailbox', name: 'alice@never.example' },
      says: { challenge: 'inherit' },
      effective: { challenge: { value: 'new-ip', layer: 'group pilots' } },
    });
    await ask('PATCH', '/mailboxes/alice%40never.example', { challenge: 'never' });
    await services.accounts.setOwnChoice('alice@never.example', 'always', START);
    const { body } = await ask('GET', '/policy/layers?mailbox=alice%40never.example');
    expect(body).toMatchObject({
      says: { challenge: 'never' },
      effective: { challenge: { value: 'always', layer: 'own choice' } },
      inherited: { challenge: { value: 'always', layer: 'own choice' } },
    });
  });

  it('is refused for what is not there, for two at once, and for what a permission is lacking', async () => {
    const { ask, services } = await createAdministrationFixture();
    expect((await ask('GET', '/policy/layers?domain=x.example')).body).toMatchObject({ code: 'unknown-domain' });
    expect((await ask('GET', '/policy/layers?group=x')).body).toMatchObject({ code: 'unknown-group' });
    expect((await ask('GET', '/policy/layers?mailbox=x%40x.example')).body).toMatchObject({ code: 'unknown-domain' });
    expect((await ask('GET', '/policy/layers?domain=a&group=b')).body).toMatchObject({ code: 'invalid' });
    const some: Requester = { ...OPERATOR, permissions: new Set(['domains:read'] as const) };
    for (const query of [{ group: 'x' }, { mailbox: 'alice@never.example' }]) {
      await expect(
        perform(showPolicyLayersOperation, { params: {}, query, body: undefined }, some, services),
      ).rejects.toMatchObject({ problem: { code: 'not-permitted' } });
    }
  });

  // Negative control: fails when the operation's services aren't cut down to the requester's domains.
  it('is shown to a domain administrator of own domains and their mailboxes only (R6.2)', async () => {
    const { services } = await createAdministrationFixture();
    const layersOf = (query: object) =>
      perform(showPolicyLayersOperation, { params: {}, query, body: undefined }, OF_NEVER, services);
    expect(await layersOf({ domain: 'never.example' })).toMatchObject({ of: { name: 'never.example' } });
    expect(await layersOf({})).toMatchObject({ of: { kind: 'platform' } });
    await expect(layersOf({ domain: 'always.example' })).rejects.toMatchObject({ problem: { code: 'unknown-domain' } });
    await expect(layersOf({ mailbox: 'alice@always.example' })).rejects.toMatchObject({ problem: { status: 404 } });
  });
});

describe('permitted networks and countries (R5.1, R5.2)', () => {
  const doors = ['mail', 'imap', 'pop3', 'smtp', 'sieve', 'web', 'administration'] as const;
  const said = { permittedNetworks: { mail: ['192.0.2.0/24'] }, permittedCountries: { administration: { deny: [] } } };

  it.each(['domain', 'groups', 'mailbox'] as const)('are said by %s for every class of doors', (layer) => {
    const policy = {
      permittedNetworks: { mail: ['192.0.2.0/24'], web: ['198.51.100.0/24'], administration: ['203.0.113.0/24'] },
      permittedCountries: { imap: { allow: ['DE'] }, web: { deny: ['KP'] } },
    };
    const own = layer === 'groups' ? { groups: [{ name: 'g', policy }] } : { [layer]: policy };
    const layers = { platform: { challenge: 'never', ...said } as const, ...own };
    expect(effectivePolicy(layers, 'pop3').permittedNetworks?.value).toEqual(['192.0.2.0/24']);
    expect(effectivePolicy(layers, 'imap').permittedCountries?.value).toEqual({ allow: ['DE'] });
    expect(effectiveWebPolicy(layers).permittedCountries?.value).toEqual({ deny: ['KP'] });
    expect(permittedPlacesOf(layers, 'administration').permittedNetworks?.value).toEqual(['203.0.113.0/24']);
    expect(permittedPlacesOf(layers, 'mail').permittedNetworks?.layer).not.toBe('platform');
  });

  it.each(['domains/never.example', 'groups/pilots', 'mailboxes/alice%40never.example'])(
    'are kept of %s for every door',
    async (path) => {
      const { ask } = await createAdministrationFixture();
      await ask('POST', '/groups', { name: 'pilots' });
      const change = {
        permittedNetworks: Object.fromEntries(doors.map((door) => [door, ['192.0.2.0/24']])),
        permittedCountries: Object.fromEntries(doors.map((door) => [door, { deny: ['KP'] }])),
      };
      expect((await ask('PATCH', `/${path}`, change)).body).toMatchObject(change);
    },
  );
});

describe('the kinds of second step (R2.9)', () => {
  it('are told with their delegation, the way of their codes, how many use them, and the keys to change', async () => {
    const failure = { at: START, reason: 'refused' };
    const { ask } = await createAdministrationFixture({
      delegation: {
        totp: { enabled: true, users: true, domainAdministrators: false },
        email: { enabled: true, users: false, domainAdministrators: true },
        sms: { enabled: false, users: true, domainAdministrators: true },
      },
      sms: {
        gateway: 'http',
        allowedPrefixes: [],
        send: async () => ({ kind: 'unavailable', reason: 'x' }),
        health: () => ({ state: 'down', lastFailure: failure }),
        takeTestTurn: () => true,
      },
    });
    const { body } = await ask('GET', '/providers');
    expect(body.items).toEqual([
      {
        ...{ kind: 'totp', enabled: true, users: true, domainAdministrators: false, path: 'none' },
        used: { mailboxes: 0, atLeast: false },
        keys: { enabled: 'factors.totp.enabled', users: 'factors.totp.users' },
      },
      {
        ...{ kind: 'passkey', enabled: false, users: false, domainAdministrators: false, path: 'none' },
        used: { mailboxes: 0, atLeast: false },
        keys: {},
      },
      expect.objectContaining({
        ...{ kind: 'email', enabled: true, users: false, domainAdministrators: true, path: 'missing' },
        keys: expect.objectContaining({ domainAdministrators: 'factors.email.domain-administrators' }),
      }),
      expect.objectContaining({
        ...{ kind: 'sms', enabled: false, path: 'down' },
        lastFailure: { at: new Date(START).toISOString(), text: 'refused' },
      }),
    ]);
  });

  it('are told with the state of the mail path', async () => {
    const { services } = await createAdministrationFixture();
    const status = async () => ({
      ...(await services.status()),
      mailPath: { state: 'failing', since: START, queued: 3, lastFailure: { at: START, text: 'no route' } } as const,
    });
    const raw = { params: {}, query: {}, body: undefined };
    const { items } = await perform(showProvidersOperation, raw, OPERATOR, { ...services, status });
    expect(items[2]).toMatchObject({ path: 'failing', lastFailure: { text: 'no route' } });
  });
});
