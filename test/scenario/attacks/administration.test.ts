// The administration of a whole Postern, attacked by those who have something: a mailbox with its second step, a domain to
// look after, a page that an administrator visits, a code that somebody else uses at the same moment (P-17, P-34, P-37, R6.2).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedTokenResource } from '../../../src/web/api/client/token-resources.ts';
import { type Asked, askOverNetwork } from '../../support/administration-client.ts';
import { ALICE, type AttackedSite, startAttackedSite } from '../../support/attacked-site.ts';
import { ADMINISTRATOR_PASSWORD, CONSOLE_SECTION } from '../../support/console-site.ts';
import { formBody, type HttpClient, makeHttpClient } from '../../support/http-client.ts';
import type { HttpFields, HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import {
  type AuthenticatorApp,
  authenticatorApp,
  filledIn,
  formOf,
  submitPageForm,
} from '../../support/webmail-door.ts';

const SESSION = 'postern-console';

/** What a domain administrator may, and what only administrators of all domains may. */
const PERMISSIONS = [
  ...['mailboxes:read', 'mailboxes:write', 'mailboxes:recover', 'domains:read', 'domains:write', 'groups:read'],
  ...['sessions:read', 'sessions:end', 'audit:read', 'statistics:read', 'platform:read', 'administrators:write'],
];

/** Where an address may want to lead. */
const ELSEWHERE = [
  ...['//attacker.example', 'https://attacker.example/', '/\\attacker.example', '/own\r\nSet-Cookie: a=b', '/../mail'],
  ...['/sign-out', 'javascript:alert(1)'],
];

interface Administrator {
  readonly name: string;
  readonly browser: HttpClient;
  readonly app: AuthenticatorApp;
  readonly recoveryCodes: readonly string[];
}

describe.skipIf(lacks('dovecot'))('the administration', () => {
  let site: AttackedSite;
  let port: number;

  beforeEach(async () => {
    site = await startAttackedSite({
      more: CONSOLE_SECTION,
      domain: { policy: { challenge: 'always', trustedBrowserDays: 30 } },
    });
    port = site.door.postern.node.administration.listeners[0]?.port ?? 0;
    const other = { name: 'other.test', backend: 'default', signInSource: 'default', policy: {}, createdAt: 0 };
    await site.door.postern.node.state.stores.accounts.putDomain(other);
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  /** A browser at the console, without anything yet; `fields` are instead of what a browser says of itself. */
  function atConsole(fields: HttpFields = [['Origin', `http://localhost:${port}`]]): HttpClient {
    return makeHttpClient({ port, authority: `localhost:${port}`, fields });
  }

  async function codeFor(name: string): Promise<string> {
    const body = { name, role: 'platform-administrator' };
    const added = (await site.door.administer('POST', '/administrators', body)) as { readonly code: string };
    return added.code;
  }

  async function administrator(name: string): Promise<Administrator> {
    const browser = atConsole();
    await submitPageForm(browser, '/console/code', { code: await codeFor(name) });
    const page = (await browser.get('/console/set-up')).text();
    const app = authenticatorApp(/id="key"[^>]*data-text="([^"]+)"/.exec(page)?.[1] ?? '');
    const password = { 'new-password': ADMINISTRATOR_PASSWORD, again: ADMINISTRATOR_PASSWORD };
    const answer = await submitPageForm(browser, '/console/set-up', { ...password, code: site.nextCode(app) });
    expect(answer.status).toBe(200);
    const codes = Array.from(
      answer.text().matchAll(/<li>([a-z]{5}-[a-z]{5}-[a-z]{5})<\/li>/g),
      ([, code = '']) => code,
    );
    expect(codes).toHaveLength(10);
    return { name, browser, app, recoveryCodes: codes };
  }

  /** After the password. */
  async function challenged(name: string, password = ADMINISTRATOR_PASSWORD, browser = atConsole()) {
    const answer = await submitPageForm(browser, '/console/sign-in', { name, password });
    return { browser, answer };
  }

  async function isSignedIn(browser: HttpClient): Promise<boolean> {
    return (await browser.get('/console/own')).status === 200;
  }

  /** Who has a session at the console by now. */
  const sessions = () => site.door.postern.node.state.consoleSessions.list();

  const ask = (method: string, path: string, token: string, body?: object): Promise<Asked> =>
    askOverNetwork(site.door.postern, method, `/api/v1${path}`, { token, isClear: true, port, ...(body && { body }) });

  const token = (permissions: readonly string[], domains?: readonly string[]): Promise<CreatedTokenResource> =>
    site.door.administer('POST', '/tokens', {
      ...{ name: 'test', permissions },
      ...(domains && { domains }),
    }) as Promise<CreatedTokenResource>;

  describe('opens by nothing that is a mailbox’s, and opens no mailbox', () => {
    // Negative control: fails when `admit` takes whoever brings a cookie for somebody who is signed in.
    it('by cookie, token, app password, password, code or trusted browser (P-17, P-22)', async () => {
      const { postern } = site.door;
      const owner = await site.enrol(ALICE);
      const chief = await administrator('alice');
      const again = await site.pending(ALICE);
      await site.answer(again, site.nextCode(owner.app), { trust: 'yes' });
      const webmail = Array.from(again.jar.all(), ({ value }) => value);
      expect(webmail.length).toBeGreaterThanOrEqual(2);
      const { shown: appPassword } = await postern.issue({ mailbox: ALICE.user, mailboxPassword: ALICE.password });
      const { token: bearer } = await token(['mailboxes:read']);
      const cookie = chief.browser.jar.value(SESSION) ?? '';
      expect(cookie).not.toBe('');
      const secrets = [...webmail, appPassword, ALICE.password, bearer, owner.app.secret];
      for (const secret of secrets) {
        for (const name of [SESSION, '__Host-postern-console', '__Host-postern']) {
          const thief = atConsole([['Cookie', `${name}=${secret}`]]);
          expect((await thief.get('/console/mailboxes')).header('location')).toMatch(/^\/console\/sign-in/);
        }
        if (secret !== bearer) expect((await ask('GET', '/mailboxes', secret)).status).toBe(401);
        const { answer } = await challenged('alice', secret);
        expect(answer.header('location')).toMatch(/result=(?:wrong|slowed)/);
        const { browser } = await challenged(ALICE.user, secret);
        expect(browser.jar.value(SESSION)).toBeUndefined();
      }
      expect((await ask('GET', '/mailboxes', cookie)).status).toBe(401);
      const api = await askOverNetwork(postern, 'GET', '/api/v1/mailboxes', {
        ...{ isClear: true, port, headers: { cookie: `${SESSION}=${cookie}; __Host-postern=${cookie}` } },
      });
      expect(api.status).toBe(401);
      const mail = site.door.browser([['Cookie', `__Host-postern=${cookie}; postern-console=${cookie}`]]);
      expect((await mail.get('/mail')).text()).not.toContain('secret mail');
      expect((await mail.get('/.postern/account')).status).not.toBe(200);
    });

    // Negative control: fails when `verdictOf` says that a code is right without asking whose it is.
    it('by the code of a mailbox of the same name, at the second step (P-12, P-17)', async () => {
      const owner = await site.enrol(ALICE);
      const chief = await administrator('alice');
      const { browser } = await challenged('alice');
      for (const fields of [
        { code: site.nextCode(owner.app) },
        { code: owner.recoveryCodes[0] ?? '', method: 'recovery-code' },
      ]) {
        await submitPageForm(browser, '/console/challenge', fields);
        expect(await isSignedIn(browser)).toBe(false);
      }
      const thief = await site.pending(ALICE);
      expect((await site.answer(thief, site.nextCode(chief.app))).header('location')).not.toBe('/mail');
      expect(await isSignedIn(chief.browser)).toBe(true);
    });
  });

  describe('of some domains reaches no other', () => {
    /** The same answer but for the name that was asked for, so that nobody learns what is there (P-28). */
    const said = ({ status, body }: Asked, name: string) => [
      status,
      JSON.stringify({ ...body, instance: undefined }).replaceAll(name, 'NAME'),
    ];

    // Negative control: fails when `servicesFor` gives requesters of some domains all services.
    it('by ids, aliases, groups, rows, filters and pages (R6.2, P-34)', async () => {
      const { postern } = site.door;
      const { stores } = postern.node.state;
      const owner = await site.enrol(ALICE);
      const { shown } = await postern.issue({ mailbox: ALICE.user, mailboxPassword: ALICE.password });
      const client = await postern.connect('imap', 'implicit');
      await client.readLine();
      await client.ask(`a LOGIN ${ALICE.user} ${shown}`, /^a OK/);
      await site.door.administer('POST', '/mailboxes', { address: ALICE.user });
      await site.door.administer('POST', '/aliases', { alias: 'info@other.test', target: ALICE.user });
      await site.door.administer('POST', '/groups', { name: 'pilots' });
      await site.door.administer('POST', '/groups/pilots/members', { mailbox: ALICE.user });
      const job = (await site.door.administer('POST', '/jobs/bulk', {
        ...{ mailboxes: [ALICE.user], set: { disabled: false } },
      })) as { readonly id: string };
      const { token: outsider } = await token(PERMISSIONS, ['other.test']);
      const [appPassword] = await stores.appPasswords.list(ALICE.user, { includeRevoked: true });
      const [factor] = await stores.factors.list(ALICE.user);
      const [session] = await postern.node.state.webSessions.list(ALICE.user);
      const listed = (await site.door.administer('GET', '/connections')) as { items: { id: string }[] };
      const [entry] = await stores.audit.search({ mailbox: ALICE.user }, { limit: 1 });
      const before = JSON.stringify(await stores.accounts.findMailbox(ALICE.user));
      const ids: readonly (readonly [kind: string, there: string | undefined, absent: string])[] = [
        ['app password', appPassword?.id, 'ap-aaaaaaaaaa'],
        ['session', session?.id, 'ws-aaaaaaaaaa'],
        ['connection', listed.items[0]?.id, 'mc-aaaaaaaaaa'],
        ['job', job.id, 'bulk-aaaaaaaaaa'],
        ['address', ALICE.user, 'nobody@nowhere.invalid'],
        ['alias', '@example.test', '@nowhere.invalid'],
      ];
      const requests: Record<string, (id: string) => readonly (readonly [string, string, object?])[]> = {
        'app password': (id) => [
          ['GET', `/app-passwords/${id}`],
          ['DELETE', `/app-passwords/${id}`],
          ['POST', '/connections/end', { appPassword: id }],
        ],
        session: (id) => [['POST', '/sessions/end', { id }]],
        connection: (id) => [['POST', '/connections/end', { id }]],
        job: (id) => [
          ['GET', `/jobs/${id}`],
          ['POST', `/jobs/${id}/cancel`],
        ],
        alias: (id) => [
          ['DELETE', `/aliases/${encodeURIComponent(id)}`],
          ['POST', '/aliases', { alias: `x${id}`, target: 'someone@other.test' }],
        ],
        address: (id) => [
          ['GET', `/mailboxes/${id}`],
          ['GET', `/mailboxes/${id}/overview`],
          ['DELETE', `/mailboxes/${id}/factors/${factor?.id}`],
          ['POST', '/mailboxes', { address: id }],
          ['POST', '/mailboxes/bulk', { mailboxes: [id], set: { disabled: true } }],
          ['POST', '/jobs/bulk', { mailboxes: [id], set: { disabled: true } }],
          ['POST', '/groups/pilots/members', { mailbox: id }],
          ['DELETE', `/groups/pilots/members/${id}`],
          ['POST', '/sessions/end', { mailbox: id }],
          ['POST', '/connections/end', { mailbox: id }],
          ['POST', '/aliases', { alias: 'sales@other.test', target: id }],
          ['GET', `/aliases?target=${id}`],
          ['GET', `/sessions?mailbox=${id}`],
          ['GET', `/connections?mailbox=${id}`],
          ['GET', `/policy/layers?mailbox=${id}`],
          ['GET', `/explain?loginName=${id}&door=imap&ip=192.0.2.1`],
          ['GET', `/explain?loginName=${id}&door=web&ip=192.0.2.1`],
        ],
      };
      const domainOf = (address: string) => address.slice(address.indexOf('@') + 1);
      for (const [kind, there, absent] of ids) {
        expect(there).toBeDefined();
        const [real, none] = [there ?? '', absent].map((id) => requests[kind]?.(id) ?? []);
        for (const [index, [method, path, body]] of (real ?? []).entries()) {
          const answer = await ask(method, path, outsider, body);
          const [, itsPath = '', itsBody] = none?.[index] ?? [];
          const other = await ask(method, itsPath, outsider, itsBody);
          const plain = (asked: Asked, id: string) => {
            const [status, text] = said(asked, id);
            // Ids and times of what was begun, and the domain's name by itself.
            const rest = String(text).replaceAll(/bulk-[0-9a-z]{10}|\d{4}-\d\d-\d\dT[0-9:.]+Z/g, '…');
            return [`${method} ${kind}`, status, rest.replaceAll(domainOf(id), 'DOMAIN')];
          };
          expect(plain(answer, there ?? '')).toEqual(plain(other, absent));
        }
      }
      const csv = `address,disabled\n${ALICE.user},yes\ninfo@other.test,yes\n`;
      const leaks: readonly (readonly [string, string, object?])[] = [
        ['POST', '/import/mailboxes', { csv: csv.replace(ALICE.user, 'one@other.test') }],
        ['GET', '/mailboxes?count=true'],
        ['GET', '/mailboxes?group=pilots'],
        ['GET', '/mailboxes?domain=example.test'],
        ['GET', '/export/mailboxes?format=csv'],
        ['GET', '/audit?limit=1000'],
        ['GET', `/audit?decisionId=${entry?.decisionId ?? 'x'}`],
        ['GET', '/audit/export?limit=1000'],
        ['GET', '/audit/export?after=0&actor=cli'],
        ['GET', '/sessions'],
        ['GET', '/connections'],
        ['GET', '/domains'],
        ['GET', '/groups/pilots/members'],
        ['GET', '/aliases?target=other.test'],
        ['GET', '/statistics'],
        ['GET', '/statistics/main-password-use'],
        ['GET', '/jobs'],
        ['GET', '/mailboxes/info@other.test'],
        ['DELETE', '/aliases/info@other.test'],
      ];
      for (const [method, path, body] of leaks) {
        const { body: came } = await ask(method, path, outsider, body);
        expect([path, JSON.stringify(came)]).not.toEqual([path, expect.stringMatching(/alice|example\.test/)]);
      }
      await ask('POST', '/import/mailboxes', outsider, { csv });
      for (const path of ['/administrators', '/tokens', '/console-sessions', '/status', '/audit/verification']) {
        expect([path, (await ask('GET', path, outsider)).status]).toEqual([path, 403]);
      }
      expect((await ask('POST', '/tokens', outsider, { name: 'x', permissions: ['audit:read'] })).status).toBe(403);
      expect(JSON.stringify(await stores.accounts.findMailbox(ALICE.user))).toBe(before);
      expect((await stores.accounts.resolve('info@other.test'))?.address).toBe(ALICE.user);
      expect(await stores.factors.list(ALICE.user)).toHaveLength(1);
      expect(await site.isOpen(owner.browser)).toBe(true);
      await client.ask('b NOOP', /^b OK/);
    });

    it('by the Idempotency-Key of another requester, whose answer has a secret in it (R6.2)', async () => {
      const permissions = ['mailboxes:read', 'mailboxes:recover', 'mailboxes:write'];
      const [one, two] = [await token(permissions), await token(permissions, ['other.test'])];
      const body = { address: 'anna@example.test' };
      const post = (by: string) =>
        askOverNetwork(site.door.postern, 'POST', '/api/v1/mailboxes', {
          ...{ token: by, isClear: true, port, body, headers: { 'idempotency-key': '"same"' } },
        });
      const first = await post(one.token);
      expect([first.status, (await post(one.token)).body]).toEqual([201, first.body]);
      // Negative control: fails when answers are kept by operation and key alone.
      expect((await post(two.token)).status).toBe(404);
    });
  });

  describe('takes forms of its own pages only', () => {
    const foreign: readonly HttpFields[] = [
      [],
      [['Origin', 'https://attacker.example']],
      [
        ['Origin', 'null'],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
      [['Sec-Fetch-Site', 'same-site']],
      [['Sec-Fetch-Site', 'none']],
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Origin', 'SELF'],
      ],
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Origin', 'https://attacker.example'],
      ],
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Sec-Fetch-Site', 'same-origin'],
        ['Origin', 'https://attacker.example'],
      ],
      [['Origin', 'OTHER-PORT']],
      [['Origin', 'HTTPS']],
    ];

    // Negative control: fails without `isFromOurPages` in `pass`.
    it('not those that a browser says are of another, though their token be right (P-37)', async () => {
      const chief = await administrator('alice');
      const own = formOf((await chief.browser.get('/console/own')).text(), '/console/sign-out');
      const others: Record<string, string> = {
        ...{ SELF: `http://localhost:${port}`, 'OTHER-PORT': `http://localhost:${port + 1}` },
        HTTPS: `https://localhost:${port}`,
      };
      for (const fields of foreign) {
        const said = fields.map(([name, value]) => [name, others[value] ?? value] as const);
        const page = atConsole([['Cookie', chief.browser.jar.field('/console') ?? ''], ...said]);
        expect([fields, (await page.post('/console/sign-out', filledIn(own, {}))).status]).toEqual([fields, 403]);
        const stranger = atConsole(said);
        const form = formOf((await stranger.get('/console/sign-in')).text(), '/console/sign-in');
        const signIn = filledIn(form, { name: 'alice', password: ADMINISTRATOR_PASSWORD });
        expect([fields, (await stranger.post('/console/sign-in', signIn)).status]).toEqual([fields, 403]);
      }
      expect(await isSignedIn(chief.browser)).toBe(true);
      expect(await sessions()).toHaveLength(1);
    });

    it('not with the token of another browser, of another session, or none (P-37)', async () => {
      const [chief, thief] = [await administrator('alice'), await administrator('eve')];
      const before = (await sessions()).length;
      const stolen = formOf((await thief.browser.get('/console/own')).text(), '/console/sign-out');
      // Negative control: fails without `hasToken` in `formOf`.
      for (const form of [stolen, { ...stolen, hidden: [] }, { ...stolen, hidden: [['token', '']] as const }]) {
        await chief.browser.post('/console/sign-out', filledIn(form, {}));
      }
      const mine = formOf((await atConsole().get('/console/sign-in')).text(), '/console/sign-in');
      const victim = atConsole();
      await victim.get('/console/sign-in');
      await victim.post('/console/sign-in', filledIn(mine, { name: 'eve', password: ADMINISTRATOR_PASSWORD }));
      expect(victim.jar.value(SESSION)).toBeUndefined();
      expect((await sessions()).length).toBe(before);
    });

    // Negative control: fails without the front's own headers, by redirections and refusals.
    it('and is framed, guessed at and kept by nobody, whatever it answers (P-37)', async () => {
      const chief = await administrator('alice');
      const stranger = atConsole();
      const targets = [
        ...['/', '/console', '/console/', '/console/sign-in', '/console/nowhere', '/console/mailboxes', '/nowhere'],
        ...['/console/audit', '/console/mailboxes/export', '/console/export', '/console/own', '/console/%2e%2e/api'],
      ];
      const checked = (target: string, answer: HttpResponse) => {
        const header = (name: string) => answer.header(name) ?? '';
        expect([target, header('x-content-type-options'), header('x-frame-options')]).toEqual([
          ...[target, 'nosniff', 'DENY'],
        ]);
        expect([target, header('cache-control')]).toEqual([target, 'no-store']);
      };
      for (const target of targets) {
        for (const browser of [stranger, chief.browser]) {
          checked(target, await browser.get(target));
          checked(target, await browser.post(target, formBody({})));
        }
        checked(target, await makeHttpClient({ port, authority: 'attacker.example' }).get(target));
      }
      const page = await chief.browser.get('/console/own');
      const [css = ''] = page.text().match(/\/console\/[^"]+\.css/) ?? [];
      expect((await chief.browser.get(css)).header('x-content-type-options')).toBe('nosniff');
      const cookies = (await atConsole().get('/console/sign-in')).headers('set-cookie');
      for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly.*SameSite=Strict|; SameSite=Strict.*HttpOnly/i);
    });

    it('and leads nowhere else after the sign-in (P-37)', async () => {
      const chief = await administrator('alice');
      // Negative control: fails when `nextOf` takes every path.
      for (const next of ELSEWHERE) {
        const browser = atConsole();
        const query = `?next=${encodeURIComponent(next)}`;
        const form = formOf((await browser.get(`/console/sign-in${query}`)).text(), '/console/sign-in');
        const given = { name: 'alice', password: ADMINISTRATOR_PASSWORD, next };
        const first = await browser.post(`/console/sign-in${query}`, filledIn(form, given));
        expect([next, first.header('location')]).toEqual([next, '/console/challenge']);
        const second = formOf((await browser.get(`/console/challenge${query}`)).text(), '/console/challenge');
        const answer = filledIn(second, { code: site.nextCode(chief.app), next });
        const opened = await browser.post('/console/challenge', answer);
        expect([next, opened.status, opened.header('location')]).toEqual([next, 303, '/console']);
        expect(opened.headers('set-cookie').join()).not.toMatch(/(?:^|,)a=b/);
      }
    });
  });

  describe('lets one in of all who come at once', () => {
    it('with the code of a set-up, which is used up then (P-11)', async () => {
      const code = await codeFor('alice');
      const browsers = Array.from({ length: 6 }, () => atConsole());
      // Negative control: fails when `takeCode` leaves the code where it is.
      await Promise.all(browsers.map((each) => submitPageForm(each, '/console/code', { code })));
      expect(await sessions()).toMatchObject([{ state: 'set-up' }]);
      expect(browsers.filter((each) => each.jar.value(SESSION) !== undefined)).toHaveLength(1);
    });

    it('with a code of the app, and of the recovery codes (P-10, P-11, P-31)', async () => {
      const { app, recoveryCodes } = await administrator('alice');
      const race = async (fields: () => Record<string, string>): Promise<number> => {
        const begun = await Promise.all([1, 2, 3, 4].map(async () => (await challenged('alice')).browser));
        const typed = fields();
        await Promise.all(begun.map((each) => submitPageForm(each, '/console/challenge', typed)));
        return (await Promise.all(begun.map(isSignedIn))).filter(Boolean).length;
      };
      // Negative control: fails when `claimTimeStep` doesn't compare with the last step.
      expect(await race(() => ({ code: site.nextCode(app) }))).toBe(1);
      const code = recoveryCodes[0] ?? '';
      expect(await race(() => ({ code, method: 'recovery-code' }))).toBe(1);
      expect(await site.door.postern.node.state.stores.factors.recoveryCodesLeft('alice')).toBe(9);
    });

    // Negative control: fails when `promote` leaves the session under its cookie.
    it('under a cookie that nobody knew before, at each step (P-20)', async () => {
      const { app } = await administrator('alice');
      const { browser } = await challenged('alice');
      const before = browser.jar.value(SESSION) ?? '';
      const code = site.nextCode(app);
      await submitPageForm(browser, '/console/challenge', { code });
      expect(browser.jar.value(SESSION)).not.toBe(before);
      expect(await isSignedIn(browser)).toBe(true);
      expect(await isSignedIn(atConsole([['Cookie', `${SESSION}=${before}`]]))).toBe(false);
      const fixed = atConsole([['Cookie', `${SESSION}=${'A'.repeat(before.length)}`]]);
      expect(await isSignedIn(fixed)).toBe(false);
    });
  });

  // Negative control: fails when `ConsoleDecision` keeps what was typed for a name.
  it('writes no secret down, in log, audit log or database (R6.6)', async () => {
    const chief = await administrator('alice');
    const code = await codeFor('bea');
    const glass = (await site.door.administer('POST', '/break-glass', { name: 'carl' })) as { readonly code: string };
    await submitPageForm(atConsole(), '/console/code', { code: glass.code });
    const bearer = await token(['administrators:write', 'administrators:read']);
    await ask('GET', '/administrators', bearer.token);
    await challenged('alice', 'a wrong password typed');
    await challenged('typed a password for a name', 'x');
    const { browser } = await challenged('alice');
    await submitPageForm(browser, '/console/challenge', {
      code: chief.recoveryCodes[0] ?? '',
      method: 'recovery-code',
    });
    const text = await site.written();
    expect(text).toContain('break-glass.used');
    const secrets = [
      ...[ADMINISTRATOR_PASSWORD, code, glass.code, bearer.token, bearer.token.slice(8), chief.app.secret],
      ...['a wrong password typed', 'typed a password for a name', ...chief.recoveryCodes],
      ...[chief.browser, browser].map((each) => each.jar.value(SESSION) ?? ADMINISTRATOR_PASSWORD),
    ];
    for (const secret of secrets) {
      for (const form of [secret, secret.toUpperCase(), secret.replaceAll('-', '')]) expect(text).not.toContain(form);
    }
  });
});
