import { describe, expect, it } from 'vitest';
import type { ClientMachine } from '../../../../src/protocol/dialogue.ts';
import type { Pop3Ready } from '../../../../src/protocol/pop3/backend-machine.ts';
import {
  createPop3ClientMachine,
  type Pop3ClientOptions,
  type Pop3Refusal,
} from '../../../../src/protocol/pop3/client-machine.ts';
import { pop3Goodbye } from '../../../../src/protocol/pop3/reply.ts';
import { converse, type Decide, everySplit, render } from '../../../support/machine-transcript.ts';

const OPTIONS: Pop3ClientOptions = {
  tls: 'active',
  allowClearText: false,
  maxFailures: 3,
  maxBadCommands: 3,
  capabilities: ['TOP', 'UIDL', 'RESP-CODES'],
};
const WRONG: Pop3Refusal = { code: 'AUTH', text: 'Authentication failed.', countsAsFailure: true };
const READY: Pop3Ready = { greeting: '+OK Logged in, 2 messages.', facts: { capabilities: [], xclient: false } };

const refuse: Decide<Pop3Refusal, Pop3Ready> = (machine) => machine.refuse(WRONG);
const acceptSecret: Decide<Pop3Refusal, Pop3Ready> = (machine, credentials) =>
  credentials.kind === 'password' && credentials.password === 'secret' ? machine.accept(READY) : machine.refuse(WRONG);

function begin(options: Partial<Pop3ClientOptions> = {}): ClientMachine<Pop3Refusal, Pop3Ready> {
  const machine = createPop3ClientMachine({ ...OPTIONS, ...options });
  machine.start();
  return machine;
}

function say(text: string, options: Partial<Pop3ClientOptions> = {}, decide = refuse): string[] {
  return render(converse(begin(options), [text], decide));
}

function asked(authenticationIdentity: string, password: string, mechanism = 'COMMAND'): string {
  return `<authenticate ${JSON.stringify({ kind: 'password', mechanism, authenticationIdentity, password })}>`;
}

const MALFORMED = '<authenticate {"kind":"malformed","mechanism":"PLAIN"}>';
const NO = '-ERR [AUTH] Authentication failed.\r\n';

describe('the greeting', () => {
  it('has no timestamp, so that APOP can not be tried (P1)', () => {
    const [greeting = ''] = render(createPop3ClientMachine(OPTIONS).start());
    expect(greeting).toBe('+OK Postern ready.\r\n');
    expect(greeting).not.toMatch(/<.*>/);
  });
});

describe('CAPA', () => {
  it('lists the backend’s capabilities and the ways to sign in under TLS (P1)', () => {
    const answer = '+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nUSER\r\nSASL PLAIN LOGIN\r\n.\r\n';
    expect(say('CAPA\r\n')).toEqual([answer]);
    expect(say('capa\n')).toEqual([answer]);
  });

  it('lists STLS and no way to sign in before TLS (P1)', () => {
    const [answer] = say('CAPA\r\n', { tls: 'offered' });
    expect(answer).toBe('+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nSTLS\r\n.\r\n');
  });

  it('lists both where clear text is allowed', () => {
    const [answer] = say('CAPA\r\n', { tls: 'offered', allowClearText: true });
    expect(answer).toContain('USER\r\nSASL PLAIN LOGIN\r\nSTLS\r\n.\r\n');
  });
});

