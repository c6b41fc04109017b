// The sign-in API without a socket: each outcome, and everything that a stranger or a broken server may send.

import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { PosternError } from '../../../src/core/errors.ts';
import type { Log, LogFields } from '../../../src/core/ports.ts';
import { endOfPermit } from '../../../src/core/sessions/still-permitted.ts';
import { endText } from '../../../src/mail/refusal-texts.ts';
import { renderSubmission } from '../../../src/mail/submission/render.ts';
import { type AuthApiServices, createAuthApi } from '../../../src/web/auth-api/auth-api.ts';
import { BearerTokens } from '../../../src/web/auth-api/bearer-tokens.ts';
import { type CoreFixture, createCoreFixture, START, silentLog } from '../../support/core-fixture.ts';

const ALICE = 'alice@always.example';
const TOKEN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const HELP = 'https://mail.example.com/account';

interface Fixture {
  readonly core: CoreFixture;
  readonly api: FastifyInstance;
  readonly logged: { readonly event: string; readonly fields: LogFields }[];
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
  ask(resource: string, body: unknown, token?: string): Promise<{ readonly status: number; readonly body: any }>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
  signIn(attempt: object, client?: object): Promise<any>;
}

async function createFixture(override: Partial<AuthApiServices> = {}): Promise<Fixture> {
  const core = await createCoreFixture();
  const logged: Fixture['logged'] = [];
  const warn: Log['warn'] = (event, fields = {}) => void logged.push({ event, fields });
  const { revocations } = core.stores;
  const { clock } = core.parts;
  const services: AuthApiServices = {
    tokens: new BearerTokens([
      { name: 'haraka', token: TOKEN },
      { name: 'other', token: OTHER },
    ]),
    requestsPerMinute: 60,
    log: { ...silentLog, warn, error: (event, _error, fields) => warn(event, fields) },
    clock,
    countryOf: () => undefined,
    judge: (attempt, context, askedBy) => core.signIn.judge(attempt, context, askedBy),
    endOfPermit: (permit) => endOfPermit(permit, { revocations, clock }),
    reply: (decision) => {
      const { code, enhanced, lines } = renderSubmission(decision, { helpUrl: HELP });
      return { code, enhanced, lines };
    },
    goodbye: (reason) => ({ code: 421, enhanced: '4.7.0', lines: [endText(reason)] }),
    ...override,
  };
  const api = createAuthApi(() => services);
  const ask: Fixture['ask'] = async (resource, body, token = TOKEN) => {
    const answer = await api.inject({
      method: 'POST',
      url: `/api/v1/${resource}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  return {
    core,
    api,
    logged,
    ask,
    async signIn(attempt, client = {}) {
      const { status, body } = await ask('mail-sign-ins', requestOf(attempt, client));
      expect(status).toBe(200);
      return body;
    },
  };
}

function requestOf(attempt: object, client: object = {}): object {
  return {
    door: 'smtp',
    attempt,
    client: { address: '198.51.100.7', port: 50_000, helloName: 'laptop.local', ...client },
    server: { address: '192.0.2.1', port: 587 },
    connectionId: '7A1F-2',
  };
}

const withPassword = (password: string, more: object = {}) => ({
  kind: 'password',
  authenticationIdentity: ALICE,
  password,
  ...more,
});

describe('a sign-in that is asked about', () => {
  it('is allowed with the canonical mailbox and a permit, which holds', async () => {
    const { core, signIn, ask } = await createFixture();
    const { id, shown } = await core.issue({ scopes: ['smtp'] });
    const answer = await signIn({ ...withPassword(shown), authenticationIdentity: 'ALICE@Always.Example' });
    const permit = { mailbox: ALICE, appPassword: id, decidedAt: 0, permittedAt: new Date(START).toISOString() };
    expect(answer).toEqual({ outcome: 'allowed', decisionId: expect.any(String), mailbox: ALICE, permit });
    expect(await ask('mail-sign-ins/check', { permit })).toEqual({ status: 200, body: { outcome: 'valid' } });
  });

  it('loses its permit with the app password, in the words of the submission door (R3.6)', async () => {
    const { core, signIn, ask } = await createFixture();
    const { id, shown } = await core.issue({ scopes: ['smtp'] });
    const { permit } = await signIn(withPassword(shown));
    await core.stores.appPasswords.revoke(id, core.now);
    expect(await ask('mail-sign-ins/check', { permit })).toEqual({
      status: 200,
      body: { outcome: 'ended', reply: { code: 421, enhanced: '4.7.0', lines: ['App password revoked'] } },
    });
  });

  it("with the mailbox's own password says where to make an app password (A13)", async () => {
    const { signIn } = await createFixture();
    expect(await signIn(withPassword('own password'))).toEqual({
      outcome: 'refused',
      decisionId: expect.any(String),
      reason: 'app-password-required',
      delayMs: 0,
      reply: {
        code: 534,
        enhanced: '5.7.9',
        lines: ['Application-specific password required. For more information, go to', ` ${HELP}`],
      },
    });
  });

  it('with a wrong one is refused, later and later', async () => {
    const { core, signIn } = await createFixture();
    core.source = { kind: 'wrong' };
    const delays = [];
    for (let n = 0; n < 6; n += 1) {
      const client = { address: `203.0.113.${n}` };
      const { reason, delayMs, reply } = await signIn(withPassword(`guess ${n}`), client);
      expect([reason, reply.code]).toEqual(['wrong-secret', 535]);
      delays.push(delayMs);
    }
    expect(delays.at(-1)).toBeGreaterThan(0);
    expect(delays).toEqual(delays.toSorted((one, other) => one - other));
  });

  it("is temporarily unavailable when it can't be judged", async () => {
    const { core, signIn } = await createFixture();
    core.source = { kind: 'unavailable', dependency: 'backend' };
    expect(await signIn(withPassword('own password'))).toEqual({
      outcome: 'unavailable',
      decisionId: expect.any(String),
      reply: {
        code: 454,
        enhanced: '4.7.0',
        lines: ['Temporary failure. Your password was not judged; please try again later.'],
      },
    });
  });

  it('for somebody else is refused, and an empty authorization identity is none (A3)', async () => {
    const { core, signIn } = await createFixture();
    const { shown } = await core.issue({ scopes: ['smtp'] });
    const acting = await signIn(withPassword(shown, { authorizationIdentity: 'bob@always.example' }));
    expect(acting.reason).toBe('authorization-identity-refused');
    expect((await signIn(withPassword(shown, { authorizationIdentity: '' }))).outcome).toBe('allowed');
    expect((await signIn(withPassword(shown, { authorizationIdentity: ALICE }))).outcome).toBe('allowed');
  });

  it.each([
    ['a control in the password', withPassword('a\rb')],
    ['a NUL in the name', withPassword('secret', { authenticationIdentity: 'alice\0bob' })],
    ['an empty password', withPassword('')],
    ['an empty name', withPassword('secret', { authenticationIdentity: '' })],
    ['half a character', withPassword('secret \ud800')],
    ['a password of more octets than characters', withPassword('ä'.repeat(600))],
    ['what the server could not read', { kind: 'malformed' }],
  ])('with %s is refused as at the doors, and recorded (A2)', async (_what, attempt) => {
    const { core, signIn } = await createFixture();
    const { reason, reply } = await signIn(attempt);
    expect([reason, reply.lines]).toEqual(['malformed-credentials', ['Authentication failed.']]);
    expect(await core.audited()).toEqual([{ event: 'sign-in.refused', reason: 'malformed-credentials' }]);
  });

  it("is decided by the client's own network, however it is written", async () => {
    const { core, signIn } = await createFixture();
    const { shown } = await core.issue({ scopes: ['smtp'], networks: ['198.51.100.0/24'] });
    const outcomes = [];
    for (const address of ['198.51.100.9', '::ffff:198.51.100.9', '2001:db8::1']) {
      outcomes.push((await signIn(withPassword(shown), { address })).outcome);
    }
    expect(outcomes).toEqual(['allowed', 'allowed', 'refused']);
  });

  it('leaves in the record what EHLO said, if that is a word', async () => {
    const { core, signIn } = await createFixture();
    const { id, shown } = await core.issue({ scopes: ['smtp'] });
    await signIn(withPassword(shown));
    await core.parts.uses.flush();
    expect((await core.stores.appPasswords.find(id))?.lastUse?.clientName).toBe('laptop.local');
    core.now += 1;
    await signIn(withPassword(shown), { helloName: 'two words', tls: { version: 'TLSv1.3', cipher: 'X' } });
    await core.parts.uses.flush();
    expect((await core.stores.appPasswords.find(id))?.lastUse?.clientName).toBeUndefined();
  });
});

describe('strangers and broken servers', () => {
  const good = requestOf(withPassword('own password'));

  it.each([
    ['no token', undefined],
    ['another scheme', `Basic ${TOKEN}`],
    ['an empty token', 'Bearer '],
    ['half a token', `Bearer ${TOKEN.slice(1)}`],
    ['a longer token', `Bearer ${TOKEN}a`],
    ['two tokens', `Bearer ${TOKEN} ${OTHER}`],
  ])('%s is refused before anything is read', async (_what, authorization) => {
    // Negative control: fails without the hook that looks at the token.
    const { api, core } = await createFixture();
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    const answer = await api.inject({ method: 'POST', url: '/api/v1/mail-sign-ins', headers, payload: '{' });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'token-refused']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(await core.audited()).toEqual([]);
    expect(answer.body).not.toContain(TOKEN);
  });

  it('are told to the operator once a minute for each address', async () => {
    const { ask, logged, core } = await createFixture();
    for (let n = 0; n < 3; n += 1) await ask('mail-sign-ins', good, OTHER.replace('b', 'c'));
    const line = { event: 'auth-api.token-refused', fields: { remoteAddress: '127.0.0.1' } };
    expect(logged).toEqual([line]);
    core.now += 60_000;
    await ask('mail-sign-ins', good, 'wrong');
    expect(logged).toEqual([line, line]);
  });

  it('each holder of a token has a rate of its own', async () => {
    const { ask, core, logged } = await createFixture({ requestsPerMinute: 3 });
    const statuses = async (token: string, count: number) => {
      const all = [];
      for (let n = 0; n < count; n += 1) all.push((await ask('mail-sign-ins', good, token)).status);
      return all;
    };
    expect(await statuses(TOKEN, 5)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(OTHER, 1)).toEqual([200]);
    core.now += 20_000;
    expect(await statuses(TOKEN, 2)).toEqual([200, 429]);
    expect(logged).toEqual([{ event: 'auth-api.too-many-requests', fields: { client: 'haraka' } }]);
  });

  it('no more than a bounded number is answered at once', async () => {
    const held = Promise.withResolvers<void>();
    const { ask } = await createFixture({
      requestsPerMinute: 10_000,
      judge: async () => {
        await held.promise;
        return { kind: 'unavailable', decisionId: 'A', dependency: 'backend' };
      },
    });
    const many = Array.from({ length: 201 }, () => ask('mail-sign-ins', good));
    expect(await Promise.race(many)).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    held.resolve();
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(200);
    expect((await ask('mail-sign-ins', good)).status).toBe(200);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'password=secret'],
    ['half a JSON', '{"attempt": {"password": "hunter2'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown field', { ...good, more: 1 }],
    ['an unknown door', { ...good, door: 'imap' }],
    ['an unknown kind', { ...good, attempt: { kind: 'ticket', password: 'hunter2' } }],
    ['a password that is no text', { ...good, attempt: withPassword('x', { password: ['hunter2'] }) }],
    ['a password without bounds', { ...good, attempt: withPassword('hunter2'.repeat(200)) }],
    ['no client', { ...good, client: undefined }],
    ['an address that is none', requestOf(withPassword('hunter2'), { address: '198.51.100' })],
    ['a name for an address', requestOf(withPassword('hunter2'), { address: 'localhost' })],
    ['a port that is none', requestOf(withPassword('hunter2'), { port: 65_536 })],
    ['a field of a log', { ...good, connectionId: 'a b' }],
    ['a prototype', '{"__proto__": {"door": "smtp"}}'],
  ])('%s is refused, judged by nobody and not repeated', async (_what, body) => {
    const { ask, core, logged } = await createFixture();
    const answer = await ask('mail-sign-ins', body);
    expect([400, 422]).toContain(answer.status);
    expect(JSON.stringify([answer, logged])).not.toContain('hunter2');
    expect(await core.audited()).toEqual([]);
  });

  it('a body that is too large is not read', async () => {
    const { ask } = await createFixture();
    expect((await ask('mail-sign-ins', { ...good, more: 'x'.repeat(33_000) })).body.code).toBe('too-large');
  });

  it.each([
    ['no permit', {}],
    ['a time that is none', { permit: { mailbox: ALICE, decidedAt: 0, permittedAt: 'now' } }],
    [
      'a number that counts nothing',
      { permit: { mailbox: ALICE, decidedAt: -1, permittedAt: '2026-01-15T12:00:00Z' } },
    ],
    ['more than a permit', { permit: { mailbox: ALICE, decidedAt: 0, permittedAt: '2026-01-15T12:00:00Z', all: 1 } }],
  ])('%s is no permit', async (_what, body) => {
    const { ask } = await createFixture();
    expect((await ask('mail-sign-ins/check', body)).status).toBe(422);
  });

  it("a permit that can't be compared with what was revoked is neither valid nor ended", async () => {
    const { ask } = await createFixture({
      endOfPermit: async () => {
        throw new PosternError('ERR_STORE_UNAVAILABLE', 'locked');
      },
    });
    const permit = { mailbox: ALICE, decidedAt: 0, permittedAt: '2026-01-15T12:00:00Z' };
    expect(await ask('mail-sign-ins/check', { permit })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it('nothing else of the API is here, for whoever asks', async () => {
    const { api } = await createFixture();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const codes = [];
    for (const url of ['/', '/api/v1/status', '/api/v1/domains', '/api/v1/mail-sign-ins', '/api/v1/mail-sign-ins/x']) {
      codes.push((await api.inject({ method: 'GET', url, headers })).statusCode);
    }
    expect(codes).toEqual([404, 404, 404, 404, 404]);
    expect((await api.inject({ method: 'GET', url: '/' })).statusCode).toBe(401);
  });
});
