import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldDestination,
  isPhoneCountry,
  maskOf,
  parseMailAddress,
  parsePhoneNumber,
} from '../../../../src/core/factors/destinations.ts';

const GERMAN = { prefixes: ['+49'], defaultCountry: 'DE' };
const EVERYWHERE = { prefixes: ['+'] };

describe('a mail address for codes', () => {
  it.each([
    ['anna@example.org', 'anna@example.org'],
    ['  Anna.Lind@Example.ORG\n', 'Anna.Lind@example.org'],
    ["o'brien+codes@mail.example.co.uk", "o'brien+codes@mail.example.co.uk"],
    ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
    ['anna@ＥＸＡＭＰＬＥ.org', 'anna@example.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('is taken: %j', (typed, address) => {
    expect(parseMailAddress(typed)).toBe(address);
  });

  it.each([
    '',
    'anna',
    '@example.org',
    'anna@',
    'anna@localhost',
    'anna@[192.0.2.1]',
    'anna@192.0.2.1',
    'anna@example.1',
    'Anna <anna@example.org>',
    'anna@example.org, ben@example.org',
    '"anna lind"@example.org',
    '<anna@example.org>',
    'anna@example.org\r\nBcc: ben@example.org',
    'anna\0@example.org',
    'an na@example.org',
    '.anna@example.org',
    'anna..lind@example.org',
    'anna.@example.org',
    '-anna@example.org',
    'ben%example.org@example.net',
    'example.net!ben@example.org',
    '|/bin/sh@example.org',
    '/var/mail/anna@example.org',
    'anna@ben@example.org',
    'ännä@example.org',
    'anna@-example.org',
    'anna@exa_mple.org',
    'anna@example..org',
    'anna@example.org.',
    'mailto:anna@example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'n'.repeat(30)}@${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(40)}.org`,
    `anna@${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.org`,
  ])('is refused: %j', (typed) => {
    expect(parseMailAddress(typed)).toBeUndefined();
  });

  it('never throws, and is what it gives, in printable ASCII with one @', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.org`),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const address = parseMailAddress(text);
        if (address === undefined) return;
        expect(address).toMatch(/^[!-?A-~]+@[a-z0-9.-]+\.[a-z0-9-]+$/);
        expect(address.length).toBeLessThanOrEqual(254);
        expect(parseMailAddress(address)).toBe(address);
      }),
    );
  });
});

describe('a number for codes', () => {
  it.each([
    ['+49 170 1234567', '+491701234567'],
    ['0170/1234567', '+491701234567'],
    ['0049 (170) 123-45 67', '+491701234567'],
    ['＋４９１７０１２３４５６７', '+491701234567'],
  ])('is taken as E.164: %j', (typed, number) => {
    expect(parsePhoneNumber(typed, GERMAN)).toBe(number);
  });

  it('is refused where its prefix is not allowed, and every one where none is (R7.4)', () => {
    // Negative control: fails without the look at prefixes.
    expect(parsePhoneNumber('+43 664 1234567', EVERYWHERE)).toBe('+436641234567');
    expect(parsePhoneNumber('+43 664 1234567', GERMAN)).toBeUndefined();
    expect(parsePhoneNumber('+49 170 1234567', { prefixes: [] })).toBeUndefined();
    expect(parsePhoneNumber('+49 170 1234567', { prefixes: ['+4915'] })).toBeUndefined();
  });

  it('needs its country where none is the default', () => {
    expect(parsePhoneNumber('0170 1234567', EVERYWHERE)).toBeUndefined();
    expect(parsePhoneNumber('0170 1234567', { ...EVERYWHERE, defaultCountry: 'XX' })).toBeUndefined();
  });

  it.each([
    ['costs whoever calls', '+49 900 1234567'],
    ['is free for whoever calls', '+49 800 1234567'],
    ['is shared', '+49 180 5123456'],
    ['has an extension', '+49 170 1234567 ext. 5'],
    ['is too short', '+49 170 12'],
    ['is within other words', 'call +49 170 1234567'],
    ['is two', '+49 170 1234567 +49 170 1234568'],
    ['is nothing', ''],
    ['is too long to be looked at', `+49170${' '.repeat(40)}1234567`],
  ])('is refused when it %s', (_why, typed) => {
    expect(parsePhoneNumber(typed, { ...EVERYWHERE, defaultCountry: 'DE' })).toBeUndefined();
  });

  it('has countries whose numbers can be completed', () => {
    expect(['DE', 'US', 'XX', 'de', ''].filter(isPhoneCountry)).toEqual(['DE', 'US']);
  });

  it('never throws, and is what it gives', () => {
    const digits = fc.stringMatching(/^[+]?[0-9 ()/.-]{0,24}$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.string({ unit: 'binary', maxLength: 60 })), (typed) => {
        const number = parsePhoneNumber(typed, { ...EVERYWHERE, defaultCountry: 'GB' });
        if (number === undefined) return;
        expect(number).toMatch(/^\+[1-9][0-9]{4,14}$/);
        expect(parsePhoneNumber(number, EVERYWHERE)).toBe(number);
      }),
    );
  });
});

describe('what is shown of a destination', () => {
  it.each([
    ['anna@example.org', 'a•••@example.org'],
    ['an@example.org', 'a•••@example.org'],
    ['a@example.org', '•••@example.org'],
  ])('%s is %s', (address, shown) => {
    expect(maskOf({ kind: 'email', address })).toBe(shown);
  });

  it('is the country and two digits of a number', () => {
    expect(maskOf({ kind: 'sms', number: '+491701234567' })).toBe('+49 ••• 67');
    expect(maskOf({ kind: 'sms', number: '+12125550123' })).toBe('+1 ••• 23');
    expect(maskOf({ kind: 'sms', number: '+99999999967' })).toBe('••• 67');
  });

  it('never tells more than one letter of who it is, nor how long the name is', () => {
    const local = fc.stringMatching(/^[a-z][a-z0-9]{1,30}$/);
    fc.assert(
      fc.property(local, (name) => {
        expect(maskOf({ kind: 'email', address: `${name}@example.org` })).toBe(`${name.slice(0, 1)}•••@example.org`);
      }),
    );
  });

  it('is compared without case', () => {
    expect(foldDestination({ kind: 'email', address: 'Anna@example.org' })).toBe('anna@example.org');
    expect(foldDestination({ kind: 'sms', number: '+491701234567' })).toBe('+491701234567');
  });
});
