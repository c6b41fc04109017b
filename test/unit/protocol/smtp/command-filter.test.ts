// The command filter as transcripts: which side said what, and what the filter made of it (S1, S7, S8, S9).

import { describe, expect, it } from 'vitest';
import type { FilterResult } from '../../../../src/protocol/dialogue.ts';
import { createSmtpCommandFilter, type SmtpCommandFilter } from '../../../../src/protocol/smtp/command-filter.ts';

const OPENING = 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n';
const OPENED = '250 sender\r\n250 recipient\r\n';

interface Said {
  readonly toBackend?: string;
  readonly toClient?: string;
  readonly holds?: true;
  readonly close?: string;
}

/** A filter that speaks in strings and leaves out what is empty. */
class Transcript {
  readonly filter: SmtpCommandFilter;

  constructor(keywords: readonly string[] = ['PIPELINING', 'CHUNKING']) {
    this.filter = createSmtpCommandFilter({ keywords });
  }

  client(text: string): Said {
    return said(this.filter.fromClient(Buffer.from(text, 'latin1')));
  }

  backend(text: string): Said {
    return said(this.filter.fromBackend(Buffer.from(text, 'latin1')));
  }

  end(): Said {
    return said(this.filter.clientEnded());
  }
}

function said(result: FilterResult): Said {
  const toBackend = Buffer.concat(result.toBackend).toString('latin1');
  const toClient = Buffer.concat(result.toClient).toString('latin1');
  return {
    ...(toBackend === '' ? {} : { toBackend }),
    ...(toClient === '' ? {} : { toClient }),
    ...(result.holdClient ? { holds: true } : {}),
    ...(result.close === undefined ? {} : { close: result.close }),
  };
}

function inBody(): Transcript {
  const transcript = new Transcript();
  transcript.client(`${OPENING}DATA\r\n`);
  transcript.backend(`${OPENED}354 go\r\n`);
  return transcript;
}

describe('commands that are not for a signed-in client', () => {
  // Negative control: with XCLIENT on the list of forwarded verbs this is the bypass of facts §0, finding 1.
  it.each([
    ['XCLIENT ADDR=203.0.113.9 LOGIN=victim', '502 5.5.1 Command not implemented'],
    ['XFORWARD NAME=x', '502 5.5.1 Command not implemented'],
    ['xclient', '502 5.5.1 Command not implemented'],
    ['AUTH PLAIN AGEAYg==', '503 5.5.1 Already authenticated'],
    ['StartTls', '503 5.5.1 Already authenticated'],
    ['XEXCH50 10 2', '500 5.5.2 Command unrecognized'],
    ['ETRN example.org', '502 5.5.1 Command not implemented'],
    ['BURL imap://x LAST', '502 5.5.1 Command not implemented'],
    ['TURN', '502 5.5.1 Command not implemented'],
    ['LHLO x', '502 5.5.1 Command not implemented'],
    [' XCLIENT LOGIN=victim', '500 5.5.2 Command unrecognized'],
    ['\tAUTH PLAIN', '500 5.5.2 Command unrecognized'],
    ['AUTH\tPLAIN', '500 5.5.2 Command unrecognized'],
    ['STARTTLS\0', '500 5.5.2 Command unrecognized'],
    ['NOOP a\0b', '500 5.5.2 Command unrecognized'],
    ['NOOP\x0bXCLIENT', '500 5.5.2 Command unrecognized'],
    ['X-EXPS GSSAPI', '500 5.5.2 Command unrecognized'],
    ['MAIL:', '500 5.5.2 Command unrecognized'],
    ['', '500 5.5.2 Command unrecognized'],
  ])('%j is answered here (S7)', (line, reply) => {
    expect(new Transcript().client(`${line}\r\n`)).toEqual({ toClient: `${reply}\r\n` });
  });

  it('wait until every reply before them has passed (S7)', () => {
    const transcript = new Transcript();
    expect(transcript.client('NOOP 1\r\nRSET\r\nAUTH PLAIN\r\nNOOP 2\r\n')).toEqual({
      toBackend: 'NOOP 1\r\nRSET\r\n',
      holds: true,
    });
    expect(transcript.backend('250-one\r\n250 o')).toEqual({ toClient: '250-one\r\n250 o', holds: true });
    expect(transcript.backend('ne\r\n')).toEqual({ toClient: 'ne\r\n', holds: true });
    expect(transcript.backend('250 two\r\n')).toEqual({
      toBackend: 'NOOP 2\r\n',
      toClient: '250 two\r\n503 5.5.1 Already authenticated\r\n',
    });
  });
});

