// What every MailboxListing does. What holds in the end is compared with core/policy, on layers of every kind.

import { describe, expect, it } from 'vitest';
import type { ListingFilter, ListingOrder } from '../../src/core/accounts/mailbox-listing.ts';
import { policyLayers } from '../../src/core/accounts/policy-layers.ts';
import { CHALLENGE_MODES, effectiveWebPolicy, type PlatformPolicy } from '../../src/core/policy/policy.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain, mailbox } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const PLATFORM: PlatformPolicy = { challenge: 'new-country' };

const MODES = [undefined, ...CHALLENGE_MODES];
const CHOICES = [undefined, true, false];

/** Every `nth` of a list, over and over: all pairs of lists whose lengths have no divisor in common. */
function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined && !list.includes(item as T)) throw new RangeError('an empty list');
  return item as T;
}

function layer(mode: (typeof MODES)[number], userChoice: boolean | undefined) {
  return { ...(mode && { challenge: mode }), ...(userChoice !== undefined && { userChoice }) };
}

/** 7 domains, 11 groups and 315 mailboxes, in whose layers every pair of values is somewhere. */
async function fill({ accounts, groups }: DurableStores): Promise<void> {
  for (let index = 0; index < 7; index += 1) {
    await accounts.putDomain(domain(`d${index}.example`, { policy: layer(at(MODES, index), at(CHOICES, index)) }));
  }
  for (let index = 0; index < 11; index += 1) {
    await groups.add({ name: `g${index}`, policy: layer(at(MODES, index + 2), at(CHOICES, index)), createdAt: 1 });
  }
  for (let index = 0; index < 315; index += 1) {
    const address = `m${String(index).padStart(3, '0')}@d${index % 7}.example`;
    await accounts.addMailbox(
      mailbox(address, {
        policy: index % 4 === 0 ? layer(at(MODES, index / 4), at(CHOICES, index / 4)) : {},
        disabled: index % 13 === 0,
      }),
    );
    if (index % 3 !== 0) await groups.addMember(`g${index % 11}`, address);
    if (index % 9 === 0) await groups.addMember(`g${(index + 5) % 11}`, address);
    const choice = at(MODES, index % 8);
    if (choice) await accounts.setOwnChoice(address, choice, 1000);
  }
}

