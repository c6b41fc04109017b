// Codes by mail where workers are processes of their own: whichever is asked, one node sends, and each knows what another
// one's code is (R2.7, P-12).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodesSite, startCodesSite } from '../../support/codes-site.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';

const ADDRESS = 'alice@elsewhere.example';

/** Sign-ins; the kernel spreads connections, and each request is one. */
const TIMES = 4;

describe.skipIf(lacks(...ROUNDCUBE_SITE))('codes by mail from several workers', () => {
  let site: CodesSite;

  beforeAll(async () => {
    site = await startCodesSite({ people: ['alice'], workers: 2 });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it('are sent by the one node for all of them, once for each sign-in, and open what asked', async () => {
    const alice = site.person('alice');
    const { node } = site.door.postern;
    expect(node.pool.running).toHaveLength(2);
    await site.enrolByMail(alice, ADDRESS);
    for (let sent = 2; sent < 2 + TIMES; sent += 1) {
      const client = await site.pending(alice);
      // Looked at by whichever worker: one code.
      for (const _ of [1, 2, 3]) expect(await site.challenge(client)).toContain('We sent a code to');
      const codes = await site.codesFor(ADDRESS, sent);
      await site.answer(client, { code: codes.at(-1)?.code ?? '' });
      expect(await site.isOpen(client)).toBe(true);
    }
    const metrics = await node.carriers.mailHealth();
    expect(metrics).toMatchObject({ state: 'up' });
  });
});
