// What every TokenStore does.

import { describe, expect, it } from 'vitest';
import { MAX_TOKENS_PER_MAKER } from '../../src/core/administrators/tokens/token.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { token } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

export function tokenStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`tokens in ${name}`, () => {
    it('are kept whole, found by digest and by id, and listed oldest first', async () => {
      await using under = start();
      const { tokens } = under.one;
      const older = token('tk-2', { domains: new Set(['example.org', 'example.net']), maker: 'anna' });
      const younger = token('tk-1', { createdAt: 2000, madeBy: 'tk-2', maker: 'anna' });
      expect(await tokens.insert(older, 'digest-2')).toBe('inserted');
      expect(await tokens.insert(younger, 'digest-1')).toBe('inserted');
      expect(await under.two.tokens.findByDigest('digest-2')).toStrictEqual(older);
      expect(await under.two.tokens.find('tk-1')).toStrictEqual(younger);
      expect(await under.two.tokens.findByDigest('digest')).toBeUndefined();
      expect(await under.two.tokens.find('tk-3')).toBeUndefined();
      expect(await under.two.tokens.list()).toStrictEqual([older, younger]);
    });

    it('are revoked once, and found all the same', async () => {
      await using under = start();
      await under.one.tokens.insert(token('tk-1'), 'd1');
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).tokens.revoke('tk-1', 3000),
      );
      expect((await Promise.all(tries)).filter((ids) => ids.length > 0)).toEqual([['tk-1']]);
      expect(await under.two.tokens.findByDigest('d1')).toStrictEqual(token('tk-1', { revokedAt: 3000 }));
      expect(await under.two.tokens.list({ now: 3000 })).toEqual([]);
      expect(await under.two.tokens.revoke('tk-9', 3000)).toEqual([]);
    });

    it('end with the token that asked for them, and so on', async () => {
      // Negative control: fails when only the token itself is revoked.
      await using under = start();
      const { tokens } = under.one;
      await tokens.insert(token('tk-1'), 'd1');
      await tokens.insert(token('tk-2', { madeBy: 'tk-1' }), 'd2');
      await tokens.insert(token('tk-3', { madeBy: 'tk-2' }), 'd3');
      await tokens.insert(token('tk-4'), 'd4');
      expect(await under.two.tokens.revoke('tk-1', 3000)).toEqual(['tk-1', 'tk-2', 'tk-3']);
      expect((await tokens.list({ now: 3000 })).map(({ id }) => id)).toEqual(['tk-4']);
    });

    it('are asked for by no token that has ended', async () => {
      await using under = start();
      const { tokens } = under.one;
      await tokens.insert(token('tk-1', { expiresAt: 5000 }), 'd1');
      await tokens.insert(token('tk-2'), 'd2');
      await tokens.revoke('tk-2', 3000);
      for (const madeBy of ['tk-1', 'tk-2', 'tk-9']) {
        const late = token('tk-3', { createdAt: 5000, madeBy });
        expect(await under.two.tokens.insert(late, 'd3')).toBe('ended');
      }
    });

    it('keep to their bound for each maker, whatever many callers add at once', async () => {
      await using under = start();
      await under.one.tokens.insert(token('tk-ended', { maker: 'anna', expiresAt: 1500 }), 'ended');
      const tries = Array.from({ length: MAX_TOKENS_PER_MAKER + 10 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).tokens.insert(
          token(`tk-${index}`, { maker: 'anna', createdAt: 2000 }),
          `d${index}`,
        ),
      );
      const inserted = (await Promise.all(tries)).filter((result) => result === 'inserted');
      expect(inserted).toHaveLength(MAX_TOKENS_PER_MAKER);
      expect(await under.two.tokens.insert(token('tk-of-the-operator'), 'of-the-operator')).toBe('inserted');
    });

    it('are never stored one over another', async () => {
      await using under = start();
      await under.one.tokens.insert(token('tk-1'), 'd1');
      for (const [id, digest] of [
        ['tk-1', 'd2'],
        ['tk-2', 'd1'],
      ] as const) {
        await expect(under.two.tokens.insert(token(id), digest)).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
      }
    });

    it('remember their newest use', async () => {
      await using under = start();
      const { tokens } = under.one;
      await tokens.insert(token('tk-1'), 'd1');
      const use = (at: number) => ({ id: 'tk-1', use: { at, remoteAddress: `192.0.2.${at / 1000}` } });
      await tokens.recordUses([use(3000), { ...use(4000), id: 'tk-9' }]);
      await under.two.tokens.recordUses([use(2000)]);
      expect((await tokens.find('tk-1'))?.lastUse).toEqual({ at: 3000, remoteAddress: '192.0.2.3' });
    });

    it('are forgotten some time after they ended', async () => {
      await using under = start();
      const { tokens } = under.one;
      await tokens.insert(token('tk-1', { expiresAt: 5000 }), 'd1');
      await tokens.insert(token('tk-2'), 'd2');
      await tokens.revoke('tk-2', 6000);
      expect(await tokens.purge(5000)).toBe(0);
      expect(await tokens.purge(5001)).toBe(1);
      expect(await tokens.findByDigest('d1')).toBeUndefined();
      expect(await under.two.tokens.purge(6001)).toBe(1);
      expect(await tokens.list()).toEqual([]);
    });
  });
}
