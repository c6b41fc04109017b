// The client-facing SMTP machine as transcripts: S1 to S4, A1 to A8, A13 to A15.

import { describe, expect, it } from 'vitest';
import {
  createSmtpClientMachine,
  DEFAULT_MAX_BAD_COMMANDS,
  MAX_COMMAND_LINE_OCTETS,
} from '../../../../src/protocol/smtp/client-machine.ts';
import { base64, describeAction, OPTIONS, play, UNAVAILABLE, WRONG } from './client-conversation.ts';

const PLAIN = base64('\0user@example.org\0secret');
const REFUSED = 'S: 535 5.7.8 Authentication failed';

function signIn(mechanism: 'PLAIN' | 'LOGIN', more: Readonly<Record<string, string>> = {}): string {
  const credentials = { kind: 'password', mechanism, authenticationIdentity: 'user@example.org', password: 'secret' };
  return `AUTHENTICATE ${JSON.stringify({ ...credentials, ...more })}`;
}

function malformed(mechanism: 'PLAIN' | 'LOGIN'): string {
  return `AUTHENTICATE {"kind":"malformed","mechanism":"${mechanism}"}`;
}

/** What follows the banner. */
function answers(input: string, options: Parameters<typeof play>[1] = {}): readonly string[] {
  return play([input], options).log.slice(1);
}

describe('greeting and EHLO', () => {
  it('greets with its name and offers what it was given, then AUTH (S1)', () => {
    expect(play(['EHLO laptop.example\r\n']).log).toEqual([
      'S: 220 mx.example ESMTP',
      'S: 250-mx.example / 250-SIZE 10485760 / 250-8BITMIME / 250 AUTH PLAIN LOGIN',
    ]);
  });

  it('offers STARTTLS and no AUTH before TLS (S1)', () => {
    expect(answers('EHLO x\r\n', { tls: 'offered', extensions: [] })).toEqual(['S: 250-mx.example / 250 STARTTLS']);
  });

  it('offers AUTH without TLS only where clear text is allowed (S1)', () => {
    const clear = { tls: 'absent', extensions: [] } as const;
    expect(answers('EHLO x\r\n', { ...clear, allowClearText: true })).toEqual([
      'S: 250-mx.example / 250 AUTH PLAIN LOGIN',
    ]);
    expect(answers('EHLO x\r\n', clear)).toEqual(['S: 250 mx.example']);
  });

  it('answers HELO without extensions and accepts AUTH behind it (S2)', () => {
    expect(answers(`HELO old\r\nAUTH PLAIN ${PLAIN}\r\n`)).toEqual([
      'S: 250 mx.example',
      signIn('PLAIN', { helloName: 'old' }),
      REFUSED,
    ]);
  });

  it('accepts AUTH before any EHLO (S2)', () => {
    expect(answers(`AUTH PLAIN ${PLAIN}\r\n`)).toEqual([signIn('PLAIN'), REFUSED]);
  });

  it('wants a name, and keeps none that is not one printable word', () => {
    expect(answers('EHLO\r\n')).toEqual(['note bad-command', 'S: 501 5.5.4 Syntax: EHLO hostname']);
    for (const name of ['my laptop', 'caf\xe9', 'a\rb', 'x'.repeat(256)]) {
      expect(answers(`HELO ${name}\r\nAUTH PLAIN ${PLAIN}\r\n`)[1]).toBe(signIn('PLAIN'));
    }
  });
});

