// IMAP: the client's machine and the backend's, in each state and every mode of TLS.

import type { ImapFacts, ImapReady } from '../../../src/protocol/imap/backend-machine.ts';
import { createImapBackendMachine, type ImapBackendOptions } from '../../../src/protocol/imap/backend-machine.ts';
import type { ImapRefusal } from '../../../src/protocol/imap/client-machine.ts';
import { createImapClientMachine, type ImapClientOptions } from '../../../src/protocol/imap/client-machine.ts';
import { TAG } from '../../../src/protocol/imap/command-reader.ts';
import { cutAnywhere, writeScript } from '../script.ts';
import { type BackendSetup, type BackendSubject, runBackend } from '../subjects/backend.ts';
import { type ClientSetup, type ClientSubject, runClient } from '../subjects/client.ts';
import { type FuzzTarget, magnitude, promise } from '../target.ts';
import {
  CREDENTIAL,
  FORWARDED,
  LITERALS,
  MASTER_CREDENTIAL,
  NOT_RESPONSES,
  PUNCTUATION,
  RESPONSES,
  SECRETS,
  seedsFor,
} from './words.ts';

type Client = ClientSetup<ImapRefusal, ImapReady>;

const PATIENT = { allowClearText: false, maxFailures: 30, maxBadCommands: 30 };

function client(options: ImapClientOptions, ...before: readonly string[]): Client {
  return { begin: () => createImapClientMachine(options), before };
}

const OVER_TLS: ImapClientOptions = { ...PATIENT, tls: 'active' };
const CLIENT_SETUPS: readonly Client[] = [
  client(OVER_TLS),
  client({ tls: 'active', allowClearText: false }),
  client({ ...PATIENT, tls: 'offered' }),
  client({ ...PATIENT, tls: 'offered', allowClearText: true }),
  client({ ...PATIENT, tls: 'absent' }),
  client({ ...PATIENT, tls: 'absent', allowClearText: true }),
  client({ ...PATIENT, tls: 'offered' }, 'a ID NIL\r\na CAPABILITY\r\na STARTTLS\r\n'),
  client(OVER_TLS, 'a CAPABILITY\r\na LOGIN tim bad\r\n'),
  client(OVER_TLS, 'a AUTHENTICATE PLAIN\r\n'),
  client(OVER_TLS, 'a AUTHENTICATE LOGIN dGlt\r\n'),
  client(OVER_TLS, 'a LOGIN tim {4}\r\n'),
  client(OVER_TLS, 'a LOGIN {4+}\r\ntim'),
  client(OVER_TLS, 'a ID ("name" '),
  client(OVER_TLS, 'a ID ("name" {9}\r\n'),
  client(OVER_TLS, 'a XYZZY {40+}\r\n'),
  client(OVER_TLS, 'a LOGOUT\r\n'),
];

const CLIENT: ClientSubject<ImapRefusal, ImapReady> = {
  setups: CLIENT_SETUPS,
  ready: {
    capabilities: ['IMAP4rev1', 'IDLE'],
    text: 'Logged in.',
    untagged: [Buffer.from('* OK [ALERT] hello\r\n')],
    facts: { capabilities: ['IMAP4rev1'], starttls: false },
  },
  refusals: {
    wrong: { code: 'AUTHENTICATIONFAILED', text: 'No.', countsAsFailure: true },
    later: { code: 'UNAVAILABLE', text: 'Later.', countsAsFailure: false },
    shut: { text: 'Go away.', alert: 'Look here.', close: true, countsAsFailure: false },
  },
  maxBuffered: 16_384 + 128 + 1,
  maxLine: 1000,
  withoutEcho: (said) => said.replaceAll(new RegExp(`^${TAG} (?=(?:OK|NO|BAD) )`, 'gm'), 'T '),
};

