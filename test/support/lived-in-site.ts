// A site that looks as if people worked there: domains, mailboxes with their settings, second steps and app passwords, a week
// at the doors, and those who administer it. For pictures; no test of a behaviour counts on its figures.

import { DAY, HOUR } from '../../src/core/statistics/calendar.ts';
import type { ConsoleSite } from './console-site.ts';
import { domain, mailbox } from './records.ts';
import { fillStatistics } from './statistics-fixture.ts';

/** What pictures are taken of. */
export const LIVED_IN = {
  domain: 'example.com',
  otherDomain: 'example.org',
  mailbox: 'anna.lindqvist@example.com',
} as const;

const NAMES = [
  'anna.lindqvist',
  'b.okafor',
  'christoph.weber',
  'd.martinez',
  'elif.yilmaz',
  'finance',
  'finance.archive',
  'g.tanaka',
  'helpdesk',
  'ines.moreau',
  'j.kowalski',
  'keiko.sato',
  'l.rossi',
  'maria.silva',
  'n.petrov',
  'office',
  'p.dubois',
  'sales',
];

const DOMAINS = [LIVED_IN.domain, LIVED_IN.otherDomain];

/** Fills a Postern that nobody uses yet. */
export async function fillLivedInSite(site: ConsoleSite): Promise<void> {
  const now = site.clock.now();
  const { stores } = site.postern.node.state;
  const { accounts, groups } = stores;
  await accounts.putDomain(
    domain(LIVED_IN.domain, {
      policy: { challenge: 'new-country', permittedCountries: { web: { deny: ['KP'] } } },
      createdAt: now - 400 * DAY,
    }),
  );
  await accounts.putDomain(domain(LIVED_IN.otherDomain, { policy: { challenge: 'never' }, createdAt: now - 90 * DAY }));
  await groups.add({ name: 'pilots', policy: { challenge: 'always' }, createdAt: now - 60 * DAY });
  await groups.add({ name: 'board', policy: { challenge: 'always', trustedBrowserDays: 0 }, createdAt: now - DAY });
  const addresses = DOMAINS.flatMap((name) => NAMES.map((person) => `${person}@${name}`));
  for (const [index, address] of addresses.entries()) await fillMailbox(site, address, index);
  await fillPlaces(site);
  await fillStatistics(stores, now, addresses);
  await refuse(site);
  await site.add('bea', 'domain-administrator', [LIVED_IN.otherDomain]);
  await site.add('carla', 'auditor');
}

async function fillMailbox({ clock, postern }: ConsoleSite, address: string, index: number): Promise<void> {
  const { stores } = postern.node.state;
  const now = clock.now();
  const createdAt = now - (300 - index) * DAY;
  const policy = index % 5 === 1 ? ({ challenge: 'new-ip' } as const) : {};
  await stores.accounts.addMailbox(mailbox(address, { policy, disabled: index === 14, createdAt }));
  if (index % 4 === 0) await stores.groups.addMember('pilots', address);
  if (index % 6 !== 5) await stores.listing.recordSignIns([{ mailbox: address, at: now - (index + 1) * 7 * HOUR }]);
  if (index % 3 === 2) return;
  const kind = (['totp', 'email', 'totp', 'sms'] as const)[index % 4] ?? 'totp';
  const destination = kind === 'email' ? 'a•••@elsewhere.example' : kind === 'sms' ? '+49 ••• 67' : undefined;
  await stores.factors.add({
    ...{ id: `f-${index}`, mailbox: address, kind, createdAt, sealedSecret: new Uint8Array(32) },
    name: kind === 'totp' ? 'Phone' : kind === 'email' ? 'Private mail' : 'Mobile',
    ...(destination !== undefined && { destination, destinationHash: `h-${index}` }),
  });
  await postern.issue({ mailbox: address, name: 'Thunderbird', scopes: ['imap', 'smtp'] });
  if (index % 2 === 0) await postern.issue({ mailbox: address, name: 'Phone', scopes: ['imap', 'smtp', 'sieve'] });
}

/** Of the mailbox that is looked at. */
async function fillPlaces({ clock, postern }: ConsoleSite): Promise<void> {
  const { places } = postern.node.state.stores;
  const bounds = { entries: 50, keptFor: 90 * DAY };
  for (const [network, country, days] of [
    ['192.0.2.0/24', 'DE', 40],
    ['198.51.100.0/24', 'NL', 3],
  ] as const) {
    await places.remember(LIVED_IN.mailbox, { place: { network, country }, at: clock.now() - days * DAY }, bounds);
  }
}

/** What the picture of an audit entry shows. */
async function refuse({ clock, postern }: ConsoleSite): Promise<void> {
  await postern.node.state.stores.audit.append([
    {
      at: clock.now() - 20 * 60_000,
      kind: 'sign-in',
      event: 'web-sign-in.refused',
      decisionId: '7Q2M0X4K9TABC',
      mailbox: LIVED_IN.mailbox,
      door: 'web',
      remoteAddress: '203.0.113.7',
      reason: 'network-not-permitted',
      trace: [
        { check: 'account', result: `mailbox ${LIVED_IN.mailbox}` },
        { check: 'permitted-networks', result: 'permitted' },
        { check: 'permitted-countries', result: 'elsewhere: KP', layer: 'domain' },
      ],
      details: { country: 'KP' },
    },
  ]);
}
