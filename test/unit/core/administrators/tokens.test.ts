// Tokens: what they may hold, how they are revoked, and what of them counts when they are used.

import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryThrottleStore } from '../../../../src/adapters/ephemeral/memory/throttle-store.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { systemRandom } from '../../../../src/adapters/system/system-random.ts';
import type { Administrator } from '../../../../src/core/administrators/administrator.ts';
import { PERMISSIONS_OF_ROLES, type Permission } from '../../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../../src/core/administrators/requester.ts';
import {
  createToken,
  listTokens,
  revokeToken,
  type TokenPorts,
  type TokenWish,
} from '../../../../src/core/administrators/tokens/manage-tokens.ts';
import { isTokenSecret, MAX_TOKENS_PER_MAKER } from '../../../../src/core/administrators/tokens/token.ts';
import { requesterOfToken, type TokenDoorParts } from '../../../../src/core/administrators/tokens/token-door.ts';
import { TokenUses } from '../../../../src/core/administrators/tokens/token-uses.ts';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import type { LogFields } from '../../../../src/core/ports.ts';
import type { DurableStores } from '../../../../src/core/stores.ts';
import { silentLog } from '../../../support/core-fixture.ts';
import { domain, token } from '../../../support/records.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 15, 12);
const FROM = { remoteAddress: '192.0.2.7', userAgent: 'curl' };

let now: number;
let stores: DurableStores;
let ports: TokenPorts;
let door: TokenDoorParts;
let administrators: Map<string, Administrator>;
let logged: LogFields[];

const ALICE: Administrator = {
  name: 'alice',
  role: 'platform-administrator',
  domains: 'all',
  disabled: false,
  createdAt: NOW - DAY,
};

const asAlice: Requester = { ...OPERATOR, actor: 'alice', administrator: 'alice' };

const READ: TokenWish = { name: 'Monitoring', permissions: ['mailboxes:read', 'audit:read'] };

beforeEach(async () => {
  now = NOW;
  stores = openMemoryStores();
  for (const name of ['one.example', 'two.example']) await stores.accounts.putDomain(domain(name));
  administrators = new Map([['alice', ALICE]]);
  logged = [];
  const clock = { now: () => now };
  const tokenDigest = { digest: (...parts: readonly string[]) => `digest of ${parts.join(' ')}` };
  const log = { ...silentLog, warn: (event: string, fields: LogFields = {}) => void logged.push({ event, ...fields }) };
  const { isOperator: _onlyOnTheSocket, ...alice } = asAlice;
  ports = {
    tokens: stores.tokens,
    accounts: stores.accounts,
    tokenDigest,
    tokenLives: { defaultLife: 90 * DAY, longestLife: 365 * DAY },
    requester: alice,
    random: systemRandom,
    audit: new AuditLog(stores.audit, silentLog),
    clock,
    actor: 'alice',
  };
  door = {
    tokens: stores.tokens,
    administrators: {
      find: async (name) => {
        const found = administrators.get(name);
        return found && { ...found, stamp: 'stamp', isSetUp: true };
      },
    },
    tokenDigest,
    uses: new TokenUses({ tokens: stores.tokens, log }),
    throttle: openMemoryThrottleStore(),
    clock,
    log,
  };
});

const asking = (requester: Partial<Requester>): TokenPorts => ({
  ...ports,
  requester: { ...ports.requester, ...requester },
});

async function made(wish: TokenWish = READ, by: TokenPorts = ports) {
  const outcome = await createToken(wish, by);
  if (outcome.kind === 'refused') throw new Error(outcome.text);
  return outcome.value;
}

async function requester(secret: string): Promise<Requester> {
  const answer = await requesterOfToken(secret, FROM, door);
  if (answer.kind !== 'known') throw new Error(answer.kind);
  return answer.requester;
}

const refusals = () => logged.filter(({ event }) => event === 'token.refused').map(({ reason }) => reason);

