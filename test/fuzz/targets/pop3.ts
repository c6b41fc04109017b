// POP3: the client's machine and the backend's, in each state and every mode of TLS.

import type { Pop3Facts, Pop3Ready } from '../../../src/protocol/pop3/backend-machine.ts';
import { createPop3BackendMachine, type Pop3BackendOptions } from '../../../src/protocol/pop3/backend-machine.ts';
import { offeredCapabilities } from '../../../src/protocol/pop3/capabilities.ts';
import type { Pop3Refusal } from '../../../src/protocol/pop3/client-machine.ts';
import { createPop3ClientMachine, type Pop3ClientOptions } from '../../../src/protocol/pop3/client-machine.ts';
import { cutWithinLines, writeScript } from '../script.ts';
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

type Client = ClientSetup<Pop3Refusal, Pop3Ready>;

function client(options: Partial<Pop3ClientOptions>, ...before: readonly string[]): Client {
  const defaults = { tls: 'active', allowClearText: false, maxFailures: 30, maxBadCommands: 30 } as const;
  return { begin: () => createPop3ClientMachine({ ...defaults, capabilities: ['TOP', 'UIDL'], ...options }), before };
}

const CLIENT_SETUPS: readonly Client[] = [
  client({}),
  client({ maxFailures: 2, maxBadCommands: 3 }),
  client({ tls: 'offered' }),
  client({ tls: 'offered', allowClearText: true }),
  client({ tls: 'absent' }),
  client({ tls: 'absent', allowClearText: true }),
  client({ tls: 'offered' }, 'CAPA\r\nSTLS\r\n'),
  client({}, 'USER tim\r\nPASS bad\r\n'),
  client({}, 'USER tim\r\n'),
  client({}, 'AUTH PLAIN\r\n'),
  client({}, 'AUTH LOGIN dGlt\r\n'),
  client({}, 'QUIT\r\n'),
];

const CLIENT: ClientSubject<Pop3Refusal, Pop3Ready> = {
  setups: CLIENT_SETUPS,
  ready: { greeting: '+OK Logged in.', facts: { capabilities: [], xclient: false } },
  refusals: {
    wrong: { code: 'AUTH', text: 'No.', countsAsFailure: true },
    later: { code: 'SYS/TEMP', text: 'Later.', countsAsFailure: false },
    shut: { text: 'Go away.', close: true, countsAsFailure: false },
  },
  maxBuffered: 16_384 + 64 + 1,
  maxLine: 512, // RFC 2449 §4
  withoutEcho: (said) => said,
};

const CLIENT_COMMANDS: readonly string[] = [
  ...[
    'CAPA',
    'STLS',
    'STLS x',
    'USER tim',
    'USER',
    'USER  ',
    'PASS bad',
    'PASS good',
    'PASS later',
    'PASS shut',
    'PASS',
    'QUIT',
  ],
  ...[
    'AUTH',
    'AUTH PLAIN',
    'AUTH LOGIN',
    'auth plain =',
    'AUTH PLAIN AHRpbQBiYWQ=',
    'AUTH PLAIN AHRpbQBnb29k',
    'AUTH X',
    'NOOP',
  ],
  ...[
    'AUTH PLAIN A B',
    'APOP tim x',
    'LIST',
    'XYZZY',
    'get x',
    '',
    'USER x\x1d\xff',
    'AUTH PLAIN A\x1d\xff\x1d\x10',
    'PASS  good ',
  ],
];

/** The client's machine. */
export const pop3Client: FuzzTarget = {
  name: 'pop3-client',
  seeds: [
    ...seedsFor(CLIENT_SETUPS.length, ['', 'PASS good\r\nLIST\r\n', '*\r\nCAPA\r\n', 'Z29vZA==\r\n'], writeScript),
    ...CLIENT_COMMANDS.flatMap((line) => [0, 3, 8].map((setup) => writeScript(setup, `${line}\r\nCAPA\r\n`))),
  ],
  dictionary: [...PUNCTUATION, ...RESPONSES, ...NOT_RESPONSES, ...CLIENT_COMMANDS, 'USER tim\r\nPASS bad\r\n', 'AUTH '],
  run: (bytes) => runClient(CLIENT, bytes),
};

type Backend = BackendSetup<Pop3Ready, Pop3Facts>;

