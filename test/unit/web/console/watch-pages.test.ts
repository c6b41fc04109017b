// The console's pages for watching: who is signed in and its end, the audit log searched, followed, exported and verified,
// decisions explained and found by the reference of a refusal.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/core/audit/audit-store.ts';
import {
  type AdministrationFixture,
  createAdministrationFixture,
  liveConnection,
} from '../../../support/administration-fixture.ts';
import { ConsoleFixture, type ConsoleFixtureOptions } from '../../../support/console-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture();
});

interface Shown {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

function browse(options: Partial<ConsoleFixtureOptions> = {}) {
  const fixture = new ConsoleFixture({ services: node.services, ...options });
  fixture.now = node.services.clock.now();
  const cookie = fixture.begin('open');
  const visit = async (method: string, address: string, form?: Readonly<Record<string, string>>): Promise<Shown> => {
    const { status, headers, body } = await fixture.visit(method, address, { cookie, ...(form && { form }) });
    return { status, location: headers['location'], headers, text: String(body) };
  };
  return {
    get: (address: string) => visit('GET', address),
    post: (address: string, form: Readonly<Record<string, string>>) => visit('POST', address, form),
  };
}

function entry(more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: START,
    kind: 'sign-in',
    event: 'web-sign-in.refused',
    mailbox: 'alice@never.example',
    door: 'web',
    remoteAddress: '203.0.113.7',
    reason: 'network-not-permitted',
    ...more,
  };
}

const ALICE = 'alice@never.example';

describe('mail connections', () => {
  beforeEach(() => {
    const elsewhere = { ...liveConnection('c-3', 'bob@always.example'), remoteAddress: '203.0.113.9', door: 'smtp' };
    node.live.push(liveConnection('c-1', ALICE), liveConnection('c-2', ALICE, 'ap-1'), elsewhere as never);
  });

  it('are listed across the installation, and filtered by mailbox, domain, door and address', async () => {
    const { get } = browse();
    const shown = async (query: string) => {
      const { text } = await get(`/sessions/connections${query}`);
      return ['c-1', 'c-2', 'c-3'].filter((id) => text.includes(`value="${id}"`)).join(' ');
    };
    expect(await shown('')).toBe('c-1 c-2 c-3');
    expect(await shown('?mailbox=alice@never.example')).toBe('c-1 c-2');
    expect(await shown('?domain=ALWAYS.example')).toBe('c-3');
    expect(await shown('?door=smtp&mailbox=')).toBe('c-3');
    expect(await shown('?address=::ffff:203.0.113.9')).toBe('c-3');
    expect((await get('/sessions/connections?mailbox=x@nowhere.example')).text).toContain('isn’t there any more');
  });

  it('end one by one, those that are picked, and all of a mailbox', async () => {
    const { post } = browse();
    const path = '/sessions/connections/end?domain=never.example';
    expect((await post(path, {})).text).toContain('Select at least one first.');
    expect((await post(path, { one: 'c-3' })).location).toBe(
      '/console/sessions/connections?domain=never.example&ended=1',
    );
    expect((await post(path, { 'pick:c-1': 'yes', 'pick:c-2': 'yes' })).location).toContain('ended=2');
    expect((await post(path, { all: ALICE, 'pick:c-3': 'yes' })).location).toContain('ended=all');
    expect((await node.ended()).map(({ target }) => target)).toEqual([
      { kind: 'connection', id: 'c-3' },
      { kind: 'connection', id: 'c-1' },
      { kind: 'connection', id: 'c-2' },
      { kind: 'mailbox', address: ALICE },
    ]);
  });

  it('have no buttons for an auditor, and are those of own domains for a domain administrator (R6.2)', async () => {
    const auditor = browse({ role: 'auditor' });
    expect((await auditor.get('/sessions/connections')).text).not.toContain('name="one"');
    expect((await auditor.post('/sessions/connections/end', { one: 'c-1' })).status).toBe(404);
    const own = browse({ role: 'domain-administrator', domains: new Set(['never.example']) });
    const { text } = await own.get('/sessions/connections');
    expect([text.includes(ALICE), text.includes('bob@always.example')]).toEqual([true, false]);
    await own.post('/sessions/connections/end', { one: 'c-3' });
    expect(await node.ended()).toEqual([]);
  });

  it('are shown a page at a time, each once', async () => {
    for (let index = 0; index < 150; index += 1) {
      node.live.push({ ...liveConnection(`n-${index}`, ALICE), since: START + (index % 7) });
    }
    const { get } = browse();
    const ids = ({ text }: Shown) => Array.from(text.matchAll(/name="one" value="([^"]+)"/g), ([, id]) => id);
    const first = await get('/sessions/connections');
    const next = /rel="next" href="\/console([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const all = [...ids(first), ...ids(await get(next))];
    expect([ids(first).length, all.length, new Set(all).size]).toEqual([100, 153, 153]);
  });
});

