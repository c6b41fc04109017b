// The page of one mailbox and its forms: what each asks of the API, who sees which, and what is shown once.

import { describe, expect, it } from 'vitest';
import type { NewPassword, PasswordSetter } from '../../../../src/core/accounts/password-setter.ts';
import type { Role } from '../../../../src/core/administrators/administrator.ts';
import { ONE_MAILBOX_PAGES } from '../../../../src/web/console/mailbox/mailbox-routes.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { ConsoleFixture } from '../../../support/console-fixture.ts';

const OPEN = 'alice@never.example';
const QUERY = `address=${encodeURIComponent(OPEN)}`;

async function open(role: Role = 'platform-administrator') {
  const given: string[] = [];
  const node = await createAdministrationFixture({
    passwordSetters: new Map([
      [
        'default',
        {
          set: async ({ mailbox, password }: NewPassword) => {
            given.push(`${mailbox} ${password}`);
            return { kind: 'set' };
          },
        } satisfies PasswordSetter,
      ],
    ]),
  });
  const domains = role === 'domain-administrator' ? new Set(['never.example']) : ('all' as const);
  const fixture = new ConsoleFixture({ routes: ONE_MAILBOX_PAGES, role, domains, services: node.services });
  const cookie = fixture.begin('confirmed');
  const { accounts } = node.core.stores;
  return {
    node,
    fixture,
    cookie,
    accounts,
    given,
    get: async (path: string, query = QUERY) => fixture.visit('GET', `${path}?${query}`, { cookie }),
    post: async (path: string, form: Record<string, string> = {}, query = QUERY) =>
      fixture.visit('POST', `${path}?${query}`, { cookie, form }),
    changes: async () => {
      await node.services.audit.flush();
      const entries = await node.core.stores.audit.search({ kind: 'change' }, { limit: 100, after: 0 });
      return entries.map(({ event, actor, details }) => ({ event, actor, details }));
    },
  };
}

function resultOf({ status, headers }: { status: number; headers: Readonly<Record<string, string>> }): unknown {
  return [status, new URL(headers['location'] ?? '', 'https://x').searchParams.get('result')];
}

