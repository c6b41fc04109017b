// The administration API against whatever may be sent to it: no request breaks it, and none is answered with more than
// it may know.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { hostileRequest } from '../../support/hostile-requests.ts';

describe('the administration API', () => {
  it('has an answer of its own for whatever is asked: never 500, never without a code', async () => {
    const { api } = await createAdministrationFixture();
    await fc.assert(
      fc.asyncProperty(hostileRequest(), async ({ method, path, payload }) => {
        const answer = await api.inject({
          method,
          url: `/api/v1${path}`,
          ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, payload }),
        });
        const said = `${method} ${path} ${payload} ${answer.statusCode} ${answer.body.slice(0, 500)}`;
        expect(answer.statusCode === 503 || answer.statusCode < 500, said).toBe(true);
        if (answer.statusCode < 400) return;
        expect(answer.headers['content-type'], said).toBe('application/problem+json; charset=utf-8');
        expect(answer.json(), said).toMatchObject({ status: answer.statusCode, code: expect.any(String) });
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['an address that is none', '/api/v1/mailboxes/%zz', 400],
    ['a name without end', `/api/v1/mailboxes/${'a'.repeat(1_001)}`, 400],
    ['another resource', '/api/v1/nothing', 404],
    ['another method', '/api/v1/status', 404, 'PATCH'],
    ['no number', '/api/v1/audit?before=', 422],
    ['a number in another notation', '/api/v1/mailboxes?limit=0x10', 422],
    ['a number twice', '/api/v1/mailboxes?limit=1&limit=2', 422],
    ['a number too large', '/api/v1/audit?after=9007199254740992', 422],
  ])('refuses %s in its own form', async (_what, url, status, method = 'GET') => {
    const { api } = await createAdministrationFixture();
    const answer = await api.inject({ method: method === 'PATCH' ? 'PATCH' : 'GET', url });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect([answer.statusCode, answer.json().status]).toEqual([status, status]);
  });

  it.each([
    ['text', 'text/plain', 'name=a.example'],
    ['a form', 'application/x-www-form-urlencoded', 'name=a.example'],
    ['no JSON', 'application/json', 'hunter2'],
    ['half a JSON', 'application/json', '{"name": "hunter2'],
    ['a prototype', 'application/json', '{"name": "a.example", "__proto__": {"disabled": true}}'],
    ['a constructor', 'application/json', '{"name": "a.example", "constructor": {"prototype": {}}}'],
    ['a depth without end', 'application/json', '['.repeat(250_000)],
    ['more than anybody needs', 'application/json', `{"name": "${'a'.repeat(600_000)}"}`],
  ])('does not read %s, and repeats nothing of it', async (_what, type, payload) => {
    // Negative control: fails for text with Fastify's own reader of text/plain.
    const { api } = await createAdministrationFixture();
    const answer = await api.inject({
      method: 'POST',
      url: '/api/v1/domains',
      headers: { 'content-type': type },
      payload,
    });
    const expected = payload.length > 512 * 1024 ? [413, 'too-large'] : [400, 'malformed-request'];
    expect([answer.json().status, answer.json().code]).toEqual(expected);
    expect(answer.body).not.toContain('hunter2');
  });

  it('says what a value may be', async () => {
    const { ask } = await createAdministrationFixture();
    const { body } = await ask('PATCH', '/mailboxes/alice@always.example', {
      challenge: 'hunter2',
      trustedBrowserDays: '1',
    });
    expect(body.problems).toEqual([
      { field: 'challenge', reason: expect.stringMatching(/never.*always.*, or .*inherit/) },
      { field: 'trustedBrowserDays', reason: expect.stringMatching(/expected number.*, or .*inherit/) },
    ]);
    expect(body.detail).not.toContain('hunter2');
  });
});
