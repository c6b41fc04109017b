// What every GroupStore does, and what AccountStore.resolve tells of groups and of owners' choices.

import { describe, expect, it } from 'vitest';
import { type Group, MAX_GROUPS_PER_MAILBOX } from '../../src/core/accounts/group-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain, mailbox } from '../support/records.ts';
import type { Start, UnderTest } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
/** Not listed. */
const GUEST = 'guest@example.org';

function group(name: string, policy: Group['policy'] = {}): Group {
  return { name, policy, createdAt: 1000 };
}

export function groupStoreContract(name: string, start: Start<DurableStores>): void {
  /** A store with the domain example.org, the mailbox anna, and the groups finance and staff. */
  const begin = async (): Promise<UnderTest<DurableStores>> => {
    const under = start();
    const { accounts, groups } = under.one;
    await accounts.putDomain(domain('example.org'));
    await accounts.addMailbox(mailbox(ANNA));
    await groups.add(group('staff', { trustedBrowserDays: 30 }));
    await groups.add(group('finance', { challenge: 'always', permittedCountries: { web: { allow: ['DE'] } } }));
    return under;
  };

  describe(`groups in ${name}`, () => {
    it('are kept from their addition to their removal, and listed by name', async () => {
      await using under = await begin();
      const { groups } = under.one;
      expect(await groups.add(group('staff'))).toBe(false);
      expect((await under.two.groups.list()).map(({ name }) => name)).toEqual(['finance', 'staff']);
      expect(await groups.update('staff', { challenge: 'new-ip' })).toBe(true);
      expect(await under.two.groups.find('staff')).toEqual(group('staff', { challenge: 'new-ip' }));
      expect(await groups.remove('staff')).toEqual([]);
      expect(await under.two.groups.find('staff')).toBeUndefined();
      expect(await groups.remove('staff')).toBeUndefined();
      expect(await groups.update('staff', {})).toBe(false);
      expect(await groups.members('staff', { limit: 10 })).toEqual({ items: [] });
    });

    it('have members, listed or not, of known domains', async () => {
      await using under = await begin();
      const { groups } = under.one;
      expect(await groups.addMember('staff', ANNA)).toBe('added');
      expect(await groups.addMember('staff', ANNA)).toBe('is-member');
      expect(await groups.addMember('staff', GUEST)).toBe('added');
      expect(await groups.addMember('staff', 'x@elsewhere.example')).toBe('unknown-domain');
      expect(await groups.addMember('nobody', ANNA)).toBe('unknown-group');
      expect(await under.two.groups.members('staff', { limit: 10 })).toEqual({ items: [ANNA, GUEST] });
      expect(await groups.removeMember('staff', ANNA)).toBe(true);
      expect(await groups.removeMember('staff', ANNA)).toBe(false);
      expect(await groups.removeMember('nobody', ANNA)).toBe(false);
      expect(await under.two.groups.remove('staff')).toEqual([GUEST]);
      await groups.add(group('staff'));
      expect(await groups.members('staff', { limit: 10 })).toEqual({ items: [] });
    });

    it('tell their members in pages that hold each once', async () => {
      await using under = await begin();
      const addresses = [...'abcdefg'].map((letter) => `${letter}@example.org`);
      for (const address of addresses) await under.one.groups.addMember('staff', address);
      const first = await under.two.groups.members('staff', { limit: 4 });
      expect(first.next).toBe('d@example.org');
      const second = await under.two.groups.members('staff', { limit: 3, after: first.next ?? '' });
      expect(second.next).toBeUndefined();
      expect([...first.items, ...second.items]).toEqual(addresses);
    });

    it('tell those of some domains only, in whole pages', async () => {
      await using under = await begin();
      const { accounts, groups } = under.one;
      await accounts.putDomain(domain('example.net'));
      for (const address of ['a@example.org', 'b@example.net', 'c@example.org', 'd@example.net', 'e@example.org']) {
        await groups.addMember('staff', address);
      }
      const first = await under.two.groups.members('staff', { limit: 2, domains: ['example.org'] });
      expect(first).toEqual({ items: ['a@example.org', 'c@example.org'], next: 'c@example.org' });
      const second = await under.two.groups.members('staff', {
        ...{ limit: 2, domains: ['example.org'] },
        after: first.next ?? '',
      });
      expect(second).toEqual({ items: ['e@example.org'] });
      expect(await groups.members('staff', { limit: 2, domains: [] })).toEqual({ items: [] });
      const both = await groups.members('staff', { limit: 9, domains: ['example.net', 'example.org'] });
      expect(both.items).toHaveLength(5);
    });

    it('take no mailbox that is in as many as it may be, of many callers at once', async () => {
      // Negative control: fails for a store that awaits between counting and adding.
      await using under = await begin();
      const names = Array.from({ length: MAX_GROUPS_PER_MAILBOX + 5 }, (_, index) => `g${index}`);
      for (const name of names) await under.one.groups.add(group(name));
      const answers = await Promise.all(
        names.map((name, index) => (index % 2 === 0 ? under.one : under.two).groups.addMember(name, ANNA)),
      );
      expect(answers.filter((answer) => answer === 'added')).toHaveLength(MAX_GROUPS_PER_MAILBOX);
      expect(answers.filter((answer) => answer === 'too-many-groups')).toHaveLength(5);
      expect((await under.one.accounts.resolve(ANNA))?.groups).toHaveLength(MAX_GROUPS_PER_MAILBOX);
    });
  });

  describe(`what resolving tells of groups in ${name}`, () => {
    it('is what each group says, by name, for listed and unlisted mailboxes, by any alias (R1.5)', async () => {
      await using under = await begin();
      const { accounts, groups } = under.one;
      await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      for (const address of [ANNA, GUEST]) {
        await groups.addMember('staff', address);
        await groups.addMember('finance', address);
      }
      const said = [
        { name: 'finance', policy: { challenge: 'always', permittedCountries: { web: { allow: ['DE'] } } } },
        { name: 'staff', policy: { trustedBrowserDays: 30 } },
      ];
      for (const given of [ANNA, GUEST, 'anna@old.example', 'guest@old.example']) {
        expect((await under.two.accounts.resolve(given))?.groups).toEqual(said);
      }
      expect((await under.two.accounts.resolve('other@example.org'))?.groups).toEqual([]);
    });

    it('ends with the membership, the group, the mailbox or the domain', async () => {
      await using under = await begin();
      const { accounts, groups } = under.one;
      const namesOf = async (address: string) => (await accounts.resolve(address))?.groups.map((its) => its.name);
      for (const group of ['finance', 'staff']) for (const one of [ANNA, GUEST]) await groups.addMember(group, one);
      await groups.removeMember('staff', ANNA);
      expect(await namesOf(ANNA)).toEqual(['finance']);
      expect(await accounts.removeMailbox(ANNA, 2000)).toBe(true);
      expect(await namesOf(ANNA)).toEqual([]);
      await accounts.addMailbox(mailbox(ANNA));
      expect(await namesOf(ANNA)).toEqual([]);
      await groups.remove('finance');
      expect(await namesOf(GUEST)).toEqual(['staff']);
      await accounts.removeMailbox(ANNA, 2000);
      expect(await accounts.removeDomain('example.org', 3000)).toBe(true);
      await accounts.putDomain(domain('example.org'));
      expect(await namesOf(GUEST)).toEqual([]);
      expect(await groups.members('staff', { limit: 10 })).toEqual({ items: [] });
    });

    it('stays when a mailbox is listed, and an unlisted one loses it by removal, with its connections', async () => {
      await using under = await begin();
      const { accounts, groups, revocations } = under.one;
      await groups.addMember('staff', GUEST);
      await accounts.addMailbox(mailbox(GUEST));
      expect((await accounts.resolve(GUEST))?.groups).toHaveLength(1);
      await groups.addMember('staff', 'other@example.org');
      expect(await accounts.removeMailbox('other@example.org', 2000)).toBe(true);
      expect(await accounts.removeMailbox('other@example.org', 2000)).toBe(false);
      expect((await revocations.since(0)).map(({ target }) => target)).toEqual([
        { kind: 'mailbox', address: 'other@example.org' },
      ]);
    });
  });

  describe(`an owner's choice in ${name}`, () => {
    it('is kept apart from the mailbox, listed or not, replaced and forgotten (R1.6)', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      const chosen = async (address: string) => (await under.two.accounts.resolve(address))?.ownChoice;
      for (const address of [ANNA, GUEST]) {
        expect(await accounts.setOwnChoice(address, 'new-ip', 1000)).toBe(true);
        expect(await accounts.setOwnChoice(address, 'always', 2000)).toBe(true);
        expect(await chosen(address)).toBe('always');
      }
      expect(await accounts.findMailbox(ANNA)).toEqual(mailbox(ANNA));
      await accounts.updateMailbox(ANNA, { policy: {} }, 3000);
      expect(await chosen(ANNA)).toBe('always');
      expect(await accounts.setOwnChoice(ANNA, undefined, 3000)).toBe(true);
      expect(await under.two.accounts.resolve(ANNA)).not.toHaveProperty('ownChoice');
      expect(await accounts.setOwnChoice('x@elsewhere.example', 'always', 1000)).toBe(false);
    });

    it('goes with its mailbox and its domain', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.setOwnChoice(ANNA, 'always', 1000);
      await accounts.setOwnChoice(GUEST, 'always', 1000);
      await accounts.removeMailbox(ANNA, 2000);
      expect(await accounts.resolve(ANNA)).not.toHaveProperty('ownChoice');
      expect(await accounts.removeDomain('example.org', 3000)).toBe(true);
      await accounts.putDomain(domain('example.org'));
      expect(await accounts.resolve(GUEST)).not.toHaveProperty('ownChoice');
    });
  });

  describe(`a password that must be changed in ${name}`, () => {
    it('is kept apart from the mailbox, listed or not, until it was, and goes with mailbox and domain (R6.4)', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      const dueOf = async (address: string) => (await under.two.accounts.resolve(address))?.passwordChangeDue;
      for (const address of [ANNA, GUEST]) {
        expect(await accounts.setPasswordChangeDue(address, { since: 1000, by: 'cli' })).toBe(true);
        expect(await accounts.setPasswordChangeDue(address, { since: 2000, by: 'ops' })).toBe(true);
        expect(await dueOf(address)).toEqual({ since: 2000, by: 'ops' });
      }
      await accounts.setPasswordChangeDue(ANNA, undefined);
      expect(await under.two.accounts.resolve(ANNA)).not.toHaveProperty('passwordChangeDue');
      await accounts.setPasswordChangeDue(ANNA, { since: 3000, by: 'cli' });
      await accounts.removeMailbox(ANNA, 4000);
      expect(await dueOf(ANNA)).toBeUndefined();
      expect(await accounts.removeDomain('example.org', 5000)).toBe(true);
      await accounts.putDomain(domain('example.org'));
      expect(await dueOf(GUEST)).toBeUndefined();
      expect(await accounts.setPasswordChangeDue('x@elsewhere.example', { since: 1, by: 'cli' })).toBe(false);
    });
  });
}