describe('the page of a mailbox (R6.3)', () => {
  it('shows what holds and why, and every action to who may do it', async () => {
    const { get } = await open();
    const { status, body } = await get('/mailbox');
    expect(status).toBe(200);
    for (const text of [OPEN, 'Never (the platform)', 'Reset password', 'Lock down', 'Change settings', 'Supply one']) {
      expect(body).toContain(text);
    }
  });

  it('shows an auditor all of it, without a button', async () => {
    // Negative control: fails when a section doesn't ask whether its buttons may be pressed.
    const { get, post } = await open('auditor');
    const { body } = await get('/mailbox');
    expect(body).toContain('Second steps');
    const main = /<main[\s\S]*<\/main>/.exec(String(body))?.[0];
    expect(main).not.toMatch(/<button|<form|\/mailbox\//);
    expect((await post('/mailbox/disable')).status).not.toBe(303);
  });

  it('keeps what was typed, but no password, while both steps are asked for once more', async () => {
    // Negative control: fails without the `keeps` of these routes.
    const { fixture, get } = await open();
    const late = { cookie: fixture.begin('open') };
    const posted = async (path: string, form: Record<string, string>) =>
      (await fixture.visit('POST', `${path}?${QUERY}`, { ...late, form })).headers['location'];
    const group = await posted('/mailbox/groups/add', { group: 'pilots' });
    expect(decodeURIComponent(group ?? '')).toContain('group=pilots');
    expect((await get('/mailbox', `${QUERY}&group=pilots`)).body).toContain('value="pilots"');
    const form = {
      name: 'Phone',
      'scope-imap': 'yes',
      expires: 'never',
      password: 'secret words',
      once: 'AAAAAAAAAAAA',
    };
    const made = decodeURIComponent((await posted('/mailbox/app-passwords/new', form)) ?? '');
    expect(made).toMatch(/name=Phone.*scope-imap=yes/);
    expect(made).not.toContain('secret');
    expect((await get('/mailbox/app-passwords/new', `${QUERY}&name=Phone`)).body).toContain('value="Phone"');
  });

  it('knows nobody of another domain (R6.2)', async () => {
    const { get, post, accounts } = await open('domain-administrator');
    const other = `address=${encodeURIComponent('alice@always.example')}`;
    const { status, body } = await get('/mailbox', other);
    expect([status, String(body).includes('Reset password')]).toEqual([404, false]);
    expect((await post('/mailbox/disable', {}, other)).status).toBe(404);
    expect((await accounts.findMailbox('alice@always.example'))?.disabled).toBe(false);
  });

  it('asks before what can not be undone, and changes nothing by a GET', async () => {
    const { get, changes } = await open();
    for (const path of ['disable', 'lock-down', 'remove', 'factors/reset', 'places/forget', 'browsers/revoke-all']) {
      const { status, body } = await get(`/mailbox/${path}`);
      expect([path, status, /<form method="post"/.test(String(body))]).toEqual([path, 200, true]);
    }
    expect(await changes()).toEqual([]);
  });

  it('leads through both steps first, where they were given long ago', async () => {
    const { fixture, changes } = await open();
    const cookie = fixture.begin('open');
    for (const path of ['/mailbox/disable', '/mailbox/settings', '/mailbox/password']) {
      const { status, headers } = await fixture.visit('GET', `${path}?${QUERY}`, { cookie });
      expect([status, headers['location']]).toEqual([303, expect.stringContaining('/console/confirm?next=')]);
    }
    const posted = await fixture.visit('POST', `/mailbox/lock-down?${QUERY}`, { cookie });
    expect([posted.status, posted.headers['location']]).toEqual([303, expect.stringContaining('/console/confirm')]);
    expect(await changes()).toEqual([]);
  });
});

describe('what is done to a mailbox', () => {
  it.each([
    ['/mailbox/disable', {}, 'disabled', 'mailbox.changed'],
    ['/mailbox/lock-down', {}, 'locked', 'mailbox.locked-down'],
    ['/mailbox/remove', {}, 'removed', 'mailbox.removed'],
    ['/mailbox/aliases/add', { alias: 'info@never.example' }, 'added', 'alias.added'],
    ['/mailbox/groups/add', { group: 'pilots' }, 'added', 'group.member-added'],
    ['/mailbox/factors/reset', {}, 'reset', 'factor.reset'],
    ['/mailbox/places/forget', {}, 'forgotten', undefined],
    ['/mailbox/browsers/revoke-all', {}, 'ended', undefined],
    ['/mailbox/sessions/end', {}, 'ended', undefined],
    ['/mailbox/connections/end', {}, 'ended', undefined],
    ['/mailbox/choice/clear', {}, 'changed', undefined],
  ])('%s is the API’s operation, as the administrator who is signed in', async (path, form, result, event) => {
    const { post, changes, node } = await open();
    await node.core.stores.groups.add({ name: 'pilots', policy: {}, createdAt: 0 });
    expect(resultOf(await post(path, form))).toEqual([303, result]);
    const done = await changes();
    if (event !== undefined) expect(done).toContainEqual(expect.objectContaining({ event, actor: 'ann' }));
    expect(done.every(({ actor }) => actor === 'ann')).toBe(true);
  });

  it('lists a mailbox that followed its domain, and enables one', async () => {
    const { post, get, accounts } = await open();
    const query = `address=${encodeURIComponent('zoe@never.example')}`;
    expect((await get('/mailbox', query)).body).toContain('Give it settings of its own');
    expect(resultOf(await post('/mailbox/add', {}, query))).toEqual([303, 'added']);
    await post('/mailbox/disable', {}, query);
    expect((await get('/mailbox', query)).body).toContain('/mailbox/enable?');
    expect(resultOf(await post('/mailbox/enable', {}, query))).toEqual([303, 'enabled']);
    expect(await accounts.findMailbox('zoe@never.example')).toMatchObject({ disabled: false });
  });

  it('supplies a second step, renames and removes it; the reason of a refusal stands beside what was typed', async () => {
    const { post, get, node } = await open();
    const wrong = await post('/mailbox/factors/supply', { kind: 'sms', destination: '12' });
    expect([wrong.status, String(wrong.body).includes('value="12"')]).toEqual([422, true]);
    const form = { kind: 'email', destination: 'alice@elsewhere.test', name: 'Home' };
    expect(resultOf(await post('/mailbox/factors/supply', form))).toEqual([303, 'added']);
    const [factor] = await node.services.factors.list(OPEN);
    const id = factor?.id ?? '';
    expect((await get('/mailbox')).body).toContain('Home');
    expect(resultOf(await post('/mailbox/factors/rename', { id, name: 'Private' }))).toEqual([303, 'changed']);
    expect(resultOf(await post('/mailbox/factors/remove', {}, `${QUERY}&id=${id}`))).toEqual([303, 'removed']);
    expect(await node.services.factors.list(OPEN)).toEqual([]);
  });

  it('says on the page why something was not done', async () => {
    const { post } = await open();
    const { status, body } = await post('/mailbox/groups/add', { group: 'nobodys' });
    expect([status, String(body).includes('role="alert"')]).toEqual([404, true]);
  });
});

describe('the settings of a mailbox', () => {
  const version = (body: unknown): string => /name="version" value="([^"]*)"/.exec(String(body))?.[1] ?? '';
  const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#34;', '"');

  it('are saved as they were filled in, only what is another thing', async () => {
    const { get, post, changes, accounts } = await open();
    const { body } = await get('/mailbox/settings');
    const form = { version: unescaped(version(body)), 'policy.challenge': 'always', 'policy.userChoice': 'inherit' };
    expect(resultOf(await post('/mailbox/settings', form))).toEqual([303, 'changed']);
    expect((await accounts.findMailbox(OPEN))?.policy).toEqual({ challenge: 'always' });
    expect((await changes()).at(-1)?.details).toMatchObject({ challenge: 'always' });
    expect((await changes()).at(-1)?.details).not.toHaveProperty('userChoice');
  });

  it('are not saved over what somebody else has saved meanwhile', async () => {
    // Negative control: fails when the form doesn't bring the version that it was filled in upon.
    const { get, post, accounts } = await open();
    const { body } = await get('/mailbox/settings');
    await accounts.updateMailbox(OPEN, { policy: { challenge: 'new-ip' } }, 0);
    const form = { version: unescaped(version(body)), 'policy.challenge': 'never' };
    const lost = await post('/mailbox/settings', form);
    expect([lost.status, (await accounts.findMailbox(OPEN))?.policy]).toEqual([409, { challenge: 'new-ip' }]);
    const again = { ...form, version: unescaped(version(lost.body)) };
    expect(resultOf(await post('/mailbox/settings', again))).toEqual([303, 'changed']);
    expect((await accounts.findMailbox(OPEN))?.policy).toEqual({ challenge: 'never' });
  });

  it('are shown again with what is wrong', async () => {
    const { get, post } = await open();
    const { body } = await get('/mailbox/settings');
    const form = {
      version: unescaped(version(body)),
      'policy.challenge': 'always',
      'policy.trustedNetworks': 'these',
      'policy.trustedNetworks.list': 'nonsense',
    };
    const wrong = await post('/mailbox/settings', form);
    expect([wrong.status, String(wrong.body).includes('nonsense')]).toEqual([422, true]);
  });
});

