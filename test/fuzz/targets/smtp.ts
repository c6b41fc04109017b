// Submission: the client's machine and the backend's, in each state and every mode of TLS.

import { createSmtpBackendMachine, type SmtpBackendOptions } from '../../../src/protocol/smtp/backend-machine.ts';
import type { SmtpReady, SmtpRefusal } from '../../../src/protocol/smtp/client-machine.ts';
import { createSmtpClientMachine, type SmtpClientOptions } from '../../../src/protocol/smtp/client-machine.ts';
import { offeredExtensions, type SmtpFacts } from '../../../src/protocol/smtp/keywords.ts';
import { cutAnywhere, writeScript } from '../script.ts';
import { type BackendSetup, type BackendSubject, runBackend } from '../subjects/backend.ts';
import { type ClientSetup, type ClientSubject, runClient } from '../subjects/client.ts';
import { type FuzzTarget, magnitude, promise } from '../target.ts';
import {
  CREDENTIAL,
  FORWARDED,
  MASTER_CREDENTIAL,
  NOT_RESPONSES,
  PUNCTUATION,
  RESPONSES,
  SECRETS,
  seedsFor,
} from './words.ts';

type Client = ClientSetup<SmtpRefusal, SmtpReady>;

function client(options: Partial<SmtpClientOptions>, ...before: readonly string[]): Client {
  const defaults = { hostname: 'mx.example', tls: 'active', allowClearText: false, maxFailures: 30 } as const;
  const extensions = ['SIZE 1000', '8BITMIME'];
  return { begin: () => createSmtpClientMachine({ ...defaults, maxBadCommands: 30, extensions, ...options }), before };
}

const CLIENT_SETUPS: readonly Client[] = [
  client({}),
  client({ maxFailures: 2, maxBadCommands: 3 }),
  client({ tls: 'offered' }),
  client({ tls: 'offered', allowClearText: true }),
  client({ tls: 'absent' }),
  client({ tls: 'absent', allowClearText: true }),
  client({ tls: 'offered' }, 'EHLO x\r\nSTARTTLS\r\n'),
  client({}, 'EHLO x\r\nAUTH PLAIN AHRpbQBiYWQ=\r\n'),
  client({}, 'AUTH PLAIN\r\n'),
  client({}, 'AUTH LOGIN dGlt\r\n'),
  client({}, 'NOOP x\x1d\xff'.replace('\x1d\xff', 'x'.repeat(3000))),
  client({}, 'QUIT\r\n'),
];

const CLIENT: ClientSubject<SmtpRefusal, SmtpReady> = {
  setups: CLIENT_SETUPS,
  ready: { facts: { keywords: [], starttls: false, authMechanisms: [] } },
  refusals: {
    wrong: { code: 535, enhanced: '5.7.8', lines: ['No'], countsAsFailure: true },
    later: { code: 454, enhanced: '4.7.0', lines: ['Later'], countsAsFailure: false },
    shut: { code: 421, enhanced: '4.7.0', lines: ['Go away', 'now'], countsAsFailure: false },
  },
  maxBuffered: 16_384 + 1,
  maxLine: 512, // RFC 5321 §4.5.3.1.5
  withoutEcho: (said) => said,
};

const CLIENT_COMMANDS: readonly string[] = [
  ...[
    'EHLO x',
    'HELO x',
    'EHLO',
    'EHLO \xc3\xa4',
    'NOOP',
    'RSET',
    'HELP',
    'QUIT',
    'STARTTLS',
    'STARTTLS x',
    'MAIL FROM:<>',
  ],
  ...[
    'AUTH PLAIN',
    'AUTH LOGIN',
    'auth plain =',
    'AUTH PLAIN AHRpbQBiYWQ=',
    'AUTH PLAIN AHRpbQBnb29k',
    'AUTH X',
    'AUTH',
    'AUTH ',
  ],
  ...[
    'AUTH PLAIN A B',
    'RCPT TO:<x>',
    'DATA',
    'BDAT 3 LAST\r\nabc',
    'XCLIENT LOGIN=x',
    'get x',
    '',
    'NOOP x\x1d\x40',
    'TRACE /',
  ],
  ...['AUTH PLAIN A\x1d\xff\x1d\x10', 'AUTH LOGIN dGlt\r\nZ29vZA==', 'VRFY x', 'BURL x', 'DELETE /', 'AUTH LOGIN\r\n*'],
];

/** The client's machine. */
export const smtpClient: FuzzTarget = {
  name: 'smtp-client',
  seeds: [
    ...seedsFor(CLIENT_SETUPS.length, ['', 'AHRpbQBnb29k\r\nNOOP\r\n', '*\r\nEHLO x\r\n', 'Z29vZA==\r\n'], writeScript),
    ...CLIENT_COMMANDS.flatMap((line) => [0, 3].map((setup) => writeScript(setup, `${line}\r\nNOOP\r\n`))),
  ],
  dictionary: [...PUNCTUATION, ...RESPONSES, ...NOT_RESPONSES, ...CLIENT_COMMANDS, 'EHLO ', 'AUTH PLAIN ', 'auth '],
  run: (bytes) => runClient(CLIENT, bytes),
};

type Backend = BackendSetup<SmtpReady, SmtpFacts>;

function backend(options: Partial<SmtpBackendOptions>, ...before: readonly string[]): Backend {
  const wantsTls = options.tls === 'starttls';
  return {
    begin: () => createSmtpBackendMachine({ tls: 'implicit', helloName: 'c.example', ...options }),
    before,
    wantsTls,
  };
}