describe('browsers that are signed in', () => {
  it('are none here, and say so', async () => {
    const { get, post } = browse();
    expect((await get('/sessions?site=webmail')).text).toContain('No browser is signed in here.');
    expect((await post('/sessions/end', { one: 'ws-1' })).location).toContain('ended=1');
  });
});

describe('the audit log', () => {
  it('is searched with every filter, newest first, page by page', async () => {
    const entries = Array.from({ length: 120 }, (_, index) => entry({ at: START + index, reason: `r-${index}` }));
    await node.core.stores.audit.append([...entries, entry({ event: 'sms.tested', kind: 'change', actor: 'zed' })]);
    const { get } = browse();
    const first = await get('/audit?mailbox=alice@never.example&kind=sign-in&door=web&ip=203.0.113.7');
    expect(first.text).toMatch(/r-119[\s\S]*r-70/);
    expect(first.text).not.toContain('r-69<');
    const next = /rel="next" href="\/console([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await get(next)).text).toMatch(/r-69[\s\S]*r-20/);
    expect((await get('/audit?actor=zed&event=sms.tested')).text).toContain('zed');
    expect((await get('/audit?reason=r-7')).text).not.toContain('r-70');
    expect((await get('/audit?since=2026-01-16')).text).toContain('Nothing matches.');
    expect((await get('/audit?since=2026-01-15&until=2026-01-15&reason=r-5')).text).toContain('r-5');
    expect((await get('/audit?since=yesterday')).status).toBe(422);
  });

  it('is searched by domain, which a domain administrator can’t leave by it (R6.2)', async () => {
    // Negative control: fails where the domain that is asked for takes the place of own ones.
    await node.core.stores.audit.append([entry(), entry({ mailbox: 'bob@always.example', reason: 'throttled' })]);
    const { text } = await browse().get('/audit?domain=Never.example');
    expect(text).toContain(ALICE);
    expect(text).not.toContain('bob@always');
    expect(text).toContain('Domain: Never.example');
    const own = browse({ role: 'domain-administrator', domains: new Set(['always.example']) });
    expect((await own.get('/audit?domain=never.example')).text).toContain('Nothing matches.');
  });

  it('says reasons in words, with the name beside it that is searched for', async () => {
    await node.core.stores.audit.append([entry()]);
    const { text } = await browse().get('/audit');
    expect(text).toContain('not permitted from that network or country');
    expect(text).toContain('<code class="small soft">network-not-permitted</code>');
  });

  it('shows one entry in full, with every check, and escapes what a client wrote', async () => {
    const loginName = '<script>alert(1)</script>';
    const trace = [{ check: 'permitted-countries', result: 'elsewhere: KP', layer: 'group pilots' }];
    await node.core.stores.audit.append([entry({ loginName, trace, decisionId: 'ABC', details: { country: 'KP' } })]);
    const { get } = browse();
    const { text } = await get('/audit/entry?sequence=1');
    expect(text).toContain('North Korea: not permitted from there');
    expect(text).toContain('said by: group pilots');
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script>alert');
    for (const sequence of ['2', '0', '-1', 'x', '']) {
      expect([sequence, (await get(`/audit/entry?sequence=${sequence}`)).status]).toEqual([sequence, 404]);
    }
  });

  it('is found by the reference that a refused person reads out (R1.8)', async () => {
    await node.core.stores.audit.append([
      entry({ decisionId: 'ABC123' }),
      entry({ decisionId: 'DEF' }),
      entry({ decisionId: 'DEF' }),
    ]);
    const { get } = browse();
    expect((await get('/audit/decision?id=abc123')).location).toBe('/console/audit/entry?sequence=1');
    expect((await get('/audit/decision?id=DEF')).location).toBe('/console/audit?decisionId=DEF');
    expect((await get('/audit/decision?id=none')).location).toBe('/console/audit?decisionId=none');
  });

  it('is followed by a page that comes anew by itself', async () => {
    const { get } = browse();
    const { headers, text } = await get('/audit/live?door=web');
    expect(headers['refresh']).toBe('5');
    expect(text).toContain('href="/console/audit?door=web"');
  });

  it('is exported in files of ranges, filtered, as JSON Lines and as CSV without formulas', async () => {
    await node.core.stores.audit.append([entry({ reason: '=1+1' }), entry({ door: 'imap' }), entry({ reason: 'x' })]);
    const { get } = browse();
    const { text } = await get('/audit/export?door=web');
    const file =
      /href="\/console(\/audit\/export\/file\?[^"]*jsonl[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(file).toBe('/audit/export/file?door=web&format=jsonl&from=1&to=3');
    const lines = await get(file);
    expect(lines.headers['content-disposition']).toBe('attachment; filename="audit-1-3.jsonl"');
    expect(
      lines.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).sequence),
    ).toEqual([1, 3]);
    const csv = await get(file.replace('jsonl', 'csv'));
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.split('\r\n')[1]).toContain("'=1+1");
    expect((await get('/audit/export/file?format=csv&from=1&to=999999')).location).toBe('/console/audit/export');
  });

  it('is verified, piece by piece, and says what is wrong', async () => {
    await node.core.stores.audit.append([entry(), entry()]);
    const { get } = browse();
    expect((await get('/audit/verify')).text).toContain('Verify now');
    expect((await get('/audit/verify?run=1')).text).toContain('All 2 entries are as they were written.');
    expect((await get('/audit/verify?run=1&from=x')).status).toBe(422);
  });

  it('is that of own domains for a domain administrator, who can verify nothing', async () => {
    await node.core.stores.audit.append([entry(), entry({ mailbox: 'bob@always.example' })]);
    const { get } = browse({ role: 'domain-administrator', domains: new Set(['never.example']) });
    const { text } = await get('/audit');
    expect([text.includes(ALICE), text.includes('bob@always.example')]).toEqual([true, false]);
    expect(text).not.toContain('/audit/verify');
    expect((await get('/audit/entry?sequence=2')).status).toBe(404);
    expect((await get('/audit/verify?run=1')).status).toBe(403);
    const lines = await get('/audit/export/file?format=jsonl&from=1&to=2');
    expect(lines.text).not.toContain('always.example');
  });
});

