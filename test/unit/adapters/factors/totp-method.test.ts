import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTotpMethod } from '../../../../src/adapters/factors/totp/totp-method.ts';
import { decodeTotpSecret, encodeTotpSecret } from '../../../../src/adapters/factors/totp/totp-secret.ts';
import type { FactorMethod } from '../../../../src/core/factors/factor-method.ts';
import { repeatableRandom } from '../../../support/factors-fixture.ts';
import { totpOfStep } from '../../../support/totp.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const OWNER = { mailbox: 'anna+x@example.org', issuer: 'Example: Mail' };

/** RFC 6238 Appendix B: its secrets, as its reference implementation has them. */
const SECRETS = {
  sha1: Buffer.from('12345678901234567890'),
  sha256: Buffer.from('12345678901234567890123456789012'),
  sha512: Buffer.from('1234567890123456789012345678901234567890123456789012345678901234'),
};

/** RFC 6238 Appendix B: time in seconds, and the code of each hash. */
const VECTORS = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
] as const;

describe('RFC 6238 Appendix B', () => {
  it.each(VECTORS)('at %i s', async (seconds, sha1, sha256, sha512) => {
    for (const [algorithm, code] of Object.entries({ sha1, sha256, sha512 }) as [keyof typeof SECRETS, string][]) {
      const secret = encodeTotpSecret({ algorithm, digits: 8, period: 30, secret: SECRETS[algorithm] });
      const judged = await createTotpMethod(random).judge(secret, code, seconds * 1000);
      expect(judged).toEqual({ kind: 'fits', step: Math.floor(seconds / 30) });
    }
  });
});

describe('the window of a code (P-13)', () => {
  it.each([30, 60] as const)('is its step of %i s, one before and one after, to the millisecond', async (period) => {
    // Negative control: fails with a tolerance of two steps, or of 30 s whatever the step.
    const method = createTotpMethod(random, { period });
    const secret = method.createSecret();
    const step = 1_000_000;
    const code = totpOfStep(decodeTotpSecret(secret), step);
    const begins = step * period * 1000;
    const length = period * 1000;
    for (const at of [begins - length, begins - 1, begins, begins + length, begins + 2 * length - 1]) {
      expect(await method.judge(secret, code, at)).toEqual({ kind: 'fits', step });
    }
    for (const at of [begins - length - 1, begins + 2 * length]) {
      expect(await method.judge(secret, code, at)).toEqual({ kind: 'wrong' });
    }
  });

  it('lets three of all codes fit at any moment', async () => {
    const method = createTotpMethod(repeatableRandom());
    const secret = method.createSecret();
    const at = 1_700_000_000_000;
    const now = Math.floor(at / 30_000);
    for (let step = now - 10; step <= now + 10; step += 1) {
      const judged = await method.judge(secret, totpOfStep(decodeTotpSecret(secret), step), at);
      expect(judged.kind).toBe(Math.abs(step - now) <= 1 ? 'fits' : 'wrong');
    }
  });
});

describe('a typed code', () => {
  const method: FactorMethod = createTotpMethod(repeatableRandom());
  const secret = method.createSecret();
  const at = 1_700_000_000_000;
  const code = totpOfStep(decodeTotpSecret(secret), Math.floor(at / 30_000));

  it('may have blanks anywhere, and nothing else', async () => {
    const gaps = fc.array(fc.constantFrom('', ' ', '  ', '\t', '\u00a0', '\u202f', '\n'), {
      minLength: 7,
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(gaps, async (blanks) => {
        const typed = blanks.map((blank, n) => blank + (code[n] ?? '')).join('');
        expect((await method.judge(secret, typed, at)).kind).toBe('fits');
      }),
    );
    const others = ['', ' ', code.slice(1), `${code}0`, `0${code}`, `-${code}`, `+${code}`, `${code}.0`, `0x${code}`];
    const fullWidth = Array.from(code, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    const arabic = Array.from(code, (digit) => String.fromCodePoint(0x0660 + Number(digit))).join('');
    const padded = code + ' '.repeat(100_000);
    for (const wrong of [...others, fullWidth, arabic, `${code}\0`, code.replace(/^./, '$&-'), padded]) {
      expect(await method.judge(secret, wrong, at)).toEqual({ kind: 'wrong' });
    }
  });
});

describe('what is shown of a new factor', () => {
  it('is a Key URI and the same secret for typing, with 160 bits', () => {
    const method = createTotpMethod(random);
    const octets = method.createSecret();
    const shown = method.present(octets, OWNER);
    const secret = shown.typed.replaceAll(' ', '');
    expect(shown.typed).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    expect(decodeTotpSecret(octets).secret).toHaveLength(20);
    const uri = new URL(shown.uri);
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Example Mail:anna+x@example.org',
    ]);
    expect(Object.fromEntries(uri.searchParams)).toEqual({ secret, issuer: 'Example Mail' });
  });

  it('names what an app would not take for granted', () => {
    const method = createTotpMethod(random, { algorithm: 'sha512', digits: 8, period: 60 });
    const { searchParams } = new URL(method.present(method.createSecret(), OWNER).uri);
    expect(Object.fromEntries(searchParams)).toMatchObject({ algorithm: 'SHA512', digits: '8', period: '60' });
  });
});

describe('what is kept of a factor', () => {
  it('is checked as it was set up, whatever is configured since', async () => {
    // Negative control: fails when parameters are taken from the method.
    const secret = createTotpMethod(random, { algorithm: 'sha256', digits: 8, period: 60 }).createSecret();
    const code = totpOfStep(decodeTotpSecret(secret), 1_000);
    expect(await createTotpMethod(random).judge(secret, code, 60_000_000)).toEqual({ kind: 'fits', step: 1_000 });
  });

  it('is refused as broken when any of it can not be', () => {
    const good = { algorithm: 'sha1', digits: 6, period: 30, secret: new Uint8Array(20) } as const;
    const octets = encodeTotpSecret(good);
    expect(decodeTotpSecret(octets)).toEqual({ ...good, secret: Buffer.alloc(20) });
    const changed = (index: number, value: number): Uint8Array => Uint8Array.from(octets).fill(value, index, index + 1);
    const broken = [changed(0, 2), changed(1, 0), changed(1, 4), changed(2, 7), changed(3, 15), octets.slice(0, 19)];
    for (const each of broken) expect(() => decodeTotpSecret(each)).toThrow('not what it should be');
  });
});
