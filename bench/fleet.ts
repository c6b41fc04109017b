// `npm run bench:fleet`: what administrators wait for at 100,000 mailboxes, pages of the console included, and what policy
// costs each sign-in. Stores in a file of its own, no servers. Prints milliseconds, p50 and p95. FLEET_MAILBOXES and
// FLEET_AUDIT_ENTRIES make it smaller.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { openSqliteStores } from '../src/adapters/stores/sqlite/stores.ts';
import type { ListingFilter, ListingOrder } from '../src/core/accounts/mailbox-listing.ts';
import { policyLayers } from '../src/core/accounts/policy-layers.ts';
import { effectivePolicy, effectiveWebPolicy, type PlatformPolicy } from '../src/core/policy/policy.ts';
import { Calendar, DAY } from '../src/core/statistics/calendar.ts';
import { countAuditLog } from '../src/core/statistics/count-audit-log.ts';
import { EnrolmentCensus, figuresOf } from '../src/core/statistics/enrolment.ts';
import { RANGES, readStatistics, type StatisticsRange } from '../src/core/statistics/read-statistics.ts';
import type { DurableStores } from '../src/core/stores.ts';
import { MAILBOXES_PAGES } from '../src/web/console/mailboxes/mailboxes-routes.ts';
import { createAdministrationFixture } from '../test/support/administration-fixture.ts';
import { ConsoleFixture } from '../test/support/console-fixture.ts';
import { percentile } from './statistics.ts';

const MAILBOXES = Number(process.env['FLEET_MAILBOXES'] ?? 100_000);
const DOMAINS = 50;
const GROUPS = 200;
const ROUNDS = 40;
const AUDIT_ENTRIES = Number(process.env['FLEET_AUDIT_ENTRIES'] ?? 1_000_000);
const PLATFORM: PlatformPolicy = { challenge: 'new-ip' };

function addressOf(index: number): string {
  return `user${String(index).padStart(6, '0')}@d${index % DOMAINS}.example`;
}

/** Every fifth mailbox in a group, some with settings and choices of their own, half with factors, most seen lately. */
function fill(file: string): void {
  const database = new DatabaseSync(file);
  const insert = (sql: string): Insert => {
    const statement = database.prepare(`INSERT INTO ${sql}`);
    return { run: (...values) => void statement.run(...values) };
  };
  const domain = insert(`domains VALUES (?, 'default', 'default', ?, 1)`);
  const group = insert('mailbox_groups VALUES (?, ?, 1)');
  const mailbox = insert('mailboxes VALUES (?, ?, ?, ?, ?, 1)');
  const member = insert('group_members VALUES (?, ?, ?)');
  const choice = insert(`own_choices VALUES (?, ?, 'always', 1)`);
  const factor = insert(
    `factors (id, mailbox, domain, kind, name, created_at, last_step, sealed_secret) VALUES (?, ?, ?, ?, 'F', 1, 0, x'00')`,
  );
  const time = insert('sign_in_times VALUES (?, ?, ?)');
  database.exec('BEGIN');
  for (let index = 0; index < DOMAINS; index += 1) {
    domain.run(`d${index}.example`, JSON.stringify(index % 5 === 0 ? { challenge: 'always' } : {}));
  }
  for (let index = 0; index < GROUPS; index += 1) {
    const says = index === 7 ? { challenge: 'new-country' } : index % 3 === 0 ? { challenge: 'always' } : {};
    group.run(`g${index}`, JSON.stringify(says));
  }
  for (let index = 0; index < MAILBOXES; index += 1) {
    const [address, its] = [addressOf(index), `d${index % DOMAINS}.example`];
    const own = index % 997 === 0 ? 'never' : null;
    mailbox.run(address, its, JSON.stringify(own === null ? {} : { challenge: own }), own, index % 500 === 0 ? 1 : 0);
    if (index % 5 === 0) member.run(address, `g${(index / 5) % GROUPS}`, its);
    if (index % 100 === 0) choice.run(address, its);
    if (index % 2 === 0) factor.run(`f${index}`, address, its, index % 20 === 0 ? 'sms' : 'totp');
    if (index % 10 !== 0) time.run(address, its, 1_000_000 + ((index * 7919) % MAILBOXES));
  }
  database.exec('COMMIT');
  database.close();
}

interface Insert {
  run(...values: (string | number | null)[]): void;
}

