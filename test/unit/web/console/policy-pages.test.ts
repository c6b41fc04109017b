// The console's pages for policy: what would change is seen before it is saved, nothing is saved over another's change, and
// nobody sees a page that isn't theirs.

import { beforeEach, describe, expect, it } from 'vitest';
import { policyChangeOf } from '../../../../src/web/console/policy-form/form-values.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { ConsoleFixture, type ConsoleFixtureOptions } from '../../../support/console-fixture.ts';

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture();
});

interface Browser {
  get(address: string): Promise<Shown>;
  post(address: string, form: Readonly<Record<string, string>>): Promise<Shown>;
  readonly fixture: ConsoleFixture;
}

interface Shown {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
  /** Hidden fields and others that hold a text. */
  readonly fields: Readonly<Record<string, string>>;
}

function browse(options: Partial<ConsoleFixtureOptions> = {}, state: 'confirmed' | 'open' = 'confirmed'): Browser {
  const fixture = new ConsoleFixture({ services: node.services, ...options });
  fixture.now = node.services.clock.now();
  const cookie = fixture.begin(state);
  const visit = async (method: string, address: string, form?: Readonly<Record<string, string>>): Promise<Shown> => {
    const { status, headers, body } = await fixture.visit(method, address, { cookie, ...(form && { form }) });
    const fields = Array.from(String(body).matchAll(/<input[^>]*>/g), ([tag]) => tag)
      .filter((tag) => !/type="(?:radio|checkbox)"/.test(tag) || / checked/.test(tag))
      .map(
        (tag) =>
          [
            / name="([^"]*)"/.exec(tag)?.[1] ?? '',
            / value="([^"]*)"/.exec(tag)?.[1]?.replaceAll('&quot;', '"') ?? '',
          ] as const,
      );
    return {
      status,
      location: headers['location'],
      text: String(body),
      fields: Object.fromEntries(fields.filter(([name]) => name !== 'token' && name !== 'next')),
    };
  };
  return {
    fixture,
    get: (address) => visit('GET', address),
    post: (address, form) => visit('POST', address, form),
  };
}

async function changes(): Promise<readonly string[]> {
  await node.services.audit.flush();
  const entries = await node.core.stores.audit.search({ kind: 'change' }, { limit: 100, after: 0 });
  return entries.map(({ event, actor }) => `${event} by ${actor}`);
}

const FORM = '/domains/policy?name=never.example';