describe('making a token', () => {
  it('shows it once and keeps a digest, never itself', async () => {
    const { token: record, secret } = await made();
    expect(isTokenSecret(secret)).toBe(true);
    expect(record).toEqual({
      id: expect.stringMatching(/^tk-[0-9a-z]{10}$/),
      ...READ,
      domains: 'all',
      maker: 'alice',
      createdAt: NOW,
      expiresAt: NOW + 90 * DAY,
    });
    expect(JSON.stringify(await stores.tokens.list())).not.toContain(secret);
    const [entry] = await stores.audit.search({ event: 'token.created' }, { limit: 1 });
    expect(entry).toMatchObject({
      actor: 'alice',
      details: { token: record.id, permissions: 'mailboxes:read audit:read' },
    });
    expect(JSON.stringify(entry)).not.toContain(secret);
  });

  it('gives none that ends never, or later than any may', async () => {
    for (const expires of ['never', '366d', '0s', '2020-01-01', 'soon']) {
      const refused = await createToken({ ...READ, expires }, ports);
      expect(refused).toMatchObject({ code: 'invalid', problems: [{ field: 'expires' }] });
    }
    expect((await made({ ...READ, expires: '365d' })).token.expiresAt).toBe(NOW + 365 * DAY);
    expect((await made({ ...READ, expires: '2026-02-01' })).token.expiresAt).toBe(Date.UTC(2026, 1, 1));
  });

  it('gives none that reaches further than its maker (R6.2)', async () => {
    // Negative control: fails when `beyond` isn't looked at.
    const of = asking({ permissions: new Set<Permission>(['mailboxes:read']), domains: new Set(['one.example']) });
    const refused = await createToken({ ...READ, domains: ['two.example', 'ONE.example', 'no.example'] }, of);
    expect(refused).toMatchObject({
      code: 'invalid',
      problems: [
        { field: 'permissions', reason: 'go beyond those of its maker: audit:read' },
        { field: 'domains', reason: 'there is no domain two.example' },
        { field: 'domains', reason: 'there is no domain no.example' },
      ],
    });
    const own = await made({ ...READ, permissions: ['mailboxes:read'] }, of);
    expect(own.token.domains).toEqual(new Set(['one.example']));
  });

  it('wants a name, a permission, and a domain where domains are named', async () => {
    const refused = await createToken({ name: ' ', permissions: [], domains: [] }, ports);
    expect(refused).toMatchObject({ problems: [{ field: 'name' }, { field: 'permissions' }, { field: 'domains' }] });
  });

  it('gives none to who came in by break-glass, whose session is shorter than any token (R6.7)', async () => {
    const { administrator: _nobody, ...stranger } = ports.requester;
    expect(await createToken(READ, { ...ports, requester: stranger })).toMatchObject({ code: 'no-token-maker' });
    expect((await made(READ, { ...ports, requester: OPERATOR })).token).not.toHaveProperty('maker');
  });

  it('ends at a bound for each maker', async () => {
    for (let index = 0; index < MAX_TOKENS_PER_MAKER; index += 1) {
      await stores.tokens.insert(token(`tk-${index}`, { maker: 'alice', expiresAt: NOW + DAY }), `d${index}`);
    }
    expect(await createToken(READ, ports)).toMatchObject({ code: 'too-many-tokens' });
  });
});

describe('a token that asks for another one', () => {
  it('gives one that ends with it, of itself or revoked', async () => {
    const first = await made({ ...READ, expires: '10d' });
    const of = asking(await requester(first.secret));
    const second = await made(READ, of);
    expect(second.token).toMatchObject({ madeBy: first.token.id, maker: 'alice', expiresAt: NOW + 10 * DAY });
    expect(await createToken({ ...READ, expires: '11d' }, of)).toMatchObject({ code: 'invalid' });
    await revokeToken(first.token.id, ports);
    expect((await requesterOfToken(second.secret, FROM, door)).kind).toBe('refused');
    expect(await createToken(READ, of)).toMatchObject({ code: 'unknown-token' });
    const entries = await stores.audit.search({ event: 'token.revoked' }, { limit: 5 });
    expect(entries.map(({ details }) => details?.['token'])).toEqual([second.token.id, first.token.id]);
  });
});

describe('revoking a token', () => {
  it('is done once, and it is listed as ended from then on', async () => {
    const { token: record } = await made();
    const tries = await Promise.all([1, 2, 3].map(() => revokeToken(record.id, ports)));
    expect(tries.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await listTokens({ ended: false }, ports)).toEqual([]);
    expect(await listTokens({ ended: true }, ports)).toHaveLength(1);
    expect(await revokeToken('tk-none', ports)).toMatchObject({ code: 'unknown-token' });
  });
});

