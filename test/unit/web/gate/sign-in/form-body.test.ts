import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForm, writeForm } from '../../../../../src/web/gate/sign-in/form-body.ts';
import { runs } from '../../../../support/runs.ts';

const KNOWN = ['_user', '_pass', '_token'];

function parse(text: string, known: readonly string[] = KNOWN): Readonly<Record<string, string>> | undefined {
  const fields = parseForm(Buffer.from(text, 'latin1'), known);
  return fields && Object.fromEntries(fields);
}

describe('a sign-in form', () => {
  it('is read as browsers write it', () => {
    expect(parse('_token=T&_user=anna%40example.com&_pass=a+b%2Bc%26%C3%A4')).toEqual({
      _token: 'T',
      _user: 'anna@example.com',
      _pass: 'a b+c&ä',
    });
  });

  it('may have fields that nobody knows, and empty ones', () => {
    expect(parse('_user=a&plugin-x=&_pass=b')).toEqual({ _user: 'a', 'plugin-x': '', _pass: 'b' });
  });

  // Negative control for each: fails with `URLSearchParams` in the place of `parseForm` (§4.8, 3).
  it.each([
    ['a name twice', '_user=a&_user=b'],
    ['an unknown name twice', 'x=1&x=2'],
    ['a dot for an underscore', '_user=a&.user=b'],
    ['a blank for an underscore', '_user=a&+user=b'],
    ['a list', '_user=a&_user[]=b'],
    ['an encoded list', '_user=a&_user%5B%5D=b'],
    ['an encoded letter', '_user=a&%5Fuser=b'],
    ['another case', '_user=a&_USER=b'],
    ['no value', '_user=a&_pass'],
    ['no name', '_user=a&=b'],
    ['nothing between', '_user=a&&_pass=b'],
    ['nothing at all', ''],
    ['another separator', '_user=a;_pass=b&x'],
    ['half an escape', '_user=%4'],
    ['a broken escape', '_user=%zz'],
    ['octets that are no UTF-8', '_user=%ff'],
    ['a surrogate', '_user=%ED%A0%80'],
    ['a NUL', '_user=a%00b'],
    ['a line break', '_user=a%0Ab'],
    ['raw octets', '_user=\xe4'],
    ['a raw blank', '_user=a b'],
    ['a raw line break', '_user=a\r\n'],
    ['too many fields', Array.from({ length: 33 }, (_, index) => `f${index}=`).join('&')],
    ['a long name', `${'x'.repeat(65)}=`],
  ])('is refused with %s', (_, text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('may have names with brackets where they are known, in the one spelling of browsers', () => {
    const known = ['login[name]', 'login[password]'];
    expect(parse('login%5Bname%5D=a&login%5Bpassword%5D=b', known)).toEqual({
      'login[name]': 'a',
      'login[password]': 'b',
    });
    expect(parse('login[name]=a', known)).toBeUndefined();
    expect(parse('login%5bname%5d=a', known)).toBeUndefined();
  });

  it('comes out of any octets as nothing, or as what it says when it is written anew', () => {
    const piece = fc.oneof(
      fc.constantFrom('_user', '_pass', '=', '&', '%', '+', '%5F', '.user', '[]', '%00', '%C3%A4', 'a', ';', '?', '\n'),
      fc.string({ maxLength: 3 }),
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      text.map((each) => new Uint8Array(Buffer.from(each))),
    );
    fc.assert(
      fc.property(octets, (body) => {
        const fields = parseForm(body, KNOWN);
        if (fields === undefined) return;
        const written = writeForm(fields);
        expect(parseForm(Buffer.from(written), KNOWN)).toEqual(fields);
        // What is sent on can be read by a lenient parser in one way only.
        expect([...new URLSearchParams(written)]).toEqual([...fields]);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
