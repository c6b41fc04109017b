// postern mailbox list and set for many, and dry runs of domains and groups: through the API, as a node serves it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';
import { START } from '../../support/core-fixture.ts';

const api = commandLineOnApi();
const { run } = api;

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
async function json(words: string): Promise<any> {
  const { out, error } = await run(`${words} --json`);
  expect(error).toBe('');
  return JSON.parse(out);
}

async function addMany(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const address = `m${String(index).padStart(4, '0')}@never.example`;
    await api.node.core.stores.accounts.addMailbox({ address, policy: {}, disabled: false, createdAt: START });
  }
}

describe('postern mailbox list', () => {
  it('shows what holds in the end, factors and the last sign-in, and is narrowed by them', async () => {
    await api.node.core.stores.listing.recordSignIns([{ mailbox: 'alice@never.example', at: START }]);
    expect((await run('mailbox list --search alice@never --factor none')).out).toMatch(
      /^ADDRESS +CHALLENGE +IN THE END +FACTORS +LAST SIGN-IN +STATE +PERMITTED\nalice@never.example +inherit +never \(\w+\) +none +2026-01-15 12:00:00Z +enabled +inherit\n$/,
    );
    const listed = async (words: string) =>
      (await json(`mailbox list ${words}`)).items.map(({ address }: { address: string }) => address);
    expect(await listed('--effective always --domain never.example')).toEqual([]);
    expect(await listed('--order last-sign-in')).toEqual(['alice@never.example']);
    expect(await listed('--signed-in-since 2026-01-16T00:00Z')).toEqual([]);
    expect(await listed('--never-signed-in --prefix alice@n')).toEqual([]);
    expect(await run('mailbox list --factor fax')).toMatchObject({ code: 2 });
  });

  it('goes through all pages, and says of how many it shows the first', async () => {
    await addMany(501);
    const all = await json('mailbox list --prefix m0');
    expect([all.items.length, all.total]).toEqual([501, { mailboxes: 501, atLeast: false }]);
    expect((await run('mailbox list --prefix m0 --limit 2')).out).toMatch(/\n2 of 501\n$/);
  });
});

describe('postern mailbox set, of many', () => {
  it('says first what would change, and then changes it, part by part under one id', async () => {
    await addMany(201);
    const dry = await run('mailbox set --prefix m0 --challenge always --dry-run');
    expect(dry.out).toMatch(
      /^MAILBOX +WHAT +FROM +TO +NOTE\nm0000@never.example +challenge +inherit +always +would be/,
    );
    expect(dry.out).toMatch(/\n201 would change, 0 as they were, 0 refused\n$/);
    expect((await json('mailbox list --effective always --prefix m0')).items).toEqual([]);
    expect((await run('mailbox set --prefix m0 --challenge always')).out).toMatch(
      /\n201 changed, 0 as they were, 0 refused \(bulk-\w+\)\n$/,
    );
    expect((await json('mailbox list --effective always --prefix m0')).items).toHaveLength(201);
    await api.node.services.audit.flush();
    const entries = await api.node.core.stores.audit.search({ kind: 'change' }, { limit: 1000, after: 0 });
    expect(entries).toHaveLength(201);
    expect(new Set(entries.map(({ details }) => details?.['bulk'])).size).toBe(1);
    expect((await json('mailbox set --prefix m0 --challenge always')).items[0]).toMatchObject({ outcome: 'unchanged' });
  });

  it('takes a file of addresses, groups, and everybody, and ends with 1 where some are refused', async () => {
    const file = join(api.folder, 'pilots.txt');
    writeFileSync(file, '\ufeff# pilots\nalice@never.example\r\n\n zoe@never.example\nx@nowhere.example\n');
    await run('group add pilots --challenge always');
    const added = await run(`mailbox set --file ${file} --add-to-group pilots`);
    expect([added.code, added.out]).toEqual([1, expect.stringContaining('2 changed, 0 as they were, 1 refused')]);
    expect((await json('group show pilots')).members).toEqual(['alice@never.example', 'zoe@never.example']);
    expect((await json('mailbox set alice@never.example --remove-from-group pilots')).items).toMatchObject([
      { outcome: 'changed', changes: [{ field: 'groups', from: 'pilots', to: 'none' }] },
    ]);
    const { items } = await json('mailbox set --all --disable');
    expect(items.length).toBe((await json('mailbox list --only-disabled')).items.length);
  });

  it.each([
    'mailbox set --challenge always',
    'mailbox set alice@never.example --all --challenge always',
    'mailbox set --all',
    'mailbox set --all --challenge always --add-to-group pilots',
    'mailbox set --file /nonexistent --challenge always',
    'domain set never.example --backend other --dry-run',
  ])('is wrong usage: %s', async (words) => {
    expect(await run(words)).toMatchObject({ code: 2, out: '' });
  });
});

describe('a dry run of a layer', () => {
  it('says for how many mailboxes something else would hold, and changes nothing', async () => {
    const { out } = await run('domain set never.example --challenge always --dry-run');
    expect(out).toMatch(/^FIELD +FROM +TO +MAILBOXES\nchallenge +never +always +\d+\n\d+ of \d+ known mailboxes/);
    expect(await json('domain show never.example')).toMatchObject({ challenge: 'inherit' });
    await run('group add pilots');
    await run('group add-member pilots zoe@never.example');
    expect(await json('group set pilots --challenge always --dry-run')).toEqual({
      mailboxes: 1,
      affected: 1,
      fields: [{ field: 'challenge', from: 'never', to: 'always', mailboxes: 1, examples: ['zoe@never.example'] }],
    });
    expect(await json('group show pilots')).toMatchObject({ challenge: 'inherit' });
  });
});

describe('the API of many mailboxes', () => {
  it('refuses what says nothing, or two things at once, and cursors that it did not make', async () => {
    const { ask } = api.node;
    const set = { challenge: 'always' };
    for (const body of [
      {},
      { filter: {} },
      { filter: {}, mailboxes: ['a@b.example'], set },
      { mailboxes: [], set },
      { mailboxes: ['a@b.example'], after: 'x', set },
      { filter: { colour: 'red' }, set },
      { filter: {}, set, addToGroup: 'staff' },
      { filter: {}, set, limit: 1001 },
      { filter: {}, set, id: 'mine' },
      { filter: {}, set, after: Buffer.from('["last-sign-in","a"]').toString('base64url') },
    ]) {
      expect([body, (await ask('POST', '/mailboxes/bulk', body)).status]).toEqual([body, 422]);
    }
    for (const after of ['x', 'bm8', Buffer.from('["address","a", 1]').toString('base64url')]) {
      expect((await ask('GET', `/mailboxes?after=${after}`)).body.problems).toMatchObject([{ field: 'after' }]);
    }
    expect((await ask('GET', '/mailboxes?signedInSince=yesterday')).status).toBe(422);
    const both = { domain: 'never.example', group: 'staff', change: {} };
    expect((await ask('POST', '/policy/preview', both)).status).toBe(422);
    expect((await ask('POST', '/policy/preview', { change: set })).body.fields).toMatchObject([{ to: 'always' }]);
  });
});
