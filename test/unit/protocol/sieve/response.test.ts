import { describe, expect, it } from 'vitest';
import { SieveLineReader } from '../../../../src/protocol/sieve/line-reader.ts';
import { readResponse, sieveGoodbye, sieveResponse } from '../../../../src/protocol/sieve/response.ts';

function read(text: string): ReturnType<typeof readResponse> {
  const reader = new SieveLineReader(5000);
  reader.append(Buffer.from(`${text}\r\n`));
  const line = reader.takeLine();
  return line.kind === 'line' ? readResponse(line.tokens) : undefined;
}

describe('an answer', () => {
  it.each([
    ['OK', { status: 'OK', text: '' }],
    ['ok "Done"', { status: 'OK', text: 'Done' }],
    ['NO (TRYLATER) "x"', { status: 'NO', code: 'TRYLATER', text: 'x' }],
    ['NO (trylater/noretry) {1}\r\nx', { status: 'NO', code: 'TRYLATER/NORETRY', text: 'x' }],
    ['BYE (REFERRAL "sieve://a.example") "moved"', { status: 'BYE', code: 'REFERRAL', text: 'moved' }],
    ['OK (TAG ("a" b)) "Done"', { status: 'OK', code: 'TAG', text: 'Done' }],
    ['NO (AUTH-TOO-WEAK)', { status: 'NO', code: 'AUTH-TOO-WEAK', text: '' }],
    ['NO () "x"', { status: 'NO', text: 'x' }],
    ['NO ("x") "y"', { status: 'NO', text: 'y' }],
  ])('is read: %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(['', 'OKAY', '"OK"', 'NO (TRYLATER "x"', 'NO TRYLATER', 'NO "a" "b"', 'NO ) "x"', '(OK)', 'NO (A) (B)'])(
    'is none: %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  it('has no text when that is no UTF-8', () => {
    const reader = new SieveLineReader(5000);
    reader.append(Buffer.from('NO "\xff\xfe"\r\n', 'latin1'));
    const line = reader.takeLine();
    expect(line.kind === 'line' && readResponse(line.tokens)).toEqual({ status: 'NO', text: '' });
  });

  it('is kept bounded and printable', () => {
    const response = read(`NO (${'A'.repeat(900)}) {1000}\r\n\u001b[31m\r\n${'x'.repeat(993)}`);
    expect(response?.text).toMatch(/^\?\[31m\?\?x+$/);
    expect(response?.text).toHaveLength(500);
    expect(response?.code).toHaveLength(500);
  });
});

describe('our answers', () => {
  it('have a code only when it is one', () => {
    expect(Buffer.from(sieveResponse('NO', 'x', 'TRYLATER')).toString()).toBe('NO (TRYLATER) "x"\r\n');
    expect(Buffer.from(sieveResponse('NO', 'x', 'A) "ok"\r\nOK')).toString()).toBe('NO "x"\r\n');
  });

  it('can carry any text', () => {
    expect(Buffer.from(sieveGoodbye('The "phone" password\r\nwas revoked')).toString()).toBe(
      'BYE {33}\r\nThe "phone" password\r\nwas revoked\r\n',
    );
  });
});
