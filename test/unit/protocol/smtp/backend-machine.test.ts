// The backend-facing SMTP machine as transcripts: S5, S6, A8, A9, A14 and §3's malformed answers.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackendCredential, ForwardedClient } from '../../../../src/protocol/dialogue.ts';
import { createSmtpBackendMachine, type SmtpBackendOptions } from '../../../../src/protocol/smtp/backend-machine.ts';
import { MAX_REPLY_LINE_OCTETS, MAX_REPLY_LINES } from '../../../../src/protocol/smtp/reply.ts';
import { runs } from '../../../support/runs.ts';

const CREDENTIAL: BackendCredential = { authenticationIdentity: 'user@example.org', password: 'secret' };
const MASTER: BackendCredential = {
  authenticationIdentity: 'postern',
  authorizationIdentity: 'user@example.org',
  password: 'key',
};
const CLIENT: ForwardedClient = {
  remoteAddress: '203.0.113.9',
  remotePort: 55_555,
  localAddress: '192.0.2.1',
  localPort: 587,
  tls: true,
  sessionId: 'a1-b2',
};
const GREETING = '220 backend ESMTP\r\n';
const HELLO = '250-backend\r\n250-SIZE 1000\r\n250-auth plain Login\r\n250 PIPELINING\r\n';
const IR = 'C: AUTH PLAIN AHVzZXJAZXhhbXBsZS5vcmcAc2VjcmV0';
const FACTS = {
  keywords: ['SIZE 1000', 'AUTH plain Login', 'PIPELINING'],
  starttls: false,
  authMechanisms: ['PLAIN', 'LOGIN'],
};

/** Feeds replies and writes down what the machine asks for; TLS starts at once. */
function play(options: Partial<SmtpBackendOptions>, chunks: readonly string[]): readonly string[] {
  const machine = createSmtpBackendMachine({ tls: 'none', helloName: 'laptop.example', ...options });
  const log: string[] = [];
  const obey = (actions: ReturnType<typeof machine.receive>): void => {
    for (const action of actions) {
      if (action.kind === 'send') log.push(`C: ${Buffer.from(action.bytes).toString('latin1').trimEnd()}`);
      else if (action.kind === 'start-tls') {
        log.push('start-tls');
        obey(machine.tlsStarted());
      } else log.push(JSON.stringify(action));
    }
  };
  obey(machine.start());
  for (const chunk of chunks) obey(machine.receive(Buffer.from(chunk, 'latin1')));
  return log;
}

function failed(kind: string, text: string, code?: string): string {
  return JSON.stringify({ kind: 'failed', failure: { kind, ...(code === undefined ? {} : { code }), text } });
}