async function measure(name: string, rounds: number, work: (round: number) => Promise<unknown>): Promise<void> {
  const taken: number[] = [];
  await work(0);
  for (let round = 1; round <= rounds; round += 1) {
    const started = performance.now();
    await work(round);
    taken.push(performance.now() - started);
  }
  taken.sort((one, other) => one - other);
  const [p50, p95] = [percentile(taken, 0.5), percentile(taken, 0.95)];
  process.stdout.write(`${name.padEnd(58)} ${p50.toFixed(3).padStart(9)} ${p95.toFixed(3).padStart(9)}\n`);
}

async function measureLists({ listing }: DurableStores): Promise<void> {
  const cases: readonly (readonly [name: string, filter: ListingFilter, order?: ListingOrder])[] = [
    ['all', {}],
    ['by last sign-in', {}, 'last-sign-in'],
    ['domain', { domain: 'd7.example' }],
    ['group', { group: 'g9' }],
    ['text in the address, rare', { search: '99999' }],
    ['prefix', { prefix: 'user0500' }],
    ['in the end: new-ip (most)', { effective: 'new-ip' }],
    ['in the end: always (many)', { effective: 'always' }],
    ['in the end: never (few)', { effective: 'never' }],
    ['in the end: new-country (one group)', { effective: 'new-country' }],
    ['no factor', { factor: 'none' }],
    ['a kind that few have', { factor: 'sms' }],
    ['only unverified factors (nobody)', { factor: 'unverified' }],
    ['never signed in', { hasSignedIn: false }],
    ['signed in since, few', { signedInSince: 1_000_000 + MAILBOXES - 50 }],
    ['disabled', { disabled: true }],
    ['always, no factor, one domain', { effective: 'always', factor: 'none', domain: 'd7.example' }],
  ];
  for (const [name, filter, order = 'address'] of cases) {
    await measure(`list: ${name}`, ROUNDS, async (round) => {
      const after = order === 'address' ? { after: addressOf((round * 2_311) % MAILBOXES) } : {};
      await listing.list(filter, { order, limit: 100, ...(round % 2 === 0 && after) }, PLATFORM);
    });
    await measure(`count up to 10,000: ${name}`, ROUNDS, () => listing.count(filter, PLATFORM, 10_001));
  }
}

/** The page of the list as a browser gets it: API, permission and rendering included; nothing is sent. */
async function measurePages({ accounts, groups, listing }: DurableStores): Promise<void> {
  const { services } = await createAdministrationFixture({ accounts, groups, listing, platformPolicy: PLATFORM });
  const console = new ConsoleFixture({ routes: MAILBOXES_PAGES, services });
  const cookie = console.begin('open');
  const pages: readonly (readonly [name: string, query: string])[] = [
    ['all', ''],
    ['by last sign-in', 'order=last-sign-in'],
    ['domain', 'domain=d7.example'],
    ['group', 'group=g9'],
    ['text in the address, rare', 'search=99999'],
    ['in the end: always (many)', 'effective=always'],
    ['in the end: never (few)', 'effective=never'],
    ['own mode', 'challenge=never'],
    ['no factor', 'factor=none'],
    ['a kind that few have', 'factor=sms'],
    ['never signed in', 'seen=never'],
    ['signed in before', 'before=2026-01-01'],
    ['disabled', 'state=disabled'],
    ['always, no factor, one domain', 'effective=always&factor=none&domain=d7.example'],
  ];
  for (const [name, query] of pages) {
    await measure(`page of the list: ${name}`, ROUNDS, async () => {
      const { status } = await console.visit('GET', `/mailboxes?${query}`, { cookie });
      if (status !== 200) throw new Error(`${name}: ${status}`);
    });
  }
  await measure('page of the change of all', ROUNDS, () =>
    console.visit('GET', '/mailboxes/change?all=yes', { cookie }),
  );
}

async function measureChanges({ accounts, listing }: DurableStores): Promise<void> {
  await measure('save one mailbox (synced)', ROUNDS, (round) =>
    accounts.updateMailbox(addressOf(round * 31), { policy: { challenge: 'always' } }, round),
  );
  await measure('a page of 5,000 for a preview of a change of policy', ROUNDS, (round) =>
    listing.combinations({}, { limit: 5_000, after: addressOf((round * 2_311) % MAILBOXES) }),
  );
  await measure('policy of one sign-in: layers read, web policy put together', 2_000, async (round) => {
    const account = await accounts.resolve(addressOf((round * 7_919) % MAILBOXES));
    return effectiveWebPolicy(policyLayers(PLATFORM, account));
  });
  const account = await accounts.resolve(addressOf(1_000));
  await measure('policy of one mail sign-in, put together only', 2_000, async () =>
    effectivePolicy(policyLayers(PLATFORM, account), 'imap'),
  );
}

