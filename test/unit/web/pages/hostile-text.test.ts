// What others wrote stands in many places of the pages: names, programs, browsers. None of it may become a part of the page.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserName } from '../../../../src/web/pages/describe.ts';
import { chooseLocale } from '../../../../src/web/pages/i18n/language.ts';
import { Words } from '../../../../src/web/pages/i18n/words.ts';
import {
  DISPUTE_TOKEN,
  dispute,
  type FakeAccount,
  sending,
  sentFactors,
  usedAccount,
} from '../../../support/pages-account.ts';
import { PagesFixture, textOf } from '../../../support/pages-fixture.ts';
import { runs } from '../../../support/runs.ts';

const PATHS = [
  ['/challenge', 'challenge'],
  ['/challenge?use=totp-2', 'challenge'],
  ['/account', 'open'],
  ['/account/authenticators', 'open'],
  ['/challenge?use=email-1', 'challenge'],
  ['/enrolment?kind=email', 'enrolment'],
  ['/account/confirm?method=email-1', 'open'],
  ['/account/confirm?method=totp-1', 'open'],
  [`/not-me?token=${DISPUTE_TOKEN}`, 'open'],
  ['/account/authenticators/remove?id=totp-1', 'confirmed'],
  ['/account/app-passwords', 'open'],
  ['/account/app-passwords/revoke?id=ap-1', 'open'],
  ['/account/app-passwords/new', 'open'],
  ['/account/places', 'open'],
  ['/account/sessions', 'open'],
] as const;

/** A used account in which everything that others wrote is `text`. */
function written(text: string): FakeAccount {
  const account = usedAccount();
  return {
    ...account,
    factors: [...account.factors, ...sentFactors()].map((factor) => ({ ...factor, name: text, destination: text })),
    kinds: ['totp', 'email', 'sms'],
    begun: { kind: 'email', destination: text, sending: sending() },
    dispute: dispute({
      mailbox: text,
      occasion: { at: 0, mailbox: text, remoteAddress: text, country: text, client: text },
      decisionId: text,
    }),
    browsers: account.browsers.map((browser) => ({ ...browser, userAgent: text })),
    sessions: account.sessions.map((session) => ({ ...session, origin: { ...session.origin, userAgent: text } })),
    connections: account.connections.map((connection) => ({ ...connection, appPassword: { id: 'ap-1', name: text } })),
    history: account.history.map((entry) => ({ ...entry, door: text })),
    appPasswords: account.appPasswords.map((record) => ({
      ...record,
      name: text,
      ...(record.lastUse && { lastUse: { ...record.lastUse, clientName: text, country: text } }),
    })),
  };
}

/** Tags with the names of their attributes, and nothing of what stands in and between them. */
function skeletonOf(text: string): readonly string[] {
  return [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, '=""'));
}

async function skeletons(text: string): Promise<readonly (readonly string[])[]> {
  const fixture = new PagesFixture({ account: written(text), branding: { name: text, support: { text } } });
  return Promise.all(
    PATHS.map(async ([path, state]) =>
      skeletonOf(textOf(await fixture.visit('GET', path, { cookie: fixture.begin(state) }))),
    ),
  );
}

const anything = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='x",
    '--><!--',
    '&lt;b&gt;',
    '\uD800',
    '\0',
  ),
  fc.stringMatching(/^[<>"'&=/! a-c]{1,30}$/),
);

describe('text that others wrote', () => {
  // Negative control: fails when any one of these places is written without escaping.
  it('changes no tag and no attribute of any page', async () => {
    const wanted = await skeletons('plain');
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect(await skeletons(text)).toEqual(wanted);
      }),
      { numRuns: runs(60) },
    );
  });

  it('in an address changes none either', async () => {
    const show = async (value: string) => {
      const fixture = new PagesFixture();
      const query = new URLSearchParams({
        result: value,
        refused: value,
        use: value,
        wait: value,
        name: value,
        scopes: value,
        count: value,
        next: value,
      });
      const answers = PATHS.map(([path, state]) =>
        fixture.visit('GET', `${path.split('?')[0]}?${query}`, { cookie: fixture.begin(state) }),
      );
      return (await Promise.all(answers)).map((answer) => skeletonOf(textOf(answer)));
    };
    const wanted = await show('plain');
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect(await show(text)).toEqual(wanted);
      }),
      { numRuns: runs(30) },
    );
  });
});

describe('the name of a browser', () => {
  const words = new Words(chooseLocale('en', undefined), 'UTC');

  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/140.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['', 'Unknown browser'],
    [`${'x'.repeat(300)}`, 'x'.repeat(60)],
  ])('of %j is %s', (userAgent, name) => {
    expect(browserName(words, userAgent)).toBe(name);
  });
});