describe('commands that pass', () => {
  it('go on unchanged, as one write where they came as one (RFC 2920)', () => {
    const result = createSmtpCommandFilter({ keywords: [] }).fromClient(Buffer.from(`${OPENING}data\r\n`));
    expect(result.toBackend.map(String)).toEqual([`${OPENING}data\r\n`]);
  });

  it.each(['vrfy root', 'EXPN all', 'HELP', 'NOOP caf\xc3\xa9', 'RSET', 'QUIT', 'MAIL FROM:<> SIZE=99999999'])(
    '%j is for the backend to judge (S9)',
    (line) => {
      expect(new Transcript().client(`${line}\r\n`)).toEqual({ toBackend: `${line}\r\n` });
    },
  );

  it('wait for the end of their line', () => {
    const transcript = new Transcript();
    expect(transcript.client('NOO')).toEqual({});
    expect(transcript.client('P\r')).toEqual({});
    expect(transcript.client('\n')).toEqual({ toBackend: 'NOOP\r\n' });
  });

  it('are dropped when the client ends before their line does', () => {
    const transcript = new Transcript();
    expect(transcript.client('QUIT\r\nRSET')).toEqual({ toBackend: 'QUIT\r\n' });
    expect(transcript.end()).toEqual({});
    expect(transcript.backend('221 bye\r\n')).toEqual({ toClient: '221 bye\r\n' });
  });

  it('are held, not refused, when a thousand of them wait for replies', () => {
    const transcript = new Transcript();
    const result = transcript.client('NOOP\r\n'.repeat(1500));
    expect(result).toEqual({ toBackend: 'NOOP\r\n'.repeat(1000), holds: true });
    expect(transcript.end()).toEqual({ holds: true });
    expect(transcript.backend('250 ok\r\n'.repeat(2))).toEqual({
      toBackend: 'NOOP\r\n'.repeat(2),
      toClient: '250 ok\r\n'.repeat(2),
      holds: true,
    });
  });
});

describe('command lines that two readers could read differently', () => {
  it.each(['NOOP\n', 'NOOP\rXCLIENT LOGIN=victim\r\n', 'NOOP\r\r\n', '\n', '\r\r\n', 'AUTH PLAIN\n'])(
    '%j ends the connection (S7)',
    (text) => {
      expect(new Transcript().client(`${text}NOOP\r\n`)).toEqual({
        toClient: '500 5.5.2 Lines must end with CRLF\r\n',
        close: 'bare-newline',
      });
    },
  );

  it('may have 2048 octets and no more (S7)', () => {
    const line = (octets: number): string => `NOOP ${'x'.repeat(octets - 7)}\r\n`;
    expect(new Transcript().client(line(2048))).toEqual({ toBackend: line(2048) });
    const tooLong = { toClient: '500 5.5.2 Line too long\r\n', close: 'line-too-long' };
    expect(new Transcript().client(line(2049))).toEqual(tooLong);
    expect(new Transcript().client('x'.repeat(2047))).toEqual({});
    expect(new Transcript().client('x'.repeat(2048))).toEqual(tooLong);
  });

  it('end the connection only behind the replies that are due', () => {
    const transcript = new Transcript();
    expect(transcript.client('NOOP\r\nNOOP\nNOOP\r\n')).toEqual({ toBackend: 'NOOP\r\n', holds: true });
    expect(transcript.backend('250 ok\r\n')).toEqual({
      toClient: '250 ok\r\n500 5.5.2 Lines must end with CRLF\r\n',
      close: 'bare-newline',
    });
    expect(transcript.client('NOOP\r\n')).toEqual({});
    expect(transcript.backend('250 ok\r\n')).toEqual({});
    expect(transcript.end()).toEqual({});
  });
});

