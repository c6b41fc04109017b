// Whether the configuration leaves anything to sign in with.

import { describe, expect, it } from 'vitest';
import { LEAST, warningsOf } from './load-text.ts';

const NO_APPS = `${LEAST}factors: { totp: { enabled: false } }\n`;
const MAIL_PATH = 'mail-path: { from: { name: Example, address: security@example.com }, delivery: { kind: mx } }\n';

describe('kinds of second factors', () => {
  it('that can all not be used are warned of', () => {
    expect(warningsOf(NO_APPS)).toEqual([expect.stringContaining('no kind of second factor is left')]);
  });

  it('are enough when one of them can be used', () => {
    expect(warningsOf(LEAST)).toEqual([]);
    expect(warningsOf(NO_APPS + MAIL_PATH)).toEqual([]);
  });
});
