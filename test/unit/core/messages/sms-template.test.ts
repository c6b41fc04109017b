import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ESCAPES,
  fillJson,
  fillTemplate,
  placeholdersOf,
  type SmsValues,
  smsValues,
} from '../../../../src/core/messages/sms-template.ts';
import { runs } from '../../../support/runs.ts';

const NOW = Date.UTC(2026, 10, 21);
const SETTINGS = { sender: 'Example', secret: 'k€y', fitsGsm: true, now: NOW };
const SMS = { id: 'm-1', to: '+491701234567', text: 'Code 123456', endsAt: NOW + 90_500 };
const VALUES = smsValues(SMS, SETTINGS);

/** Anything that a value might be: words of every grammar that it goes into, and any text, broken ones too. */
const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '&',
      '=',
      '%',
      '"',
      '\\',
      '<',
      '>',
      "'",
      '\r',
      '\n',
      '{',
      '}',
      '#',
      '/',
      '.',
      'ä',
      '\ud800',
      '\0',
      ']]>',
    ),
  }),
);

function withText(text: string): SmsValues {
  return { ...VALUES, text, number: text, secret: text };
}

describe('the values of a text', () => {
  it('are the message, and what the gateway is to know besides', () => {
    expect(VALUES).toEqual({
      number: '+491701234567',
      digits: '491701234567',
      text: 'Code 123456',
      sender: 'Example',
      id: 'm-1',
      seconds: '91',
      minutes: '2',
      coding: '0',
      secret: 'k€y',
    });
  });

  it('say that a text is UCS-2, and never a life that a gateway would refuse', () => {
    const long = smsValues({ ...SMS, endsAt: NOW + 90 * 86_400_000 }, { ...SETTINGS, fitsGsm: false });
    expect(long).toMatchObject({ coding: '2', seconds: '36000', minutes: '10080' });
    expect(smsValues({ ...SMS, endsAt: NOW - 1 }, SETTINGS)).toMatchObject({ seconds: '1', minutes: '1' });
  });
});

describe('a template', () => {
  it('has its placeholders, each once, known or not', () => {
    expect(placeholdersOf('{number}{text} {number} {nonsense} {A} { x }')).toEqual(['number', 'text', 'nonsense']);
  });

  it('keeps braces that are none of its own', () => {
    expect(fillTemplate('{"to": "{digits}", {nonsense} {}', VALUES, 'none')).toBe(
      '{"to": "491701234567", {nonsense} {}',
    );
  });

  it('is filled once: a value is not a template', () => {
    expect(fillTemplate('{text}', { ...VALUES, text: '{secret}' }, 'none')).toBe('{secret}');
  });
});

// Negative control: each fails when its escape is the identity.
describe('no value breaks out of where it stands', () => {
  it('of a query or a form', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const url = new URL(`https://sms.example.net/send?${fillTemplate('a={text}&b=1', withText(value), 'url')}`);
        expect([...url.searchParams.keys()]).toEqual(['a', 'b']);
        expect(url.searchParams.get('a')).toBe(value.toWellFormed());
        expect([url.pathname, url.hash]).toEqual(['/send', '']);
      }),
      { numRuns: runs(300) },
    );
  });

  it('of a JSON text, written as text', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const filled = fillTemplate('{"a": "{text}", "b": 1}', withText(value), 'json');
        expect(JSON.parse(filled)).toEqual({ a: value.toWellFormed(), b: 1 });
      }),
      { numRuns: runs(300) },
    );
  });

  it('of a JSON text, written as a value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const template = { a: '<{text}>', list: ['{text}', 1, null], __proto__: null };
        const filled = JSON.parse(JSON.stringify(fillJson(template, withText(value))));
        expect(filled).toEqual({ a: `<${value.toWellFormed()}>`, list: [value.toWellFormed(), 1, null] });
      }),
      { numRuns: runs(300) },
    );
  });

  it('of an XML element or attribute', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const escaped = ESCAPES.xml(value);
        expect(escaped).not.toMatch(/[<>"']|&(?!#[0-9]{2,3};)/);
        // XML 1.0 §2.2: what no document may hold.
        expect(escaped).not.toMatch(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      }),
      { numRuns: runs(300) },
    );
  });

  it('of a field of the head', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(ESCAPES.header(value)).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: runs(300) },
    );
  });

  it('and plain text stays as it is, but for halves of characters', () => {
    expect(ESCAPES.none('a\n\ud800')).toBe('a\n\ufffd');
    expect(ESCAPES.header('plain value')).toBe('plain value');
    expect(ESCAPES.url("a b!'()*~ü")).toBe('a%20b%21%27%28%29%2A~%C3%BC');
  });
});