describe('other commands before sign-in', () => {
  it('answers NOOP, RSET, HELP and QUIT', () => {
    expect(answers('noop hello\r\nRSET\r\nHelp\r\nQUIT\r\nNOOP\r\n')).toEqual([
      'S: 250 2.0.0 OK',
      'S: 250 2.0.0 OK',
      'S: 214 2.0.0 EHLO HELO STARTTLS AUTH NOOP RSET HELP QUIT',
      'S: 221 2.0.0 mx.example Bye',
      'close logout',
    ]);
  });

  it.each(['MAIL FROM:<a@b.example>', 'RCPT TO:<a@b.example>', 'DATA', 'BDAT 3', 'VRFY root', 'EXPN all'])(
    'wants a sign-in before %s (S2)',
    (command) => {
      expect(answers(`${command}\r\n`)).toEqual(['note bad-command', 'S: 530 5.7.0 Authentication required']);
    },
  );

  it('wants TLS first where it is required (S2)', () => {
    const starttlsFirst = ['note bad-command', 'S: 530 5.7.0 Must issue a STARTTLS command first'];
    expect(answers('MAIL FROM:<>\r\n', { tls: 'offered' })).toEqual(starttlsFirst);
    expect(answers(`AUTH PLAIN ${PLAIN}\r\n`, { tls: 'offered' })).toEqual(starttlsFirst);
    expect(answers(`AUTH PLAIN ${PLAIN}\r\n`, { tls: 'absent' })).toEqual([
      'note bad-command',
      'S: 538 5.7.11 Encryption required for requested authentication mechanism',
    ]);
  });

  it.each(['XCLIENT ADDR=203.0.113.9', 'FOO', '', ' NOOP', '\t', '\xff\xfe\0'])('does not know %j', (command) => {
    expect(answers(`${command}\r\n`)).toEqual(['note bad-command', 'S: 500 5.5.2 Command unrecognized']);
  });

  it.each(['GET / HTTP/1.1', 'POST /x HTTP/1.0', 'options * HTTP/1.1', 'CONNECT a:25 HTTP/1.1'])(
    'closes on %s and echoes nothing (§3)',
    (line) => {
      expect(answers(`${line}\r\nHost: mx.example\r\n\r\n`)).toEqual(['note http-verb', 'close protocol-violation']);
    },
  );

  it('ends a connection that sends nothing else', () => {
    const log = answers('FOO\r\n'.repeat(DEFAULT_MAX_BAD_COMMANDS + 5));
    expect(log).toHaveLength(2 * DEFAULT_MAX_BAD_COMMANDS + 2);
    expect(log.slice(-2)).toEqual(['S: 421 4.7.0 mx.example Too many errors', 'close too-many-bad-commands']);
  });

  it('answers an over-long line once and goes on behind its end', () => {
    const line = (length: number): string => `NOOP ${'x'.repeat(length - 5)}\r\n`;
    expect(answers(line(MAX_COMMAND_LINE_OCTETS))).toEqual(['S: 250 2.0.0 OK']);
    const expected = ['note bad-command', 'S: 500 5.5.2 Line too long', 'S: 250 2.0.0 OK'];
    expect(answers(`${line(MAX_COMMAND_LINE_OCTETS + 1)}NOOP\r\n`)).toEqual(expected);
    expect(play([line(9000).slice(0, 8000), 'y'.repeat(50_000), 'z\r', '\nNOOP\r\n']).log.slice(1)).toEqual(expected);
  });
});

