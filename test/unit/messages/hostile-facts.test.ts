// What others chose stands in messages: names, programs, addresses. None of it may become a header, an element, a link,
// or a second code.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/core/messages/message.ts';
import { codeMessage, noticesMessage, SENT_AT, writerOf } from '../../support/messages-fixture.ts';
import { runs } from '../../support/runs.ts';

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '<script>alert(1)</script>',
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "' style='display:none",
    '--><!--',
    'x\r\nBcc: everybody@example.net\r\n\r\n<h1>hello</h1>',
    '\u202Eelpmaxe@ecila\u202C',
    '{{code}} {{dispute-url}}',
    '</style><style>body{display:none}',
    '\uD800',
    '\0\x1b[2J',
    'e\u0301'.repeat(500),
    'a\u0300\u0301\u0302\u0303'.repeat(500),
    'x'.repeat(5_000),
    '999999\n@evil.example #999999',
    'Your code is 999999',
    '👨‍👩‍👧‍👦'.repeat(100),
  ),
);

const occasion = (text: string) => ({
  ...{ at: SENT_AT, mailbox: text, remoteAddress: text, country: text, client: text, decisionId: text },
});

const messages = (text: string): readonly Message[] => [
  codeMessage({ occasion: occasion(text) }),
  codeMessage({ kind: 'verification-code', occasion: occasion(text), origin: text, disputeUrl: text }),
  noticesMessage({ subject: text, occasion: occasion(text) }),
  {
    ...noticesMessage({ subject: text, occasion: occasion(text) }, { kind: 'new-country', occasion: occasion(text) }),
    mailbox: text,
    accountUrl: text,
  },
];

const writerFor = (text: string) =>
  writerOf({ branding: { name: text, accent: '#1f6f5c', support: { text, url: text } } });

/** Tags with the names of their attributes. */
function tagsOf(html: string): readonly string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, '=""'));
}

describe('what others chose', () => {
  // Negative control: fails when render-html.ts, or fillHtml for layouts, writes values without escapeHtml.
  it('brings no element and no attribute into a mail', () => {
    const known = new Set(messages('plain').flatMap((message) => tagsOf(writerFor('plain').mail(message, 'en').html)));
    for (const message of [codeMessage(), noticesMessage({ subject: 'x' }, {})]) {
      for (const tag of tagsOf(writerOf().mail(message, 'en').html)) known.add(tag);
    }
    fc.assert(
      fc.property(anything, (text) => {
        for (const message of messages(text)) {
          const strange = tagsOf(writerFor(text).mail(message, 'en').html).filter((tag) => !known.has(tag));
          expect(strange).toEqual([]);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  // Negative control: fails when plainLine keeps controls.
  it('leaves the subject one line, and every text free of controls and of what turns text around', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const writer = writerFor(text);
        for (const message of messages(text)) {
          const { subject, text: plain, html } = writer.mail(message, 'de');
          const sms = writer.sms(message, 'de');
          expect(subject).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
          expect([...subject].length).toBeLessThan(700);
          for (const each of [subject, plain, html, sms]) {
            expect(each).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\u200E\u200F]/u);
            expect(each.isWellFormed()).toBe(true);
          }
          for (const line of plain.split('\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('never looks like a second code, nor binds it to another site', () => {
    for (const text of ['999999', 'Your code is 999999', '999999\n@evil.example #999999', 'Firefox/999999 999999']) {
      const message = codeMessage({
        occasion: { ...codeMessage().occasion, client: text, remoteAddress: text, country: text },
      });
      const { subject, text: plain, html } = writerOf().mail(message, 'en');
      for (const each of [subject, plain, html, writerOf().sms(message, 'en')]) expect(each).not.toContain('999999');
    }
  });

  // Negative control: fails when facts.ts shows what a client says of itself.
  it('is not told in the site’s name: a browser that nobody knows is just that', () => {
    const client = 'Call +49 30 901820 to keep your account, or visit evil.example';
    const message = codeMessage({ occasion: { ...codeMessage().occasion, client } });
    const { text } = writerOf().mail(message, 'en');
    expect(text).not.toContain('evil');
    expect(text).toMatch(/^Browser: +an unknown program$/m);
  });

  it.each([
    ['Thunderbird 140.3', 'Thunderbird 140.3'],
    ['visit evil.example now', 'visit evil. example now'],
    ['https://evil.example/x', 'https: //evil. example/x'],
  ])('is no link for a mail client: the name %j is written %j', (subject, written) => {
    const { text } = writerOf().mail(noticesMessage({ subject }), 'en');
    expect(text).toMatch(new RegExp(`^Name: +${written.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')}$`, 'm'));
  });

  it('is followed only where it is an address of the web', () => {
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://a.example/ x',
      'https://a.example/\nx',
      'https://a.example/"x',
    ]) {
      const { html, text } = writerOf().mail(codeMessage({ disputeUrl: url }), 'en');
      expect(html).not.toContain('<a ');
      expect(text).not.toContain(url);
    }
  });
});
