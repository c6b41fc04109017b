// How the bodies of forms are read: strictly, or not at all.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FORM_OCTETS, readForm } from '../../../../src/web/pages/form.ts';
import { runs } from '../../../support/runs.ts';

const TYPE = 'application/x-www-form-urlencoded';

function read(text: string, type: string | undefined = TYPE): ReturnType<typeof readForm> {
  return readForm(type, Buffer.from(text, 'latin1'));
}

describe('readForm', () => {
  it('reads what a browser sends', () => {
    const text = new URLSearchParams({ name: 'Zoë & Co', code: '12 34', empty: '' }).toString();
    expect(read(text)).toEqual({
      kind: 'form',
      fields: new Map([
        ['name', 'Zoë & Co'],
        ['code', '12 34'],
        ['empty', ''],
      ]),
    });
  });

  it('reads an empty body as a form without fields', () => {
    expect(read('')).toEqual({ kind: 'form', fields: new Map() });
  });

  it.each(['code=1&code=2', 'code=1&c%6fde=2', 'a=%', 'a=%G0', 'a=%C3', 'a=\xc3', '=1', 'a', 'a=1&&b=2', '&'])(
    'refuses %j',
    (text) => {
      expect(read(text)).toEqual({ kind: 'refused', reason: 'malformed' });
    },
  );

  it('refuses more fields than any form has', () => {
    const text = Array.from({ length: 65 }, (_, index) => `f${index}=1`).join('&');
    expect(read(text)).toEqual({ kind: 'refused', reason: 'malformed' });
  });

  it.each([undefined, 'text/plain', 'multipart/form-data; boundary=x', `${TYPE}; charset=iso-8859-1`, `${TYPE}x`])(
    'takes nothing of type %s',
    (type) => {
      expect(readForm(type, Buffer.from('a=1'))).toEqual({ kind: 'refused', reason: 'not-a-form' });
    },
  );

  it('takes the type in any case and with its charset', () => {
    expect(read('a=1', 'Application/X-WWW-Form-Urlencoded; Charset="UTF-8"')).toMatchObject({ kind: 'form' });
  });

  it('refuses a body that is too large', () => {
    expect(read('a'.repeat(MAX_FORM_OCTETS + 1))).toEqual({ kind: 'refused', reason: 'too-large' });
  });

  it('reads back whatever URLSearchParams wrote, and never throws', () => {
    const fields = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { maxKeys: 10 });
    fc.assert(
      fc.property(fields, (values) => {
        expect(read(new URLSearchParams(values).toString())).toEqual({
          kind: 'form',
          fields: new Map(Object.entries(values)),
        });
      }),
      { numRuns: runs(200) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        readForm(TYPE, octets);
      }),
      { numRuns: runs(200) },
    );
  });
});
