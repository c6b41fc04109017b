import { describe, expect, it } from 'vitest';
import type { BackendMachine, ForwardedClient } from '../../../../src/protocol/dialogue.ts';
import {
  createPop3BackendMachine,
  type Pop3BackendOptions,
  type Pop3Facts,
  type Pop3Ready,
} from '../../../../src/protocol/pop3/backend-machine.ts';
import { answerBackend, everySplit, octets, render } from '../../../support/machine-transcript.ts';

const TIM = { authenticationIdentity: 'tim', password: 'a secret' };
const MASTER = { authenticationIdentity: 'master', authorizationIdentity: 'tim', password: 'a secret' };
const CLIENT: ForwardedClient = {
  remoteAddress: '2001:db8::7',
  remotePort: 4711,
  localAddress: '192.0.2.1',
  localPort: 995,
  tls: true,
  sessionId: 'abc-1',
};
const GREETING = '+OK Dovecot ready.\r\n';

type Machine = BackendMachine<Pop3Ready, Pop3Facts>;

function begin(options: Partial<Pop3BackendOptions> = {}): Machine {
  return createPop3BackendMachine({ tls: 'active', ...options });
}

function hear(sayings: readonly string[], options: Partial<Pop3BackendOptions> = { credential: TIM }): string[] {
  return render(answerBackend(begin(options), sayings));
}

const signedIn = (greeting: string, facts: Partial<Pop3Facts> = {}) =>
  `<signed-in ${JSON.stringify({ ready: { greeting, facts: { capabilities: [], xclient: false, ...facts } } })}>`;

/** The failure of a dialogue that fails. */
function failureOf(lines: readonly string[]): unknown {
  const last = /^<failed (.*)>$/.exec(lines.at(-1) ?? '')?.[1];
  return last === undefined ? undefined : JSON.parse(last).failure;
}

describe('signing in by USER and PASS', () => {
  it('passes the final line on as it is (P5)', () => {
    expect(hear([GREETING, '+OK\r\n', '+OK  Logged in, 3 messages \r\n'])).toEqual([
      'USER tim\r\nPASS a secret\r\n',
      signedIn('+OK  Logged in, 3 messages '),
    ]);
  });

  it('leaves what stands behind the final line for the client', () => {
    const machine = begin({ credential: TIM });
    answerBackend(machine, [GREETING, '+OK\r\n', '+OK Logged in.\r\n+OK early\r\n']);
    expect(Buffer.from(machine.takeBuffered()).toString()).toBe('+OK early\r\n');
    expect(machine.receive(octets('+OK more\r\n'))).toEqual([]);
    expect(machine.ended()).toEqual([]);
  });

  it('says names in UTF-8', () => {
    const lines = hear([GREETING, '+OK\r\n'], { credential: { authenticationIdentity: 'grüße', password: 'ä' } });
    expect(Buffer.from(lines[0] ?? '', 'latin1').toString()).toBe('USER grüße\r\nPASS ä\r\n');
  });

  // Seen failing without the check of the credential: the password became a command of its own at the backend.
  it('never sends a credential that would be more than one line (A2)', () => {
    const lines = hear([GREETING], { credential: { ...TIM, password: 'x\r\nDELE 1' } });
    expect(failureOf(lines)).toMatchObject({ kind: 'misconfigured' });
    expect(lines).toHaveLength(1);
  });
});

