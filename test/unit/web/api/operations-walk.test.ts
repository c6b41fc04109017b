// A walk through every operation of the API with everybody who may ask (R6.2): who may what is as operation-table.ts says,
// whoever is refused has changed nothing, and nothing of a domain leaves for those of another one (P-34).

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JobWork } from '../../../../src/core/administration/job.ts';
import { PERMISSIONS, PERMISSIONS_OF_ROLES, type Permission } from '../../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../../src/core/administrators/requester.ts';
import type { AdministrationServices } from '../../../../src/web/api/administration-services.ts';
import type { Operation } from '../../../../src/web/api/operation.ts';
import { OPERATIONS } from '../../../../src/web/api/operations.ts';
import { perform } from '../../../../src/web/api/perform.ts';
import { ProblemError } from '../../../../src/web/api/problem.ts';
import {
  type AdministrationFixture,
  createAdministrationFixture,
  liveConnection,
} from '../../../support/administration-fixture.ts';
import { START } from '../../../support/core-fixture.ts';
import {
  appPassword,
  auditEntry,
  lookupKey,
  openSession,
  PLACE_BOUNDS,
  placeUse,
  trustedBrowser,
} from '../../../support/records.ts';
import { type Column, type Expected, type Row, TABLE, type Target } from './operation-table.ts';

const OWN = 'always.example';
const FOREIGN = 'never.example';

const PLATFORM_ADMINISTRATOR: Requester = {
  actor: 'ada',
  administrator: 'ada',
  session: 'cs-0000000001',
  role: 'platform-administrator',
  permissions: PERMISSIONS_OF_ROLES['platform-administrator'],
  domains: 'all',
  confirmedUntil: START + 1,
};

const DOMAIN_ADMINISTRATOR: Requester = {
  ...PLATFORM_ADMINISTRATOR,
  ...{ actor: 'dora', administrator: 'dora', role: 'domain-administrator', domains: new Set([OWN]) },
  permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
};

const AUDITOR: Requester = {
  ...PLATFORM_ADMINISTRATOR,
  ...{ actor: 'otto', administrator: 'otto', role: 'auditor', permissions: PERMISSIONS_OF_ROLES.auditor },
};

const AUDITOR_OF_OWN: Requester = { ...AUDITOR, domains: new Set([OWN]) };

function tokenWith(permissions: readonly string[]): Requester {
  const { administrator: _administrator, session: _session, ...nobody } = PLATFORM_ADMINISTRATOR;
  return {
    ...nobody,
    ...{ actor: 'token tk-0000000001', token: { id: 'tk-0000000001', expiresAt: START + 1_000 } },
    permissions: new Set(permissions.filter((each): each is Permission => each in PERMISSIONS)),
  };
}

const COLUMNS: Readonly<Record<Column, readonly [requester: Requester, domain: string]>> = {
  domainOwn: [DOMAIN_ADMINISTRATOR, OWN],
  domainForeign: [DOMAIN_ADMINISTRATOR, FOREIGN],
  auditor: [AUDITOR, FOREIGN],
  auditorOwn: [AUDITOR_OF_OWN, OWN],
  auditorForeign: [AUDITOR_OF_OWN, FOREIGN],
};

