import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { DestinationGuard, type DestinationRules } from '../../../../src/core/factors/destination-guard.ts';
import type { DurableStores } from '../../../../src/core/stores.ts';
import { domain, mailbox } from '../../../support/records.ts';

const ANNA = 'anna@example.org';

async function guard(protectedDomains: DestinationRules['protectedDomains'] = 'refuse'): Promise<{
  readonly guard: DestinationGuard;
  readonly stores: DurableStores;
  check(typed: string): Promise<string>;
}> {
  const stores = openMemoryStores();
  const { accounts } = stores;
  for (const name of ['example.org', 'example.com']) await accounts.putDomain(domain(name));
  for (const address of [ANNA, 'ben@example.com']) await accounts.addMailbox(mailbox(address));
  await accounts.addAlias({ alias: 'lind@example.org', target: ANNA });
  await accounts.addAlias({ alias: 'anna@elsewhere.example', target: ANNA });
  await accounts.addAlias({ alias: '@old.example', target: 'example.org' });
  const loginNames = { defaultDomain: 'example.org', recipientDelimiter: '-' };
  const rules = { protectedDomains, numbers: { prefixes: ['+49'] } };
  const made = new DestinationGuard({ accounts, loginNames, rules });
  return { guard: made, stores, check: async (typed) => (await made.check('email', typed, ANNA)).kind };
}

/** Every one of these is Anna's own mailbox, or another that is listed. */
const NEVER = [
  ANNA,
  'Anna@Example.ORG',
  'anna+codes@example.org',
  'anna-codes@example.org',
  'lind@example.org',
  'lind+x@example.org',
  'anna@elsewhere.example',
  'anna+x@elsewhere.example',
  'anna@old.example',
  'ANNA+1@OLD.example',
  'ben@example.com',
  'ben+x@example.com',
];

describe('the loop guard (R2.3)', () => {
  it.each(NEVER)('never sends codes to %s', async (typed) => {
    // Negative control: each fails without the part of the guard that knows its spelling.
    expect(await (await guard('refuse')).check(typed)).toBe('protected');
    expect(await (await guard('allow')).check(typed)).toBe('protected');
  });

  it('sends none to a protected domain, another name of it or below it, unless that is allowed', async () => {
    const strict = await guard('refuse');
    const lax = await guard('allow');
    for (const typed of ['cleo@example.com', 'cleo@old.example', 'anna@mail.example.org', 'x@a.b.example.com']) {
      expect(await strict.check(typed)).toBe('protected');
      expect(await lax.check(typed)).toBe('fit');
    }
  });

  it('knows the usual tag where login names have none', async () => {
    const { stores } = await guard();
    const rules = { protectedDomains: 'allow', numbers: { prefixes: [] } } as const;
    const made = new DestinationGuard({ accounts: stores.accounts, loginNames: {}, rules });
    expect((await made.check('email', 'anna+x@example.org', ANNA)).kind).toBe('protected');
    expect((await made.check('email', 'anna-x@example.org', ANNA)).kind).toBe('fit');
  });

  it('sends them elsewhere, and says what is no address', async () => {
    const { check } = await guard();
    for (const typed of ['anna@example.net', 'anna@notexample.org', 'anna@example.org.example']) {
      expect(await check(typed)).toBe('fit');
    }
    expect(await check('anna')).toBe('malformed');
  });

  it('knows no loop by telephone, and the numbers that are served', async () => {
    const { guard: made } = await guard();
    expect(await made.check('sms', '+49 170 1234567', ANNA)).toEqual({
      kind: 'fit',
      destination: { kind: 'sms', number: '+491701234567' },
    });
    expect(await made.check('sms', '+43 664 1234567', ANNA)).toEqual({ kind: 'malformed' });
    expect(await made.leadsBack({ kind: 'sms', number: '+491701234567' }, ANNA)).toBe(false);
    expect([made.serves('sms'), made.serves('email')]).toEqual([true, true]);
    const { accounts } = openMemoryStores();
    const rules = { protectedDomains: 'refuse', numbers: { prefixes: [] } } as const;
    expect(new DestinationGuard({ accounts, loginNames: {}, rules }).serves('sms')).toBe(false);
  });

  it('finds out when an address becomes another name of the mailbox later on', async () => {
    const { guard: made, stores } = await guard();
    const destination = { kind: 'email', address: 'Anna+codes@example.net' } as const;
    expect(await made.leadsBack(destination, ANNA)).toBe(false);
    await stores.accounts.putDomain(domain('example.net'));
    expect(await made.leadsBack(destination, ANNA)).toBe(false);
    await stores.accounts.addAlias({ alias: 'anna@example.net', target: ANNA });
    expect(await made.leadsBack(destination, ANNA)).toBe(true);
    expect(await made.leadsBack(destination, 'ben@example.com')).toBe(false);
    const odd = { kind: 'email', address: '*anna*@example.net' } as const;
    expect(await made.leadsBack(odd, ANNA)).toBe(false);
  });
});
