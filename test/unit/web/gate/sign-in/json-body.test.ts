import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFlatJson } from '../../../../../src/web/gate/sign-in/json-body.ts';
import { runs } from '../../../../support/runs.ts';

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  const members = parseFlatJson(Buffer.from(text));
  return members && Object.fromEntries(members);
}

describe('a JSON sign-in', () => {
  it('is read as RFC 8259 has it', () => {
    const text =
      ' {"userName" : "anna@example.com", "password":"\\u00e4\\"\\\\", "domain":null,\n"rememberLogin":1, "x":-1.5, "y":true}\r\n';
    expect(parse(text)).toEqual({
      userName: 'anna@example.com',
      password: 'ä"\\',
      domain: null,
      rememberLogin: 1,
      x: -1.5,
      y: true,
    });
    expect(parse('{}')).toEqual({});
  });

  it('has no member that is not its own', () => {
    expect(parseFlatJson(Buffer.from('{"__proto__":"x"}'))?.get('__proto__')).toBe('x');
    expect(parseFlatJson(Buffer.from('{}'))?.get('constructor')).toBeUndefined();
  });

  // Negative control for each: fails with `JSON.parse` in the place of `parseFlatJson`, but for what that refuses too.
  it.each([
    ['a key twice', '{"userName":"a","userName":"b"}'],
    ['an escaped key again', '{"userName":"a","\\u0075serName":"b"}'],
    ['an object', '{"userName":{"a":"b"}}'],
    ['a list', '{"userName":["a"]}'],
    ['a comma too many', '{"userName":"a",}'],
    ['a comma too few', '{"userName":"a" "password":"b"}'],
    ['no comma at first', '{,"userName":"a"}'],
    ['something behind', '{"userName":"a"}x'],
    ['a second value', '{"userName":"a"}{}'],
    ['a mark before', '\ufeff{"userName":"a"}'],
    ['a comment', '{"userName":"a"/**/}'],
    ['single quotes', "{'userName':'a'}"],
    ['a key without quotes', '{userName:"a"}'],
    ['no object', '"a"'],
    ['nothing', ''],
    ['half an object', '{"userName":"a"'],
    ['a raw line break', '{"userName":"a\n"}'],
    ['an escaped NUL', '{"userName":"a\\u0000"}'],
    ['half a surrogate', '{"userName":"\\ud800"}'],
    ['half a surrogate in a key', '{"\\ud800":"a"}'],
    ['an unknown escape', '{"userName":"\\x41"}'],
    ['a number with a zero before', '{"rememberLogin":01}'],
    ['an exponent', '{"rememberLogin":1e9}'],
    ['a number of a thousand digits', `{"rememberLogin":${'1'.repeat(1_000)}}`],
    ['too many keys', `{${Array.from({ length: 33 }, (_, index) => `"k${index}":1`).join(',')}}`],
    ['other blanks', '{\u00a0"userName":"a"}'],
  ])('is refused with %s', (_, text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('is refused when it is no UTF-8', () => {
    expect(parseFlatJson(Uint8Array.of(0x7b, 0xff, 0x7d))).toBeUndefined();
  });

  it('is nothing, or what every parser reads', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const object = fc.dictionary(fc.string(), scalar, { maxKeys: 8 }).map((each) => JSON.stringify(each));
    const cut = fc.tuple(object, fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, more]) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + more + text.slice(index);
    });
    fc.assert(
      fc.property(fc.oneof(object, cut, fc.string()), (text) => {
        const members = parseFlatJson(Buffer.from(text));
        if (members === undefined) return;
        const parsed: unknown = JSON.parse(text);
        expect(Object.entries(parsed ?? {}).toSorted()).toEqual([...members].toSorted());
      }),
      { numRuns: runs(2_000) },
    );
  });
});