const STARTTLS = { tls: 'starttls', credential: CREDENTIAL } as const;
const SIGN_IN = { credential: CREDENTIAL };
const HELLO = '250-b\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 5\r\n';
const XHELLO = '250-b\r\n250-XCLIENT NAME ADDR PORT DESTADDR SESSION\r\n250 AUTH LOGIN\r\n';
const LONG = { authenticationIdentity: 'tim', password: `sEcReT${'x'.repeat(400)}` };
const BACKEND_SETUPS: readonly Backend[] = [
  backend(SIGN_IN),
  backend({ tls: 'none', credential: CREDENTIAL }),
  backend(STARTTLS),
  backend({}),
  backend({ tls: 'starttls' }),
  backend(SIGN_IN, '220 hi\r\n'),
  backend(STARTTLS, '220 hi\r\n'),
  backend(STARTTLS, '220 hi\r\n', HELLO),
  backend(STARTTLS, '220 hi\r\n', HELLO, '220 go\r\n'),
  backend({ ...STARTTLS, xclient: FORWARDED }, '220 hi\r\n', HELLO, '220 go\r\n', XHELLO),
  backend({ ...SIGN_IN, xclient: FORWARDED }, '220 hi\r\n', XHELLO, '220 again\r\n'),
  backend(SIGN_IN, '220 hi\r\n', HELLO),
  backend({ ...SIGN_IN, helloAfterSignIn: true }, '220 hi\r\n', HELLO, '235 in\r\n'),
  backend({ credential: MASTER_CREDENTIAL }, '220 hi\r\n', XHELLO),
  backend(SIGN_IN, '220 hi\r\n', '250-b\r\n250 AUTH LOGIN\r\n'),
  backend({ credential: LONG }, '220 hi\r\n', HELLO),
  backend({ ...SIGN_IN, helloName: 'evil\r\nQUIT' }, '220-hi\r\n'),
];

const BACKEND: BackendSubject<SmtpReady, SmtpFacts> = {
  setups: BACKEND_SETUPS,
  cut: cutAnywhere,
  secrets: SECRETS,
  codes: ['535 5.7.8', '535', '454 4.7.0', '421', '421 4.3.2', '554', '504', '530 5.7.0'],
  maxBuffered: 2048 + 1,
  judgeFacts: (facts) => {
    promise(facts.keywords.length <= 128, 'keywords are bounded');
    promise(
      facts.keywords.every((line) => /^[\x20-\x7e]{1,2048}$/.test(line)),
      'keywords are printable',
      facts.keywords,
    );
    const extensions = offeredExtensions(facts.keywords);
    const machine = createSmtpClientMachine({ hostname: 'h', tls: 'active', allowClearText: false, extensions });
    const said = [...machine.start(), ...machine.receive(Buffer.from('EHLO x\r\n'))].flatMap((action) =>
      action.kind === 'send' ? [Buffer.from(action.bytes).toString('latin1')] : [],
    );
    promise(/^(?:\d{3}[ -][\x20-\x7e]{1,480}\r\n)+$/.test(said.join('')), 'what is shown is a reply', said);
    return `facts${magnitude(facts.keywords.length)}-${extensions.length}-${facts.starttls}-${facts.authMechanisms.length}`;
  },
  judgeReady: ({ facts }) => BACKEND.judgeFacts(facts),
};

const BACKEND_LINES: readonly string[] = [
  ...[
    '220 hi',
    '220-hi\r\n220 ho',
    '250 b',
    '250-b',
    '235 in',
    '235 2.7.0 in',
    '334 ',
    '334',
    '421 bye',
    '421 4.3.2 bye',
    '454 4.7.0 x',
  ],
  ...[
    '535 5.7.8 no',
    '535 no',
    '530 5.7.0 x',
    '504 x',
    '554 no',
    '500 what',
    '250',
    '999 x',
    '220',
    '250-STARTTLS',
    '250 AUTH PLAIN',
  ],
  ...[
    '250-AUTH LOGIN',
    '250 AUTH=PLAIN',
    '250-CHUNKING\r\n250 BINARYMIME',
    '250-XCLIENT ADDR',
    '250 SIZE 1 2',
    '25',
    '2500 x',
  ],
  ...['250-b\r\n251 c', '354 go', '250-x\x1d\x40', '250 \x01', '535-5.7.8 a\r\n535 5.7.8 b', '220 \xff', '100 x'],
];

/** The backend's machine. */
export const smtpBackend: FuzzTarget = {
  name: 'smtp-backend',
  seeds: [
    ...seedsFor(
      BACKEND_SETUPS.length,
      ['', '220 x\r\n', '250 b\r\n', '334 \r\n\x1e334 \r\n\x1e235 x\r\n'],
      writeScript,
    ),
    ...seedsFor(BACKEND_SETUPS.length, [`220 x\r\n\x1e${HELLO}\x1e220 x\r\n\x1e${HELLO}\x1e235 x\r\n`], writeScript),
    ...BACKEND_LINES.flatMap((line) => [0, 6, 11].map((setup) => writeScript(setup, `${line}\r\n`, '250 x\r\n'))),
  ],
  dictionary: [...PUNCTUATION, ...BACKEND_LINES, '250-', '250 ', '\x1e235 x\r\n', '\x1e220 x\r\n', HELLO],
  run: (bytes) => runBackend(BACKEND, bytes),
};