describe('USER and PASS', () => {
  it('ask for a decision and give the refusal in the words of RFC 3206 (P4)', () => {
    expect(say('USER tim\r\nPASS wrong\r\n')).toEqual(['+OK\r\n', asked('tim', 'wrong'), NO]);
  });

  it('take the whole rest of the line for the password, spaces included (P2, A1)', () => {
    expect(say('USER tim\r\nPASS  a b \r\n')).toContain(asked('tim', ' a b '));
  });

  it('say +OK to every name, even to none (P2)', () => {
    expect(say('USER nobody\r\nUSER a b@c\r\nUSER\r\n')).toEqual(['+OK\r\n+OK\r\n+OK\r\n']);
  });

  it('want USER right before PASS, once for each try (RFC 1939 §7)', () => {
    expect(say('PASS x\r\n')).toEqual(['<note bad-command>', '-ERR USER first.\r\n']);
    expect(say('USER tim\r\nPASS x\r\nPASS y\r\n').at(-1)).toBe('-ERR USER first.\r\n');
  });

  it.each(['USER tim\r\nPASS\r\n', 'USER\r\nPASS x\r\n', 'USER a\0b\r\nPASS x\r\n', 'USER tim\r\nPASS a\rb\r\n'])(
    'present %j as malformed, to be answered as a wrong password (A2)',
    (text) => {
      expect(say(text)).toEqual(['+OK\r\n', '<authenticate {"kind":"malformed","mechanism":"COMMAND"}>', NO]);
    },
  );

  it('are refused without TLS, and nothing of them is looked at', () => {
    const refusal = '-ERR [AUTH] TLS is required: STLS first.\r\n';
    const lines = say('USER tim\r\nPASS secret\r\n', { tls: 'offered' });
    expect(lines).toEqual(['<note bad-command>', refusal, '<note bad-command>', refusal]);
    expect(say('USER tim\r\n', { tls: 'absent' }).at(-1)).toBe('-ERR [AUTH] TLS is required.\r\n');
  });
});

describe('AUTH', () => {
  it('alone lists the mechanisms (P3)', () => {
    expect(say('AUTH\r\n')).toEqual(['+OK Mechanisms follow\r\nPLAIN\r\nLOGIN\r\n.\r\n']);
    expect(say('AUTH\r\n', { tls: 'offered' })).toEqual(['+OK Mechanisms follow\r\n.\r\n']);
  });

  it('takes an initial response, also a longer one than RFC 2449 has room for (P3, A6)', () => {
    expect(say('AUTH PLAIN AHRpbQB4\r\n')).toEqual([asked('tim', 'x', 'PLAIN'), NO]);
    const long = Buffer.from(`\0tim\0${'x'.repeat(1000)}`).toString('base64');
    expect(say(`auth plain ${long}\r\n`)).toEqual([asked('tim', 'x'.repeat(1000), 'PLAIN'), NO]);
    const longest = 'A'.repeat(16_384);
    expect(say(`AUTH PLAIN ${longest}\r\n`)).toEqual([MALFORMED, NO]);
  });

  it('asks by "+ " with its space when there is none (finding 6)', () => {
    expect(say('AUTH PLAIN\r\nAHRpbQB4\r\n')).toEqual(['+ \r\n', asked('tim', 'x', 'PLAIN'), NO]);
  });

  it('takes "=" for an empty initial response (A5)', () => {
    expect(say('AUTH PLAIN =\r\n')).toEqual([MALFORMED, NO]);
  });

  it('speaks LOGIN', () => {
    const lines = say('AUTH LOGIN\r\ndGlt\r\neA==\r\n');
    expect(lines).toEqual(['+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n', asked('tim', 'x', 'LOGIN'), NO]);
    expect(say('AUTH LOGIN dGlt\r\neA==\r\n')).toEqual(['+ UGFzc3dvcmQ6\r\n', asked('tim', 'x', 'LOGIN'), NO]);
  });

  it('can be cancelled, which is no failed sign-in but counts as a bad command (A4)', () => {
    const once = ['+ \r\n', '<note sasl-cancelled>', '-ERR Authentication cancelled.\r\n'];
    expect(say('AUTH PLAIN\r\n*\r\n', { maxFailures: 1 })).toEqual(once);
    expect(say('AUTH PLAIN *\r\n')).toEqual(once.slice(1));
    expect(say('AUTH PLAIN\r\n*\r\n'.repeat(3)).slice(-2)).toEqual([
      '-ERR Too many bad commands.\r\n',
      '<close too-many-bad-commands>',
    ]);
  });

  it.each(['AUTH PLAIN\r\n!\r\n', 'AUTH PLAIN !\r\n', 'AUTH LOGIN\r\ndGlt\r\na\r\n'])(
    'refuses what is not base64, and goes on with commands: %j (A4)',
    (text) => {
      expect(say(`${text}QUIT\r\n`).slice(-3)).toEqual([
        '<note sasl-malformed>',
        '-ERR Not base64.\r\n+OK Bye.\r\n',
        '<close logout>',
      ]);
    },
  );

  it('does not count unknown mechanisms, so that a client can go through its list', () => {
    const lines = say(`${'AUTH CRAM-MD5\r\n'.repeat(5)}AUTH PLAIN AHRpbQB4\r\n`);
    expect(lines[0]).toBe('-ERR Unrecognized authentication type.\r\n'.repeat(5));
    expect(lines[1]).toBe(asked('tim', 'x', 'PLAIN'));
  });

  it('is refused without TLS before its response is read', () => {
    expect(say('AUTH PLAIN AHRpbQB4\r\n', { tls: 'offered' })).toEqual([
      '<note bad-command>',
      '-ERR [AUTH] TLS is required: STLS first.\r\n',
    ]);
  });

  it('refuses more arguments than it has', () => {
    expect(say('AUTH PLAIN AHRpbQB4 x\r\n').at(-1)).toBe('-ERR Unreadable arguments.\r\n');
  });
});