describe('what is shown once', () => {
  const ONCE = { once: 'AAAAAAAAAAAA' };
  const secret = (body: unknown): string | undefined => /id="secret">([^<]+)</.exec(String(body))?.[1];

  it.each([
    ['an enrolment code', '/mailbox/enrolment-code', {}],
    ['a password that was made', '/mailbox/password', { 'must-change': 'yes' }],
    ['an app password', '/mailbox/app-passwords/new', { name: 'Phone', 'scope-imap': 'yes', password: 'secret' }],
  ])('is %s; the form sent again makes nothing', async (_what, path, form) => {
    const { fixture, cookie } = await open();
    const send = (cookies: Record<string, string> = {}) =>
      fixture.visit('POST', `${path}?${QUERY}`, { cookie, form: { ...form, ...ONCE }, cookies });
    const first = await send();
    expect([first.status, secret(first.body)]).toEqual([200, expect.any(String)]);
    expect(first.headers['cache-control']).toBe('no-store');
    const remembered = Object.fromEntries(first.setCookies.map(({ name, value }) => [name, value]));
    expect(secret((await send(remembered)).body)).toBe(undefined);
  });

  it('is nothing where the password was given, and what ended is told', async () => {
    const { post, given } = await open();
    const { status, body } = await post('/mailbox/password', { ...ONCE, password: 'correct horse battery staple' });
    expect([status, secret(body), given]).toEqual([200, undefined, [`${OPEN} correct horse battery staple`]]);
    expect(body).not.toContain('correct horse');
    expect(body).toContain('It is the one that you entered.');
  });

  it('keeps why a password can not be reset', async () => {
    const { post } = await open();
    const { status, body } = await post('/mailbox/password', { ...ONCE, password: 'x' });
    expect([status, String(body).includes('role="alert"')]).toEqual([422, true]);
  });
});
