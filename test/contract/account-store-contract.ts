// What every AccountStore does.

import { describe, expect, it } from 'vitest';
import type { DurableStores } from '../../src/core/stores.ts';
import { appPassword, domain, lookupKey, mailbox } from '../support/records.ts';
import type { Start, UnderTest } from '../support/stores-under-test.ts';

export function accountStoreContract(name: string, start: Start<DurableStores>): void {
  /** A store with the domain example.org. */
  const begin = async (): Promise<UnderTest<DurableStores>> => {
    const under = start();
    await under.one.accounts.putDomain(domain('example.org'));
    return under;
  };

  describe(`domains in ${name}`, () => {
    it('keeps a domain and replaces all but when it was made', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      expect(await accounts.findDomain('example.org')).toEqual(domain('example.org'));
      const changed = domain('example.org', { backend: 'two', policy: { challenge: 'always' } });
      expect(await accounts.putDomain({ ...changed, createdAt: 2000 })).toBe(true);
      expect(await under.two.accounts.findDomain('example.org')).toEqual(changed);
      expect(await accounts.findDomain('elsewhere.example')).toBeUndefined();
    });

    it('lists domains by name', async () => {
      await using under = await begin();
      await under.one.accounts.putDomain(domain('a.example'));
      const names = (await under.two.accounts.listDomains()).map(({ name }) => name);
      expect(names).toEqual(['a.example', 'example.org']);
    });

    it('removes a domain only when it has no mailbox', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      expect(await accounts.removeDomain('example.org', 5000)).toBe(false);
      await accounts.removeMailbox('anna@example.org', 5000);
      expect(await accounts.removeDomain('example.org', 5000)).toBe(true);
      expect(await accounts.removeDomain('example.org', 5000)).toBe(false);
      expect(await accounts.findDomain('example.org')).toBeUndefined();
    });

    it('removes a domain with its aliases and what its unlisted mailboxes have, and ends their connections', async () => {
      await using under = await begin();
      const { accounts, appPasswords, localPasswords, revocations } = under.one;
      await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      await appPasswords.insert(appPassword('ap1', { mailbox: 'guest@example.org' }), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { mailbox: 'guest@not-example.org' }), lookupKey('2'));
      await localPasswords.set('guest@example.org', '$argon2id$', 1000);
      await accounts.removeDomain('example.org', 5000);
      expect(await appPasswords.findByLookupKey(lookupKey('1'))).toBeUndefined();
      expect(await appPasswords.find('ap2')).toBeDefined();
      expect(await localPasswords.find('guest@example.org')).toBeUndefined();
      expect(await accounts.resolve('guest@old.example')).toBeUndefined();
      const target = { kind: 'domain', name: 'example.org' };
      expect(await revocations.since(0)).toEqual([{ sequence: 1, at: 5000, target, reason: 'removed' }]);
    });
  });

  describe(`mailboxes in ${name}`, () => {
    it('keeps a mailbox from its addition to its removal', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      const anna = mailbox('anna@example.org', { policy: { challenge: 'new-ip', permittedNetworks: { imap: [] } } });
      expect(await accounts.addMailbox(anna)).toBe(true);
      expect(await under.two.accounts.findMailbox('anna@example.org')).toEqual(anna);
      expect(await accounts.updateMailbox('anna@example.org', { policy: {} }, 2000)).toBe(true);
      expect(await under.two.accounts.findMailbox('anna@example.org')).toEqual({ ...anna, policy: {} });
      expect(await accounts.removeMailbox('anna@example.org', 3000)).toBe(true);
      expect(await under.two.accounts.findMailbox('anna@example.org')).toBeUndefined();
      expect(await accounts.removeMailbox('anna@example.org', 3000)).toBe(false);
      expect(await accounts.updateMailbox('anna@example.org', {}, 3000)).toBe(false);
    });

    it('adds no mailbox twice, none that is an alias, and none of an unknown domain', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.addAlias({ alias: 'info@example.org', target: 'anna@example.org' });
      expect(await accounts.addMailbox(mailbox('anna@example.org', { disabled: true }))).toBe(false);
      expect(await accounts.addMailbox(mailbox('info@example.org'))).toBe(false);
      expect(await accounts.addMailbox(mailbox('anna@elsewhere.example'))).toBe(false);
      expect(await accounts.findMailbox('anna@example.org')).toEqual(mailbox('anna@example.org'));
    });

    it('changes only what a change names, so that a new policy does not enable a mailbox again (R5.3)', async () => {
      // Negative control: with an update that replaces the whole record, the second handle's stale `disabled` wins.
      await using under = await begin();
      await under.one.accounts.addMailbox(mailbox('anna@example.org'));
      await Promise.all([
        under.one.accounts.updateMailbox('anna@example.org', { disabled: true }, 2000),
        under.two.accounts.updateMailbox('anna@example.org', { policy: { challenge: 'always' } }, 2000),
      ]);
      expect(await under.one.accounts.findMailbox('anna@example.org')).toEqual(
        mailbox('anna@example.org', { disabled: true, policy: { challenge: 'always' } }),
      );
    });

    it('removes a mailbox with its aliases, its app passwords and its local password', async () => {
      await using under = await begin();
      const { accounts, appPasswords, localPasswords } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.addAlias({ alias: 'info@example.org', target: 'anna@example.org' });
      await appPasswords.insert(appPassword('ap1'), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { mailbox: 'ben@example.org' }), lookupKey('2'));
      await localPasswords.set('anna@example.org', '$argon2id$', 1000);
      await accounts.removeMailbox('anna@example.org', 2000);
      expect(await accounts.listAliases('anna@example.org')).toEqual([]);
      expect(await accounts.addMailbox(mailbox('info@example.org'))).toBe(true);
      expect(await appPasswords.findByLookupKey(lookupKey('1'))).toBeUndefined();
      expect(await appPasswords.findByLookupKey(lookupKey('2'))).toBeDefined();
      expect(await localPasswords.find('anna@example.org')).toBeUndefined();
    });
  });

  describe(`revocation by an account in ${name}`, () => {
    it('is logged once when a mailbox is disabled, and when it is removed (R5.3)', async () => {
      // Negative control: fails without the call of `#endConnections` in `updateMailbox`.
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.updateMailbox('anna@example.org', { disabled: true }, 2000);
      await accounts.updateMailbox('anna@example.org', { disabled: true }, 2500);
      await accounts.updateMailbox('anna@example.org', { disabled: false }, 3000);
      await accounts.removeMailbox('anna@example.org', 4000);
      const target = { kind: 'mailbox', address: 'anna@example.org' };
      expect(await under.two.revocations.since(0)).toEqual([
        { sequence: 1, at: 2000, target, reason: 'disabled' },
        { sequence: 2, at: 4000, target, reason: 'removed' },
      ]);
    });

    it('is logged when an unlisted mailbox is listed as disabled, or loses what it had', async () => {
      await using under = await begin();
      const { accounts, appPasswords, revocations } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org', { disabled: true }));
      await appPasswords.insert(appPassword('ap1', { mailbox: 'ben@example.org' }), lookupKey('1'));
      expect(await accounts.removeMailbox('ben@example.org', 2000)).toBe(true);
      expect((await revocations.since(0)).map(({ target, reason }) => ({ target, reason }))).toEqual([
        { target: { kind: 'mailbox', address: 'anna@example.org' }, reason: 'disabled' },
        { target: { kind: 'mailbox', address: 'ben@example.org' }, reason: 'removed' },
      ]);
    });
  });

  describe(`a list of mailboxes in ${name}`, () => {
    const letters = [...'abcdefg'];

    it('comes in pages that hold each mailbox once, whatever is added meanwhile', async () => {
      await using under = await begin();
      for (const letter of letters) await under.one.accounts.addMailbox(mailbox(`${letter}@example.org`));
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const from = { order: 'address', limit: 3, ...(after !== undefined && { after }) } as const;
        const page = await under.two.listing.list({}, from, { challenge: 'never' });
        seen.push(...page.items.map(({ address }) => address));
        after = page.next;
        await under.one.accounts.addMailbox(mailbox('aa@example.org'));
      } while (after !== undefined);
      expect(seen).toEqual(letters.map((letter) => `${letter}@example.org`));
    });

    it('has no next page when the last one is full', async () => {
      await using under = await begin();
      for (const letter of letters) await under.one.accounts.addMailbox(mailbox(`${letter}@example.org`));
      const page = await under.one.listing.list({}, { order: 'address', limit: 7 }, { challenge: 'never' });
      expect(page.items).toHaveLength(7);
      expect(page.next).toBeUndefined();
    });

    it.each([
      ['domain', { domain: 'b.example' }, ['dan@b.example']],
      ['challenge', { challenge: 'always' }, ['anna@example.org', 'dan@b.example']],
      ['disabled', { disabled: true }, ['ben@example.org', 'dan@b.example']],
      ['enabled', { disabled: false }, ['anna@example.org', 'carl_100%@example.org']],
      ['part of the address', { search: 'AN' }, ['anna@example.org', 'dan@b.example']],
      ['part that is no pattern', { search: '_100%' }, ['carl_100%@example.org']],
      ['all at once', { domain: 'b.example', challenge: 'always', disabled: true, search: 'd' }, ['dan@b.example']],
    ] as const)('is filtered by %s', async (_what, filter, expected) => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.putDomain(domain('b.example'));
      await accounts.addMailbox(mailbox('anna@example.org', { policy: { challenge: 'always' } }));
      await accounts.addMailbox(mailbox('ben@example.org', { disabled: true }));
      await accounts.addMailbox(mailbox('carl_100%@example.org'));
      await accounts.addMailbox(mailbox('dan@b.example', { policy: { challenge: 'always' }, disabled: true }));
      const page = await under.two.listing.list(filter, { order: 'address', limit: 10 }, { challenge: 'never' });
      expect(page.items.map(({ address }) => address)).toEqual(expected);
    });
  });

  describe(`aliases in ${name}`, () => {
    it('are kept, listed by target and removed', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      const mine = [
        { alias: 'a@old.example', target: 'anna@example.org' },
        { alias: 'info@example.org', target: 'anna@example.org' },
      ];
      const whole = { alias: '@old.example', target: 'example.org' };
      for (const alias of [...mine, whole]) expect(await accounts.addAlias(alias)).toBe(true);
      expect(await under.two.accounts.listAliases('anna@example.org')).toEqual(mine);
      expect(await under.two.accounts.listAliases('example.org')).toEqual([whole]);
      for (const { alias } of [...mine, whole]) expect(await accounts.removeAlias(alias)).toBe(true);
      expect(await accounts.removeAlias('@old.example')).toBe(false);
      expect(await under.two.accounts.listAliases('anna@example.org')).toEqual([]);
    });

    it.each([
      ['a mailbox', { alias: 'anna@example.org', target: 'ben@example.org' }],
      ['an alias already', { alias: 'info@example.org', target: 'ben@example.org' }],
      ['for an unlisted mailbox', { alias: 'x@example.org', target: 'nobody@example.org' }],
      ['for another alias', { alias: 'x@example.org', target: 'info@example.org' }],
      ['a domain', { alias: '@example.org', target: 'example.org' }],
      ['a domain alias already', { alias: '@old.example', target: 'b.example' }],
      ['for an unknown domain', { alias: '@x.example', target: 'elsewhere.example' }],
      ['for a domain alias', { alias: '@x.example', target: 'old.example' }],
    ])('are refused when one is %s', async (_why, refused) => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.putDomain(domain('b.example'));
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.addMailbox(mailbox('ben@example.org'));
      await accounts.addAlias({ alias: 'info@example.org', target: 'anna@example.org' });
      await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      expect(await accounts.addAlias(refused)).toBe(false);
    });

    it('of a domain keep another domain from taking their name', async () => {
      await using under = await begin();
      await under.one.accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      expect(await under.two.accounts.putDomain(domain('old.example'))).toBe(false);
      expect(await under.one.accounts.findDomain('old.example')).toBeUndefined();
    });
  });

  describe(`resolving in ${name}`, () => {
    // Negative control: with one alias followed instead of two, `info@old.example` is an unlisted mailbox and escapes
    // anna's policy.
    it.each([
      ['a mailbox', 'anna@example.org', 'anna@example.org'],
      ['an alias', 'info@example.org', 'anna@example.org'],
      ["an alias in a domain that isn't known", 'anna@elsewhere.example', 'anna@example.org'],
      ['a mailbox by its domain alias', 'anna@old.example', 'anna@example.org'],
      ['an alias by its domain alias', 'info@old.example', 'anna@example.org'],
      ['an exact alias before a domain alias', 'ben@old.example', 'anna@example.org'],
    ])('finds %s (P-14)', async (_what, given, address) => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.addMailbox(mailbox('ben@example.org'));
      await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      for (const alias of ['info@example.org', 'anna@elsewhere.example', 'ben@old.example']) {
        await accounts.addAlias({ alias, target: 'anna@example.org' });
      }
      const [known, listed] = [domain('example.org'), mailbox(address)];
      expect(await under.two.accounts.resolve(given)).toEqual({ address, domain: known, mailbox: listed, groups: [] });
    });

    it('finds an unlisted mailbox of a known domain, by an alias of the domain too', async () => {
      await using under = await begin();
      const { accounts } = under.one;
      await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
      const unlisted = { address: 'guest@example.org', domain: domain('example.org'), groups: [] };
      expect(await accounts.resolve('guest@example.org')).toEqual(unlisted);
      expect(await accounts.resolve('guest@old.example')).toEqual(unlisted);
    });

    it('finds nothing in an unknown domain', async () => {
      await using under = await begin();
      expect(await under.one.accounts.resolve('anna@elsewhere.example')).toBeUndefined();
    });
  });

  describe(`concurrent changes of accounts in ${name}`, () => {
    it('let one of many callers add a mailbox', async () => {
      // Negative control: fails for a store that awaits between looking for the address and adding it.
      await using under = await begin();
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).accounts.addMailbox(mailbox('anna@example.org')),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    it('never leave an address both a mailbox and an alias', async () => {
      await using under = await begin();
      await under.one.accounts.addMailbox(mailbox('anna@example.org'));
      const [added, aliased] = await Promise.all([
        under.one.accounts.addMailbox(mailbox('info@example.org')),
        under.two.accounts.addAlias({ alias: 'info@example.org', target: 'anna@example.org' }),
      ]);
      expect([added, aliased].filter(Boolean)).toHaveLength(1);
    });
  });
}