describe('AUTH', () => {
  it('takes PLAIN with an initial response, whatever the case (S5)', () => {
    expect(answers(`EHLO x\r\nauth plain ${PLAIN}\r\n`).slice(1)).toEqual([
      signIn('PLAIN', { helloName: 'x' }),
      REFUSED,
    ]);
  });

  it('asks for PLAIN with an empty challenge', () => {
    expect(answers(`AUTH PLAIN\r\n${PLAIN}\r\n`)).toEqual(['S: 334', signIn('PLAIN'), REFUSED]);
    const machine = createSmtpClientMachine(OPTIONS);
    machine.start();
    expect(machine.receive(Buffer.from('AUTH PLAIN\r\n'))).toEqual([{ kind: 'send', bytes: Buffer.from('334 \r\n') }]);
  });

  it('asks for LOGIN by its two prompts, with and without the name up front', () => {
    const [name, password] = [base64('user@example.org'), base64('secret')];
    const prompts = ['S: 334 VXNlcm5hbWU6', 'S: 334 UGFzc3dvcmQ6', signIn('LOGIN'), REFUSED];
    expect(answers(`AUTH LOGIN\r\n${name}\r\n${password}\r\n`)).toEqual(prompts);
    expect(answers(`AUTH LOGIN ${name}\r\n${password}\r\n`)).toEqual(prompts.slice(1));
  });

  it('takes = for present and empty, not for absent (A5)', () => {
    expect(answers('AUTH PLAIN =\r\n')).toEqual([malformed('PLAIN'), REFUSED]);
    expect(answers(`AUTH LOGIN =\r\n${base64('secret')}\r\n`)).toEqual([
      'S: 334 UGFzc3dvcmQ6',
      malformed('LOGIN'),
      REFUSED,
    ]);
  });

  it('keeps an authorization identity apart (A3)', () => {
    expect(answers(`AUTH PLAIN ${base64('boss\0user@example.org\0secret')}\r\n`)[0]).toContain(
      '"authorizationIdentity":"boss"',
    );
  });

  it('hands over controls and broken UTF-8 as bad credentials (A2)', () => {
    for (const secret of ['a\rb', 'a\nQUIT', 'a\0b', '\x7f']) {
      expect(answers(`AUTH PLAIN ${base64(`\0user\0${secret}`)}\r\n`)).toEqual([malformed('PLAIN'), REFUSED]);
    }
    const broken = Buffer.from('\0user\0\xff\xfe', 'latin1').toString('base64');
    expect(answers(`AUTH PLAIN ${broken}\r\n`)).toEqual([malformed('PLAIN'), REFUSED]);
  });

  it('can be cancelled, which is no failed sign-in (A4)', () => {
    const cancelled = ['note sasl-cancelled', 'note bad-command', 'S: 501 5.7.0 Authentication cancelled'];
    const log = answers(`${'AUTH LOGIN\r\n*\r\n'.repeat(4)}NOOP\r\n`);
    expect(log.slice(0, 4)).toEqual(['S: 334 VXNlcm5hbWU6', ...cancelled]);
    expect(log.at(-1)).toBe('S: 250 2.0.0 OK');
  });

  it('refuses bad base64, which is no failed sign-in either (A4)', () => {
    const refused = ['note sasl-malformed', 'note bad-command', 'S: 501 5.5.2 Cannot decode base64'];
    expect(answers('AUTH PLAIN !!!\r\n')).toEqual(refused);
    expect(answers('AUTH PLAIN\r\nAGE=B\r\n')).toEqual(['S: 334', ...refused]);
    expect(answers(`${'AUTH PLAIN A\r\n'.repeat(5)}NOOP\r\n`).at(-1)).toBe('S: 250 2.0.0 OK');
  });

  it('refuses what it does not know or cannot read (S2)', () => {
    expect(answers('AUTH CRAM-MD5\r\n')).toEqual(['note bad-command', 'S: 504 5.5.4 Unrecognized authentication type']);
    const syntax = ['note bad-command', 'S: 501 5.5.4 Syntax: AUTH mechanism [initial-response]'];
    expect(answers('AUTH\r\n')).toEqual(syntax);
    expect(answers('AUTH PLAIN a b\r\n')).toEqual(syntax);
  });

  it('takes 12 KiB of SASL line and refuses more than 16 KiB (A6, S2)', () => {
    const secret = base64(`\0user\0${'x'.repeat(9000)}`);
    expect(answers(`AUTH PLAIN ${secret}\r\n`)).toEqual([malformed('PLAIN'), REFUSED]);
    const tooLong = ['note bad-command', 'S: 500 5.5.6 Authentication exchange line too long', 'S: 250 2.0.0 OK'];
    expect(answers(`AUTH PLAIN ${'A'.repeat(16_384)}\r\nNOOP\r\n`)).toEqual(tooLong);
    expect(answers(`AUTH PLAIN\r\n${'A'.repeat(20_000)}\r\nNOOP\r\n`)).toEqual([
      'S: 334',
      'note sasl-malformed',
      ...tooLong,
    ]);
  });
});

