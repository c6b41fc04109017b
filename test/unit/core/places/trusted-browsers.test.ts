// Trusted browsers and their cookie: bound to mailbox and browser, revocable, never guessable (R1.7, P-19).

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeyedDigest } from '../../../../src/adapters/crypto/keyed-digest.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { systemRandom } from '../../../../src/adapters/system/system-random.ts';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import {
  formatTrustedBrowserCookie,
  MAX_COOKIE_ENTRIES,
  mergeTrustedBrowserCookie,
  parseTrustedBrowserCookie,
} from '../../../../src/core/places/trusted-browser-cookie.ts';
import {
  findTrustedBrowser,
  listTrustedBrowsers,
  recognizeBrowser,
  revokeTrustedBrowser,
  revokeTrustedBrowsers,
  type TrustBrowserPorts,
  trustBrowser,
} from '../../../../src/core/places/trusted-browsers.ts';
import type { DurableStores } from '../../../../src/core/stores.ts';
import { silentLog } from '../../../support/core-fixture.ts';
import { runs } from '../../../support/runs.ts';

const DAY = 86_400_000;
const ANNA = 'anna@example.org';
const BEN = 'ben@example.org';

let now: number;
let stores: DurableStores;
let ports: TrustBrowserPorts & { readonly actor: string };

beforeEach(() => {
  now = 1_000_000;
  stores = openMemoryStores();
  ports = {
    trustedBrowsers: stores.trustedBrowsers,
    browserDigest: createKeyedDigest(new Uint8Array(32), 'trusted browser'),
    clock: { now: () => now },
    random: systemRandom,
    audit: new AuditLog(stores.audit, silentLog),
    actor: 'cli',
  };
});

const trust = (mailbox: string, presented?: string, days = 30) =>
  trustBrowser(mailbox, { userAgent: 'Browser 1.0', days, presented }, ports);
const recognize = async (mailbox: string, cookie: string | undefined, days = 30) =>
  (await recognizeBrowser(mailbox, { cookie, days }, ports))?.id;