describe('signing in', () => {
  it('uses AUTH PLAIN with an initial response and reports the last EHLO (S5)', () => {
    expect(play({ credential: CREDENTIAL }, [GREETING, HELLO, '235 2.7.0 OK\r\n'])).toEqual([
      'C: EHLO laptop.example',
      IR,
      JSON.stringify({ kind: 'signed-in', ready: { facts: FACTS } }),
    ]);
  });

  it('keeps what came behind the 235 for the splice', () => {
    const machine = createSmtpBackendMachine({ tls: 'none', helloName: 'x', credential: CREDENTIAL });
    machine.receive(Buffer.from(GREETING + HELLO));
    expect(machine.receive(Buffer.from('235 OK\r\n421 bye\r\n')).at(-1)?.kind).toBe('signed-in');
    expect(Buffer.from(machine.takeBuffered()).toString()).toBe('421 bye\r\n');
    expect(machine.ended()).toEqual([]);
  });

  it('answers a challenge when the line would be longer than 512 octets (S5, RFC 4954 §4)', () => {
    const credential = { ...CREDENTIAL, password: 'p'.repeat(400) };
    const message = Buffer.from(`\0user@example.org\0${credential.password}`).toString('base64');
    expect(play({ credential }, [GREETING, HELLO, '334 \r\n', '235 OK\r\n']).slice(1, 3)).toEqual([
      'C: AUTH PLAIN',
      `C: ${message}`,
    ]);
  });

  it('uses LOGIN where there is no PLAIN (S5)', () => {
    const log = play({ credential: CREDENTIAL }, [
      GREETING,
      '250-exchange\r\n250 AUTH NTLM LOGIN\r\n',
      '334 VXNlcm5hbWU6\r\n',
      '334 UGFzc3dvcmQ6\r\n',
      '235 2.7.0 OK\r\n',
    ]);
    expect(log.slice(1, 4)).toEqual(['C: AUTH LOGIN', 'C: dXNlckBleGFtcGxlLm9yZw==', 'C: c2VjcmV0']);
    expect(log[4]).toContain('signed-in');
  });

  it('sends an authorization identity by PLAIN, and never drops it for LOGIN (A3)', () => {
    expect(play({ credential: MASTER }, [GREETING, HELLO])[1]).toBe(
      `C: AUTH PLAIN ${Buffer.from('user@example.org\0postern\0key').toString('base64')}`,
    );
    expect(play({ credential: MASTER }, [GREETING, '250-x\r\n250 AUTH LOGIN\r\n']).at(-1)).toBe(
      failed('misconfigured', 'backend offers no usable mechanism, but: LOGIN'),
    );
  });

  it('calls a backend without AUTH misconfigured', () => {
    for (const hello of ['250 x\r\n', '250-x\r\n250 AUTH=PLAIN\r\n', '250-x\r\n250 AUTHX PLAIN\r\n']) {
      expect(play({ credential: CREDENTIAL }, [GREETING, hello]).at(-1)).toBe(
        failed('misconfigured', 'backend offers no usable mechanism, but: '),
      );
    }
  });

  it('asks EHLO again afterwards when told to, and does without where that is refused (S5)', () => {
    const options = { credential: CREDENTIAL, helloAfterSignIn: true };
    const after = play(options, [GREETING, HELLO, '235 OK\r\n', '250-x\r\n250 DSN\r\n']);
    expect(after.slice(2)).toEqual([
      'C: EHLO laptop.example',
      JSON.stringify({
        kind: 'signed-in',
        ready: { facts: { keywords: ['DSN'], starttls: false, authMechanisms: [] } },
      }),
    ]);
    expect(play(options, [GREETING, HELLO, '235 OK\r\n', '503 5.5.1 Already identified\r\n']).at(-1)).toBe(
      JSON.stringify({ kind: 'signed-in', ready: { facts: FACTS } }),
    );
  });

  it('puts no name on the wire that could break the line', () => {
    expect(play({ helloName: 'a\r\nRSET' }, [GREETING])).toEqual(['C: EHLO localhost']);
    expect(play({ clientHelloName: 'a\r\nRSET' }, [GREETING])).toEqual(['C: EHLO localhost']);
  });

  it("gives the client's own name (S5), and ours from then on where that is refused, once", () => {
    const options = { clientHelloName: '[127.0.0.1.5]', tls: 'starttls', credential: CREDENTIAL } as const;
    const clear = '250-x\r\n250 STARTTLS\r\n';
    expect(play(options, [GREETING, clear, '220 go\r\n', HELLO]).slice(0, 4)).toEqual([
      'C: EHLO [127.0.0.1.5]',
      'C: STARTTLS',
      'start-tls',
      'C: EHLO [127.0.0.1.5]',
    ]);
    for (const refusal of ['501 5.5.2 Helo command rejected\r\n', '450 4.7.1 Host not found\r\n']) {
      expect(play(options, [GREETING, refusal, clear, '220 go\r\n', HELLO]).slice(0, 5)).toEqual([
        'C: EHLO [127.0.0.1.5]',
        'C: EHLO laptop.example',
        'C: STARTTLS',
        'start-tls',
        'C: EHLO laptop.example',
      ]);
    }
    expect(play(options, [GREETING, '501 no\r\n', '501 still no\r\n'])).toEqual([
      'C: EHLO [127.0.0.1.5]',
      'C: EHLO laptop.example',
      failed('misconfigured', 'still no', '501'),
    ]);
    expect(play(options, [GREETING, '421 bye\r\n']).at(-1)).toBe(failed('temporary', 'bye', '421'));
  });
});