describe('DATA', () => {
  it('holds what follows until the backend asks for it, then passes up to CRLF.CRLF (S7)', () => {
    const transcript = new Transcript();
    expect(transcript.client(`${OPENING}DATA\r\n`)).toEqual({ toBackend: `${OPENING}DATA\r\n`, holds: true });
    expect(transcript.client('Subject: x\r\n')).toEqual({ holds: true });
    expect(transcript.backend(OPENED)).toEqual({ toClient: OPENED, holds: true });
    expect(transcript.backend('354 go\r\n')).toEqual({ toBackend: 'Subject: x\r\n', toClient: '354 go\r\n' });
    expect(transcript.client('\r\nAUTH PLAIN\r\n..\r\n')).toEqual({ toBackend: '\r\nAUTH PLAIN\r\n..\r\n' });
    expect(transcript.client('.\r\nAUTH PLAIN\r\n')).toEqual({ toBackend: '.\r\n', holds: true });
    expect(transcript.filter.messages).toBe(0);
    expect(transcript.backend('250 taken\r\n')).toEqual({
      toClient: '250 taken\r\n503 5.5.1 Already authenticated\r\n',
    });
    expect(transcript.filter.messages).toBe(1);
  });

  it('may end at its first line', () => {
    expect(inBody().client('.\r\nQUIT\r\n')).toEqual({ toBackend: '.\r\nQUIT\r\n' });
  });

  it('goes back to commands when refused, and counts no message', () => {
    const transcript = new Transcript();
    transcript.client('DATA\r\n');
    expect(transcript.backend('503 no\r\n')).toEqual({ toClient: '503 no\r\n' });
    expect(transcript.client('XCLIENT A=b\r\n')).toEqual({ toClient: '502 5.5.1 Command not implemented\r\n' });
    expect(transcript.filter.messages).toBe(0);
  });

  it('ends the connection when refused with the message already sent: its lines would be commands (S8)', () => {
    const transcript = new Transcript();
    transcript.client('DATA\r\n');
    transcript.client('MAIL FROM:<boss@b.example>\r\n.\r\n');
    expect(transcript.backend('503 no\r\n')).toEqual({
      toClient: '503 no\r\n503 5.5.1 Message was sent before it was asked for\r\n',
      close: 'early-data',
    });
  });

  it('counts only messages that were taken', () => {
    const transcript = inBody();
    transcript.client('x\r\n.\r\n');
    transcript.backend('550 spam\r\n');
    expect(transcript.filter.messages).toBe(0);
  });

  it('passes held octets on when the client has ended its side (I14)', () => {
    const transcript = new Transcript();
    transcript.client('DATA\r\nx\r\n.\r\nQUIT\r\n');
    expect(transcript.end()).toEqual({ holds: true });
    expect(transcript.backend('354 go\r\n')).toEqual({ toBackend: 'x\r\n.\r\nQUIT\r\n', toClient: '354 go\r\n' });
  });

  it.each([
    ['250 early\r\n', 'backend-early-reply'],
    ['334 what\r\n', 'backend-protocol'],
  ])('ends the connection when the backend answers %j before the end', (reply, close) => {
    expect(inBody().backend(reply)).toEqual({ toClient: reply, close });
  });

  it('passes a message without copying it', () => {
    const filter = inBody().filter;
    const chunk = Buffer.from(`${'x'.repeat(76)}\r\n`.repeat(1000));
    const [passed, ...rest] = filter.fromClient(chunk).toBackend;
    expect(rest).toEqual([]);
    expect(passed?.buffer).toBe(chunk.buffer);
    expect(passed?.length).toBe(chunk.length);
  });
});