describe('a trusted browser', () => {
  it('is recognized by its cookie until its days are over (R1.7)', async () => {
    const { browser, cookie, maxAge } = await trust(ANNA);
    expect(maxAge).toBe(30 * DAY);
    expect(browser).toMatchObject({ mailbox: ANNA, userAgent: 'Browser 1.0', endsAt: now + 30 * DAY });
    now += 30 * DAY - 1;
    expect(await recognize(ANNA, cookie)).toBe(browser.id);
    now += 1;
    expect(await recognize(ANNA, cookie)).toBeUndefined();
  });

  it('is trusted no longer than policy grants now, whatever it was promised', async () => {
    const { browser, cookie } = await trust(ANNA);
    now += 7 * DAY;
    expect(await recognize(ANNA, cookie, 8)).toBe(browser.id);
    expect(await recognize(ANNA, cookie, 7)).toBeUndefined();
    expect(await recognize(ANNA, cookie, 0)).toBeUndefined();
  });

  it('is trusted for its own mailbox only (P-19)', async () => {
    // Negative control: fails when the store looks a record up by its id alone and the digest leaves the mailbox out.
    const { cookie } = await trust(ANNA);
    await trust(BEN);
    expect(await recognize(BEN, cookie)).toBeUndefined();
  });

  it('is not recognized by a secret that differs in one letter, is shorter, or is that of another record', async () => {
    // Negative control: fails without the comparison of digests.
    const { cookie, browser } = await trust(ANNA);
    const other = await trust(ANNA);
    const [entry] = parseTrustedBrowserCookie(cookie);
    const secret = entry?.secret ?? '';
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    expect(await recognize(ANNA, formatTrustedBrowserCookie([{ id: browser.id, secret: wrong }]))).toBeUndefined();
    expect(await recognize(ANNA, formatTrustedBrowserCookie([{ id: other.browser.id, secret }]))).toBeUndefined();
    expect(await recognize(ANNA, cookie.slice(0, -1))).toBeUndefined();
    expect(await recognize(ANNA, undefined)).toBeUndefined();
  });

  it('is not recognized under the key of another installation', async () => {
    const { cookie } = await trust(ANNA);
    const browserDigest = createKeyedDigest(new Uint8Array(32).fill(1), 'trusted browser');
    expect(await findTrustedBrowser(ANNA, cookie, { ...ports, browserDigest })).toBeUndefined();
  });

  it('is kept without its secret', async () => {
    const { cookie } = await trust(ANNA);
    const [entry] = parseTrustedBrowserCookie(cookie);
    const kept = await stores.trustedBrowsers.list(ANNA, now);
    expect(JSON.stringify(kept)).not.toContain(entry?.secret);
    expect(await listTrustedBrowsers(ANNA, ports)).toStrictEqual([
      (await findTrustedBrowser(ANNA, cookie, ports)) ?? 0,
    ]);
    expect(JSON.stringify(await listTrustedBrowsers(ANNA, ports))).not.toContain('igest');
  });

  it('has the time of its last use, which looking does not change', async () => {
    const { cookie } = await trust(ANNA);
    now += DAY;
    await findTrustedBrowser(ANNA, cookie, ports);
    expect((await listTrustedBrowsers(ANNA, ports))[0]?.lastUsedAt).toBe(now - DAY);
    await recognize(ANNA, cookie);
    expect((await listTrustedBrowsers(ANNA, ports))[0]?.lastUsedAt).toBe(now);
  });

  it('is recognized by two tabs at once, and again afterwards', async () => {
    const { cookie, browser } = await trust(ANNA);
    const both = await Promise.all([recognize(ANNA, cookie), recognize(ANNA, cookie)]);
    expect([...both, await recognize(ANNA, cookie)]).toEqual([browser.id, browser.id, browser.id]);
  });

  it('keeps no more of what it says of itself than fits a list', async () => {
    const { browser } = await trustBrowser(ANNA, { userAgent: 'x'.repeat(1000), days: 1 }, ports);
    expect(browser.userAgent).toHaveLength(256);
  });

  it('is not trusted when the store fails (R9.3)', async () => {
    const down = { ...stores.trustedBrowsers, list: () => Promise.reject(new Error('down')) };
    const { cookie } = await trust(ANNA);
    await expect(recognizeBrowser(ANNA, { cookie, days: 30 }, { ...ports, trustedBrowsers: down })).rejects.toThrow();
  });
});

describe('a browser that several people use', () => {
  it('is trusted for each of them by one cookie', async () => {
    const anna = await trust(ANNA);
    const ben = await trust(BEN, anna.cookie);
    expect(await recognize(ANNA, ben.cookie)).toBe(anna.browser.id);
    expect(await recognize(BEN, ben.cookie)).toBe(ben.browser.id);
    expect(ben.maxAge).toBeGreaterThan(30 * DAY);
  });

  it('has one record of each: trusting it again replaces the earlier one, and nobody else’s', async () => {
    const anna = await trust(ANNA);
    const ben = await trust(BEN, anna.cookie);
    const again = await trust(ANNA, ben.cookie);
    expect(parseTrustedBrowserCookie(again.cookie).map(({ id }) => id)).toEqual([again.browser.id, ben.browser.id]);
    expect((await listTrustedBrowsers(ANNA, ports)).map(({ id }) => id)).toEqual([again.browser.id]);
    expect(await recognize(ANNA, anna.cookie)).toBeUndefined();
  });

  it('loses nobody else’s record to a made-up cookie', async () => {
    const anna = await trust(ANNA);
    const forged = formatTrustedBrowserCookie([{ id: anna.browser.id, secret: '0'.repeat(52) }]);
    await trust(ANNA, forged);
    expect(await recognize(ANNA, anna.cookie)).toBe(anna.browser.id);
  });
});