const CALENDAR = new Calendar('Europe/Berlin');
const OUTCOMES = ['sign-in.allowed', 'sign-in.refused', 'web-sign-in.allowed', 'web-sign-in.challenged'] as const;
const COUNTRIES = ['DE', 'NL', 'FR', 'US', 'JP', 'BR', 'CH', 'AT', 'ES', 'GB', 'PL', 'IT'];

/** So many sign-ins, spread over 90 days up to now. */
async function fillAudit({ audit }: DurableStores, entries: number, now: number): Promise<void> {
  const together = 1_000;
  for (let written = 0; written < entries; written += together) {
    await audit.append(
      Array.from({ length: Math.min(together, entries - written) }, (_, offset) => {
        const index = written + offset;
        const event = OUTCOMES[index % OUTCOMES.length] ?? 'sign-in.allowed';
        return {
          ...({ at: now - 90 * DAY + Math.floor((index / entries) * 90 * DAY), kind: 'sign-in', event } as const),
          ...{ mailbox: addressOf((index * 7_919) % MAILBOXES), door: event.startsWith('web') ? 'web' : 'imap' },
          ...(event === 'sign-in.refused' && { reason: 'wrong-secret' }),
          ...{ remoteAddress: '192.0.2.1', details: { country: COUNTRIES[(index * 31) % COUNTRIES.length] ?? 'DE' } },
        };
      }),
    );
  }
}

async function measureDashboard(stores: DurableStores): Promise<void> {
  const { audit, statistics: store, accounts } = stores;
  const now = Date.now();
  await fillAudit(stores, AUDIT_ENTRIES, now);
  let slowest = 0;
  const began = performance.now();
  let turn = began;
  // What others wait for: from one pause to the next.
  const pause = async (): Promise<void> => {
    slowest = Math.max(slowest, performance.now() - turn);
    await setImmediate();
    turn = performance.now();
  };
  while ((await countAuditLog({ audit, store, calendar: CALENDAR, pause })) === 'behind') await pause();
  const took = Math.round(performance.now() - began);
  process.stdout.write(
    `${AUDIT_ENTRIES} audit entries counted in ${took} ms, the longest turn ${slowest.toFixed(1)} ms\n`,
  );
  for (const range of Object.keys(RANGES) as readonly StatisticsRange[]) {
    const span = range === '24h' ? 'hour' : 'day';
    for (const domains of ['all', ['d7.example']] as const) {
      await measure(`dashboard: ${range} of ${domains === 'all' ? 'everywhere' : 'a domain'}`, ROUNDS, () =>
        readStatistics({ range, span, domains, now }, { store, calendar: CALENDAR }),
      );
    }
  }
  await measure('dashboard: 7d by the hour', ROUNDS, () =>
    readStatistics({ range: '7d', span: 'hour', domains: 'all', now }, { store, calendar: CALENDAR }),
  );
  await measure('own passwords at mail doors: a page', ROUNDS, () =>
    store.uses({ domains: 'all', since: now - 30 * DAY }, { limit: 100 }),
  );
  await measure('own passwords at mail doors: count', ROUNDS, () =>
    store.countUses({ domains: 'all', since: now - 30 * DAY }),
  );
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const census = new EnrolmentCensus(
    { store, accounts, clock: { now: Date.now }, log, pause: () => setImmediate() },
    PLATFORM,
  );
  await measure('enrolment: all mailboxes counted, in the background', 1, async (round) => {
    census.reload({ ...PLATFORM, trustedBrowserDays: round });
    await census.begin();
  });
  await measure('enrolment: one piece of that', ROUNDS, (round) =>
    store.census({ limit: 500, after: addressOf((round * 2_311) % MAILBOXES) }),
  );
  await measure('dashboard: enrolment', ROUNDS, async () => {
    const enrolment = await census.figures();
    return enrolment && figuresOf(enrolment, 'all');
  });
}

const folder = mkdtempSync(join(tmpdir(), 'postern-fleet-'));
try {
  const file = join(folder, 'postern.db');
  await openSqliteStores(file)[Symbol.asyncDispose]();
  fill(file);
  const stores = openSqliteStores(file);
  process.stdout.write(`${`${MAILBOXES} mailboxes, ms`.padEnd(58)} ${'p50'.padStart(9)} ${'p95'.padStart(9)}\n`);
  await measureLists(stores);
  await measurePages(stores);
  await measureChanges(stores);
  await measureDashboard(stores);
  await stores[Symbol.asyncDispose]();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