describe('a sign-in that fails', () => {
  it.each([
    ['535 5.7.8 Authentication failed', '535 5.7.8', 'Authentication failed'],
    ['535-5.7.8 Not\r\n535 5.7.8 accepted', '535 5.7.8', 'Not accepted'],
    ['534 5.7.9 Application-specific password required', '534 5.7.9', 'Application-specific password required'],
    ['550 no', '550', 'no'],
  ])('is the credential by %j (A14)', (reply, code, text) => {
    expect(play({ credential: CREDENTIAL }, [GREETING, HELLO, `${reply}\r\n`]).at(-1)).toBe(
      JSON.stringify({ kind: 'refused', code, text }),
    );
  });

  it.each([
    ['454 4.7.0 Temporary authentication failure', 'temporary', '454 4.7.0', 'Temporary authentication failure'],
    ['421 4.3.2 Shutting down', 'temporary', '421 4.3.2', 'Shutting down'],
    [
      '530 5.7.0 Must issue a STARTTLS command first',
      'misconfigured',
      '530 5.7.0',
      'Must issue a STARTTLS command first',
    ],
    ['504 5.5.4 Unrecognized', 'misconfigured', '504 5.5.4', 'Unrecognized'],
    ['503 5.5.1 Already authenticated', 'misconfigured', '503 5.5.1', 'Already authenticated'],
    ['250 OK', 'protocol', '250', 'OK'],
    ['334 ', 'protocol', '334', ''],
  ])('is not the credential by %j (R4.4, A14)', (reply, kind, code, text) => {
    expect(play({ credential: CREDENTIAL }, [GREETING, HELLO, `${reply}\r\n`]).at(-1)).toBe(failed(kind, text, code));
  });

  it('takes no 235 before every response was given', () => {
    const login = '250-x\r\n250 AUTH LOGIN\r\n';
    expect(play({ credential: CREDENTIAL }, [GREETING, login, '334 \r\n', '235 OK\r\n']).at(-1)).toBe(
      failed('protocol', 'OK', '235'),
    );
  });

  it.each([
    ['554 5.7.1 Go away\r\n', 'misconfigured', '554 5.7.1', 'Go away'],
    ['450 later\r\n', 'temporary', '450', 'later'],
    ['250 hello\r\n', 'protocol', '250', 'hello'],
  ])('ends by the greeting %j', (greeting, kind, code, text) => {
    expect(play({ credential: CREDENTIAL }, [greeting])).toEqual([failed(kind, text, code)]);
  });

  it('ends when EHLO is refused', () => {
    expect(play({}, [GREETING, '502 5.5.1 What\r\n']).at(-1)).toBe(failed('misconfigured', 'What', '502 5.5.1'));
  });

  it('is temporary when the backend closes early, once', () => {
    const machine = createSmtpBackendMachine({ tls: 'none', helloName: 'x', credential: CREDENTIAL });
    machine.receive(Buffer.from(`${GREETING}250-half`));
    expect(JSON.stringify(machine.ended())).toBe(`[${failed('temporary', 'backend closed the connection')}]`);
    expect(machine.ended()).toEqual([]);
    expect(machine.receive(Buffer.from('235 OK\r\n'))).toEqual([]);
  });
});

describe('STARTTLS', () => {
  const CLEAR = '250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n';

  it('comes before AUTH, and what was said in the clear is forgotten (S5)', () => {
    const log = play({ tls: 'starttls', credential: CREDENTIAL }, [GREETING, CLEAR, '220 go\r\n', HELLO, '235 OK\r\n']);
    expect(log).toEqual([
      'C: EHLO laptop.example',
      'C: STARTTLS',
      'start-tls',
      'C: EHLO laptop.example',
      IR,
      JSON.stringify({ kind: 'signed-in', ready: { facts: { ...FACTS, starttls: true } } }),
    ]);
  });

  it('is wanted by its exact name, and never given up (A9)', () => {
    for (const hello of ['250 x\r\n', '250-x\r\n250 STARTTLSX\r\n', '250-x\r\n250 XSTARTTLS\r\n', '250 STARTTLS\r\n']) {
      expect(play({ tls: 'starttls', credential: CREDENTIAL }, [GREETING, hello]).at(-1)).toBe(
        failed('misconfigured', 'backend does not offer STARTTLS'),
      );
    }
    const refused = (reply: string): string | undefined =>
      play({ tls: 'starttls', credential: CREDENTIAL }, [GREETING, CLEAR, reply]).at(-1);
    expect(refused('454 4.7.0 TLS not available\r\n')).toBe(failed('temporary', 'TLS not available', '454 4.7.0'));
    expect(refused('502 no\r\n')).toBe(failed('misconfigured', 'no', '502'));
  });

  // Negative control: fails when `#startTls` doesn't look at the buffer (libetpan #386).
  it('fails on bytes behind its OK, in the same read or before the handshake (A8)', () => {
    const behind = failed('protocol', 'bytes behind the answer to STARTTLS');
    const log = play({ tls: 'starttls', credential: CREDENTIAL }, [GREETING, CLEAR, `220 go\r\n${HELLO}`]);
    expect(log.slice(1)).toEqual(['C: STARTTLS', behind]);
    const machine = createSmtpBackendMachine({ tls: 'starttls', helloName: 'x', credential: CREDENTIAL });
    for (const chunk of [GREETING, CLEAR, '220 go\r\n']) machine.receive(Buffer.from(chunk));
    expect(JSON.stringify(machine.receive(Buffer.from('2')))).toBe(`[${behind}]`);
    expect(machine.tlsStarted()).toEqual([]);
  });

  it('is not asked for when TLS was there first, nor when the hop is to be clear', () => {
    expect(play({ tls: 'implicit', credential: CREDENTIAL }, [GREETING, HELLO])[1]).toBe(IR);
    expect(play({ tls: 'none', credential: CREDENTIAL }, [GREETING, CLEAR])[1]).toBe(IR);
  });
});

