// The small values that everything is made of.

import { describe, expect, it } from 'vitest';
import { assertNever } from '../../../src/core/decision.ts';
import { isUnavailable, POSTERN_ERRORS, PosternError } from '../../../src/core/errors.ts';
import { parseDuration } from '../../../src/core/units.ts';

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
    ['0s', 0],
  ])('%s is %i ms', (written, millis) => {
    expect(parseDuration(written)).toBe(millis);
  });

  it.each([[''], ['s'], ['30'], ['30 s'], ['-1s'], ['1.5h'], ['1w'], ['1S'], ['1000000000s'], ['1s1']])(
    'is not %j',
    (written) => {
      expect(parseDuration(written)).toBeUndefined();
    },
  );
});

describe('an error', () => {
  it('has a code that says what it means, and keeps its cause and fields', () => {
    const cause = new Error('disk');
    const error = new PosternError('ERR_STORE_UNAVAILABLE', 'gone', { cause, fields: { path: 'x' } });
    expect(error).toMatchObject({ name: 'PosternError', cause, fields: { path: 'x' } });
    expect(POSTERN_ERRORS[error.code].meaning).toContain('store');
    const bare = new PosternError('ERR_USAGE', 'what?');
    expect(bare.fields).toEqual({});
    expect('cause' in bare).toBe(false);
  });

  it('is temporary only when a store is unavailable', () => {
    expect(isUnavailable(new PosternError('ERR_STORE_UNAVAILABLE', 'gone'))).toBe(true);
    expect(isUnavailable(new PosternError('ERR_STORE_BROKEN', 'bad'))).toBe(false);
    expect(isUnavailable(new Error('ERR_STORE_UNAVAILABLE'))).toBe(false);
  });
});

describe('a union that grew', () => {
  it('is noticed at run time where the compiler was silenced', () => {
    expect(() => assertNever({ kind: 'new' } as never)).toThrow('{"kind":"new"}');
  });
});