describe('the answer to AUTH', () => {
  it('accepts with 235 and leaves the pipelined rest to the backend (S3, S4, I12)', () => {
    const input = `EHLO x\r\nAUTH PLAIN ${PLAIN}\r\nMAIL FROM:<a@b.example>\r\nQUIT\r\n`;
    const { log, leftover } = play([input], {}, () => undefined);
    expect(log.slice(2)).toEqual([signIn('PLAIN', { helloName: 'x' }), 'S: 235 2.7.0 Authentication successful']);
    expect(leftover).toBe('MAIL FROM:<a@b.example>\r\nQUIT\r\n');
  });

  it('goes on serially with what was pipelined behind a refused AUTH, each reply apart (S4, A15)', () => {
    const input = `AUTH PLAIN ${PLAIN}\r\nMAIL FROM:<a@b.example>\r\nAUTH PLAIN ${PLAIN}\r\n`;
    expect(answers(input)).toEqual([
      signIn('PLAIN'),
      REFUSED,
      'note bad-command',
      'S: 530 5.7.0 Authentication required',
      signIn('PLAIN'),
      REFUSED,
    ]);
  });

  it('only buffers while a decision is pending, and says how much', () => {
    const machine = createSmtpClientMachine(OPTIONS);
    machine.start();
    machine.receive(Buffer.from(`AUTH PLAIN ${PLAIN}\r\n`));
    expect(machine.receive(Buffer.from('NOOP\r\n'))).toEqual([]);
    expect(machine.buffered).toBe(6);
    expect(machine.refuse(UNAVAILABLE).map(describeAction)).toEqual([
      'S: 454 4.7.0 Temporary authentication failure',
      'S: 250 2.0.0 OK',
    ]);
    expect(machine.refuse(WRONG)).toEqual([]);
    expect(machine.accept({ facts: { keywords: [], starttls: false, authMechanisms: [] } })).toEqual([]);
  });

  it('puts both codes on each line of a refusal, as Gmail does (A13)', () => {
    const lines = ['Application-specific password required. For more information, go to', ' https://mail.example/app'];
    const log = play([`AUTH PLAIN ${PLAIN}\r\n`], {}, () => ({
      code: 534,
      enhanced: '5.7.9',
      lines,
      countsAsFailure: false,
    })).log;
    expect(log.at(-1)).toBe(
      'S: 534-5.7.9 Application-specific password required. For more information, go to / 534 5.7.9  https://mail.example/app',
    );
  });

  it('never closes after one bad password, but after the third (A7)', () => {
    const log = answers(`AUTH PLAIN ${PLAIN}\r\n`.repeat(5));
    expect(log.filter((line) => line === REFUSED)).toHaveLength(3);
    expect(log.slice(-2)).toEqual(['S: 421 4.7.0 mx.example Too many failed sign-ins', 'close too-many-failures']);
  });

  it('does not count an outage as a failure (A7, S3)', () => {
    const log = play([`AUTH PLAIN ${PLAIN}\r\n`.repeat(8)], {}, () => UNAVAILABLE).log;
    expect(log.filter((line) => line.startsWith('S: 454 4.7.0'))).toHaveLength(8);
    expect(log.at(-1)).not.toContain('close');
  });

  it('closes behind a refusal that says so, and behind any 421 (S3)', () => {
    const limit = { code: 421, enhanced: '4.7.0', lines: ['Too many connections'], countsAsFailure: false };
    expect(play([`AUTH PLAIN ${PLAIN}\r\nNOOP\r\n`], {}, () => limit).log.slice(-2)).toEqual([
      'S: 421 4.7.0 Too many connections',
      'close limit',
    ]);
    expect(play([`AUTH PLAIN ${PLAIN}\r\nNOOP\r\n`], {}, () => ({ ...WRONG, close: true })).log.slice(-2)).toEqual([
      REFUSED,
      'close too-many-failures',
    ]);
  });

  it('keeps controls and line ends of a text off the wire', () => {
    const log = play([`AUTH PLAIN ${PLAIN}\r\n`], {}, () => ({ ...WRONG, lines: ['a\r\n250 b\0\xe9'] })).log;
    expect(log.at(-1)).toBe('S: 535 5.7.8 a??250 b??');
  });
});