describe('using a token', () => {
  it('lets it do what it says, without anybody to ask for two steps', async () => {
    const { token: record, secret } = await made({ ...READ, domains: ['one.example'] });
    expect(await requester(secret)).toEqual({
      actor: `token ${record.id}`,
      administrator: 'alice',
      role: 'platform-administrator',
      permissions: new Set(READ.permissions),
      domains: new Set(['one.example']),
      token: { id: record.id, expiresAt: record.expiresAt },
      confirmedUntil: 'always',
      origin: FROM,
    });
  });

  it('never makes the operator of it, whoever made it', async () => {
    const { secret } = await made(READ, { ...ports, requester: OPERATOR });
    expect(await requester(secret)).not.toHaveProperty('isOperator');
  });

  it('cuts it to what its maker may do by then', async () => {
    // Negative control: fails when the token's own permissions and domains are taken as they are.
    const { secret } = await made({ ...READ, permissions: ['mailboxes:read', 'platform:write', 'audit:read'] });
    administrators.set('alice', { ...ALICE, role: 'domain-administrator', domains: new Set(['two.example']) });
    const demoted = await requester(secret);
    expect([...demoted.permissions]).toEqual(['mailboxes:read', 'audit:read']);
    expect(demoted).toMatchObject({ role: 'domain-administrator', domains: new Set(['two.example']) });
    administrators.set('alice', { ...ALICE, role: 'auditor' });
    expect((await requester(secret)).permissions).toEqual(
      new Set(READ.permissions.filter((each) => PERMISSIONS_OF_ROLES.auditor.has(each))),
    );
  });

  it.each<[string, () => void]>([
    ['disabled', () => administrators.set('alice', { ...ALICE, disabled: true })],
    ['removed', () => administrators.delete('alice')],
    [
      'removed, and somebody else has the name by now',
      () => administrators.set('alice', { ...ALICE, createdAt: NOW + 1 }),
    ],
  ])('ends with a maker who was %s', async (_what, change) => {
    // Negative control: fails when the maker isn't looked up.
    const { secret } = await made();
    change();
    expect(await requesterOfToken(secret, FROM, door)).toEqual({ kind: 'refused' });
    expect(refusals()).toEqual(['maker-gone']);
  });

  it('says nothing of why it is refused but to the log', async () => {
    const { secret, token: record } = await made({ ...READ, expires: '1d' });
    for (const given of [undefined, 'x', `${secret}x`, `postern_${'A'.repeat(32)}`]) {
      expect(await requesterOfToken(given, FROM, door)).toEqual({ kind: 'refused' });
    }
    now += DAY;
    expect(await requesterOfToken(secret, FROM, door)).toEqual({ kind: 'refused' });
    expect(refusals()).toEqual(['malformed', 'malformed', 'malformed', 'unknown', 'expired']);
    expect(logged.at(-1)).toEqual({
      event: 'token.refused',
      remoteAddress: '192.0.2.7',
      reason: 'expired',
      token: record.id,
    });
    expect(JSON.stringify(logged)).not.toContain('postern_');
  });

  it('is throttled by network, counting the same wrong one once', async () => {
    const { secret } = await made();
    for (let index = 0; index < 50; index += 1) {
      expect((await requesterOfToken('postern_old', FROM, door)).kind).toBe('refused');
    }
    for (let index = 0; index < 19; index += 1) await requesterOfToken(`wrong ${index}`, FROM, door);
    expect((await requesterOfToken('wrong again', FROM, door)).kind).toBe('throttled');
    expect((await requesterOfToken('wrong', { ...FROM, remoteAddress: '192.0.2.8' }, door)).kind).toBe('refused');
    expect((await requesterOfToken(secret, FROM, door)).kind).toBe('known');
  });

  it('remembers its uses in batches, and loses none to a store that can not be asked but those', async () => {
    const recorded: unknown[] = [];
    const errors: unknown[] = [];
    const uses = new TokenUses({
      tokens: {
        recordUses: async (batch) => {
          if (recorded.length === 0) recorded.push(batch);
          else throw new Error('gone');
        },
      },
      log: { ...silentLog, error: (event) => void errors.push(event) },
    });
    uses.record('tk-1', { at: 1, remoteAddress: 'a' });
    uses.record('tk-1', { at: 2, remoteAddress: 'b' });
    await uses.flush();
    await uses.flush();
    expect(recorded).toEqual([[{ id: 'tk-1', use: { at: 2, remoteAddress: 'b' } }]]);
    uses.record('tk-1', { at: 3, remoteAddress: 'c' });
    await uses.flush();
    expect(errors).toEqual(['token.uses-lost']);
  });
});
