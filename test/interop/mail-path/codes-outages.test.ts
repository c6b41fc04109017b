// Codes by mail when the way to the mail breaks: a Haraka that is killed loses none, one that hangs lets nobody in, and
// whoever has another way gets in by that (R7.1, R9.3).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CodesSite, startCodesSite } from '../../support/codes-site.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';

const ADDRESS = 'alice@elsewhere.example';

describe.skipIf(lacks(...ROUNDCUBE_SITE))('codes by mail', () => {
  let site: CodesSite;
  let recoveryCodes: readonly string[];

  beforeEach(async () => {
    site = await startCodesSite({ people: ['alice'] });
    ({ recoveryCodes } = await site.enrolByMail(site.person('alice'), ADDRESS));
  });
  afterEach(() => site[Symbol.asyncDispose]());

  /** The ids of the Harakas so far. */
  const harakas = (): readonly number[] =>
    site.door.postern.logged.filter(({ event }) => event === 'mail-path.up').map(({ fields }) => Number(fields['pid']));

  it('arrive once, and work, when Haraka is killed between acceptance and delivery', async () => {
    site.sink.refuse(() => ({ code: 451, text: '4.3.0 not yet' }));
    const client = await site.pending(site.person('alice'));
    expect(await site.challenge(client)).toContain('We sent a code to');
    const asked = () => site.sink.asked.filter((to) => to === ADDRESS).length;
    await expect.poll(asked, { timeout: PATIENCE_MS }).toBeGreaterThan(1);
    process.kill(harakas().at(-1) ?? 0, 'SIGKILL');
    site.sink.refuse(undefined);
    const [, { code = '' } = {}] = await site.codesFor(ADDRESS, 2);
    expect(harakas()).toHaveLength(2);
    await site.answer(client, { code });
    expect(await site.isOpen(client)).toBe(true);
    await expect
      .poll(async () => (await site.door.postern.node.carriers.mailHealth())?.queued, { timeout: PATIENCE_MS })
      .toBe(0);
    expect(await site.codesFor(ADDRESS, 2)).toHaveLength(2);
  });

  it('that cannot be sent are said not to be, nobody is let in for that, and a recovery code works (R9.3)', async () => {
    const haraka = harakas().at(-1) ?? 0;
    process.kill(haraka, 'SIGSTOP');
    try {
      const client = await site.pending(site.person('alice'));
      const page = await site.challenge(client);
      expect(page).toContain('No code can be sent to');
      expect(page).toContain('Use another way, or try again in a few minutes.');
      expect(page).toContain('Use a recovery code');
      expect(await site.isOpen(client)).toBe(false);
      const [code = ''] = recoveryCodes;
      await site.answer(client, { method: 'recovery-code', code });
      expect(await site.isOpen(client)).toBe(true);
    } finally {
      process.kill(haraka, 'SIGCONT');
    }
    const next = await site.pending(site.person('alice'));
    expect(await site.challenge(next)).toContain('We sent a code to');
  });
});