describe('signing in by AUTH PLAIN', () => {
  it('carries an authorization identity, in an initial response that fits a command (P3, P5)', () => {
    const message = Buffer.from('tim\0master\0a secret').toString('base64');
    expect(hear([GREETING, '+OK Logged in.\r\n'], { credential: MASTER })).toEqual([
      `AUTH PLAIN ${message}\r\n`,
      signedIn('+OK Logged in.'),
    ]);
  });

  it('waits for a continuation when the command would be longer than 255 octets (P3)', () => {
    const password = 'x'.repeat(200);
    const message = Buffer.from(`tim\0master\0${password}`).toString('base64');
    expect(hear([GREETING, '+ \r\n', '+OK\r\n'], { credential: { ...MASTER, password } })).toEqual([
      `AUTH PLAIN\r\n${message}\r\n`,
      signedIn('+OK'),
    ]);
  });

  it('carries passwords that are too long for PASS', () => {
    const password = 'x'.repeat(249);
    expect(hear([GREETING], { credential: { ...TIM, password } })).toEqual(['AUTH PLAIN\r\n']);
    expect(hear([GREETING], { credential: { ...TIM, password: password.slice(1) } })).toEqual(['USER tim\r\n']);
  });

  it('is answered once when the backend asks for an ignored initial response', () => {
    const message = Buffer.from('tim\0master\0a secret').toString('base64');
    const lines = hear([GREETING, '+\r\n', '+ \r\n'], { credential: MASTER });
    expect(lines[0]).toBe(`AUTH PLAIN ${message}\r\n${message}\r\n`);
    expect(failureOf(lines)).toMatchObject({ kind: 'protocol' });
  });
});

describe('XCLIENT (P5)', () => {
  it('goes out where the greeting offers it', () => {
    const options = { credential: TIM, xclient: CLIENT };
    expect(hear(['+OK [XCLIENT] Dovecot ready.\r\n', '+OK Updated\r\n', '+OK\r\n', '+OK in\r\n'], options)).toEqual([
      'XCLIENT ADDR=2001:db8::7 PORT=4711 DESTADDR=192.0.2.1 DESTPORT=995 SESSION=abc-1 TTL=4 CLIENT-TRANSPORT=TLS\r\n' +
        'USER tim\r\nPASS a secret\r\n',
      signedIn('+OK in', { xclient: true }),
    ]);
  });

  it('says that the client had no TLS', () => {
    const options = { credential: TIM, xclient: { ...CLIENT, tls: false } };
    expect(hear(['+OK [XCLIENT]\r\n'], options)[0]).toMatch(/CLIENT-TRANSPORT=insecure\r\n$/);
  });

  it.each(['+OK XCLIENT\r\n', '+OK ready [XCLIENT]\r\n', '+OK [XCLIENTS] x\r\n', '+OK\r\n'])(
    'does not go out after %j',
    (greeting) => {
      expect(hear([greeting], { credential: TIM, xclient: CLIENT })).toEqual(['USER tim\r\n']);
    },
  );

  it('is a misconfiguration when refused, and no password follows', () => {
    const lines = hear(['+OK [XCLIENT]\r\n', '-ERR You are not from trusted IP\r\n'], {
      credential: TIM,
      xclient: CLIENT,
    });
    expect(failureOf(lines)).toEqual({ kind: 'misconfigured', text: 'You are not from trusted IP' });
  });

  it('never carries a value that would be a parameter of its own', () => {
    const xclient = { ...CLIENT, sessionId: 'a PORT=1' };
    expect(failureOf(hear(['+OK [XCLIENT]\r\n'], { credential: TIM, xclient }))).toMatchObject({
      kind: 'misconfigured',
    });
  });
});