/** The fixture with something of everything in both domains. */
async function createWalk(): Promise<{
  readonly fixture: AdministrationFixture;
  target(domain: string, requester: Requester): Target;
}> {
  const fixture = await createAdministrationFixture();
  const { stores } = fixture.core;
  await stores.groups.add({ name: 'staff', policy: {}, createdAt: START });
  for (const [domain, local] of [
    [OWN, 'own'],
    [FOREIGN, 'other'],
  ] as const) {
    const mailbox = `alice@${domain}`;
    await stores.groups.addMember('staff', mailbox);
    await stores.accounts.addAlias({ alias: `info@${domain}`, target: mailbox });
    await stores.accounts.setOwnChoice(mailbox, 'always', START);
    await stores.appPasswords.insert(appPassword(`ap-${local}`, { mailbox }), lookupKey(`ap-${local}`));
    await stores.factors.add({
      ...{ id: `f-${local}`, mailbox, kind: 'totp', name: 'Phone', createdAt: START },
      sealedSecret: new Uint8Array([1]),
    });
    await stores.places.remember(mailbox, placeUse('192.0.2.1/32', START, 'DE'), PLACE_BOUNDS);
    await stores.trustedBrowsers.insert(
      trustedBrowser(`tb-${local}`, { mailbox, trustedAt: START, lastUsedAt: START, endsAt: START + 1_000 }),
    );
    const session = openSession(`ws-${local}`, {
      mailbox,
      startedAt: START,
      lastActiveAt: START,
      endsAt: START + 1_000,
    });
    const sealedVault = new Uint8Array();
    await fixture.services.webSessions.insert({ session, lookupKey: lookupKey(session.id), sealedVault });
    await stores.audit.append([auditEntry(START, { mailbox })]);
    fixture.live.push(liveConnection(`c-${local}`, mailbox));
  }
  await stores.audit.append([auditEntry(START)]);
  await stores.statistics.advance(undefined, {
    ...{ to: 1, forgotten: [], buckets: [] },
    uses: [OWN, FOREIGN].map((domain) => ({ mailbox: `alice@${domain}`, at: START, door: 'imap' })),
  });
  await stores.tokens.insert(
    {
      ...{ id: 'tk-0000000001', name: 'Reports', permissions: ['mailboxes:read'], domains: 'all' },
      ...{ createdAt: START, expiresAt: START + 1_000 },
    },
    'digest',
  );
  for (const [name, role] of [
    ['ada', 'platform-administrator'],
    ['dora', 'domain-administrator'],
    ['otto', 'auditor'],
    ['vera', 'auditor'],
  ] as const) {
    const domains = role === 'domain-administrator' ? new Set([OWN]) : 'all';
    await stores.administrators.add({ name, role, domains, createdAt: START, stamp: name });
    await stores.factors.add({
      ...{ id: `f-${name}`, mailbox: name, kind: 'totp', name: 'Phone', createdAt: START },
      sealedSecret: new Uint8Array([1]),
    });
  }
  for (const requester of [OPERATOR, PLATFORM_ADMINISTRATOR, tokenWith([]), DOMAIN_ADMINISTRATOR, AUDITOR]) {
    const work = (isDryRun: boolean): JobWork => ({
      ...{ id: isDryRun ? `job of ${requester.actor}` : 'in earnest', kind: 'import', isDryRun },
      piece: async () => ({ kind: 'done', value: { items: [] } }),
      ...(isDryRun && { inEarnest: () => work(false) }),
    });
    await fixture.services.jobs.start(work(true), requester);
  }
  return {
    fixture,
    target: (domain, { actor, administrator = 'ada' }) => {
      const local = domain === OWN ? 'own' : 'other';
      return {
        domain,
        ...{ mailbox: `alice@${domain}`, alias: `info@${domain}` },
        ...{ appPassword: `ap-${local}`, factor: `f-${local}`, trustedBrowser: `tb-${local}` },
        ...{ session: `ws-${local}`, connection: `c-${local}`, token: 'tk-0000000001' },
        ...{ administrator: 'vera', authenticator: `f-${administrator}` },
        job: domain === OWN ? `job of ${actor}` : 'job of ada',
      };
    },
  };
}