function backend(options: Partial<Pop3BackendOptions>, ...before: readonly string[]): Backend {
  const wantsTls = options.tls === 'offered';
  return { begin: () => createPop3BackendMachine({ tls: 'active', ...options }), before, wantsTls };
}

const STLS = { tls: 'offered', credential: CREDENTIAL } as const;
const SIGN_IN = { credential: CREDENTIAL };
const LIST = '+OK\r\nSTLS\r\nTOP\r\n.\r\n';
const LONG = { authenticationIdentity: 'tim', password: `sEcReT${'x'.repeat(300)}` };
const BACKEND_SETUPS: readonly Backend[] = [
  backend(SIGN_IN),
  backend({ tls: 'absent', credential: CREDENTIAL }),
  backend(STLS),
  backend({}),
  backend({ tls: 'offered' }),
  backend(STLS, '+OK\r\n'),
  backend(STLS, '+OK\r\n', '+OK\r\nTOP\r\n'),
  backend(STLS, '+OK\r\n', LIST),
  backend({ ...STLS, xclient: FORWARDED }, '+OK [XCLIENT] hi\r\n', LIST, '+OK\r\n'),
  backend({ ...SIGN_IN, xclient: FORWARDED }, '+OK [XCLIENT] hi\r\n'),
  backend(SIGN_IN, '+OK\r\n'),
  backend(SIGN_IN, '+OK\r\n', '+OK\r\n'),
  backend({ credential: MASTER_CREDENTIAL }, '+OK\r\n'),
  backend({ credential: LONG }, '+OK\r\n'),
  backend({}, '+OK\r\n', '+OK\r\n'),
];

const BACKEND: BackendSubject<Pop3Ready, Pop3Facts> = {
  setups: BACKEND_SETUPS,
  cut: cutWithinLines, // what is said out of turn is told by what arrived together
  secrets: SECRETS,
  codes: ['AUTH', 'SYS/TEMP', 'SYS/PERM', 'IN-USE', 'LOGIN-DELAY'],
  maxBuffered: 4096 + 1,
  judgeFacts: (facts) => {
    promise(facts.capabilities.length <= 100, 'capabilities are bounded');
    const shown = offeredCapabilities(facts.capabilities);
    promise(
      shown.every((line) => /^[\x21-\x7e][\x20-\x7e]{0,510}$/.test(line)),
      'what is shown is lines',
      shown,
    );
    return `facts${magnitude(facts.capabilities.length)}-${shown.length}-${facts.xclient}`;
  },
  judgeReady: ({ greeting, facts }) => {
    promise(/^\+OK(?: [^\n]*)?$/.test(greeting), 'the greeting is one line', greeting);
    return BACKEND.judgeFacts(facts);
  },
};

const BACKEND_LINES: readonly string[] = [
  ...[
    '+OK',
    '+OK hi',
    '+OK [XCLIENT] hi',
    '-ERR',
    '-ERR [AUTH] no',
    '-ERR [SYS/TEMP] x',
    '-ERR [SYS/PERM] x',
    '-ERR [IN-USE] x',
  ],
  ...[
    '+ ',
    '+',
    '.',
    '..',
    '+OK\r\nSTLS\r\n.',
    '+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN\r\n.',
    'STLS',
    'EXPIRE 0',
    '-ERR [',
    '+ok',
    '+OKx',
  ],
  ...[
    '-ERR [LOGIN-DELAY] x',
    '-ERR [\x01] x',
    '+OK x\x1d\x80',
    'STLS x',
    'IMPLEMENTATION y',
    '-ERR [X/Y] z',
    '+OK \rx',
  ],
];

/** The backend's machine. */
export const pop3Backend: FuzzTarget = {
  name: 'pop3-backend',
  seeds: [
    ...seedsFor(
      BACKEND_SETUPS.length,
      ['', '+OK\r\n', '-ERR no\r\n', `+OK\r\n\x1e${LIST}\x1e+OK\r\n\x1e+OK\r\n`],
      writeScript,
    ),
    ...BACKEND_LINES.flatMap((line) => [0, 2, 11].map((setup) => writeScript(setup, `${line}\r\n`, '+OK\r\n'))),
  ],
  dictionary: [...PUNCTUATION, ...BACKEND_LINES, '\x1e+OK\r\n', '-ERR ', 'SASL ', '[AUTH]'],
  run: (bytes) => runBackend(BACKEND, bytes),
};