describe('STLS', () => {
  it('starts TLS and forgets the name given before (A8)', () => {
    const lines = say('USER tim\r\n', { tls: 'offered', allowClearText: true });
    expect(lines).toEqual(['+OK\r\n']);
    const machine = begin({ tls: 'offered', allowClearText: true });
    const chunks = ['USER tim\r\n', 'STLS\r\n', 'PASS x\r\n'];
    expect(render(converse(machine, chunks, refuse))).toEqual([
      '+OK\r\n+OK Begin TLS negotiation now.\r\n',
      '<start-tls>',
      '<note bad-command>',
      '-ERR USER first.\r\n',
    ]);
  });

  // Seen failing when the octets behind STLS were kept for after the handshake instead of ending the connection.
  it('ends the connection without a word when anything stands behind it in clear (A8)', () => {
    const expected = ['<note starttls-injection>', '<close starttls-injection>'];
    expect(say('STLS\r\nUSER tim\r\n', { tls: 'offered' })).toEqual(expected);
    expect(say('STLS\r\nU', { tls: 'offered' })).toEqual(expected);
  });

  it('ends the connection when more arrives in clear before TLS has started (A8)', () => {
    const machine = begin({ tls: 'offered' });
    expect(render(machine.receive(Buffer.from('STLS\r\n'))).at(-1)).toBe('<start-tls>');
    expect(machine.receive(new Uint8Array())).toEqual([]);
    expect(render(machine.receive(Buffer.from('USER tim\r\n')))).toEqual([
      '<note starttls-injection>',
      '<close starttls-injection>',
    ]);
    expect(machine.tlsStarted()).toEqual([]);
    expect(machine.takeBuffered()).toHaveLength(0);
  });

  it('keeps counting failures across TLS (A8)', () => {
    const machine = begin({ tls: 'offered', allowClearText: true, maxFailures: 2 });
    const lines = render(converse(machine, ['USER a\r\nPASS b\r\n', 'STLS\r\n', 'USER a\r\nPASS b\r\n'], refuse));
    expect(lines.at(-1)).toBe('<close too-many-failures>');
  });

  it('is refused a second time, and where there is no TLS (A8)', () => {
    expect(say('STLS\r\n')).toEqual(['<note bad-command>', '-ERR TLS is already active.\r\n']);
    expect(say('STLS\r\n', { tls: 'absent' }).at(-1)).toBe('-ERR TLS is not available.\r\n');
  });

  it('is not repeated by tlsStarted out of turn', () => {
    expect(begin({ tls: 'offered' }).tlsStarted()).toEqual([]);
  });
});