describe('smuggling (S8, CVE-2023-51764 to 51766)', () => {
  const refused = { toClient: '550 5.5.2 Bare CR or LF in message refused\r\n', close: 'bare-newline' };

  it.each([
    ['x\r\n', '\n.\r\nXCLIENT LOGIN=victim\r\n'],
    ['x', '\n.\nXCLIENT LOGIN=victim\n'],
    ['x', '\r.\rXCLIENT LOGIN=victim\r'],
    ['x\r\n.', '\nXCLIENT LOGIN=victim\r\n.\r\n'],
    ['x\r\n.', '\r\r\nXCLIENT LOGIN=victim\r\n.\r\n'],
    ['x', '\n\r\n.\r\n'],
    ['', '\n.\r\n'],
    ['.', '\n'],
    ['x', '\r\0\n.\r\n'],
  ])('passes %j and stops before %j, in one read or octet by octet', (passed, rest) => {
    expect(inBody().client(passed + rest)).toEqual({ ...refused, ...(passed === '' ? {} : { toBackend: passed }) });
    const slow = inBody();
    let toBackend = '';
    let toClient = '';
    for (const octet of passed + rest) {
      const result = slow.client(octet);
      toBackend += result.toBackend ?? '';
      toClient += result.toClient ?? '';
    }
    expect({ toBackend, toClient }).toEqual({ toBackend: passed, toClient: refused.toClient });
  });

  it('holds back a last CR until its LF has come', () => {
    const transcript = inBody();
    expect(transcript.client('x\r\n.\r')).toEqual({ toBackend: 'x\r\n.' });
    expect(transcript.client('\nNOOP\r\n')).toEqual({ toBackend: '\r\nNOOP\r\n' });
  });
});

describe('BDAT', () => {
  function opened(keywords?: readonly string[]): Transcript {
    const transcript = new Transcript(keywords);
    transcript.client(OPENING);
    transcript.backend(OPENED);
    return transcript;
  }

  it('passes its octets unread, in as many reads as they take (RFC 3030)', () => {
    const transcript = opened();
    expect(transcript.client('BDAT 14\r\n\r\n.\r\nXCLIENT ')).toEqual({ toBackend: 'BDAT 14\r\n\r\n.\r\nXCLIENT ' });
    expect(transcript.client('ABDAT 3 last\r\nx')).toEqual({ toBackend: 'A', holds: true });
    expect(transcript.backend('250 14\r\n')).toEqual({ toBackend: 'BDAT 3 last\r\nx', toClient: '250 14\r\n' });
    expect(transcript.filter.messages).toBe(0);
  });

  it('waits for the replies before it, then passes; LAST counts the message (RFC 3030)', () => {
    const transcript = new Transcript();
    expect(transcript.client(`${OPENING}BDAT 4\r\n\n\r.\nBDAT 0 LAST\r\nXCLIENT\r\n`)).toEqual({
      toBackend: OPENING,
      holds: true,
    });
    expect(transcript.backend(OPENED)).toEqual({ toBackend: 'BDAT 4\r\n\n\r.\n', toClient: OPENED, holds: true });
    expect(transcript.backend('250 4\r\n')).toEqual({
      toBackend: 'BDAT 0 LAST\r\n',
      toClient: '250 4\r\n',
      holds: true,
    });
    expect(transcript.backend('250 taken\r\n')).toEqual({
      toClient: '250 taken\r\n502 5.5.1 Command not implemented\r\n',
    });
    expect(transcript.filter.messages).toBe(1);
  });

  it.each([
    ['the backend has no CHUNKING', [], '', '503 5.5.1 CHUNKING is not offered\r\n'],
    ['the client went on with HELO', ['CHUNKING'], 'HELO x\r\n', '503 5.5.1 CHUNKING is not offered\r\n'],
    ['the transaction was reset', ['CHUNKING'], 'RSET\r\n', '503 5.5.1 No transaction to add a chunk to\r\n'],
    ['a new one was begun', ['CHUNKING'], 'MAIL FROM:<x>\r\n', '503 5.5.1 No transaction to add a chunk to\r\n'],
  ])('never reaches a backend that would obey its octets: %s (S7)', (_when, keywords, before, reply) => {
    const transcript = opened(keywords);
    if (before !== '') {
      transcript.client(before);
      transcript.backend('250 ok\r\n');
    }
    expect(transcript.client('BDAT 9 LAST\r\nXCLIENT')).toEqual({});
    expect(transcript.client('\r\nNOOP\r\n')).toEqual({ toBackend: 'NOOP\r\n', toClient: reply });
  });

  it('is swallowed behind a chunk that failed, until the next transaction (RFC 3030 §2)', () => {
    const transcript = opened();
    transcript.client('BDAT 1\r\nx');
    transcript.backend('552 too much\r\n');
    expect(transcript.client('BDAT 1 LAST\r\nx')).toEqual({
      toClient: '503 5.5.1 No transaction to add a chunk to\r\n',
    });
  });

  it.each(['BDAT', 'BDAT x', 'BDAT -1', 'BDAT 010', 'BDAT  1', 'BDAT 1 ', 'BDAT 1 FIRST', 'BDAT 1\t', 'BDAT 0x10'])(
    'ends the connection when its count is not plain: %j (S7)',
    (line) => {
      expect(opened().client(`${line}\r\n`)).toEqual({
        toClient: '501 5.5.4 Syntax: BDAT count [LAST]\r\n',
        close: 'malformed-bdat',
      });
    },
  );

  it('takes a count that fits 31 bits and no larger one', () => {
    expect(opened().client('BDAT 2147483647\r\n')).toEqual({ toBackend: 'BDAT 2147483647\r\n' });
    for (const count of ['2147483648', '4294967301', '18446744073709551617', '9'.repeat(400)]) {
      expect(opened().client(`BDAT ${count}\r\n`).close).toBe('malformed-bdat');
    }
  });

  it('ends the connection when it is answered before its last octet', () => {
    const transcript = opened();
    transcript.client('BDAT 100\r\nx');
    expect(transcript.backend('503 no\r\n')).toEqual({ toClient: '503 no\r\n', close: 'backend-early-reply' });
  });
});

