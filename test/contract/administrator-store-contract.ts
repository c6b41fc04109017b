// What every AdministratorStore does.

import { describe, expect, it } from 'vitest';
import type {
  AdministratorCode,
  AdministratorStore,
  NewAdministrator,
} from '../../src/core/administrators/administrator-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain } from '../support/records.ts';
import type { Start, UnderTest } from '../support/stores-under-test.ts';

function administrator(name: string, more: Partial<NewAdministrator> = {}): NewAdministrator {
  return { name, role: 'platform-administrator', domains: 'all', createdAt: 1000, stamp: `${name}-0`, ...more };
}

function code(name: string, more: Partial<AdministratorCode> = {}): AdministratorCode {
  return { kind: 'set-up', name, hash: `hash-${name}`, endsAt: 5000, ...more };
}

/** Adds one with a password. */
async function addSetUp(store: AdministratorStore, name: string, more: Partial<NewAdministrator> = {}): Promise<void> {
  await store.add(administrator(name, more));
  await store.setPasswordHash(name, { phc: `phc-${name}`, before: `${name}-0`, stamp: `${name}-1` });
}

export function administratorStoreContract(name: string, start: Start<DurableStores>): void {
  /** A store with the domains example.org and example.net. */
  const begin = async (): Promise<UnderTest<DurableStores>> => {
    const under = start();
    for (const its of ['example.org', 'example.net']) await under.one.accounts.putDomain(domain(its));
    return under;
  };

  describe(`an administrator in ${name}`, () => {
    it('is kept from its addition to its removal, and listed by name', async () => {
      await using under = await begin();
      const { administrators } = under.one;
      const ofDomains = { role: 'domain-administrator', domains: new Set(['example.org', 'unknown.example']) } as const;
      expect(await administrators.add(administrator('bea', ofDomains))).toBe(true);
      expect(await administrators.add(administrator('alice'))).toBe(true);
      expect(await under.two.administrators.add(administrator('alice', { role: 'auditor' }))).toBe(false);
      expect((await under.two.administrators.list()).map((its) => its.name)).toEqual(['alice', 'bea']);
      expect(await under.two.administrators.find('bea')).toStrictEqual({
        ...administrator('bea', ofDomains),
        domains: new Set(['example.org']),
        disabled: false,
        isSetUp: false,
      });
      expect(await administrators.remove('bea', 'keep-one')).toMatchObject({ name: 'bea' });
      expect(await under.two.administrators.find('bea')).toBeUndefined();
      expect(await administrators.remove('bea', 'keep-one')).toBeUndefined();
      expect(await administrators.change('bea', { stamp: 'x' }, 'keep-one')).toBeUndefined();
    });

    it('changes role, domains and state, each time with another stamp', async () => {
      await using under = await begin();
      const { administrators } = under.one;
      await administrators.add(administrator('alice'));
      const change = { role: 'auditor', domains: new Set(['example.net']), disabled: true, stamp: 's2' } as const;
      const after = await administrators.change('alice', change, 'keep-one');
      expect(after).toMatchObject(change);
      expect(await under.two.administrators.find('alice')).toStrictEqual(after);
      await administrators.change('alice', { disabled: false, stamp: 's3' }, 'keep-one');
      expect(await under.two.administrators.find('alice')).toMatchObject({ ...change, disabled: false, stamp: 's3' });
    });

    it('loses a domain that is removed, and doesn’t get it back with its name (R6.2)', async () => {
      // Negative control: fails when domains are a list in the administrator's own row.
      await using under = await begin();
      const { administrators, accounts } = under.one;
      const domains = new Set(['example.org', 'example.net']);
      await administrators.add(administrator('bea', { role: 'domain-administrator', domains }));
      await accounts.removeDomain('example.org', 2000);
      await accounts.putDomain(domain('example.org'));
      expect((await under.two.administrators.find('bea'))?.domains).toEqual(new Set(['example.net']));
      await accounts.removeDomain('example.net', 2000);
      expect((await under.two.administrators.find('bea'))?.domains).toEqual(new Set());
    });

    it('has a password only while nothing else has happened to it meanwhile', async () => {
      await using under = await begin();
      const { administrators } = under.one;
      await administrators.add(administrator('alice'));
      expect(await administrators.findPasswordHash('alice')).toBeUndefined();
      const set = { phc: 'phc', before: 'alice-0', stamp: 'alice-1' };
      expect(await under.two.administrators.setPasswordHash('alice', set)).toBe(true);
      expect(await administrators.setPasswordHash('alice', { ...set, phc: 'other' })).toBe(false);
      expect(await administrators.setPasswordHash('nobody', set)).toBe(false);
      expect(await administrators.findPasswordHash('alice')).toBe('phc');
      expect(await administrators.find('alice')).toMatchObject({ isSetUp: true, stamp: 'alice-1' });
    });

    it('remembers the latest sign-in', async () => {
      await using under = await begin();
      await under.one.administrators.add(administrator('alice'));
      for (const at of [2000, 4000, 3000]) await under.two.administrators.recordSignIn('alice', at);
      await under.one.administrators.recordSignIn('nobody', 1);
      expect(await under.one.administrators.find('alice')).toMatchObject({ lastSignInAt: 4000 });
    });

    it('that is reset has a code, and neither password nor factors', async () => {
      await using under = await begin();
      const { administrators, factors } = under.one;
      await addSetUp(administrators, 'alice');
      await addSetUp(administrators, 'bea');
      await factors.replaceRecoveryCodes('alice', ['r1']);
      await factors.add(totp('f-1', 'alice'));
      const after = await administrators.reset({ ...code('alice'), stamp: 's9' }, 'keep-one');
      expect(after).toMatchObject({ isSetUp: false, stamp: 's9' });
      expect(await under.two.administrators.findPasswordHash('alice')).toBeUndefined();
      expect(await factors.list('alice')).toEqual([]);
      expect(await factors.recoveryCodesLeft('alice')).toBe(0);
      expect(await under.two.administrators.takeCode('hash-alice', 4000)).toEqual(code('alice'));
      expect(await administrators.reset({ ...code('nobody'), stamp: 's' }, 'keep-one')).toBeUndefined();
    });

    it('that is removed takes its factors and its codes along', async () => {
      await using under = await begin();
      const { administrators, factors } = under.one;
      await addSetUp(administrators, 'alice');
      await factors.add(totp('f-1', 'alice'));
      await administrators.keepCode(code('alice'));
      await administrators.remove('alice', 'unguarded');
      expect(await factors.list('alice')).toEqual([]);
      expect(await administrators.takeCode('hash-alice', 1)).toBeUndefined();
    });

    it('keeps its factors when a domain of its name is removed', async () => {
      // Negative control: fails when a name without an @ counts as its own domain.
      await using under = await begin();
      const { accounts, factors } = under.one;
      await accounts.putDomain(domain('alice'));
      await factors.add(totp('f-1', 'alice'));
      await factors.replaceRecoveryCodes('alice', ['r1']);
      expect(await accounts.removeDomain('alice', 2000)).toBe(true);
      expect(await factors.list('alice')).toHaveLength(1);
      expect(await factors.recoveryCodesLeft('alice')).toBe(1);
    });
  });

  describe(`the last platform administrator in ${name}`, () => {
    it('who can sign in stays as it is, but for the operator at the host', async () => {
      await using under = await begin();
      const { administrators } = under.one;
      await addSetUp(administrators, 'alice');
      await administrators.add(administrator('new'));
      await addSetUp(administrators, 'off');
      await administrators.change('off', { disabled: true, stamp: 's' }, 'keep-one');
      await addSetUp(administrators, 'watch', { role: 'auditor' });
      expect(await administrators.remove('alice', 'keep-one')).toBe('last');
      expect(await administrators.change('alice', { role: 'auditor', stamp: 's' }, 'keep-one')).toBe('last');
      expect(await administrators.change('alice', { disabled: true, stamp: 's' }, 'keep-one')).toBe('last');
      expect(await administrators.reset({ ...code('alice'), stamp: 's' }, 'keep-one')).toBe('last');
      expect(await administrators.change('alice', { disabled: false, stamp: 's' }, 'keep-one')).toMatchObject({
        name: 'alice',
      });
      for (const other of ['new', 'off', 'watch']) {
        expect(await administrators.remove(other, 'keep-one')).toMatchObject({ name: other });
      }
      expect(await administrators.remove('alice', 'unguarded')).toMatchObject({ name: 'alice' });
      expect(await administrators.list()).toEqual([]);
    });

    it('is one of N whom N callers remove at once', async () => {
      // Negative control: fails for a store that awaits between looking for others and removing.
      await using under = await begin();
      const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
      for (const its of names) await addSetUp(under.one.administrators, its);
      const answers = await Promise.all(
        names.map((its, index) => (index % 2 ? under.one : under.two).administrators.remove(its, 'keep-one')),
      );
      expect(answers.filter((answer) => answer === 'last')).toHaveLength(1);
      expect(await under.one.administrators.list()).toHaveLength(1);
    });
  });

  describe(`a code of an administrator in ${name}`, () => {
    it('is used once, of many callers (P-11)', async () => {
      // Negative control: fails for a store that finds and then removes.
      await using under = await begin();
      const breakGlass = code('alice', { kind: 'break-glass', sessionFor: 900_000 });
      await under.one.administrators.keepCode(breakGlass);
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? under.one : under.two).administrators.takeCode('hash-alice', 4000),
      );
      expect((await Promise.all(tries)).filter((taken) => taken !== undefined)).toEqual([breakGlass]);
    });

    it('ends with its time, with a new one of its kind, and with the set-up', async () => {
      await using under = await begin();
      const { administrators } = under.one;
      await administrators.add(administrator('alice'));
      await administrators.keepCode(code('alice', { hash: 'h1' }));
      await administrators.keepCode(code('alice', { hash: 'h2' }));
      await administrators.keepCode(code('alice', { hash: 'h3', kind: 'break-glass' }));
      expect(await under.two.administrators.takeCode('h1', 4000)).toBeUndefined();
      expect(await under.two.administrators.takeCode('h2', 5000)).toBeUndefined();
      await administrators.setPasswordHash('alice', { phc: 'phc', before: 'alice-0', stamp: 's' });
      expect(await under.two.administrators.takeCode('h2', 4000)).toBeUndefined();
      expect(await administrators.purge(5000)).toBe(0);
      expect(await administrators.purge(5001)).toBe(1);
      expect(await under.two.administrators.takeCode('h3', 4000)).toBeUndefined();
    });
  });
}

function totp(id: string, mailbox: string) {
  return { id, mailbox, kind: 'totp', name: 'app', createdAt: 1, sealedSecret: new Uint8Array([1]) } as const;
}