/** Everything that an operation could change. */
async function stateOf({
  core,
  services,
  backups,
  resets,
}: AdministrationFixture): Promise<Readonly<Record<string, unknown>>> {
  const { stores } = core;
  const mailboxes = [OWN, FOREIGN].flatMap((domain) => ['alice', 'bob', 'carol'].map((local) => `${local}@${domain}`));
  const of = async <T>(read: (mailbox: string) => Promise<T>) => Promise.all(mailboxes.map(read));
  await core.parts.audit.flush();
  return {
    ...{ backups: [...backups], resets: [...resets] },
    domains: await stores.accounts.listDomains(),
    mailboxes: await of((mailbox) => stores.accounts.resolve(mailbox)),
    aliases: await of((mailbox) => stores.accounts.listAliases(mailbox)),
    groups: await stores.groups.list(),
    members: await stores.groups.members('staff', { limit: 10 }),
    appPasswords: await of((mailbox) => stores.appPasswords.list(mailbox, { includeRevoked: true })),
    factors: await of((mailbox) => stores.factors.list(mailbox)),
    localPasswords: await of((mailbox) => stores.localPasswords.find(mailbox)),
    places: await of((mailbox) => stores.places.list(mailbox, START)),
    trustedBrowsers: await of((mailbox) => stores.trustedBrowsers.list(mailbox, START)),
    webSessions: await services.webSessions.list(),
    tokens: await stores.tokens.list({}),
    administrators: await stores.administrators.list(),
    authenticators: await Promise.all(['ada', 'dora', 'otto', 'vera'].map((name) => stores.factors.list(name))),
    revocations: await stores.revocations.since(0),
    audit: await stores.audit.search({}, { limit: 1_000 }),
  };
}

type Came =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly code: string };