describe('STLS', () => {
  const CAPA = '+OK\r\nTOP\r\nSTLS\r\nUSER\r\n.\r\n';

  it('comes before everything else, and what was learnt in clear is asked again (A8)', () => {
    expect(
      hear([GREETING, CAPA, '+OK Begin\r\n', '+OK\r\n', '+OK in\r\n'], { tls: 'offered', credential: TIM }),
    ).toEqual(['CAPA\r\nSTLS\r\n', '<start-tls>', 'USER tim\r\nPASS a secret\r\n', signedIn('+OK in')]);
  });

  // Seen failing when TLS was started whatever stood behind the answer.
  it('fails when anything stands behind its answer (A8)', () => {
    const lines = hear([GREETING, CAPA, '+OK Begin\r\n+OK\r\n'], { tls: 'offered', credential: TIM });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('CAPA\r\nSTLS\r\n');
    expect(failureOf(lines)).toMatchObject({ kind: 'protocol' });
  });

  it('fails when more comes in clear before TLS has started (A8)', () => {
    const machine = begin({ tls: 'offered', credential: TIM });
    for (const saying of [GREETING, CAPA, '+OK Begin\r\n']) machine.receive(octets(saying));
    expect(machine.receive(new Uint8Array())).toEqual([]);
    expect(failureOf(render(machine.receive(octets('+OK\r\n'))))).toMatchObject({ kind: 'protocol' });
    expect(machine.tlsStarted()).toEqual([]);
  });

  it.each(['+OK\r\nSTLSX\r\nXSTLS\r\nSTLS foo\r\n.\r\n', '+OK\r\n.\r\n', '-ERR Unknown command\r\n'])(
    'is a misconfiguration when not offered exactly: %j (A9)',
    (capa) => {
      const lines = hear([GREETING, capa], { tls: 'offered', credential: TIM });
      expect(lines[0]).toBe('CAPA\r\n');
      expect(failureOf(lines)).toMatchObject({ kind: 'misconfigured' });
    },
  );

  it('is a misconfiguration when refused, and never worked around (A9)', () => {
    const lines = hear([GREETING, CAPA, '-ERR no\r\n'], { tls: 'offered', credential: TIM });
    expect(failureOf(lines)).toEqual({ kind: 'misconfigured', text: 'no' });
  });

  it('may be refused for a while', () => {
    const options: Partial<Pop3BackendOptions> = { tls: 'offered', credential: TIM };
    expect(failureOf(hear([GREETING, '-ERR [SYS/TEMP] later\r\n'], options))).toMatchObject({ kind: 'temporary' });
    expect(failureOf(hear([GREETING, CAPA, '-ERR [SYS/TEMP] later\r\n'], options))).toMatchObject({
      kind: 'temporary',
    });
  });
});

describe('the backend’s no (P4)', () => {
  it.each([
    ['-ERR [AUTH] Authentication failed.', { code: 'AUTH', text: 'Authentication failed.' }],
    ['-ERR Authentication failed.', { text: 'Authentication failed.' }],
    ['-ERR', { text: '' }],
    ['-ERR [] x', { text: '[] x' }],
  ])('refuses the credential: %s', (line, expected) => {
    expect(hear([GREETING, '+OK\r\n', `${line}\r\n`]).at(-1)).toBe(`<refused ${JSON.stringify(expected)}>`);
  });

  it('may come to USER', () => {
    expect(hear([GREETING, '-ERR never heard of mailbox name\r\n']).at(-1)).toMatch(/^<refused /);
  });

  it.each([
    ['-ERR [SYS/TEMP] later', 'temporary', 'SYS/TEMP'],
    ['-ERR [sys/temp/x] later', 'temporary', 'SYS/TEMP/X'],
    ['-ERR [SYS] later', 'temporary', 'SYS'],
    ['-ERR [SYS/PERM] later', 'misconfigured', 'SYS/PERM'],
    ['-ERR [IN-USE] later', 'limit', 'IN-USE'],
    ['-ERR [LOGIN-DELAY] later', 'limit', 'LOGIN-DELAY'],
  ])('is told from "can not": %s is %s', (line, kind, code) => {
    const failure = { kind, code, text: 'later' };
    expect(failureOf(hear([GREETING, '+OK\r\n', `${line}\r\n`]))).toEqual(failure);
    expect(failureOf(hear([`${line}\r\n`]))).toEqual(failure);
  });

  it('as a greeting is a passing failure', () => {
    expect(failureOf(hear(['-ERR Too many connections\r\n']))).toEqual({
      kind: 'temporary',
      text: 'Too many connections',
    });
  });

  it('is kept bounded and printable', () => {
    const [, refused = ''] = hear([GREETING, '+OK\r\n', `-ERR [AUTH] \u001b[31m\u0000${'x'.repeat(3000)}\r\n`]);
    expect(refused).toMatch(/"\?\[31m\?x+"\}>$/);
    expect(refused.length).toBeLessThan(600);
  });
});