describe('a probe', () => {
  it('reports what the backend offers and says goodbye', () => {
    expect(play({ tls: 'starttls' }, [GREETING, '250-x\r\n250 STARTTLS\r\n', '220 go\r\n', HELLO]).slice(3)).toEqual([
      'C: EHLO laptop.example',
      'C: QUIT',
      JSON.stringify({ kind: 'probed', facts: { ...FACTS, starttls: true } }),
    ]);
  });
});

describe('XCLIENT', () => {
  const OFFER = '250-x\r\n250-AUTH PLAIN\r\n250 XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT\r\n';
  const SENT = 'C: XCLIENT NAME=[UNAVAILABLE] ADDR=203.0.113.9 PORT=55555 DESTADDR=192.0.2.1 DESTPORT=587';
  const options = { credential: CREDENTIAL, xclient: CLIENT };

  it('comes between STARTTLS and AUTH, and EHLO goes behind the new greeting (S6)', () => {
    expect(play(options, [GREETING, OFFER, '220 again\r\n', HELLO, '235 OK\r\n']).slice(0, 4)).toEqual([
      'C: EHLO laptop.example',
      SENT,
      'C: EHLO laptop.example',
      IR,
    ]);
  });

  it('never says LOGIN, though listed (S6)', () => {
    expect(play(options, [GREETING, OFFER]).join()).not.toContain('LOGIN=');
  });

  it('is a misconfiguration when it is not offered, or without ADDR (S6)', () => {
    for (const hello of [HELLO, '250-x\r\n250 XCLIENT NAME HELO\r\n']) {
      expect(play(options, [GREETING, hello]).at(-1)).toBe(
        failed('misconfigured', 'backend does not offer us XCLIENT ADDR'),
      );
    }
  });

  it('is a misconfiguration when refused, and is not tried again (S6)', () => {
    expect(play(options, [GREETING, OFFER, '550 5.7.0 insufficient authorization\r\n']).slice(1)).toEqual([
      SENT,
      failed('misconfigured', 'insufficient authorization', '550 5.7.0'),
    ]);
  });

  it('is sent once, even when the backend offers it again (S6)', () => {
    expect(play(options, [GREETING, OFFER, '220 again\r\n', OFFER]).at(-1)).toBe(IR);
  });

  it('waits for each answer when it takes several lines (S6)', () => {
    const xclient = { ...CLIENT, sessionId: 's'.repeat(480) };
    const offer = '250-x\r\n250 XCLIENT ADDR SESSION\r\n';
    expect(play({ xclient }, [GREETING, offer, '220 one\r\n', '220 two\r\n']).slice(1)).toEqual([
      'C: XCLIENT ADDR=203.0.113.9',
      `C: XCLIENT SESSION=${xclient.sessionId}`,
      'C: EHLO laptop.example',
    ]);
  });
});

describe('what is no SMTP', () => {
  it.each([
    ['* OK IMAP here\r\n', 'not an SMTP reply'],
    ['22 short\r\n', 'not an SMTP reply'],
    ['220x\r\n', 'not an SMTP reply'],
    ['199 odd\r\n', 'not an SMTP reply'],
    ['220-a\r\n250 b\r\n', 'unequal reply codes'],
    [`220 ${'x'.repeat(MAX_REPLY_LINE_OCTETS)}\r\n`, 'reply line too long'],
    ['x'.repeat(65_536), 'reply line too long'],
    ['220-x\r\n'.repeat(MAX_REPLY_LINES + 1), 'too many reply lines'],
  ])('is reported (§3)', (greeting, text) => {
    expect(play({}, [greeting])).toEqual([failed('protocol', text)]);
  });

  it('accepts replies without text, with bare LF, and of many lines', () => {
    expect(play({}, [`${'220-x\n'.repeat(MAX_REPLY_LINES - 1)}220\r\n`])).toEqual(['C: EHLO laptop.example']);
  });

  it('never throws, ends once, and says the same however its input is cut', () => {
    const reply = fc.constantFrom(
      GREETING,
      HELLO,
      '235 ok\r\n',
      '334 \r\n',
      '535 no\r\n',
      '220-a\r\n',
      '421 x\r\n',
      '2',
      '\r\n',
    );
    const input = fc.array(fc.oneof(reply, fc.string({ unit: 'binary-ascii', maxLength: 8 })), { maxLength: 10 });
    fc.assert(
      fc.property(input, fc.nat(60), (pieces, cut) => {
        const text = pieces.join('');
        const whole = play({ credential: CREDENTIAL }, [text]);
        expect(play({ credential: CREDENTIAL }, [text.slice(0, cut), text.slice(cut)])).toEqual(whole);
        expect(play({ credential: CREDENTIAL }, [...text])).toEqual(whole);
        expect(whole.filter((line) => line.startsWith('{')).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(150) },
    );
  });
});