describe('bad commands', () => {
  it('are refused without being echoed, and end the connection when there are too many', () => {
    const once = ['<note bad-command>', '-ERR Unknown command.\r\n'];
    expect(say('XYZZY <script>\r\n')).toEqual(once);
    expect(say('LIST\r\nUTF8\r\nLANG\r\nQUIT\r\n')).toEqual([
      ...once,
      ...once,
      '<note bad-command>',
      '-ERR Too many bad commands.\r\n',
      '<close too-many-bad-commands>',
    ]);
  });

  it.each(['', ' ', 'APOP tim c4c9334bac560ecc979e58001b3e22fb', 'USERtim', '\0'])('include %j', (line) => {
    expect(say(`${line}\r\n`)).toEqual(['<note bad-command>', '-ERR Unknown command.\r\n']);
  });

  it.each(['GET / HTTP/1.1', 'POST /x HTTP/1.1', 'options *'])(
    'end the connection in silence when they are HTTP: %s',
    (line) => {
      expect(say(`${line}\r\nHost: x\r\n\r\nUSER tim\r\n`)).toEqual(['<note http-verb>', '<close protocol-violation>']);
    },
  );

  it.each([
    ['a command', 'X'.repeat(9000)],
    ['a SASL line', `AUTH PLAIN\r\n${'A'.repeat(16_386)}`],
    ['an initial response', `AUTH PLAIN ${'A'.repeat(16_500)}`],
  ])('are refused when too long: %s (A15)', (_, text) => {
    expect(say(text).slice(-1)).toEqual(['<close protocol-violation>']);
    expect(say(text).at(-2)).toContain('-ERR Line too long.\r\n');
  });
});

describe('refusals', () => {
  it('keep the connection, and what was pipelined behind them is obeyed (A7, A15)', () => {
    const machine = begin();
    const text = 'USER tim\r\nPASS wrong\r\nUSER tim\r\nPASS secret\r\nSTAT\r\nQUIT\r\n';
    expect(render(converse(machine, [text], acceptSecret))).toEqual([
      '+OK\r\n',
      asked('tim', 'wrong'),
      `${NO}+OK\r\n`,
      asked('tim', 'secret'),
      '+OK Logged in, 2 messages.\r\n',
    ]);
    expect(Buffer.from(machine.takeBuffered()).toString()).toBe('STAT\r\nQUIT\r\n');
  });

  it('end the connection after as many as are counted (A7)', () => {
    const lines = say('USER a\r\nPASS b\r\n'.repeat(4));
    expect(lines.slice(-2)).toEqual([NO, '<close too-many-failures>']);
    expect(lines.filter((line) => line === asked('a', 'b'))).toHaveLength(3);
  });

  it('do not end it when nothing could be judged (R4.4)', () => {
    const temporary: Decide<Pop3Refusal, Pop3Ready> = (machine) =>
      machine.refuse({ code: 'SYS/TEMP', text: 'Try again later.', countsAsFailure: false });
    const lines = say('USER a\r\nPASS b\r\n'.repeat(5), {}, temporary);
    expect(lines.at(-1)).toBe('-ERR [SYS/TEMP] Try again later.\r\n');
  });

  it('end it when they are told to', () => {
    const last: Decide<Pop3Refusal, Pop3Ready> = (machine) => machine.refuse({ ...WRONG, close: true });
    expect(say('USER a\r\nPASS b\r\n', {}, last).slice(-2)).toEqual([NO, '<close limit>']);
  });

  it('are one line within 512 octets, whatever their text', () => {
    const text = `${'x'.repeat(600)}\r\nüü`;
    const injected: Decide<Pop3Refusal, Pop3Ready> = (machine) =>
      machine.refuse({ code: 'AUTH]\r\n+OK', text: `a\r\n+OK ü${text}`, countsAsFailure: false });
    const answer = say('USER a\r\nPASS b\r\n', {}, injected).at(-1) ?? '';
    expect(answer).toMatch(/^-ERR a\?\?\+OK \?[x]+\r\n$/);
    expect(answer).toHaveLength(512);
  });

  it('pass the backend’s own codes (P4)', () => {
    const limit: Decide<Pop3Refusal, Pop3Ready> = (machine) =>
      machine.refuse({ code: 'IN-USE', text: 'Do you have another POP session running?', countsAsFailure: false });
    expect(say('USER a\r\nPASS b\r\n', {}, limit).at(-1)).toBe(
      '-ERR [IN-USE] Do you have another POP session running?\r\n',
    );
  });

  it('mean nothing when no sign-in waits', () => {
    const machine = begin();
    expect(machine.refuse(WRONG)).toEqual([]);
    expect(machine.accept(READY)).toEqual([]);
  });
});

