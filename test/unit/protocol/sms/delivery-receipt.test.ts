import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReceipt } from '../../../../src/protocol/sms/delivery-receipt.ts';
import { runs } from '../../../support/runs.ts';

// SMPP 3.4, appendix B.
const text = (stat: string, err = '000') =>
  `id:0123456789 sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:${stat} err:${err} text:Code`;

describe('a delivery receipt', () => {
  it.each([
    ['DELIVRD', 'delivered'],
    ['EXPIRED', 'expired'],
    ['UNDELIV', 'failed'],
    ['REJECTD', 'failed'],
    ['DELETED', 'failed'],
    ['ENROUTE', 'pending'],
    ['ACCEPTD', 'pending'],
    ['UNKNOWN', 'pending'],
    ['delivrd', 'delivered'],
  ])('says by its text that a message is %s: %s', (stat, state) => {
    expect(readReceipt({ text: text(stat) })).toMatchObject({ messageId: '0123456789', state });
  });

  it('says it by its fields, which go before the text', () => {
    const receipt = readReceipt({ receiptedMessageId: 'abc', messageState: 5, text: text('DELIVRD', '01b') });
    expect(receipt).toEqual({ messageId: 'abc', state: 'failed', detail: 'UNDELIV err 01b' });
    expect(readReceipt({ receiptedMessageId: 'abc', messageState: 2 })).toEqual({
      messageId: 'abc',
      state: 'delivered',
      detail: 'DELIVRD',
    });
  });

  it.each([
    {},
    { text: 'Hello, who is this?' },
    { text: 'id:1' },
    { text: 'stat:DELIVRD' },
    { text: text('GONE') },
    { receiptedMessageId: '', messageState: 2 },
    { receiptedMessageId: 'x'.repeat(65), messageState: 2 },
    { receiptedMessageId: 'abc', messageState: 99 },
  ])('is nothing else: %j', (fields) => {
    expect(readReceipt(fields)).toBeUndefined();
  });

  it('is read out of anything without an error, and its detail is a few plain words', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.oneof(fc.anything(), fc.string()), (id, state, words) => {
        const receipt = readReceipt({ receiptedMessageId: id, messageState: state, text: words });
        if (receipt) expect(receipt.detail).toMatch(/^[\x20-\x7e]{0,40}$/);
      }),
      { numRuns: runs(300) },
    );
  });
});