describe('STARTTLS', () => {
  it('forgets the name given in the clear and offers AUTH afterwards (A8)', () => {
    const { log } = play(['EHLO clear\r\n', 'STARTTLS\r\n', `AUTH PLAIN ${PLAIN}\r\nEHLO x\r\n`], {
      tls: 'offered',
      extensions: [],
    });
    expect(log.slice(2)).toEqual([
      'S: 220 2.0.0 Ready to start TLS',
      'start-tls',
      signIn('PLAIN'),
      REFUSED,
      'S: 250-mx.example / 250 AUTH PLAIN LOGIN',
    ]);
  });

  it('keeps counting failures across TLS (A8)', () => {
    const attempt = `AUTH PLAIN ${PLAIN}\r\n`;
    const options = { tls: 'offered', allowClearText: true } as const;
    expect(play([attempt.repeat(2), 'STARTTLS\r\n', attempt], options).log.at(-1)).toBe('close too-many-failures');
  });

  // Negative control: fails when `#startTls` doesn't look at the buffer (CVE-2011-0411).
  it('destroys the connection when anything is buffered behind it, and executes nothing (A8)', () => {
    for (const behind of ['\r\n', 'NOOP\r\n', 'EHLO', `AUTH PLAIN ${PLAIN}\r\n`]) {
      expect(answers(`STARTTLS\r\n${behind}`, { tls: 'offered' })).toEqual([
        'note starttls-injection',
        'close starttls-injection',
      ]);
    }
  });

  it('destroys the connection when clear text comes before the handshake (A8)', () => {
    const machine = createSmtpClientMachine({ ...OPTIONS, tls: 'offered' });
    machine.start();
    machine.receive(Buffer.from('STARTTLS\r\n'));
    expect(machine.receive(Buffer.from('NOOP\r\n')).map(describeAction)).toEqual([
      'note starttls-injection',
      'close starttls-injection',
    ]);
    expect(machine.tlsStarted()).toEqual([]);
    expect(machine.buffered).toBe(0);
  });

  it('is refused a second time, without TLS, and with parameters (A8)', () => {
    expect(answers('STARTTLS\r\n', { tls: 'active' })[1]).toBe('S: 503 5.5.1 TLS already active');
    expect(answers('STARTTLS\r\n', { tls: 'absent' })[1]).toBe('S: 502 5.5.1 TLS not available');
    expect(answers('STARTTLS now\r\n', { tls: 'offered' })[1]).toBe('S: 501 5.5.4 No parameters allowed');
  });
});

describe('goodbye', () => {
  it.each([
    ['timeout', 'S: 421 4.4.2 mx.example Timeout, closing connection'],
    ['shutdown', 'S: 421 4.3.2 mx.example Service shutting down'],
    ['limit', 'S: 421 4.7.0 mx.example Too many connections'],
  ] as const)('says why it closes: %s', (reason, line) => {
    const machine = createSmtpClientMachine(OPTIONS);
    machine.start();
    expect(machine.goodbye(reason).map(describeAction)).toEqual([line, `close ${reason}`]);
    expect(machine.goodbye(reason)).toEqual([]);
    expect(machine.receive(Buffer.from('NOOP\r\n'))).toEqual([]);
  });

  it('says nothing in clear text to a client that was told to start TLS', () => {
    const machine = createSmtpClientMachine({ ...OPTIONS, tls: 'offered' });
    machine.start();
    machine.receive(Buffer.from('STARTTLS\r\n'));
    expect(machine.goodbye('timeout').map(describeAction)).toEqual(['close timeout']);
  });

  it('says nothing more once the client is signed in', () => {
    const machine = createSmtpClientMachine(OPTIONS);
    machine.start();
    machine.receive(Buffer.from(`AUTH PLAIN ${PLAIN}\r\n`));
    const ready = { facts: { keywords: [], starttls: false, authMechanisms: [] }, text: 'Welcome' };
    expect(machine.accept(ready).map(describeAction)).toEqual(['S: 235 2.7.0 Welcome']);
    expect(machine.goodbye('shutdown')).toEqual([]);
  });
});
