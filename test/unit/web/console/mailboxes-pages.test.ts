// The console's pages of mailboxes, changes of many and jobs, over the real operations and stores in memory.

import { beforeEach, describe, expect, it } from 'vitest';
import { CONSOLE_ROUTES } from '../../../../src/web/console/console-routes.ts';
import { MAILBOXES_PAGES } from '../../../../src/web/console/mailboxes/mailboxes-routes.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { ConsoleFixture, type ConsoleFixtureOptions } from '../../../support/console-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture();
  // The console's administrator is one of the store's, as each piece of a job looks.
  await node.core.stores.administrators.add({
    ...{ name: 'ann', role: 'platform-administrator', domains: 'all', createdAt: 1, stamp: 's1' },
  });
});

interface Browsed {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Browser {
  get(address: string): Promise<Browsed>;
  post(address: string, form: Readonly<Record<string, string>>): Promise<Browsed>;
}

function signedIn(options: ConsoleFixtureOptions = {}, state: 'open' | 'confirmed' = 'confirmed'): Browser {
  const fixture = new ConsoleFixture({ routes: MAILBOXES_PAGES, services: node.services, ...options });
  fixture.now = START;
  const cookie = fixture.begin(state);
  const ask = async (method: string, address: string, form?: Readonly<Record<string, string>>): Promise<Browsed> => {
    const answer = await fixture.visit(method, address, { cookie, ...(form && { form }) });
    const { status, headers } = answer;
    const location = (headers['location'] ?? '').replace(/^\/console/, '');
    return { status, headers, location, text: Buffer.from(answer.body).toString() };
  };
  return { get: (address) => ask('GET', address), post: (address, form) => ask('POST', address, form) };
}

async function addMany(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const address = `m${String(index).padStart(4, '0')}@never.example`;
    await node.core.stores.accounts.addMailbox({ address, policy: {}, disabled: false, createdAt: START });
  }
}

/** Of a finished job: its page as it is then. */
async function jobAt(browser: Browser, location: string): Promise<Browsed> {
  for (;;) {
    const page = await browser.get(location);
    if (page.headers['refresh'] === undefined) return page;
    await new Promise(setImmediate);
  }
}

