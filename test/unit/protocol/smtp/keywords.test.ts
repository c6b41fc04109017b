// EHLO's keywords: reading them, offering them (S1), hiding them; and XCLIENT's attributes (S6).

import { describe, expect, it } from 'vitest';
import type { ForwardedClient } from '../../../../src/protocol/dialogue.ts';
import {
  commonKeywords,
  keywordParameters,
  offeredExtensions,
  readKeywords,
  withoutHiddenKeywords,
} from '../../../../src/protocol/smtp/keywords.ts';
import { formatReply } from '../../../../src/protocol/smtp/reply.ts';
import { encodeXtext, xclientCommands } from '../../../../src/protocol/smtp/xclient.ts';

describe('reading keywords', () => {
  it('takes keyword and parameters, and passes over what is neither', () => {
    expect(readKeywords(['mx greets you', 'size  100 ', 'AUTH=PLAIN', '', '-x', 'Auth PLAIN login', 'a\0b'])).toEqual([
      'SIZE 100',
      'AUTH PLAIN login',
    ]);
  });

  it('finds a keyword by its whole name', () => {
    expect(keywordParameters(['STARTTLSX', 'AUTH PLAIN LOGIN'], 'STARTTLS')).toBeUndefined();
    expect(keywordParameters(['AUTH PLAIN LOGIN'], 'AUTH')).toEqual(['PLAIN', 'LOGIN']);
  });
});

describe('what is offered before sign-in (S1)', () => {
  it('is what the backend offers, as it says it, less what is not carried', () => {
    const backend = [
      'PIPELINING',
      'SIZE 10485760',
      'VRFY',
      'ETRN',
      'STARTTLS',
      'AUTH PLAIN',
      'BURL imap',
      'XCLIENT ADDR',
    ];
    expect(offeredExtensions([...backend, '8BITMIME', 'DSN', 'SMTPUTF8', 'CHUNKING', 'BINARYMIME'])).toEqual([
      'PIPELINING',
      'SIZE 10485760',
      '8BITMIME',
      'DSN',
      'SMTPUTF8',
      'CHUNKING',
      'BINARYMIME',
    ]);
  });

  it('has no BINARYMIME without CHUNKING, and no keyword in a form of its own', () => {
    expect(offeredExtensions(['BINARYMIME', 'SIZE', 'SIZE many', 'DSN x', '8BITMIMEX', 'CONSTRUCTOR'])).toEqual([
      'SIZE',
    ]);
  });
});

describe('what several backends offer (S1)', () => {
  it('is what each of them does, with the smallest SIZE', () => {
    const one = ['SIZE 1000', 'CHUNKING', 'DSN', 'AUTH PLAIN LOGIN', '8BITMIME'];
    const other = ['8BITMIME', 'SIZE 500', 'DSN', 'AUTH PLAIN'];
    expect(commonKeywords([one, other])).toEqual(['SIZE 500', 'DSN', 'AUTH', '8BITMIME']);
    expect(commonKeywords([other, one])).toEqual(['8BITMIME', 'SIZE 500', 'DSN', 'AUTH']);
    expect(commonKeywords([one])).toEqual(one);
    expect(commonKeywords([])).toEqual([]);
  });

  it('has no limit that only a backend without one could keep (RFC 1870 §3)', () => {
    expect(commonKeywords([['SIZE'], ['SIZE 0'], ['SIZE 7']])).toEqual(['SIZE 7']);
    expect(commonKeywords([['SIZE 0'], ['SIZE']])).toEqual(['SIZE']);
  });
});

describe('what a signed-in client sees of EHLO', () => {
  it('is everything but what the filter would refuse (S7)', () => {
    const lines = ['mx', 'STARTTLS', 'auth=PLAIN', 'AUTH PLAIN', 'SIZE 1', 'xforward NAME', 'XCLIENT', 'X-EXPS GSSAPI'];
    expect(withoutHiddenKeywords([...lines, 'ETRN', 'BURL', 'AUTHENTIC', 'HELP'])).toEqual([
      'mx',
      'SIZE 1',
      'AUTHENTIC',
      'HELP',
    ]);
  });

  it('keeps the first line, whatever the host is called', () => {
    expect(withoutHiddenKeywords(['xmail'])).toEqual(['xmail']);
  });
});

describe('XCLIENT commands (S6)', () => {
  const client: ForwardedClient = {
    remoteAddress: '2001:db8::1',
    remotePort: 1,
    localAddress: '2001:db8::2',
    localPort: 465,
    tls: false,
    sessionId: 'id',
  };

  it('say IPv6 addresses with their prefix, and only what is listed', () => {
    expect(xclientCommands(client, ['addr', 'DESTADDR', 'Session', 'CLIENT-TRANSPORT', 'TTL', 'LOGIN'])).toEqual([
      'XCLIENT ADDR=IPV6:2001:db8::1 DESTADDR=IPV6:2001:db8::2 SESSION=id CLIENT-TRANSPORT=insecure',
    ]);
  });

  it('stay within 512 octets each', () => {
    const listed = ['NAME', 'ADDR', 'PORT', 'DESTADDR', 'DESTPORT', 'SESSION', 'CLIENT-TRANSPORT'];
    const commands = xclientCommands({ ...client, sessionId: 's'.repeat(450) }, listed) ?? [];
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(command.length + 2).toBeLessThanOrEqual(512);
  });

  it('encode everything that could end an attribute (RFC 3461 §4)', () => {
    expect(encodeXtext('a b+c=d\r\n\x7fé')).toBe('a+20b+2Bc+3Dd+0D+0A+7F+C3+A9');
  });
});

describe('a reply', () => {
  it('has its codes on each line, and at least one line', () => {
    expect(formatReply({ code: 535, enhanced: '5.7.8', lines: ['a', 'b'] }).toString()).toBe(
      '535-5.7.8 a\r\n535 5.7.8 b\r\n',
    );
    expect(formatReply({ code: 250, lines: [] }).toString()).toBe('250 \r\n');
  });

  it('keeps each line within 512 octets (RFC 5321 §4.5.3.1.5)', () => {
    expect(formatReply({ code: 535, enhanced: '5.7.8', lines: ['x'.repeat(2000)] }).length).toBeLessThanOrEqual(512);
  });
});
