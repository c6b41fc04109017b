// What the gate says itself.

import { describe, expect, it } from 'vitest';
import { noticeStatus } from '../../../../src/web/gate/notices.ts';

describe('a notice', () => {
  it('has a status for everything that it can say', () => {
    expect(noticeStatus({ kind: 'forbidden' })).toBe(403);
    expect(noticeStatus({ kind: 'malformed' })).toBe(400);
    expect(noticeStatus({ kind: 'webmail-unavailable', slow: true })).toBe(504);
  });
});