describe('the list of mailboxes', () => {
  it('shows what holds, says how many there are, and goes on page by page', async () => {
    await addMany(60);
    const browser = signedIn();
    const first = await browser.get('/mailboxes?domain=never.example');
    expect(first.status).toBe(200);
    expect(first.text).toContain('62 mailboxes');
    expect(first.text.match(/name="pick:/g)).toHaveLength(50);
    expect(first.text).toMatch(/Never <span class="soft small">said by: the platform/);
    const [, next = ''] = /rel="next" href="\/console([^"]+)"/.exec(first.text) ?? [];
    const second = await browser.get(next.replaceAll('&amp;', '&'));
    expect(second.text.match(/name="pick:/g)).toHaveLength(12);
    expect(second.text).not.toContain('62 mailboxes');
  });

  it('leads to the import, and to an export of what it is narrowed to (R6.3)', async () => {
    const routes = CONSOLE_ROUTES;
    const { text } = await signedIn({ routes }).get('/mailboxes?domain=never.example&state=enabled');
    expect(text).toContain('href="/console/mailboxes/import"');
    const [, address = ''] = /href="\/console(\/mailboxes\/export[^"]*)"/.exec(text) ?? [];
    const file = await signedIn({ routes }).get(address.replaceAll('&amp;', '&'));
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text).toContain('alice@never.example');
    expect(file.text).not.toContain('always.example');
    const auditor = await signedIn({ routes, role: 'auditor' }).get('/mailboxes');
    expect(auditor.text).not.toContain('/mailboxes/import');
    expect(auditor.text).toContain('/mailboxes/export');
  });

  it('is narrowed by each filter, and says what it is narrowed by', async () => {
    await addMany(3);
    const { accounts, listing } = node.core.stores;
    await accounts.updateMailbox('m0001@never.example', { disabled: true, policy: { challenge: 'always' } }, START);
    await listing.recordSignIns([{ mailbox: 'm0002@never.example', at: Date.UTC(2026, 0, 10) }]);
    const browser = signedIn();
    const found = async (query: string): Promise<readonly string[]> => {
      const { text, status } = await browser.get(`/mailboxes?domain=never.example&search=m0&${query}`);
      expect(status).toBe(200);
      return [...text.matchAll(/name="pick:(m\d+)@/g)].map(([, name]) => name ?? '');
    };
    expect(await found('state=disabled')).toEqual(['m0001']);
    expect(await found('state=enabled')).toEqual(['m0000', 'm0002']);
    expect(await found('effective=always')).toEqual(['m0001']);
    expect(await found('challenge=always')).toEqual(['m0001']);
    expect(await found('factor=none')).toHaveLength(3);
    expect(await found('factor=totp')).toEqual([]);
    expect(await found('seen=never')).toEqual(['m0000', 'm0001']);
    expect(await found('seen=ever')).toEqual(['m0002']);
    expect(await found('since=2026-01-10')).toEqual(['m0002']);
    expect(await found('before=2026-01-10')).toEqual([]);
    expect(await found('order=last-sign-in')).toEqual(['m0002']);
    const { text } = await browser.get('/mailboxes?effective=always&since=2026-01-10');
    expect(text).toContain('Remove this filter: Mode in effect: Always');
    expect(text).toContain('Last sign-in from: January 10, 2026');
  });

  it('refuses a filter that means nothing, and shows nobody', async () => {
    const { status, text } = await signedIn().get('/mailboxes?effective=sometimes&since=yesterday');
    expect(status).toBe(422);
    expect(text).toContain('This filter can’t be taken');
    expect(text).not.toContain('pick:');
  });

  it('shows an auditor nothing that changes anything (R6.2)', async () => {
    const { text } = await signedIn({ role: 'auditor' }).get('/mailboxes');
    expect(text).toContain('alice@never.example');
    for (const path of ['/mailboxes/add', '/mailboxes/change', '/mailboxes/remove', 'pick:']) {
      expect(text).not.toContain(path);
    }
    expect((await signedIn({ role: 'auditor' }).get('/mailboxes/change?all=yes')).status).toBe(404);
    expect((await signedIn({ role: 'auditor' }).post('/jobs/start?id=bulk-1', {})).status).toBe(404);
  });

  it('shows administrators of domains their own mailboxes only (R6.2)', async () => {
    const role = { role: 'domain-administrator', domains: new Set(['never.example']) } as const;
    const { text } = await signedIn(role).get('/mailboxes');
    expect(text).toContain('alice@never.example');
    expect(text).not.toContain('always.example');
  });

  it('writes what others called themselves as text (P-37)', async () => {
    const { text } = await signedIn().get(`/mailboxes?search=${encodeURIComponent('"><script>x</script>')}`);
    expect(text).not.toContain('<script>x');
  });
});

describe('mailboxes one by one', () => {
  it('are added, and removed after a question', async () => {
    const browser = signedIn();
    const added = await browser.post('/mailboxes/add', {
      address: 'New@Never.example',
      challenge: 'always',
      disabled: 'yes',
    });
    expect([added.status, added.location]).toEqual([
      303,
      '/mailboxes?search=new%40never.example&added=new%40never.example',
    ]);
    expect((await browser.get(added.location)).text).toContain('is added.');
    expect(await node.core.stores.accounts.findMailbox('new@never.example')).toMatchObject({
      ...{ disabled: true, policy: { challenge: 'always' } },
    });
    const question = await browser.get('/mailboxes/remove?address=new@never.example');
    expect(question.text).toContain('Remove new@never.example?');
    const removed = await browser.post('/mailboxes/remove?address=new@never.example', {});
    expect(removed.location).toBe('/mailboxes?removed=new%40never.example');
    expect(await node.core.stores.accounts.findMailbox('new@never.example')).toBeUndefined();
  });

  it('are refused in words, with what was typed', async () => {
    const { status, text } = await signedIn().post('/mailboxes/add', { address: 'alice@never.example' });
    expect(status).toBe(409);
    expect(text).toContain('There is one of this name already');
    expect(text).toContain('value="alice@never.example"');
  });

  it('need both steps lately, and the form keeps what was typed meanwhile', async () => {
    const answer = await signedIn({}, 'open').post('/mailboxes/add', { address: 'new@never.example' });
    expect(answer.location).toBe('/confirm?next=%2Fmailboxes%2Fadd%3Faddress%3Dnew%2540never.example');
    const filled = await signedIn().get('/mailboxes/add?address=new%40never.example');
    expect(filled.text).toContain('value="new@never.example"');
  });
});

describe('a change of many mailboxes', () => {
  it('is chosen, shown beforehand, made, and reported', async () => {
    await addMany(3);
    const browser = signedIn();
    const picks = { 'pick:m0000@never.example': 'yes', 'pick:m0001@never.example': 'yes' };
    const form = await browser.post('/mailboxes/change', picks);
    expect(form.text).toContain('2 selected mailboxes');
    const mailboxes = 'm0000@never.example\nm0001@never.example';
    expect(form.text).toContain(`name="mailboxes" value="${mailboxes}"`);
    const sent = await browser.post('/mailboxes/change', {
      ...{ what: 'settings', mailboxes, state: '' },
      ...{ 'policy.challenge': 'always', 'policy.userChoice': '' },
    });
    expect(sent.location).toMatch(/^\/jobs\/job\?id=bulk-/);
    const preview = await browser.get(sent.location);
    expect(preview.text).toContain('Preview: Change of mailboxes');
    expect(preview.text).toContain('2 would be changed');
    expect(preview.text).toContain('2 of them have no second step yet');
    expect(preview.text).toContain('mail programs that use the mailbox’s own password are cut off');
    expect(await node.core.stores.accounts.findMailbox('m0000@never.example')).toMatchObject({ policy: {} });
    const id = new URL(sent.location, 'http://x').searchParams.get('id');
    const applied = await browser.post(`/jobs/start?id=${id}`, {});
    const report = await browser.get(applied.location);
    expect(report.text).toContain('Finished');
    expect(report.text).toContain('2 changed');
    expect(await node.core.stores.accounts.findMailbox('m0001@never.example')).toMatchObject({
      policy: { challenge: 'always' },
    });
    expect(await node.core.stores.accounts.findMailbox('m0002@never.example')).toMatchObject({ policy: {} });
    const jobs = await browser.get('/jobs');
    expect(jobs.text.match(/\/console\/jobs\/job\?id=/g)).toHaveLength(2);
  });

  it('is made for all that match, with a page that shows how far it is', async () => {
    await addMany(350);
    const browser = signedIn();
    const form = await browser.get('/mailboxes/change?all=yes&search=m0');
    expect(form.text).toContain('All mailboxes that match: <bdi>Search in addresses: m0</bdi>');
    const sent = await browser.post('/mailboxes/change?all=yes&search=m0', { what: 'settings', state: 'disable' });
    const running = await browser.get(sent.location);
    expect(running.headers['refresh']).toBe('3');
    expect(running.text).toContain('<progress');
    expect(running.text).toContain('of 350');
    const preview = await jobAt(browser, sent.location);
    expect(preview.text).toContain('350 would be changed');
    expect(preview.text).toContain('Whoever is signed in is out within a second');
    const applied = await browser.post(sent.location.replace('/jobs/job', '/jobs/start'), {});
    expect((await jobAt(browser, applied.location)).text).toContain('350 changed');
    expect((await browser.get('/mailboxes?state=disabled')).text).toContain('350 mailboxes');
  });

  it('needs both steps for the change, and none for what it would do (R6.2)', async () => {
    await addMany(1);
    const browser = signedIn({}, 'open');
    const sent = await browser.post('/mailboxes/change?all=yes&search=m0', { what: 'settings', state: 'disable' });
    expect((await browser.get(sent.location)).text).toContain('1 would be changed');
    const start = sent.location.replace('/jobs/job', '/jobs/start');
    const asked = await browser.post(start, {});
    expect(asked.location).toBe(`/confirm?next=${encodeURIComponent(sent.location)}`);
    expect(await node.core.stores.accounts.findMailbox('m0000@never.example')).toMatchObject({ disabled: false });
  });

  it('puts mailboxes into a group, and says when there is no such group', async () => {
    await addMany(1);
    const browser = signedIn();
    const wish = { what: 'groups', how: 'join', group: 'pilots', mailboxes: 'm0000@never.example' };
    const refused = await browser.post('/mailboxes/change', wish);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('That isn’t there any more');
    await node.ask('POST', '/groups', { name: 'pilots' });
    const sent = await browser.post('/mailboxes/change', wish);
    const preview = await browser.get(sent.location);
    expect(preview.text).toContain('Put into the group: <bdi>pilots</bdi>');
    expect(preview.text).toContain('1 would be changed');
  });

  it('reads every field, and says what can’t be taken', async () => {
    await addMany(1);
    const browser = signedIn();
    const mailboxes = 'm0000@never.example';
    const wrong = await browser.post('/mailboxes/change', {
      ...{ what: 'settings', mailboxes, 'policy.trustedNetworks': 'these', 'policy.trustedNetworks.list': 'here' },
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Not a network: here');
    expect(wrong.text).toContain('>\nhere</textarea>');
    const nothing = await browser.post('/mailboxes/change', { what: 'settings', mailboxes, state: '' });
    expect(nothing.text).toContain('Choose what is to be changed.');
    const sent = await browser.post('/mailboxes/change', {
      ...{ what: 'settings', mailboxes, state: 'enable' },
      ...{ 'policy.trustedBrowserDays': 'these', 'policy.trustedBrowserDays.days': '7' },
      ...{ 'policy.factors': 'these', 'policy.factors.totp': 'yes', 'policy.compare': 'last' },
      ...{ 'policy.permittedCountries.web': 'deny', 'policy.permittedCountries.web.list': 'KP' },
      ...{ 'policy.permittedNetworks.imap': 'none', 'policy.userChoice': 'inherit' },
    });
    const { text } = await browser.get(sent.location);
    for (const told of [
      '7 days',
      'Authenticator app',
      'Only the place of the last sign-in',
      'North Korea',
      'From nowhere',
    ]) {
      expect(text).toContain(told);
    }
  });

  it('leads back to the list when nothing was selected', async () => {
    const { location } = await signedIn().post('/mailboxes/change?domain=never.example', {});
    expect(location).toBe('/mailboxes?domain=never.example&picked=none');
    expect((await signedIn().get(location)).text).toContain('Nothing is selected.');
  });

  it('tells what was refused, in a table to take along in which nothing is a formula', async () => {
    const browser = signedIn();
    const mailboxes = '=cmd()@elsewhere.example\nalice@never.example';
    const sent = await browser.post('/mailboxes/change', { what: 'settings', mailboxes, state: 'disable' });
    const page = await browser.get(sent.location);
    expect(page.text).toContain('1 would be refused');
    const csv = await browser.get(sent.location.replace('/jobs/job', '/jobs/failures'));
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.text).toMatch(/^mailbox,line,code,reason\r\n'=cmd\(\)@elsewhere.example,,unknown-/);
  });
});

describe('jobs in the console', () => {
  it('are cancelled, and can be started again when they did not finish', async () => {
    await addMany(300);
    const browser = signedIn();
    const body = { filter: { search: 'm0' }, set: { challenge: 'always' } };
    const { id } = (await node.ask('POST', '/jobs/bulk', body)).body;
    const cancelled = await browser.post(`/jobs/cancel?id=${id}`, {});
    const page = await browser.get(cancelled.location);
    expect(page.text).toContain('What it had changed stays changed.');
    const again = await browser.post(`/jobs/start?id=${id}`, {});
    expect((await jobAt(browser, again.location)).text).toContain('300 of 300');
  });

  it('that are gone are said to be', async () => {
    const { status, text } = await signedIn().get('/jobs/job?id=bulk-0000000000');
    expect([status, text.includes('There is no such job any more.')]).toEqual([404, true]);
  });
});

describe('aliases', () => {
  it('of a domain are listed, added and removed', async () => {
    const browser = signedIn();
    expect((await browser.get('/mailboxes/aliases?of=never.example')).text).toContain('There are no aliases.');
    const added = await browser.post('/mailboxes/aliases/add?of=never.example', { alias: 'old.example' });
    const page = await browser.get(added.location);
    expect(page.text).toContain('The alias is added.');
    expect(page.text).toContain('<bdi>old.example</bdi>');
    const question = await browser.get('/mailboxes/aliases/remove?of=never.example&alias=@old.example');
    expect(question.text).toContain('Remove the alias @old.example?');
    const removed = await browser.post('/mailboxes/aliases/remove?of=never.example&alias=@old.example', {});
    expect((await browser.get(removed.location)).text).toContain('The alias is removed.');
  });

  it('are refused in words', async () => {
    const { status, text } = await signedIn().post('/mailboxes/aliases/add?of=alice@never.example', {
      alias: 'not an address',
    });
    expect(status).toBe(422);
    expect(text).toContain('Please check what you entered.');
  });
});
