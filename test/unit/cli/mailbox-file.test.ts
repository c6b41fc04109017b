// postern mailbox import and export: files of mailboxes, through the API, as a node serves it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../../../src/core/administrators/requester.ts';
import { perform } from '../../../src/web/api/perform.ts';
import { exportMailboxesOperation, importMailboxesOperation } from '../../../src/web/api/routes/import-routes.ts';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';
import { START } from '../../support/core-fixture.ts';

const api = commandLineOnApi();
const { run } = api;

function write(content: string | Uint8Array): string {
  const path = join(api.folder, 'mailboxes.csv');
  writeFileSync(path, content);
  return path;
}

describe('postern mailbox import (R6.3)', () => {
  const file =
    'address;challenge;disabled\r\nnew@never.example;always;\r\nalice@never.example;;yes\r\nx@nowhere.example;;\r\n';

  it('is a job in the background, whose dry run can be made', async () => {
    const path = write(file);
    const dry = await run(`mailbox import ${path} --dry-run --background`);
    expect(dry.out).toMatch(/what +import, dry run\n/);
    expect(await api.node.core.stores.accounts.findMailbox('new@never.example')).toBeUndefined();
    const [id = ''] = /bulk-\w+/.exec(dry.out) ?? [];
    const made = await run(`job apply ${id}`);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/what +import\n(?:.+\n)*added +1\nchanged +1\n/)]);
    expect(await run(`job apply ${id}`)).toMatchObject({ out: '', error: expect.stringContaining('nothing left') });
  });

  it('shows what it would change, changes it, and does nothing the second time', async () => {
    const path = write(`\ufeff${file}`);
    const dry = await run(`mailbox import ${path} --dry-run`);
    expect(dry).toMatchObject({ code: 1, error: '' });
    expect(dry.out.replaceAll(/ +/g, ' ')).toBe(`LINE MAILBOX WHAT FROM TO NOTE
2 new@never.example added would be added
2 new@never.example challenge inherit always would be set
2 new@never.example challenge never always in the end (mailbox)
3 alice@never.example disabled false true would be set
4 x@nowhere.example refused there is no domain nowhere.example; domains are added by: postern domain add nowhere.example
1 would be added, 1 would be changed, 0 as they are, 1 refused
`);
    const mailbox = (name: string) => api.node.core.stores.accounts.findMailbox(name);
    expect(await mailbox('new@never.example')).toBe(undefined);
    expect((await run(`mailbox import ${path}`)).out).toMatch(
      /1 added, 1 changed, 0 as they are, 1 refused \(bulk-\w{10}\)\n$/,
    );
    expect(await mailbox('alice@never.example')).toMatchObject({ disabled: true });
    expect((await run(`mailbox import ${path}`)).out).toMatch(/0 added, 0 changed, 2 as they are, 1 refused/);
  });

  it('sends a large file in parts of one import, with the lines of the file', async () => {
    const rows = Array.from({ length: 450 }, (_, at) => `m${at}@never.example\n`);
    const path = write(`address\n${rows.join('')}`);
    const { code, out } = await run(`mailbox import ${path} --json`);
    const report = JSON.parse(out);
    expect([code, report.items.length, report.items[0].line, report.items[449].line]).toEqual([0, 450, 2, 451]);
    await api.node.services.audit.flush();
    const entries = await api.node.core.stores.audit.search({ kind: 'change' }, { limit: 1_000, after: 0 });
    expect(new Set(entries.map(({ details }) => details?.['bulk']))).toEqual(new Set([report.id]));
  });

  it.each([
    ['is not there', undefined, "can't be read"],
    ['is not UTF-8', Buffer.from('address\nj\xfcrgen@never.example\n', 'latin1'), "isn't UTF-8"],
    ['is no CSV', 'address\n"a@never.example\n', 'ends within a cell'],
    ['has columns that nobody knows', 'address,mode\na@never.example,always\n', 'mode is no column that is known'],
    [
      'has a mailbox twice',
      'address\na@never.example\nb@never.example\nA@never.example\n',
      'line 4 is of the same mailbox as line 2',
    ],
  ])('sends nothing of a file that %s', async (_what, content, error) => {
    const path = content === undefined ? join(api.folder, 'none') : write(content);
    const refused = await run(`mailbox import ${path}`);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.error).toContain(error);
    expect(await api.node.core.stores.accounts.findMailbox('a@never.example')).toBe(undefined);
  });
});

describe('postern mailbox export (R6.3)', () => {
  it('writes what an import takes without changing anything, page by page and narrowed by a filter', async () => {
    const { accounts } = api.node.core.stores;
    for (let at = 0; at < 600; at += 1) {
      await accounts.addMailbox({ address: `=m${at}@never.example`, policy: {}, disabled: false, createdAt: START });
    }
    const { code, out } = await run('mailbox export --domain never.example');
    const lines = out.split('\r\n');
    expect([code, lines[0]?.slice(0, 32), lines.length]).toEqual([0, 'address,disabled,groups,challeng', 604]);
    expect(lines.find((line) => line.includes('=m0@'))).toMatch(/^'=m0@never\.example,no,none,inherit,/);
    expect((await run(`mailbox import ${write(out)}`)).out).toMatch(
      /^0 added, 0 changed, 602 as they are, 0 refused \(bulk-\w{10}\)\n$/,
    );
    const { items } = JSON.parse((await run('mailbox export --search =m1@ --json')).out);
    expect(items).toMatchObject([{ address: '=m1@never.example', disabled: 'no', challenge: 'inherit' }]);
  });
});

describe('an import by an administrator of some domains (R6.2)', () => {
  const requester = {
    ...OPERATOR,
    actor: 'anna',
    role: 'domain-administrator',
    domains: new Set(['always.example']),
  } as const;

  it('neither touches nor shows what is of other domains', async () => {
    // Negative control: fails when handlers get the services of requesters of all domains.
    const csv = 'address,disabled\nalice@never.example,yes\nalice@always.example,yes\n';
    const ask = { params: {}, query: {}, body: { csv } };
    expect(await perform(importMailboxesOperation, ask, requester, api.node.services)).toMatchObject({
      rows: 2,
      items: [{ outcome: 'refused', refusal: { code: 'unknown-domain' } }, { outcome: 'changed' }],
    });
    const exported = await perform(exportMailboxesOperation, { ...ask, body: {} }, requester, api.node.services);
    expect(exported.items?.map(({ address }) => address)).toEqual(['alice@always.example', 'bob@always.example']);
  });
});
