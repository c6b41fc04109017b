// Importing and exporting mailboxes in the console: a preview that changes nothing, the import, and the file.

import { describe, expect, it } from 'vitest';
import type { Role } from '../../../../src/core/administrators/administrator.ts';
import { IMPORT_PAGES } from '../../../../src/web/console/import/import-routes.ts';
import { MAILBOXES_PAGES } from '../../../../src/web/console/mailboxes/mailboxes-routes.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { ConsoleFixture } from '../../../support/console-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

const CSV = 'address,challenge\nalice@never.example,always\nnew@never.example,\nx@nowhere.example,\n';

async function open(role: Role = 'platform-administrator') {
  const node = await createAdministrationFixture();
  const domains = role === 'domain-administrator' ? new Set(['always.example']) : ('all' as const);
  await node.core.stores.administrators.add({ name: 'ann', role, domains, createdAt: START, stamp: 'ann' });
  const fixture = new ConsoleFixture({
    routes: { ...IMPORT_PAGES, ...MAILBOXES_PAGES },
    role,
    domains,
    services: node.services,
  });
  const cookie = fixture.begin('confirmed');
  const find = (address: string) => node.core.stores.accounts.findMailbox(address);
  const post = (form: Record<string, string>) => fixture.visit('POST', '/mailboxes/import', { cookie, form });
  const ended = async (): Promise<void> => {
    const states = async () => (await node.services.jobs.list()).map(({ state }) => state);
    while ((await states()).includes('running')) await new Promise(setImmediate);
  };
  return { fixture, cookie, find, post, ended, get: (path: string) => fixture.visit('GET', path, { cookie }) };
}

describe('the import page (R6.3)', () => {
  it('shows what would change, and changes nothing', async () => {
    // Negative control: fails when the preview isn't a dry run.
    const { post, find } = await open();
    const { status, body } = await post({ csv: CSV });
    expect(status).toBe(200);
    for (const text of ['Import 2 mailboxes', 'nothing → Always', 'there is no domain nowhere.example']) {
      expect(body).toContain(text);
    }
    expect([(await find('alice@never.example'))?.policy, await find('new@never.example')]).toEqual([{}, undefined]);
  });

  it('imports what the preview carried, and says under which id the audit log has it', async () => {
    const { post, find } = await open();
    // Negative control: fails when line breaks of a browser are written into the page as they came.
    const { body } = await post({ csv: CSV.replaceAll('\n', '\r\n') });
    const carried = /name="csv" value="([^"]*)"/.exec(String(body))?.[1] ?? '';
    const done = await post({ csv: carried, step: 'apply' });
    expect([done.status, String(done.body)]).toEqual([200, expect.stringMatching(/have the id bulk-\w{10}/)]);
    expect(await find('new@never.example')).toMatchObject({ disabled: false });
    expect((await find('alice@never.example'))?.policy).toEqual({ challenge: 'always' });
  });

  it('takes a file as it takes what was pasted', async () => {
    const { post } = await open();
    expect((await post({ file: `\ufeff${CSV.replaceAll(',', ';')}` })).body).toContain('Import 2 mailboxes');
  });

  it.each([
    ['what is no CSV', 'address\n"open', 422],
    ['unknown columns', 'address,mode\na@never.example,always\n', 422],
    ['nothing at all', '', 422],
  ])('imports nothing of %s', async (_what, csv, status) => {
    const { post, find } = await open();
    const refused = await post({ csv, step: 'apply' });
    expect([refused.status, String(refused.body).includes('role="alert"')]).toEqual([status, true]);
    expect([await find('a@never.example'), await find('m0@never.example')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['many lines', (at: number) => `m${at}@never.example`, 2_001],
    ['long lines', (at: number) => `${'m'.repeat(50)}${at}@never.example`, 1_700],
  ])('is a job for %s: its page leads from what would change to the change (R6.3)', async (_what, address, count) => {
    const { fixture, cookie, post, get, find, ended } = await open();
    const csv = `address\n${Array.from({ length: count }, (_, at) => `${address(at)}\n`).join('')}`;
    const started = await post({ file: csv });
    const page = String(started.headers['location']).replace(/^\/[^/]+(?=\/jobs)/, '');
    expect([started.status, page]).toEqual([303, expect.stringMatching(/^\/jobs\/job\?id=bulk-/)]);
    await ended();
    expect(await find(address(0))).toBeUndefined();
    expect(String((await get(page)).body)).toContain(`Import ${count.toLocaleString('en')} mailboxes`);
    await fixture.visit('POST', page.replace('/job?', '/start?'), { cookie });
    await ended();
    expect(await find(address(count - 1))).toMatchObject({ disabled: false });
    expect(String((await get(page)).body)).not.toContain('/jobs/start');
  });

  it('is asked for with both steps, is not there for auditors, and knows only the domains of whoever asks', async () => {
    const { fixture } = await open();
    const early = await fixture.visit('GET', '/mailboxes/import', { cookie: fixture.begin('open') });
    expect([early.status, early.headers['location']]).toEqual([303, expect.stringContaining('/confirm')]);
    const auditor = await open('auditor');
    expect((await auditor.get('/mailboxes/import')).status).toBe(404);
    const { post, find } = await open('domain-administrator');
    await post({ csv: CSV, step: 'apply' });
    expect(await find('new@never.example')).toBe(undefined);
  });
});

describe('the export', () => {
  it('is a file that an import takes, of what the address filters', async () => {
    const { get, post } = await open('platform-administrator');
    const { status, headers, body } = await get('/mailboxes/export?domain=never.example');
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="mailboxes.csv"',
    ]);
    expect(String(body)).toMatch(/^\ufeffaddress,disabled,groups,challenge/);
    expect(String(body)).not.toContain('always.example');
    expect((await post({ csv: String(body) })).body).toContain('Nothing would change.');
    expect((await get('/mailboxes/export?nonsense=1')).status).toBe(422);
  });
});