describe('EHLO after sign-in', () => {
  it('shows what the backend offers without what the filter refuses (S1)', () => {
    const transcript = new Transcript();
    expect(transcript.client('EHLO x\r\nAUTH PLAIN\r\n')).toEqual({ toBackend: 'EHLO x\r\n', holds: true });
    expect(transcript.backend('250-mx\r\n250-STARTTLS\r\n250-DSN\r\n250-AUTH PL')).toEqual({ holds: true });
    expect(transcript.backend('AIN\r\n250 XCLIENT ADDR\r\n')).toEqual({
      toClient: '250-mx\r\n250 DSN\r\n503 5.5.1 Already authenticated\r\n',
    });
  });

  it('passes a refusal as it is, and then relies on no extension', () => {
    const transcript = new Transcript();
    transcript.client(`EHLO x\r\n`);
    expect(transcript.backend('503 5.5.1 Already identified\r\n')).toEqual({
      toClient: '503 5.5.1 Already identified\r\n',
    });
    transcript.client(OPENING);
    transcript.backend(OPENED);
    expect(transcript.client('BDAT 1\r\nx')).toEqual({ toClient: '503 5.5.1 CHUNKING is not offered\r\n' });
  });

  it('ends the connection when the answer does not end', () => {
    const transcript = new Transcript();
    transcript.client('EHLO x\r\n');
    expect(transcript.backend('250-x\r\n'.repeat(10_000)).close).toBe('backend-protocol');
  });
});

describe('the backend', () => {
  it('ends both sides by a 421, whenever it comes (S9)', () => {
    const idle = { toClient: '421 4.4.2 timeout\r\n', close: 'backend-421' };
    expect(new Transcript().backend('421 4.4.2 timeout\r\n250 more\r\n')).toEqual(idle);
    expect(inBody().backend('421 4.4.2 timeout\r\n')).toEqual(idle);
    const greeted = new Transcript();
    greeted.client('EHLO x\r\n');
    expect(greeted.backend('421 4.4.2 timeout\r\n')).toEqual(idle);
  });

  it.each([
    ['250 unasked\r\n', 'backend-unasked-reply', '250 unasked\r\n'],
    ['garbage\r\n', 'backend-protocol', undefined],
    ['250-a\r\n550 b\r\n', 'backend-protocol', undefined],
    ['25\r\n', 'backend-protocol', undefined],
  ])('ends the connection by %j: replies can be counted no more', (text, close, toClient) => {
    expect(new Transcript().backend(text)).toEqual({ close, ...(toClient === undefined ? {} : { toClient }) });
  });

  it('may end its lines with LF, and say a code alone', () => {
    const transcript = new Transcript();
    transcript.client('NOOP\r\nNOOP\r\n');
    expect(transcript.backend('250\r\n250-x\n250\n')).toEqual({ toClient: '250\r\n250-x\n250\n' });
    expect(transcript.client('AUTH\r\n')).toEqual({ toClient: '503 5.5.1 Already authenticated\r\n' });
  });
});