describe('a sign-in that is being decided', () => {
  it('only buffers (A7, P6)', () => {
    const machine = begin();
    converse(machine, ['USER tim\r\nPASS secret\r\nSTAT\r\n']);
    expect(machine.receive(Buffer.from('QUIT\r\n'))).toEqual([]);
    expect(machine.buffered).toBe(12);
    expect(render(machine.accept(READY))).toEqual(['+OK Logged in, 2 messages.\r\n']);
    expect(Buffer.from(machine.takeBuffered()).toString()).toBe('STAT\r\nQUIT\r\n');
    expect(machine.buffered).toBe(0);
  });

  it('passes the backend’s answer on, octet for octet (P5)', () => {
    const machine = begin();
    converse(machine, ['USER tim\r\nPASS secret\r\n']);
    expect(machine.accept({ ...READY, greeting: '+OK gr\u00fc\u00dfe' })).toEqual([
      { kind: 'send', bytes: Buffer.from('+OK gr\u00fc\u00dfe\r\n', 'latin1') },
    ]);
  });
});

describe('goodbyes', () => {
  it('say that the fault is passing', () => {
    expect(render(begin().goodbye('shutdown'))).toEqual([
      '-ERR [SYS/TEMP] The server is shutting down, try again soon.\r\n',
      '<close shutdown>',
    ]);
    expect(render(createPop3ClientMachine(OPTIONS).goodbye('limit'))).toEqual([
      '-ERR [SYS/TEMP] Too many connections, try again later.\r\n',
      '<close limit>',
    ]);
  });

  it('are silent at a timeout (RFC 1939 §3), unless an answer is owed', () => {
    expect(render(begin().goodbye('timeout'))).toEqual(['<close timeout>']);
    const machine = begin();
    converse(machine, ['USER tim\r\nPASS secret\r\n']);
    expect(render(machine.goodbye('timeout'))).toEqual([
      '-ERR [SYS/TEMP] Signing in took too long.\r\n',
      '<close timeout>',
    ]);
  });

  it('say nothing in clear while TLS starts', () => {
    const machine = begin({ tls: 'offered' });
    machine.receive(Buffer.from('STLS\r\n'));
    expect(render(machine.goodbye('shutdown'))).toEqual(['<close shutdown>']);
  });

  it('leave nothing to do afterwards', () => {
    const machine = begin();
    machine.goodbye('limit');
    expect(machine.start()).toEqual([]);
    expect(machine.receive(Buffer.from('QUIT\r\n'))).toEqual([]);
    expect(machine.goodbye('limit')).toEqual([]);
    expect(machine.buffered).toBe(0);
  });

  it('are for before sign-in; after it there is another', () => {
    const machine = begin();
    converse(machine, ['USER tim\r\nPASS secret\r\n'], acceptSecret);
    expect(machine.goodbye('shutdown')).toEqual([]);
    expect(Buffer.from(pop3Goodbye('The app password was revoked.')).toString()).toBe(
      '-ERR [SYS/TEMP] The app password was revoked.\r\n',
    );
  });

  it('answer QUIT (P6)', () => {
    expect(say('QUIT\r\n')).toEqual(['+OK Bye.\r\n', '<close logout>']);
  });
});

describe('any split of the same octets', () => {
  it.each([
    'CAPA\r\nUSER tim\r\nPASS wrong\r\nAUTH PLAIN AHRpbQB4\r\nXYZZY\r\nUSER tim\r\nPASS secret\r\nSTAT\r\n',
    'AUTH LOGIN\r\ndGlt\r\nc2VjcmV0\r\nLIST\r\n',
    'AUTH PLAIN\n*\nAUTH\nAUTH PLAIN =\nQUIT\r\nUSER tim\r\n',
    'LIST\r\nLIST\r\nLIST\r\nLIST\r\n',
    'GET / HTTP/1.0\r\n\r\n',
  ])('gives the same answers: %j (A15)', (text) => {
    const results = everySplit(text).map((chunks) => {
      const machine = begin();
      return { said: render(converse(machine, chunks, acceptSecret)), rest: machine.takeBuffered().toString() };
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });
});