describe('revoking trusted browsers', () => {
  it('ends one, is audited, and says when there is none', async () => {
    const { browser, cookie } = await trust(ANNA);
    expect(await revokeTrustedBrowser(BEN, browser.id, ports)).toMatchObject({ code: 'unknown-trusted-browser' });
    expect(await revokeTrustedBrowser(ANNA, browser.id, ports)).toEqual({ kind: 'done', value: { id: browser.id } });
    expect(await recognize(ANNA, cookie)).toBeUndefined();
    expect(await revokeTrustedBrowser(ANNA, browser.id, ports)).toMatchObject({ kind: 'refused' });
    const events = (await stores.audit.search({ mailbox: ANNA }, { limit: 9, after: 0 })).map(({ event }) => event);
    expect(events).toEqual(['trusted-browser.added', 'trusted-browser.revoked']);
  });

  it('ends all of a mailbox (P-19)', async () => {
    const cookies = [await trust(ANNA), await trust(ANNA)];
    expect(await revokeTrustedBrowsers(ANNA, ports)).toEqual({ kind: 'done', value: { mailbox: ANNA, revoked: 2 } });
    for (const { cookie } of cookies) expect(await recognize(ANNA, cookie)).toBeUndefined();
  });

  it('is refused while it can not be recorded', async () => {
    const audit = { ...ports.audit, isWritable: false } as unknown as AuditLog;
    const { browser, cookie } = await trust(ANNA);
    expect(await revokeTrustedBrowsers(ANNA, { ...ports, audit })).toMatchObject({ code: 'unavailable' });
    expect(await revokeTrustedBrowser(ANNA, browser.id, { ...ports, audit })).toMatchObject({ code: 'unavailable' });
    expect(await recognize(ANNA, cookie)).toBe(browser.id);
  });
});

describe('the cookie', () => {
  const letters = (count: number) =>
    fc
      .array(fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), { minLength: count, maxLength: count })
      .map((each) => each.join(''));
  const entry = fc.record({ id: letters(10).map((id) => `tb-${id}`), secret: letters(52) });
  const entries = fc.uniqueArray(entry, { maxLength: MAX_COOKIE_ENTRIES, selector: ({ id }) => id });

  it('is read as it was written, and needs no quoting', () => {
    fc.assert(
      fc.property(entries, (each) => {
        const value = formatTrustedBrowserCookie(each);
        expect(value).toMatch(/^[0-9a-z.:-]*$/);
        expect(parseTrustedBrowserCookie(value)).toEqual(each);
      }),
      { numRuns: runs(200) },
    );
  });

  it('that is merged has the fresh entries first, no id twice, and no more than fit', () => {
    fc.assert(
      fc.property(entries, entries, (existing, fresh) => {
        const merged = mergeTrustedBrowserCookie(
          formatTrustedBrowserCookie(existing),
          formatTrustedBrowserCookie(fresh),
        );
        const ids = parseTrustedBrowserCookie(merged).map(({ id }) => id);
        const all = [...new Set([...fresh, ...existing].map(({ id }) => id))];
        expect(ids).toEqual(all.slice(0, MAX_COOKIE_ENTRIES));
      }),
      { numRuns: runs(200) },
    );
  });

  it.each([
    ['nothing', ''],
    ['rubbish', 'tb-x.y:;=",'],
    ['something long', `tb-0000000000.${'0'.repeat(52)}:`.repeat(100)],
    ['an upper-case secret', `tb-0000000000.${'A'.repeat(52)}`],
    ['a line break', `tb-0000000000.${'0'.repeat(52)}\n`],
  ])('that is %s is passed over', (_what, value) => {
    expect(parseTrustedBrowserCookie(value)).toEqual([]);
  });

  it('whatever it is, is read without an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (value) => {
        expect(parseTrustedBrowserCookie(value).length).toBeLessThanOrEqual(MAX_COOKIE_ENTRIES);
      }),
      { numRuns: runs(200) },
    );
  });
});
