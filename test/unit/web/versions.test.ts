// Versions of resources (RFC 9110 §13) and requests that are repeated, at the administration API: no update is lost, and
// nothing is made twice.

import type { InjectOptions } from 'fastify';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangeLocks } from '../../../src/web/api/change-locks.ts';
import { etagOf, ifMatch, ifNoneMatch } from '../../../src/web/api/etag.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';

const MAILBOX = '/mailboxes/alice@always.example';

let node: AdministrationFixture;

beforeEach(async () => {
  node = await createAdministrationFixture();
});

async function ask(method: 'GET' | 'PATCH' | 'POST' | 'DELETE', path: string, options: InjectOptions = {}) {
  const answer = await node.api.inject({ method, url: `/api/v1${path}`, ...options });
  return {
    status: answer.statusCode,
    etag: String(answer.headers.etag),
    body: answer.body === '' ? undefined : answer.json(),
  };
}

/** Reading a mailbox takes a while from now on, so that those who come at once have all compared before one has written. */
function readSlowly(): void {
  const { appPasswords } = node.services;
  const list = appPasswords.list.bind(appPasswords);
  vi.spyOn(appPasswords, 'list').mockImplementation(async (...asked) => {
    const found = await list(...asked);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    return found;
  });
}

const change = (challenge: string, headers: Record<string, string> = {}, path = MAILBOX) =>
  ask('PATCH', path, { payload: { challenge }, headers });

describe('the version of a resource', () => {
  it('has a strong tag of its JSON, which changes with it', async () => {
    const first = await ask('GET', MAILBOX);
    expect(first.etag).toBe(etagOf(first.body));
    expect(first.etag).toMatch(/^"[A-Za-z0-9_-]{27}"$/);
    expect((await ask('GET', MAILBOX)).etag).toBe(first.etag);
    await change('new-ip');
    expect((await ask('GET', MAILBOX)).etag).not.toBe(first.etag);
    expect((await ask('GET', '/mailboxes')).etag).toBe('undefined');
  });

  it('is not sent again to who has it', async () => {
    const { etag } = await ask('GET', MAILBOX);
    for (const seen of [etag, `"other", W/${etag}`, '*']) {
      const answer = await ask('GET', MAILBOX, { headers: { 'if-none-match': seen } });
      expect(answer).toEqual({ status: 304, etag, body: undefined });
    }
    expect((await ask('GET', MAILBOX, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('is the one that is changed, or nothing is', async () => {
    const { etag } = await ask('GET', MAILBOX);
    expect((await change('new-ip', { 'if-match': etag })).status).toBe(200);
    const late = await change('never', { 'if-match': etag });
    expect([late.status, late.body.code]).toEqual([412, 'changed-meanwhile']);
    expect((await ask('GET', MAILBOX)).body.challenge).toBe('new-ip');
    for (const wrong of [`W/${(await ask('GET', MAILBOX)).etag}`, 'nonsense', '']) {
      expect((await change('never', { 'if-match': wrong })).status).toBe(412);
    }
    expect((await change('always', { 'if-match': '*' })).status).toBe(200);
    expect((await change('never')).status).toBe(200);
  });

  it('lets one of two administrators through who save at the same instant', async () => {
    // Negative control: fails without the lock in `perform`: both compare before either writes.
    const { etag } = await ask('GET', MAILBOX);
    readSlowly();
    const modes = ['new-ip', 'never', 'new-country', 'inherit'];
    const saved = await Promise.all(modes.map((mode) => change(mode, { 'if-match': etag })));
    expect(saved.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
    const winner = modes[saved.findIndex(({ status }) => status === 200)];
    expect((await ask('GET', MAILBOX)).body.challenge).toBe(winner);
  });

  it('is of one mailbox, by whichever of its names it is changed', async () => {
    // Negative control: fails when the lock goes by the name that was written.
    await ask('POST', '/aliases', { payload: { alias: 'sales@always.example', target: 'alice@always.example' } });
    const { etag } = await ask('GET', MAILBOX);
    readSlowly();
    const names = ['alice@always.example', 'sales@always.example', 'ALICE@always.example'];
    const saved = await Promise.all(names.map((name) => change('never', { 'if-match': etag }, `/mailboxes/${name}`)));
    expect(saved.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is asked for where it can be kept, or not at all', async () => {
    const headers = { 'if-match': '"x"' };
    const answer = await ask('POST', '/aliases', {
      payload: { alias: 'a@always.example', target: 'alice@always.example' },
      headers,
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'no-precondition']);
    expect((await ask('GET', '/aliases?target=alice@always.example')).body.items).toEqual([]);
    expect((await ask('GET', MAILBOX, { headers })).status).toBe(200);
    expect((await change('never', headers, '/mailboxes/nobody@nowhere.example')).status).toBe(404);
  });
});

describe('tags in fields', () => {
  it('are compared as RFC 9110 says', () => {
    expect(ifMatch('"a", "b"', '"b"')).toBe(true);
    expect(ifMatch('W/"b"', '"b"')).toBe(false);
    expect(ifNoneMatch('W/"b"', '"b"')).toBe(true);
    expect(ifMatch(' * ', '"b"')).toBe(true);
    expect(ifMatch('b', '"b"')).toBe(false);
    expect(ifNoneMatch('', '"b"')).toBe(false);
  });
});

describe('one change at a time', () => {
  it('goes on after one that failed, and keeps nothing of those that are through', async () => {
    const locks = new ChangeLocks();
    const order: string[] = [];
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const first = locks.hold('a', async () => {
      await held;
      order.push('first');
      throw new Error('broken');
    });
    const second = locks.hold('a', async () => order.push('second'));
    await locks.hold('b', async () => order.push('another'));
    release();
    await expect(first).rejects.toThrow('broken');
    await second;
    expect(order).toEqual(['another', 'first', 'second']);
  });
});

describe('a request that is repeated with its Idempotency-Key', () => {
  const NEW = '/tokens';
  const make = (key: string, name = 'phone') =>
    ask('POST', NEW, { payload: { name, permissions: ['audit:read'] }, headers: { 'idempotency-key': key } });
  const held = async () => (await ask('GET', NEW)).body.items.length;

  it('is done once, and answered the same', async () => {
    // Negative control: fails when the answer isn't kept.
    const first = await make('"3f1c"');
    expect(first.status).toBe(201);
    expect(await make('"3f1c"')).toEqual(first);
    expect(await make('3f1c')).toEqual(first);
    expect(await held()).toBe(1);
    expect((await make('"other"')).body.id).not.toBe(first.body.id);
  });

  it('is a mistake when something else is asked, or no key is given', async () => {
    await make('"3f1c"');
    const other = await make('"3f1c"', 'tablet');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    for (const key of ['""', 'a b', `"${'x'.repeat(256)}"`]) {
      const { status, body } = await make(key);
      expect([status, body.code]).toEqual([400, 'idempotency-key-invalid']);
    }
    expect(await held()).toBe(1);
  });

  it('waits for nobody: of many at once one is done, and the others hear so', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => make('"3f1c"')));
    expect(await held()).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    for (const { body } of others) expect(body.code).toBe('idempotency-key-in-use');
    expect(answers.length - others.length).toBeGreaterThan(0);
  });

  it('is tried again when it failed, and is another one after a day', async () => {
    expect((await make('"3f1c"', ' ')).status).toBe(422);
    const first = await make('"3f1c"');
    expect(first.status).toBe(201);
    node.core.now += 86_400_000;
    expect((await make('"3f1c"')).body.id).not.toBe(first.body.id);
  });
});