const CLIENT_COMMANDS: readonly string[] = [
  ...[
    'a NOOP',
    'a CAPABILITY',
    'a LOGOUT',
    'a ENABLE X',
    'a STARTTLS',
    'a STARTTLS x',
    'a ID NIL',
    'a ID ()',
    'a XYZZY',
  ],
  ...['a ID ("name" "x" "os" NIL)', 'a ID ("name" {3+}\r\nabc "version" "1")', 'a ID ("x" {4}\r\nabcd "y")', 'GET / x'],
  ...[
    'a LOGIN tim bad',
    'a LOGIN "tim" "good"',
    'a LOGIN {3}\r\ntim {4+}\r\ngood',
    'a LOGIN tim later',
    'a LOGIN a b c',
  ],
  ...[
    'a LOGIN {99999+}',
    'a ID ("x" {5000}',
    'a ID ("x" {5000+}',
    'a XYZZY {3+}\r\nabc {5000+}',
    'a LOGIN "a\\\\b" "good"',
    'a ID ("x" {5000}',
    'a ID ("x" {5000+}',
    'a XYZZY {3+}\r\nabc {5000+}',
    'a LOGIN "a\\"b" "good"',
    'a LOGIN {99999}',
    'a AUTHENTICATE PLAIN AHRpbQBiYWQ=',
    'a AUTHENTICATE PLAIN\r\nAHRpbQBnb29k',
  ],
  ...[
    'a AUTHENTICATE LOGIN\r\ndGlt\r\nZ29vZA==',
    'a AUTHENTICATE PLAIN\r\n*',
    'a AUTHENTICATE X',
    'a AUTHENTICATE PLAIN =',
  ],
  ...[
    'a APPEND x {3+}\r\nabc',
    'a UID',
    '* OK',
    ' a',
    'a',
    '',
    `a LOGIN tim x\x1d\xff`,
    'a AUTHENTICATE PLAIN A\x1d\xff\x1d\x10',
  ],
];

/** The client's machine. */
export const imapClient: FuzzTarget = {
  name: 'imap-client',
  seeds: [
    ...seedsFor(CLIENT_SETUPS.length, ['', 'a NOOP\r\n', 'good)\r\na NOOP\r\n'], writeScript),
    ...CLIENT_COMMANDS.flatMap((line) => [0, 3].map((setup) => writeScript(setup, `${line}\r\nb NOOP\r\n`))),
  ],
  dictionary: [
    ...PUNCTUATION,
    ...LITERALS,
    ...RESPONSES,
    ...NOT_RESPONSES,
    ...CLIENT_COMMANDS,
    'a ',
    'NIL',
    'ID',
    '"os"',
  ],
  run: (bytes) => runClient(CLIENT, bytes),
};

type Backend = BackendSetup<ImapReady, ImapFacts>;

function backend(options: ImapBackendOptions, ...before: readonly string[]): Backend {
  return { begin: () => createImapBackendMachine(options), before, wantsTls: options.tls === 'starttls' };
}

const UMLAUT = { authenticationIdentity: 'us\u00e4r', password: 'sEcReT' };
const SIGN_IN = { tls: 'implicit', saslIr: 'auto', mechanism: 'auto', credential: CREDENTIAL } as const;
const STARTTLS = { ...SIGN_IN, tls: 'starttls' } as const;
const GREETING = '* OK [CAPABILITY IMAP4rev1 SASL-IR ID LITERAL+ STARTTLS AUTH=PLAIN] hi\r\n';
const BACKEND_SETUPS: readonly Backend[] = [
  backend(SIGN_IN),
  backend({ ...SIGN_IN, tls: 'none' }),
  backend(STARTTLS),
  backend({ tls: 'starttls', saslIr: 'off', mechanism: 'auto' }),
  backend({ tls: 'none', saslIr: 'off', mechanism: 'auto' }),
  backend(SIGN_IN, GREETING),
  backend(
    { ...SIGN_IN, credential: MASTER_CREDENTIAL, sendId: { client: FORWARDED, fields: { name: 'x' } } },
    GREETING,
  ),
  backend({ ...SIGN_IN, saslIr: 'off', mechanism: 'plain' }, GREETING),
  backend({ ...SIGN_IN, mechanism: 'login', credential: UMLAUT }, '* OK [CAPABILITY IMAP4rev1] hi\r\n'),
  backend({ ...SIGN_IN, mechanism: 'login', credential: UMLAUT }, '* OK [CAPABILITY LITERAL+] hi\r\n'),
  backend({ ...SIGN_IN, credential: { ...CREDENTIAL, password: 'a\0b' } }, GREETING),
  backend({ ...SIGN_IN, mechanism: 'login' }, '* OK hi\r\n'),
  backend(STARTTLS, '* OK hi\r\n'),
  backend(STARTTLS, GREETING),
  backend(STARTTLS, GREETING, 'S OK go\r\n'),
  backend(STARTTLS, GREETING, 'S OK go\r\n', `* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nC OK\r\n`),
  backend(SIGN_IN, GREETING, 'L OK in\r\n'),
  backend(SIGN_IN, GREETING, '* LIST {20}\r\nabc'),
];

