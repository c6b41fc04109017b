import { describe, expect, it } from 'vitest';
import { isAllowedNumber, isE164, maskedNumber } from '../../../../src/core/messages/sms-number.ts';

describe('a telephone number', () => {
  it.each(['+491701234567', '+12125550100', '+6771234567', '+123456789012345'])('%s is E.164', (number) => {
    expect(isE164(number)).toBe(true);
  });

  it.each([
    '491701234567',
    '+0491701234567',
    '+49170123456789012',
    '+49 170 1234567',
    '+49',
    '',
    '+491701234567\n',
    '+４９1701234567',
  ])('%j is not', (number) => {
    expect(isE164(number)).toBe(false);
    expect(maskedNumber(number)).toBe('•••');
  });

  it('is masked to where it is and how it ends', () => {
    expect(maskedNumber('+491701234567')).toBe('+49•••67');
  });

  // Negative control: fails without the comparison with the prefixes (P-30).
  it('may be written to only where a prefix allows it (R7.4)', () => {
    expect(isAllowedNumber('+491701234567', ['+43', '+49'])).toBe(true);
    expect(isAllowedNumber('+18765550100', ['+43', '+49', '+1212'])).toBe(false);
    expect(isAllowedNumber('+491701234567', [])).toBe(false);
    expect(isAllowedNumber('0491701234567', ['+49'])).toBe(false);
  });
});