describe('changing the policy of a domain', () => {
  it('shows for how many mailboxes what would be different, before anything is saved', async () => {
    const browser = browse();
    const opened = await browser.get(FORM);
    expect(opened.status).toBe(200);
    const before = await changes();
    const preview = await browser.post(FORM, { ...opened.fields, 'policy.challenge': 'always' });
    expect(preview.text).toContain('This changes 2 of 2 known mailboxes.');
    expect(preview.text).toContain('alice@never.example');
    expect(preview.text).toMatch(/When a second step is asked[\s\S]*Never[\s\S]*Always/);
    expect(preview.text).toContain('Mail programs that signed in with an ordinary password are cut off');
    expect(await changes()).toEqual(before);

    const saved = await browser.post(FORM, { ...preview.fields, step: 'save' });
    expect(saved.location).toBe('/console/domains/one?name=never.example&result=saved');
    expect(await node.core.stores.accounts.findDomain('never.example')).toMatchObject({
      policy: { challenge: 'always' },
    });
    expect(await changes()).toEqual([...before, 'domain.changed by ann']);
    expect((await browser.get('/domains/one?name=never.example&result=saved')).text).toContain('It holds from now on.');
  });

  it('saves only what differs, so that nothing is told of what stayed', async () => {
    const browser = browse();
    const opened = await browser.get(FORM);
    const form = { ...opened.fields, 'policy.compare': 'last', step: 'save' };
    await browser.post(FORM, form);
    await node.services.audit.flush();
    const [entry] = await node.core.stores.audit.search({ event: 'domain.changed' }, { limit: 1 });
    expect(entry?.details).toMatchObject({ compare: 'last' });
    expect(entry?.details).not.toHaveProperty('challenge');
    expect(await node.ended()).toEqual([]);
    const again = await browser.post(FORM, { ...(await browser.get(FORM)).fields });
    expect(again.text).toContain('there is nothing to save');
  });

  it('goes back to the form with everything that was filled in', async () => {
    const browser = browse();
    const opened = await browser.get(FORM);
    const preview = await browser.post(FORM, {
      ...opened.fields,
      'policy.permittedNetworks.web': 'these',
      'policy.permittedNetworks.web.list': '192.0.2.0/24',
    });
    const edited = await browser.post(FORM, { ...preview.fields, step: 'edit' });
    expect(edited.status).toBe(200);
    expect(edited.fields['policy.permittedNetworks.web']).toBe('these');
    expect(edited.text).toContain('\n192.0.2.0/24</textarea>');
    expect(edited.fields['version']).toBe(opened.fields['version']);
  });

  it('refuses what makes no sense and keeps it in the form', async () => {
    const browser = browse();
    const opened = await browser.get(FORM);
    const refused = await browser.post(FORM, {
      ...opened.fields,
      'policy.permittedNetworks.web': 'these',
      step: 'save',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The list is empty.');
    expect(refused.fields['policy.permittedNetworks.web']).toBe('these');
    expect(await node.core.stores.accounts.findDomain('never.example')).toMatchObject({ policy: {} });
  });

  // Negative control: fails when neither the page nor If-Match compares the version.
  it.each(['preview', 'save'])('never saves over what somebody else has saved: %s', async (step) => {
    const browser = browse();
    const opened = await browser.get(FORM);
    await node.ask('PATCH', '/domains/never.example', { challenge: 'new-ip', compare: 'last' });
    const lost = await browser.post(FORM, { ...opened.fields, 'policy.challenge': 'always', step });
    expect(lost.status).toBe(409);
    expect(lost.text).toContain('Somebody else was faster');
    expect(lost.text).toMatch(/From new networks[\s\S]*Always/);
    expect(lost.text).toMatch(/Only the place of the last sign-in[\s\S]*nothing/);
    const kept = await node.core.stores.accounts.findDomain('never.example');
    expect(kept?.policy).toEqual({ challenge: 'new-ip', compare: 'last' });

    const preview = await browser.post(FORM, { ...lost.fields, step: 'preview' });
    expect(preview.text).toContain('This changes');
    await browser.post(FORM, { ...preview.fields, step: 'save' });
    const mine = await node.core.stores.accounts.findDomain('never.example');
    expect(mine?.policy).toEqual({ challenge: 'always' });
  });

  it('says that both versions are one where somebody else saved the same', async () => {
    const browser = browse();
    const opened = await browser.get(FORM);
    await node.ask('PATCH', '/domains/never.example', { challenge: 'always' });
    const same = await browser.post(FORM, { ...opened.fields, 'policy.challenge': 'always', step: 'save' });
    expect([same.status, same.text.includes('is what you wanted')]).toEqual([200, true]);
  });

  it('asks for both steps before anything is typed', async () => {
    const browser = browse({}, 'open');
    const { status, location } = await browser.get(FORM);
    expect([status, location]).toEqual([303, `/console/confirm?${new URLSearchParams({ next: FORM })}`]);
    expect((await browser.get('/domains/one?name=never.example')).status).toBe(200);
  });
});

describe('domains', () => {
  it('are listed with their mode and mailboxes, added and removed', async () => {
    const browser = browse();
    const list = await browser.get('/domains');
    expect(list.text).toMatch(/never\.example[\s\S]*Never \(the platform\)[\s\S]*>2<[\s\S]*default/);
    expect((await browser.post('/domains/add', { name: 'New.example' })).location).toBe(
      '/console/domains/one?name=new.example&result=added',
    );
    const twice = await browser.post('/domains/add', { name: 'new.example' });
    expect([twice.status, twice.fields['name']]).toEqual([422, 'new.example']);
    expect((await browser.post('/domains/add', { name: 'no domain' })).text).toContain('isn’t a domain name');
    expect((await browser.get('/domains/remove?name=new.example')).text).toContain('Remove new.example?');
    expect((await browser.post('/domains/remove?name=new.example', {})).location).toBe(
      '/console/domains?result=removed',
    );
    const inUse = await browser.post('/domains/remove?name=never.example', {});
    expect([inUse.status, inUse.text.includes('still has mailboxes')]).toEqual([409, true]);
    expect((await browser.get('/domains/one?name=new.example')).status).toBe(404);
  });

  it('are shown a page at a time', async () => {
    for (let index = 0; index < 30; index += 1) await node.ask('POST', '/domains', { name: `d${index}.example` });
    const browser = browse();
    const first = await browser.get('/domains');
    const next = /href="\/console(\/domains\?after=[^"]+)"/.exec(first.text)?.[1];
    const second = await browser.get((next ?? '').replaceAll('&amp;', '&'));
    const named = ({ text }: Shown) =>
      new Set(Array.from(text.matchAll(/domains\/one\?name=([^"]+)/g), ([, name]) => name));
    expect([named(first).size, named(second).size]).toEqual([25, 7]);
    expect([...named(first)].filter((name) => named(second).has(name))).toEqual([]);
  });

  it('go to another backend only if there is one, and only upon what was seen', async () => {
    const browser = browse();
    const place = '/domains/where?name=never.example';
    const opened = await browser.get(place);
    const wrong = await browser.post(place, { ...opened.fields, backend: 'nowhere' });
    expect([wrong.status, wrong.text.includes('nowhere')]).toEqual([422, true]);
    expect((await browser.post(place, opened.fields)).location).toContain('result=place');
    await node.ask('PATCH', '/domains/never.example', { challenge: 'always' });
    expect((await browser.post(place, opened.fields)).text).toContain('Somebody else has changed this');
  });
});

describe('groups', () => {
  it('are added, given a policy and members, and removed', async () => {
    const browser = browse();
    expect((await browser.get('/groups')).text).toContain('There are no groups yet.');
    expect((await browser.post('/groups/add', { name: 'Pilots' })).location).toContain('name=pilots');
    const joined = await browser.post('/groups/members/add?name=pilots', { mailbox: 'alice@never.example' });
    expect(joined.location).toContain('joined=alice%40never.example');
    const refused = await browser.post('/groups/members/add?name=pilots', { mailbox: 'x@nowhere.example' });
    expect([refused.status, refused.text.includes('isn’t there any more')]).toEqual([404, true]);
    const form = '/groups/policy?name=pilots';
    const preview = await browser.post(form, { ...(await browser.get(form)).fields, 'policy.challenge': 'always' });
    expect(preview.text).toContain('This changes 1 of 1 known mailboxes.');
    await browser.post(form, { ...preview.fields, step: 'save' });
    const one = await browser.get('/groups/one?name=pilots');
    expect(one.text).toMatch(/Always[\s\S]*group pilots[\s\S]*alice@never\.example/);
    expect((await browser.get('/groups')).text).toMatch(/pilots[\s\S]*Always[\s\S]*>1</);
    expect(
      (await browser.post('/groups/members/remove?name=pilots', { mailbox: 'alice@never.example' })).location,
    ).toContain('left=');
    expect((await browser.post('/groups/remove?name=pilots', {})).location).toBe('/console/groups?result=removed');
    expect((await browser.get('/groups/one?name=pilots')).status).toBe(404);
  });

  it('have their members a page at a time', async () => {
    await node.ask('POST', '/groups', { name: 'all' });
    for (let index = 100; index < 160; index += 1) {
      await node.core.stores.groups.addMember('all', `m${index}@never.example`);
    }
    const browser = browse();
    const first = await browser.get('/groups/one?name=all&joined=m100%40never.example');
    expect(first.text).toContain('m149@never.example');
    expect(first.text).not.toContain('m150@never.example');
    const next = /href="\/console(\/groups\/one\?[^"]*after=[^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&');
    expect(next).not.toContain('joined');
    expect((await browser.get(next ?? '')).text).toContain('m150@never.example');
  });
});

describe("the platform's policy and the kinds of second step", () => {
  it('are shown with the keys that change them, and with nothing to press', async () => {
    const browser = browse();
    const policy = await browser.get('/policy');
    expect(policy.text).toMatch(/When a second step is asked[\s\S]*<code>policy\.challenge<\/code>/);
    expect(policy.text).toContain('policy.permitted-networks.administration');
    expect(policy.text).toContain('<code>policy.permitted-countries.web</code>');
    const providers = await browser.get('/providers');
    expect(providers.text).toMatch(/Authenticator app[\s\S]*factors\.totp\.enabled/);
    expect(providers.text).toContain('not set up');
  });
});

describe('who may', () => {
  it('sees own domains, their policy and no other ones, as a domain administrator (R6.2)', async () => {
    const browser = browse({ role: 'domain-administrator', domains: new Set(['never.example']) });
    const list = await browser.get('/domains');
    expect(list.text).toContain('never.example');
    expect(list.text).not.toContain('always.example');
    expect(list.text).not.toContain('/domains/add');
    expect((await browser.get('/domains/one?name=always.example')).status).toBe(404);
    expect((await browser.get(FORM)).status).toBe(200);
    const other = '/domains/policy?name=always.example';
    expect((await browser.post(other, { ...(await browser.get(FORM)).fields, step: 'save' })).status).toBe(404);
    expect((await browser.get('/domains/remove?name=never.example')).status).toBe(404);
    const group = await browser.get('/groups');
    expect([group.status, group.text.includes('/groups/add')]).toEqual([200, false]);
  });

  it('sees everything and can change nothing, as an auditor', async () => {
    const browser = browse({ role: 'auditor' });
    const one = await browser.get('/domains/one?name=never.example');
    expect(one.text).toContain('You may see this, and change nothing of it.');
    for (const path of ['/domains/policy', '/domains/where', '/domains/remove', '/domains/add', '/groups/add']) {
      expect([path, (await browser.get(`${path}?name=never.example`)).status]).toEqual([path, 404]);
      expect([path, (await browser.post(`${path}?name=never.example`, { step: 'save' })).status]).toEqual([path, 404]);
    }
    expect(await changes()).toEqual([]);
  });
});

describe('the form as the page draws it', () => {
  it('is read as what the domain says', async () => {
    await node.ask('PATCH', '/domains/never.example', { challenge: 'new-ip', permittedNetworks: { mail: [] } });
    const { fields } = await browse().get(FORM);
    expect(policyChangeOf(new Map(Object.entries(fields)))).toMatchObject({
      change: { challenge: 'new-ip', permittedNetworks: { mail: [], web: 'inherit' } },
    });
  });
});