describe('explain', () => {
  it('shows the whole decision with the layer of each rule', async () => {
    await node.ask('PATCH', '/domains/never.example', { permittedCountries: { web: { allow: ['DE'] } } });
    const { get } = browse();
    expect((await get('/explain')).text).toContain('Somebody was refused?');
    const web = await get(`/explain?loginName=${ALICE}&ip=203.0.113.7&door=web&country=AT`);
    expect(web.text).toMatch(/Austria: not permitted from there[\s\S]*said by: the domain/);
    const imap = await get('/explain?loginName=alice@always.example&ip=203.0.113.7&door=imap');
    expect(imap.text).toMatch(/When a second step is asked[\s\S]*Always[\s\S]*said by: the domain/);
    const wrong = await get(`/explain?loginName=${ALICE}&ip=elsewhere&door=imap`);
    expect([wrong.status, wrong.text.includes('must be an IP address')]).toEqual([422, true]);
  });

  it('takes the mailbox of a link that leads here, says its trace in words, and in the language of the page', async () => {
    const { get } = browse();
    const linked = await get(`/explain?mailbox=${ALICE}`);
    expect([linked.status, linked.text.includes(`value="${ALICE}"`)]).toEqual([200, true]);
    await node.ask('PATCH', '/domains/never.example', { challenge: 'new-ip' });
    const { text } = await get(`/explain?mailbox=${ALICE}&ip=203.0.113.7&door=web`);
    expect(text).toContain('<bdi>203.0.113.7</bdi> is new');
    expect(text).toContain('has a second step set up first');
    expect(text).toContain('(new network)');
  });
});