const BACKEND: BackendSubject<ImapReady, ImapFacts> = {
  setups: BACKEND_SETUPS,
  cut: cutAnywhere,
  secrets: SECRETS,
  codes: ['UNAVAILABLE', 'LIMIT', 'INUSE', 'REFERRAL', 'SERVERBUG', 'AUTHENTICATIONFAILED', 'ALERT', 'CAPABILITY'],
  maxBuffered: 8192 + 1,
  judgeFacts: ({ capabilities, starttls }) => {
    promise(
      capabilities.every((name) => /^[\x21-\x7e]{1,100}$/.test(name)),
      'capabilities are words',
      capabilities,
    );
    promise(capabilities.length <= 300, 'capabilities are bounded');
    return `facts${magnitude(capabilities.length)}-${starttls}`;
  },
  judgeReady: (ready) => {
    const judged = BACKEND.judgeFacts({ ...ready.facts, capabilities: ready.capabilities });
    const all = [...ready.capabilities, ...ready.facts.capabilities].map((name) => name.toUpperCase());
    promise(!all.includes('UNAUTHENTICATE'), 'no way round Postern is passed on', all);
    promise(/^[\x20-\x7e]{1,900}$/.test(ready.text), 'the text is bounded and printable', ready.text);
    const lines = ready.untagged.map((line) => Buffer.from(line).toString('latin1'));
    promise(
      lines.every((line) => /^\* [\x20-\x7e\x80-\xff]*\r\n$/.test(line)),
      'what is passed on is lines',
      lines,
    );
    promise(lines.length <= 16 && lines.join('').length <= 17_000, 'what is passed on is bounded');
    return `${judged}-${lines.length}`;
  },
};

const BACKEND_LINES: readonly string[] = [
  ...[
    '* OK hi',
    '* PREAUTH hi',
    '* BYE no',
    '* BYE [UNAVAILABLE] x',
    '* OK [ALERT] careful',
    '* NO [ALERT] x',
    '+ go',
    '+',
  ],
  ...[
    '* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ID',
    '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED',
    'C OK',
    'C NO',
    'S OK',
  ],
  ...[
    '* CAPABILITY IMAP4rev1 UNAUTHENTICATE',
    'L OK in',
    'L OK [CAPABILITY IMAP4rev1 IDLE] in',
    'L OK [ALERT] x',
    'L BAD x',
  ],
  ...[
    'L NO no',
    'L NO [AUTHENTICATIONFAILED] no',
    'L NO [UNAVAILABLE] x',
    'L NO [LIMIT] x',
    'L NO [REFERRAL imap://x] y',
  ],
  ...[
    'I OK',
    'I NO [SERVERBUG] x',
    '* ID NIL',
    '* ID ("name" {3}\r\nabc)',
    '* LIST () "/" {3}\r\nabc',
    'S NO',
    'S BAD [X] y',
  ],
  ...[
    'X OK',
    '* OK [',
    '* OK [CAPABILITY',
    '* STATUS {99999999999}',
    '* OK text {5}',
    '* x\x1d\xff',
    'C OK [CAPABILITY A B]',
  ],
];

/** The backend's machine. */
export const imapBackend: FuzzTarget = {
  name: 'imap-backend',
  seeds: [
    ...seedsFor(BACKEND_SETUPS.length, ['', '* BYE x\r\n', 'C OK\r\n\x1eL OK\r\n\x1eC OK\r\n'], writeScript),
    ...seedsFor(BACKEND_SETUPS.length, [`${BACKEND_LINES[8]}\r\nC OK\r\n\x1eS OK\r\n\x1eL NO\r\n`], writeScript),
    ...BACKEND_LINES.flatMap((line) => [0, 5, 8].map((setup) => writeScript(setup, `${line}\r\n`, 'L OK [A] x\r\n'))),
  ],
  dictionary: [
    ...PUNCTUATION,
    ...LITERALS,
    ...BACKEND_LINES,
    '* ',
    'L ',
    'OK ',
    'NO ',
    '[CAPABILITY ',
    'BYE ',
    'LITERAL+',
  ],
  run: (bytes) => runBackend(BACKEND, bytes),
};
