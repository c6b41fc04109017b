// What people get: every kind in every language and every form, and what must be true of each (R2.7, R7.2, R7.3).

import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/core/language.ts';
import { NOTICE_KINDS } from '../../../src/core/messages/message.ts';
import { columnsOf } from '../../../src/messages/render/wrap.ts';
import {
  ALL_LANGUAGES,
  codeMessage,
  noticesMessage,
  ORIGIN,
  SAMPLES,
  SENT_AT,
  writerOf,
} from '../../support/messages-fixture.ts';

const writer = writerOf();
const EVERY = ALL_LANGUAGES.flatMap((language) => SAMPLES.map(([kind, message]) => ({ language, kind, message })));
const addressesIn = (text: string) => text.match(/https?:\/\/[^\s<>"]+/g) ?? [];

describe.each(EVERY)('$kind in $language', ({ kind, message, language }) => {
  const mail = writer.mail(message, language);
  const sms = writer.sms(message, language);

  it('has nothing left to be filled in', () => {
    for (const text of [mail.subject, mail.text, mail.html, sms]) {
      expect(text).not.toMatch(/\{\{|\}\}|undefined|null|\[object|NaN/);
      expect(text.trim()).not.toBe('');
    }
  });

  it('has a subject on one line that notifications show whole, with the site’s name', () => {
    expect(mail.subject).toMatch(/^[^\r\n]{1,78}$/);
    expect(mail.subject).toContain('Example Mail');
  });

  it('has lines of text that fit a terminal, but for addresses', () => {
    for (const line of mail.text.split('\n')) {
      if (!/^https?:/.test(line)) expect([line, columnsOf(line) <= 78]).toEqual([line, true]);
      expect(Buffer.byteLength(line)).toBeLessThan(998);
    }
  });

  it('says in HTML what it says in text', () => {
    const seen = mail.html
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));
    const plain = (text: string) => text.replaceAll(/[\s\u200b:]+/g, '');
    for (const paragraph of mail.text.split(/\n\n+/)) {
      for (const line of paragraph.replace(/^-- \n/, '').split('\n')) expect(plain(seen)).toContain(plain(line));
    }
  });

  it('loads nothing, runs nothing and asks for nothing', () => {
    expect(mail.html).not.toMatch(/<(?:img|script|link|iframe|form|input|object|embed|video|audio|base)\b/i);
    expect(mail.html).not.toMatch(
      /\s(?:src|srcset|background|action|on[a-z]+)\s*=|url\s*\(|@import|@font-face|http-equiv/i,
    );
  });

  it('names its language and direction', () => {
    expect(mail.html).toContain(`<html lang="${language}" dir="ltr">`);
  });

  it('is short as an SMS', () => {
    expect(sms.length).toBeLessThanOrEqual(160);
    if (language === 'ja') expect(sms.length).toBeLessThanOrEqual(kind.endsWith('-code') ? 70 : 120);
  });
});

describe.each(ALL_LANGUAGES)('a code in %s', (language) => {
  const message = codeMessage();
  const mail = writer.mail(message, language);

  it('is the first line of the text, alone (R2.7)', () => {
    expect(mail.text.split('\n').slice(0, 2)).toEqual(['482913', '']);
  });

  it('stands in the HTML once, in groups that are copied as one', () => {
    const [, shown = ''] = /<p class="code"[^>]*>(.*?)<\/p>/.exec(mail.html) ?? [];
    expect(shown.replaceAll(/<[^>]*>/g, '')).toBe('482913');
    expect(shown.match(/<span[^>]*>\d{3}<\/span>/g)).toHaveLength(2);
  });

  it('stands neither in the subject nor in what is shown beside it: both are logged and shown on locked screens', () => {
    expect(mail.subject).not.toContain('482913');
    expect(mail.html.match(/482913/g)).toBeNull();
  });

  it('says when, where, with which browser, for which host, until when, and names the decision (R2.7)', () => {
    for (const fact of [
      'alice@example.com',
      '192.0.2.7',
      'Firefox',
      'Linux',
      'webmail.example.com',
      '7K3MQ9ZTXB2RV',
      'Example Mail',
    ]) {
      expect(mail.text).toContain(fact);
    }
    expect(mail.text).toMatch(/23:49/);
    expect(mail.text).toMatch(/23:59/);
  });

  it('has one address, which says that it wasn’t me, as itself', () => {
    expect(addressesIn(mail.text)).toEqual([message.disputeUrl]);
    expect(mail.html.match(/<a\b[^>]*>/g)).toHaveLength(1);
    expect(mail.html).toMatch(
      new RegExp(
        `<a [^>]*href="${message.disputeUrl.replace('?', '\\?')}"[^>]*>${message.disputeUrl.replace('?', '\\?')}</a>`,
      ),
    );
  });
});

describe('where and when', () => {
  const factsIn = (language: Language, timeZone = 'Europe/Berlin') =>
    writerOf({ timeZone }).mail(codeMessage(), language).text;

  it.each([
    ['en', '21 November 2026 at 23:49 CET', 'Germany (192.0.2.7)', 'Firefox on Linux'],
    ['de', '21. November 2026 um 23:49 MEZ', 'Deutschland (192.0.2.7)', 'Firefox unter Linux'],
    ['fr', '21 novembre 2026', 'Allemagne (192.0.2.7)', 'Firefox sur Linux'],
    ['es', '21 de noviembre de 2026', 'Alemania (192.0.2.7)', 'Firefox en Linux'],
    ['pt', '21 de novembro de 2026', 'Alemanha (192.0.2.7)', 'Firefox no Linux'],
    ['ja', '2026年11月21日', 'ドイツ（192.0.2.7）', 'Firefox（Linux）'],
  ] as const)('are written as people do in %s', (language, time, place, client) => {
    const text = factsIn(language).replaceAll(/\s+/g, ' ');
    for (const fact of [time, place, client]) expect(text).toContain(fact);
  });

  it('are in the time zone that is configured, which is named', () => {
    expect(factsIn('en', 'Asia/Tokyo')).toContain('22 November 2026 at 07:49 GMT+9');
    expect(factsIn('en', 'America/New_York').replaceAll(/\s/g, ' ')).toContain('November 21, 2026 at 5:49 PM EST');
    expect(factsIn('ja', 'Asia/Tokyo')).toContain('7:49 JST');
  });

  it('may be named by somebody else', () => {
    const text = writerOf({ countryName: (code, language) => `${code}-${language}` }).mail(codeMessage(), 'de').text;
    expect(text).toContain('DE-de (192.0.2.7)');
  });

  it('are left out where nobody knows', () => {
    const occasion = { at: SENT_AT, mailbox: 'alice@example.com' };
    const { text, html } = writer.mail(codeMessage({ occasion }), 'en');
    expect(text).not.toMatch(/^(?:From|Browser|Reference):/m);
    expect(text).toMatch(/^When:/m);
    expect(html).not.toContain('>Reference<');
  });
});

describe('notices', () => {
  it.each(NOTICE_KINDS)('of %s say what to do if it wasn’t me, below what happened', (kind) => {
    for (const language of ALL_LANGUAGES) {
      const { html } = writer.mail(noticesMessage({ kind }), language);
      expect(html.indexOf('<h2')).toBeGreaterThan(html.indexOf('<h1'));
      expect(html).toMatch(/<h2[\s\S]*?<p/);
    }
  });

  it('say that it was an administrator, where it was', () => {
    const { text } = writer.mail(noticesMessage({ kind: 'password-reset', byAdministrator: true }), 'en');
    expect(text).toMatch(/^By: +an administrator$/m);
  });

  it('name the factor, where it has a name', () => {
    expect(writer.mail(noticesMessage({ subject: 'My phone' }), 'en').text).toMatch(/^Name: +My phone$/m);
    expect(writer.mail(noticesMessage({}), 'en').text).not.toMatch(/^Name:/m);
  });

  it('that are several are told one after another, and what to do once', () => {
    const message = noticesMessage({ kind: 'new-country' }, { subject: 'My phone' }, { kind: 'app-password-made' });
    const { subject, text, html } = writer.mail(message, 'en');
    expect(subject).toBe('3 security notices from Example Mail');
    const order = [
      'Sign-in from a new country',
      'A second step was added',
      'A new app password was made',
      'If any of this',
    ];
    expect(order.map((each) => text.indexOf(each))).toEqual(
      order.map((each) => text.indexOf(each)).toSorted((a, b) => a - b),
    );
    expect(order.every((each) => text.includes(each))).toBe(true);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(text).not.toContain('If this wasn’t you');
  });

  it('that are very many are cut, and say so', () => {
    const message = { ...noticesMessage(...Array.from({ length: 25 }, () => ({}))), more: 7 };
    const { subject, text } = writer.mail(message, 'de');
    expect(subject).toContain('32');
    expect(text.match(/Ein zweiter Schritt kam hinzu/g)).toHaveLength(20);
    expect(text).toContain('Und 12 weitere.');
  });

  it('have no links where there are no pages', () => {
    const { accountUrl: _, ...message } = noticesMessage({});
    const branding = { name: 'Example Mail', accent: '#1f6f5c' };
    expect(addressesIn(writerOf({ branding }).mail(message, 'en').text)).toEqual([]);
    expect(addressesIn(writer.mail(noticesMessage({}), 'en').text)).toEqual([`${ORIGIN}/.postern/account`]);
  });
});

describe('an SMS with a code', () => {
  it.each(ALL_LANGUAGES)(
    'fits into one segment in %s and ends with the line that binds it to its site (R2.7)',
    (language) => {
      const text = writer.sms(codeMessage(), language);
      expect(text.split('\n').at(-1)).toBe('@webmail.example.com #482913');
      expect(text.split('\n')[0]).toContain('482913');
      const isGsm = /^[\n !-_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùü]*$/.test(text);
      expect(text.length).toBeLessThanOrEqual(isGsm ? 160 : 70);
      if (language !== 'ja') expect(isGsm).toBe(true);
    },
  );

  it('gets shorter the longer the names are, and keeps the code', () => {
    const branding = { name: 'The University of the Very Long Name in the Far, Far West', accent: '#1f6f5c' };
    const text = writerOf({ branding }).sms(codeMessage({ origin: 'https://mail.students.university.example' }), 'de');
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^482913 .*\n@mail\.students\.university\.example #482913$/);
  });

  it('names the host as browsers compare it: without a port, in ASCII', () => {
    const text = writer.sms(codeMessage({ origin: 'https://bücher.example:8443' }), 'en');
    expect(text.split('\n').at(-1)).toBe('@xn--bcher-kva.example #482913');
  });

  it('has no address to tap on, as messages of thieves have', () => {
    for (const [, message] of SAMPLES) {
      for (const language of ALL_LANGUAGES) expect(writer.sms(message, language)).not.toMatch(/https?:/);
    }
  });
});