describe('a backend that misbehaves', () => {
  // Seen failing when a command was sent whatever had arrived: one `+OK` too many answered PASS before it was sent.
  it('can not answer the password before it was sent', () => {
    expect(failureOf(hear([`${GREETING}+OK\r\n+OK Logged in.\r\n`]))).toMatchObject({
      kind: 'protocol',
      text: 'the backend talked out of turn',
    });
    expect(failureOf(hear([GREETING, '+OK\r\n+OK Logged in.\r\n']))).toMatchObject({ kind: 'protocol' });
  });

  it.each([
    '* OK IMAP4 ready\r\n',
    '220 smtp\r\n',
    '\r\n',
    '+OKAY\r\n',
    '+ok\r\n',
    '-ERRor\r\n',
    '\u0000\u00ff\r\n',
    '+ \r\n',
  ])('says %j for a greeting', (greeting) => {
    expect(failureOf(hear([greeting]))).toMatchObject({ kind: 'protocol' });
  });

  it('sends a line without end', () => {
    expect(failureOf(hear(['+OK '.padEnd(65_536, 'x')]))).toMatchObject({ kind: 'protocol' });
  });

  it('lists capabilities without end', () => {
    const lines = hear([GREETING, `+OK\r\n${'X\r\n'.repeat(200)}`], {});
    expect(failureOf(lines)).toMatchObject({ kind: 'protocol' });
  });

  it.each([
    ['before its greeting', []],
    ['in its greeting', ['+OK Dov']],
    ['before its answer to the password', [GREETING, '+OK\r\n']],
  ])('closes %s: never a wrong password', (_, sayings) => {
    const machine = begin({ credential: TIM });
    answerBackend(machine, sayings);
    expect(failureOf(render(machine.ended()))).toMatchObject({ kind: 'temporary' });
    expect(machine.ended()).toEqual([]);
  });
});

describe('a probe', () => {
  it('asks CAPA, says goodbye and tells the facts', () => {
    const capa = '+OK\r\nCAPA\r\nTOP\r\n..X\r\nSASL PLAIN LOGIN\r\n.\r\n';
    expect(hear(['+OK [XCLIENT] ready\r\n', capa], {})).toEqual([
      'CAPA\r\nQUIT\r\n',
      `<probed ${JSON.stringify({ facts: { capabilities: ['CAPA', 'TOP', '.X', 'SASL PLAIN LOGIN'], xclient: true } })}>`,
    ]);
  });

  it('asks again under TLS, and tells only what was said there (A8)', () => {
    const sayings = [GREETING, '+OK\r\nSTLS\r\n.\r\n', '+OK\r\n', '+OK\r\nUSER\r\n.\r\n'];
    expect(hear(sayings, { tls: 'offered' })).toEqual([
      'CAPA\r\nSTLS\r\n',
      '<start-tls>',
      'CAPA\r\nQUIT\r\n',
      `<probed ${JSON.stringify({ facts: { capabilities: ['USER'], xclient: false } })}>`,
    ]);
  });

  it('takes a backend that does not know CAPA', () => {
    expect(hear([GREETING, '-ERR Unknown command\r\n'], {}).at(-1)).toMatch(/^<probed .*"capabilities":\[\]/);
  });
});

describe('any split of the same octets', () => {
  it.each([
    [[GREETING, '+OK\r\n', '+OK Logged in.\r\n+OK early\r\n'], { credential: TIM }],
    [['+OK [XCLIENT]\r\n', '+OK\n', '-ERR [AUTH] no\r\n'], { credential: MASTER, xclient: CLIENT }],
    [[GREETING, '+OK\r\nTOP\r\nSTLS\r\n.\r\n', '+OK\r\n', '-ERR [IN-USE] x\r\n'], { tls: 'offered', credential: TIM }],
    [[GREETING, '+OK\r\nTOP\r\n.\r\n'], {}],
  ] as const)('gives the same: %j', (sayings, options) => {
    const whole = hear(sayings, options);
    for (let way = 0; way < 60; way += 1) {
      const cut = (saying: Buffer) => everySplit(saying)[way % (saying.length + 1)] ?? [saying];
      expect(render(answerBackend(begin(options), sayings, cut))).toEqual(whole);
    }
  });
});