async function request(
  operation: Operation,
  row: Row,
  { requester, target, services }: { requester: Requester; target: Target; services: AdministrationServices },
): Promise<Came> {
  const raw = { params: {}, query: {}, body: undefined, ...row.ask?.(target) };
  try {
    return { kind: 'answered', answer: await perform(operation, raw, requester, services) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { kind: 'refused', code: error.problem.code };
  }
}

const BY_NAME = { unknown: /^unknown-/, refused: /^not-permitted$/ } as const;

/** Reports of many at once. */
const refusedItem = z.object({
  outcome: z.literal('refused'),
  refusal: z.object({ code: z.string().regex(BY_NAME.unknown) }),
});
const rejecting = z.object({ items: z.array(refusedItem).min(1) });

function judged(came: Came, domain: string): Expected {
  if (came.kind === 'answered' && rejecting.safeParse(came.answer).success) return 'rejected';
  if (came.kind === 'answered') return JSON.stringify(came.answer).includes(domain) ? 'found' : 'nothing';
  if (BY_NAME.unknown.test(came.code)) return 'unknown';
  return BY_NAME.refused.test(came.code) ? 'refused' : 'done';
}

const ROWS = OPERATIONS.map((operation) => [operation.id, operation] as const);

function rowOf({ id }: Operation): Row {
  const row = TABLE[id];
  if (!row) throw new Error(`${id} has no row in operation-table.ts`);
  return row;
}

describe('every operation', () => {
  it('is in the table, with its permission and what it needs confirmed', () => {
    const said = OPERATIONS.map(({ id, permission, needsConfirmation }) => [id, permission, needsConfirmation]);
    const expected = Object.entries(TABLE).map(([id, row]) => [id, row.permission, row.isConfirmed === true]);
    expect(said.sort()).toEqual(expected.sort());
  });

  it('has an id, and a method and a path, of its own', () => {
    for (const key of [({ id }: Operation) => id, ({ method, path }: Operation) => `${method} ${path}`]) {
      expect(new Set(OPERATIONS.map(key)).size).toBe(OPERATIONS.length);
    }
  });

  it('that only looks changes nothing, by its permission and by what it says of itself', () => {
    for (const { id, method, permission, needsConfirmation } of OPERATIONS) {
      if (method === 'GET') expect([id, permission]).toEqual([id, expect.stringMatching(/:read$|^own$/)]);
      if (needsConfirmation) expect([id, permission]).not.toEqual([id, expect.stringMatching(/:read$/)]);
    }
  });
});

/** What lets an administrator in, who would outlast a token. */
const NEVER_FOR_TOKENS: ReadonlySet<string> = new Set(['addAdministrator', 'resetAdministrator']);

describe.each(ROWS)('%s', (id, operation) => {
  const { expected, permission, isConfirmed } = rowOf(operation);
  const isForTokens = permission !== 'own' && permission !== 'operator' && !NEVER_FOR_TOKENS.has(id);

  it.each([
    ['the operator', OPERATOR, permission !== 'own'],
    ['a platform administrator', PLATFORM_ADMINISTRATOR, permission !== 'operator'],
    ['a token with this one permission', tokenWith([permission]), isForTokens],
  ])('is for %s, unless it is their own or the operator only', async (_who, requester, isForThem) => {
    const { fixture, target } = await createWalk();
    const came = await request(operation, rowOf(operation), {
      ...{ requester, target: target(FOREIGN, requester), services: fixture.services },
    });
    if (!isForThem) return expect(came).toEqual({ kind: 'refused', code: 'not-permitted' });
    expect(came).not.toMatchObject({ code: expect.stringMatching(/^(unknown-|not-permitted|confirmation-needed)/) });
    // An answer has nothing that its schema doesn't know: the description of the API is whole.
    if (came.kind === 'answered') expect(operation.answer.parse(came.answer)).toEqual(came.answer);
  });

  it('is not for a token with every other permission (R6.2)', async () => {
    // Negative control: fails without the permission in perform.ts.
    const { fixture, target } = await createWalk();
    const requester = tokenWith(Object.keys(PERMISSIONS).filter((each) => each !== permission));
    const before = await stateOf(fixture);
    expect(
      await request(operation, rowOf(operation), {
        requester,
        target: target(OWN, requester),
        services: fixture.services,
      }),
    ).toEqual({ kind: 'refused', code: 'not-permitted' });
    expect(await stateOf(fixture)).toEqual(before);
  });

  it.each(Object.entries(COLUMNS))('asked by %s comes to what the table says (P-34)', async (column, asking) => {
    // Negative control: fails without any of the stores in services-within.ts, and without requireWithin in perform.ts.
    const [requester, domain] = asking;
    const wanted = expected[column as Column];
    const { fixture, target } = await createWalk();
    const before = await stateOf(fixture);
    const came = await request(operation, rowOf(operation), {
      ...{ requester, target: target(domain, requester), services: fixture.services },
    });
    if (wanted === 'done') {
      expect(['done', 'found', 'nothing']).toContain(judged(came, domain));
    } else if (wanted === 'untouched') {
      expect(judged(came, domain)).toBe('found');
      const { audit: _audit, ...rest } = await stateOf(fixture);
      expect(before).toMatchObject(rest);
    } else {
      expect(judged(came, domain)).toBe(wanted);
      if (wanted !== 'found') expect(await stateOf(fixture)).toEqual(before);
    }
    // A report repeats what it was asked for.
    const isReport = wanted === 'rejected' || wanted === 'untouched';
    if (requester.domains !== 'all' && !isReport) expect(JSON.stringify(came)).not.toContain(FOREIGN);
  });

  it(`${isConfirmed ? 'needs' : 'does not need'} both steps to have been given lately (P-21)`, async () => {
    // Negative control: fails without isConfirmed in perform.ts.
    const { fixture, target } = await createWalk();
    const before = await stateOf(fixture);
    const came = await request(operation, rowOf(operation), {
      requester: { ...PLATFORM_ADMINISTRATOR, confirmedUntil: START },
      ...{ target: target(OWN, PLATFORM_ADMINISTRATOR), services: fixture.services },
    });
    if (!isConfirmed) return expect(came).not.toMatchObject({ code: 'confirmation-needed' });
    expect(came).toEqual({ kind: 'refused', code: 'confirmation-needed' });
    expect(await stateOf(fixture)).toEqual(before);
  });
});
