import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../../src/web/gate/notices.ts';
import { noticesFromPages, ownAnswer, pagesForGate } from '../../../../src/web/gate/pages-door.ts';
import { viewParts } from '../../../../src/web/pages/create-pages.ts';
import { createOutcomePages } from '../../../../src/web/pages/outcome-pages.ts';
import { createOutcomeSentences } from '../../../../src/web/pages/outcome-sentences.ts';
import type { PageRequest } from '../../../../src/web/pages/page-contract.ts';
import { type FakeRequest, fakeExchange, SITE } from '../../../support/gate/fake-exchange.ts';

const PAGE_SITE = { name: 'webmail', origin: SITE.origin, home: '/mail/' };

async function requestOf(request: FakeRequest): Promise<PageRequest | undefined> {
  let seen: PageRequest | undefined;
  const pages = pagesForGate(async (each) => {
    seen = each;
    return { status: 200, headers: {}, setCookies: [], body: '' };
  }, PAGE_SITE);
  const exchange = fakeExchange(request);
  await pages(exchange, undefined, exchange.context);
  return seen;
}

describe('a request for one of Postern’s pages', () => {
  it('shows the page its path below the prefix, its query and the pages’ own cookies', async () => {
    const seen = await requestOf({
      target: '/.postern/account?tab=x',
      headers: { 'accept-language': 'de', 'sec-fetch-site': 'same-origin', origin: SITE.origin, cookie: 'x' },
      cookies: { '__Host-postern-theme': 'dark', '__Host-postern': 'secret', roundcube_sessid: 'x' },
    });
    expect(seen).toMatchObject({
      method: 'GET',
      path: '/account',
      site: PAGE_SITE,
      headers: { acceptLanguage: 'de', secFetchSite: 'same-origin', origin: SITE.origin },
      presented: undefined,
    });
    expect(seen?.cookies).toEqual({ theme: 'dark' });
    expect(seen?.query.get('tab')).toBe('x');
    expect(seen).not.toHaveProperty('form');
    expect((await requestOf({ target: '/.postern' }))?.path).toBe('/');
  });

  it.each(['sec-purpose', 'purpose'])('says by %s that nobody looks at it yet', async (name) => {
    const seen = await requestOf({ target: '/.postern/challenge', headers: { [name]: 'prefetch' } });
    expect(seen?.headers.purpose).toBe('prefetch');
  });

  it('reads a form, or says why not', async () => {
    const post = { method: 'POST', target: '/.postern/challenge' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await requestOf({ ...post, headers, body: 'code=123456' }))?.form).toEqual({
      kind: 'form',
      fields: new Map([['code', '123456']]),
    });
    expect((await requestOf({ ...post, headers, body: 'too-large' }))?.form).toMatchObject({ reason: 'too-large' });
    expect((await requestOf({ ...post, headers, body: 'broken' }))?.form).toMatchObject({ reason: 'malformed' });
    expect((await requestOf({ ...post, body: 'code=1' }))?.form).toMatchObject({ reason: 'not-a-form' });
  });

  it('gets its answer with its cookies', () => {
    const cookie = { name: '__Host-x', value: 'y', maxAge: 5_000, httpOnly: true, sameSite: 'Strict' } as const;
    const answer = { status: 303, headers: { location: '/' }, setCookies: [cookie], body: '' };
    expect(ownAnswer(fakeExchange({ target: '/' }), answer).headers).toEqual([
      ['location', '/'],
      ['set-cookie', '__Host-x=y; Path=/; Max-Age=5; Secure; HttpOnly; SameSite=Strict'],
    ]);
  });
});

describe('a notice of the gate', () => {
  const parts = viewParts({ branding: { name: 'Example Mail', accent: '#2456a6' }, timeZone: 'UTC' });
  const outcomes = { pages: createOutcomePages(parts), sentences: createOutcomeSentences(parts) };
  const notices = noticesFromPages(outcomes, PAGE_SITE);

  it.each<[Notice, string]>([
    [{ kind: 'refused', reason: 'throttled', decisionId: 'd-1', delay: 0 }, 'd-1'],
    [{ kind: 'unavailable', dependency: 'store', decisionId: 'd-2' }, 'd-2'],
    [{ kind: 'webmail-unavailable', slow: false }, 'r-1'],
    [{ kind: 'forbidden' }, '/mail/'],
    [{ kind: 'malformed' }, '/mail/'],
  ])('is one of the pages: %j', async (notice, text) => {
    const exchange = fakeExchange({ target: '/login', headers: { 'accept-language': 'fr' } });
    const { body, headers } = await notices.page(exchange, notice);
    expect(String(body)).toContain(text);
    expect(String(body)).toContain('lang="fr"');
    expect(headers).toContainEqual(['content-security-policy', expect.stringContaining("default-src 'none'")]);
    // Negative control: fails with the plain notices, which are in English.
    const inEnglish = notices.sentence(fakeExchange({ target: '/login' }), notice);
    const sentence = notices.sentence(exchange, notice);
    expect(sentence).not.toBe(inEnglish);
    expect(sentence).not.toContain('<');
    if (!text.startsWith('/')) expect(sentence).toContain(text);
  });

  it('is said to a webmail’s script in the person’s language, with the decision’s id', () => {
    const exchange = fakeExchange({ target: '/SOGo/connect', headers: { 'accept-language': 'de' } });
    const refusal = { kind: 'refused', reason: 'mailbox-disabled', decisionId: 'd-7', delay: 0 } as const;
    expect(notices.sentence(exchange, refusal)).toMatch(/^Dieses Postfach .* – .* – .*d-7/);
  });
});