export function mailboxListingContract(name: string, start: Start<DurableStores>): void {
  const small = async () => {
    const under = start();
    const { accounts, groups, factors, listing } = under.one;
    await accounts.putDomain(domain('example.org'));
    await accounts.putDomain(domain('example.net', { policy: { challenge: 'always' } }));
    await accounts.addMailbox(mailbox('anna@example.org'));
    await accounts.addMailbox(mailbox('ben@example.org', { policy: { challenge: 'never' }, disabled: true }));
    await accounts.addMailbox(mailbox('cleo@example.net'));
    await groups.add({ name: 'staff', policy: { challenge: 'new-ip' }, createdAt: 1 });
    await groups.addMember('staff', 'anna@example.org');
    const add = (id: string, whose: string, kind: 'totp' | 'email') =>
      factors.add({
        ...{ id, mailbox: whose, kind, name: id, createdAt: 1, sealedSecret: new Uint8Array([1]) },
        ...(kind === 'email' && { isUnverified: true }),
      });
    await add('f1', 'anna@example.org', 'email');
    await add('f2', 'anna@example.org', 'totp');
    await add('f3', 'cleo@example.net', 'email');
    await factors.recordUse('anna@example.org', 'f1', 5);
    await listing.recordSignIns([
      { mailbox: 'anna@example.org', at: 2000 },
      { mailbox: 'cleo@example.net', at: 3000 },
      { mailbox: 'guest@example.org', at: 2500 },
      { mailbox: 'nobody@elsewhere.example', at: 2500 },
    ]);
    const found = async (filter: ListingFilter, order: ListingOrder = 'address') => {
      const { items } = await under.two.listing.list(filter, { order, limit: 10 }, PLATFORM);
      const counted = await under.two.listing.count(filter, PLATFORM, 10);
      if (order === 'address') expect(counted).toBe(items.length);
      return items.map(({ address }) => address.slice(0, address.indexOf('@'))).join(' ');
    };
    return { under, found, [Symbol.asyncDispose]: () => under[Symbol.asyncDispose]() };
  };

  describe(`the list of mailboxes in ${name}`, () => {
    it('tells each by the mode that holds in the end, as core/policy says it (R1.5, R1.6)', async () => {
      // Negative control: fails when an owner's choice counts whatever policy says, or a group's laxest mode wins.
      await using under = start();
      await fill(under.one);
      for (const platform of [PLATFORM, { challenge: 'never', userChoice: false } as const]) {
        const everybody = await under.two.listing.list({}, { order: 'address', limit: 1000 }, platform);
        expect(everybody.items).toHaveLength(315);
        for (const item of everybody.items) {
          const { mailbox: _listed, ...resolved } = (await under.one.accounts.resolve(item.address)) ?? {};
          expect(item).toMatchObject(resolved);
        }
        for (const effective of CHALLENGE_MODES) {
          const page = await under.two.listing.list({ effective }, { order: 'address', limit: 1000 }, platform);
          const wanted = everybody.items.filter(
            (item) => effectiveWebPolicy(policyLayers(platform, item)).challenge.value === effective,
          );
          expect(wanted.length).toBeGreaterThan(0);
          expect(page.items).toEqual(wanted);
          expect(await under.two.listing.count({ effective }, platform, 1000)).toBe(wanted.length);
        }
      }
    });

    it('finds a mode that no domain gives, in groups, mailboxes and choices alone', async () => {
      await using fixture = await small();
      const { under, found } = fixture;
      expect(await found({ effective: 'new-ip' })).toBe('anna');
      expect(await found({ effective: 'never' })).toBe('ben');
      await under.one.accounts.setOwnChoice('ben@example.org', 'new-ip', 1);
      expect(await found({ effective: 'new-ip' })).toBe('anna ben');
      expect(await found({ effective: 'new-country' })).toBe('');
    });

    it('is narrowed by name, domain, group, state, factors and last sign-in, all at once', async () => {
      await using fixture = await small();
      const { found } = fixture;
      expect(await found({})).toBe('anna ben cleo');
      expect(await found({ domain: 'example.org' })).toBe('anna ben');
      expect(await found({ domains: ['example.org', 'nowhere.example'] })).toBe('anna ben');
      expect(await found({ domains: ['example.net', 'example.org'] })).toBe('anna ben cleo');
      expect(await found({ domains: ['example.net'], domain: 'example.org' })).toBe('');
      expect(await found({ domains: [] })).toBe('');
      expect(await found({ domains: ['example.net'] }, 'last-sign-in')).toBe('cleo');
      expect(await found({ prefix: 'B' })).toBe('ben');
      expect(await found({ search: '.NET' })).toBe('cleo');
      expect(await found({ group: 'staff' })).toBe('anna');
      expect(await found({ disabled: true })).toBe('ben');
      expect(await found({ disabled: false, domain: 'example.org' })).toBe('anna');
      expect(await found({ challenge: 'never' })).toBe('ben');
      expect(await found({ factor: 'none' })).toBe('ben');
      expect(await found({ factor: 'any' })).toBe('anna cleo');
      expect(await found({ factor: 'totp' })).toBe('anna');
      expect(await found({ factor: 'email' })).toBe('anna cleo');
      expect(await found({ factor: 'unverified' })).toBe('cleo');
      expect(await found({ signedInSince: 3000 })).toBe('cleo');
      expect(await found({ signedInBefore: 3000 })).toBe('anna');
      expect(await found({ hasSignedIn: false })).toBe('ben');
      expect(await found({ hasSignedIn: true, effective: 'always' })).toBe('cleo');
      expect(await found({}, 'last-sign-in')).toBe('cleo anna');
    });

    it('shows groups, factors and the last sign-in, of which only the newest is kept', async () => {
      await using fixture = await small();
      const { listing } = fixture.under.one;
      await listing.recordSignIns([{ mailbox: 'anna@example.org', at: 1500 }]);
      const { items } = await listing.list({ search: 'anna' }, { order: 'address', limit: 1 }, PLATFORM);
      expect(items).toMatchObject([{ groups: [{ name: 'staff' }], factors: ['email', 'totp'], lastSignInAt: 2000 }]);
      await fixture.under.one.accounts.removeMailbox('anna@example.org', 1);
      await fixture.under.one.accounts.addMailbox(mailbox('anna@example.org'));
      expect(await fixture.found({ hasSignedIn: false })).toBe('anna ben');
    });

    it.each(['address', 'last-sign-in'] as const)('comes in pages that hold each once, by %s', async (order) => {
      await using under = start();
      await fill(under.one);
      const { items } = await under.one.listing.list({}, { order: 'address', limit: 1000 }, PLATFORM);
      await under.one.listing.recordSignIns(items.map(({ address }, index) => ({ mailbox: address, at: index % 20 })));
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = { order, limit: 40, ...(after !== undefined && { after }) };
        const { items, next } = await under.two.listing.list({ disabled: false }, page, PLATFORM);
        seen.push(...items.map(({ address }) => address));
        after = next;
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(await under.two.listing.count({ disabled: false }, PLATFORM, 1000));
      expect(await under.two.listing.count({}, PLATFORM, 100)).toBe(100);
    });

    it('tells combinations of layers of everybody who is known, page by page', async () => {
      await using under = start();
      await fill(under.one);
      const { listing, groups } = under.one;
      await listing.recordSignIns([{ mailbox: 'guest@d1.example', at: 1 }]);
      await groups.addMember('g3', 'other@d2.example');
      const counted = async (scope: { domain?: string; group?: string }, limit: number) => {
        const [sum, keys] = [{ mailboxes: 0 }, new Map<string, number>()];
        let after: string | undefined;
        do {
          const page = await under.two.listing.combinations(scope, { limit, ...(after !== undefined && { after }) });
          for (const { mailboxes, examples, ...layers } of page.items) {
            sum.mailboxes += mailboxes;
            expect([...examples].sort()).toEqual(examples);
            for (const example of examples) {
              const account = await under.two.accounts.resolve(example);
              expect([account?.domain.name, account?.groups]).toEqual([layers.domain, layers.groups]);
            }
            const key = JSON.stringify([layers.domain, layers.mailbox, layers.groups, layers.ownChoice]);
            keys.set(key, (keys.get(key) ?? 0) + mailboxes);
          }
          after = page.next;
        } while (after !== undefined);
        return { total: sum.mailboxes, keys };
      };
      const everybody = await counted({}, 1000);
      expect(everybody.total).toBe(317);
      expect(await counted({}, 17)).toEqual(everybody);
      expect((await counted({ domain: 'd1.example' }, 7)).total).toBe(46);
      const members = await under.two.groups.members('g3', { limit: 1000 });
      expect((await counted({ group: 'g3' }, 7)).total).toBe(members.items.length);
      const ofDomain = members.items.filter((address) => address.endsWith('@d2.example'));
      expect((await counted({ group: 'g3', domain: 'd2.example' }, 7)).total).toBe(ofDomain.length);
    });
  });
}
