// ManageSieve: the client's machine and the backend's, in each state and every mode of TLS.

import type { SieveFacts, SieveReady } from '../../../src/protocol/sieve/backend-machine.ts';
import { createSieveBackendMachine, type SieveBackendOptions } from '../../../src/protocol/sieve/backend-machine.ts';
import { offeredListing } from '../../../src/protocol/sieve/capabilities.ts';
import type { SieveRefusal } from '../../../src/protocol/sieve/client-machine.ts';
import { createSieveClientMachine, type SieveClientOptions } from '../../../src/protocol/sieve/client-machine.ts';
import { SieveLineReader } from '../../../src/protocol/sieve/line-reader.ts';
import { cutWithinLines, writeScript } from '../script.ts';
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

type Client = ClientSetup<SieveRefusal, SieveReady>;

function client(options: Partial<SieveClientOptions>, ...before: readonly string[]): Client {
  const defaults = { tls: 'active', allowClearText: false, maxFailures: 30, maxBadCommands: 30 } as const;
  const listing = [{ name: 'SIEVE', value: 'fileinto' }];
  return { begin: () => createSieveClientMachine({ ...defaults, listing, ...options }), before };
}

const CLIENT_SETUPS: readonly Client[] = [
  client({}),
  client({ maxFailures: 2, maxBadCommands: 3 }),
  client({ tls: 'offered' }),
  client({ tls: 'offered', allowClearText: true }),
  client({ tls: 'absent' }),
  client({ tls: 'absent', allowClearText: true }),
  client({ tls: 'offered' }, 'CAPABILITY\r\nSTARTTLS\r\n'),
  client({}, 'AUTHENTICATE "PLAIN" "AHRpbQBiYWQ="\r\n'),
  client({}, 'AUTHENTICATE "PLAIN"\r\n'),
  client({}, 'AUTHENTICATE "LOGIN" "dGlt"\r\n'),
  client({}, 'NOOP {20+}\r\nab'),
  client({}, 'LOGOUT\r\n'),
];

const CLIENT: ClientSubject<SieveRefusal, SieveReady> = {
  setups: CLIENT_SETUPS,
  ready: { text: 'in', facts: { listing: [], xclient: false } },
  refusals: {
    wrong: { text: 'No.', countsAsFailure: true },
    later: { code: 'TRYLATER', text: 'Later.', countsAsFailure: false },
    shut: { text: 'Go away.', close: true, countsAsFailure: false },
  },
  maxBuffered: 16_384 + 128 + 1,
  maxLine: 512,
  withoutEcho: withoutNoopTag,
};

/** NOOP's tag comes back (RFC 5804 §2.13): one string, in one place. */
function withoutNoopTag(said: string): string {
  const [start, size] = /^OK \(TAG (?:"(?:[^"\\\r\n\0]|\\["\\])*"|\{(\d+)\}\r\n)/.exec(said) ?? [];
  if (start === undefined) return said;
  return `OK (TAG${said.slice(start.length + Number(size ?? 0))}`;
}

const CLIENT_COMMANDS: readonly string[] = [
  ...[
    'CAPABILITY',
    'NOOP',
    'NOOP "a"',
    'NOOP {3+}\r\na\r\n',
    'LOGOUT',
    'STARTTLS',
    'STARTTLS x',
    'UNAUTHENTICATE',
    'capability',
  ],
  ...[
    'AUTHENTICATE "PLAIN"',
    'AUTHENTICATE "LOGIN"',
    'AUTHENTICATE "X"',
    'AUTHENTICATE',
    'AUTHENTICATE PLAIN',
    'AUTHENTICATE ""',
  ],
  ...[
    'AUTHENTICATE "PLAIN" "AHRpbQBnb29k"',
    'AUTHENTICATE "PLAIN" {12+}\r\nAHRpbQBsYXRlcg==',
    'AUTHENTICATE "PLAIN" ""',
    '"*"',
  ],
  ...[
    'AUTHENTICATE {5+}\r\nPLAIN {12}\r\nAHRpbQBnb29k',
    'PUTSCRIPT "a" {5+}\r\nabcde',
    '"AHRpbQBnb29k"',
    '{12+}\r\nAHRpbQBnb29k',
  ],
  ...[
    'HAVESPACE "a" 5',
    '("a" (b) "c")',
    '"unclosed',
    'NOOP "\\""',
    'NOOP "\\x"',
    'NOOP "x\x1d\xff"',
    '',
    'x\x1d\xff\x1d\x10',
    'GET /',
  ],
];

/** The client's machine. */
export const sieveClient: FuzzTarget = {
  name: 'sieve-client',
  seeds: [
    ...seedsFor(
      CLIENT_SETUPS.length,
      ['', '"AHRpbQBnb29k"\r\nNOOP\r\n', '"*"\r\nNOOP "x"\r\n', '"Z29vZA=="\r\n'],
      writeScript,
    ),
    ...CLIENT_COMMANDS.flatMap((line) => [0, 3].map((setup) => writeScript(setup, `${line}\r\nNOOP\r\n`))),
  ],
  dictionary: [
    ...PUNCTUATION,
    ...LITERALS,
    ...RESPONSES,
    ...NOT_RESPONSES,
    ...CLIENT_COMMANDS,
    'AUTHENTICATE "PLAIN" "',
  ],
  run: (bytes) => runClient(CLIENT, bytes),
};

type Backend = BackendSetup<SieveReady, SieveFacts>;

function backend(options: Partial<SieveBackendOptions>, ...before: readonly string[]): Backend {
  const wantsTls = options.tls === 'offered';
  return { begin: () => createSieveBackendMachine({ tls: 'active', ...options }), before, wantsTls };
}

const STARTTLS = { tls: 'offered', credential: CREDENTIAL } as const;
const SIGN_IN = { credential: CREDENTIAL };
const LISTING = '"SASL" "PLAIN"\r\n"SIEVE" "fileinto"\r\nOK\r\n';
const BEFORE_TLS = '"SASL" ""\r\n"STARTTLS"\r\nOK\r\n';
const BACKEND_SETUPS: readonly Backend[] = [
  backend(SIGN_IN),
  backend({ tls: 'absent', credential: CREDENTIAL }),
  backend(STARTTLS),
  backend({}),
  backend({ tls: 'offered' }),
  backend(SIGN_IN, '"SASL" "PLAIN"\r\n"SIEVE" {9}\r\na'),
  backend(STARTTLS, BEFORE_TLS),
  backend(STARTTLS, BEFORE_TLS, 'OK\r\n'),
  backend(STARTTLS, BEFORE_TLS, 'OK\r\n', LISTING),
  backend({ ...SIGN_IN, xclient: FORWARDED }, `"XCLIENT"\r\n${LISTING}`),
  backend(SIGN_IN, LISTING),
  backend(SIGN_IN, LISTING, '""\r\n'),
  backend({ credential: MASTER_CREDENTIAL }, LISTING),
];

const BACKEND: BackendSubject<SieveReady, SieveFacts> = {
  setups: BACKEND_SETUPS,
  cut: cutWithinLines, // what is said out of turn is told by what arrived together
  secrets: SECRETS,
  codes: ['TRYLATER', 'LIMIT', 'REFERRAL', 'ENCRYPT-NEEDED', 'AUTH-TOO-WEAK', 'QUOTA/MAXSIZE'],
  maxBuffered: 8192 + 1,
  judgeFacts: (facts) => {
    promise(facts.listing.length <= 100, 'the listing is bounded');
    promise(!facts.listing.some(({ name }) => name === 'UNAUTHENTICATE'), 'no way round Postern is learnt');
    const options = { tls: 'active', allowClearText: false, maxFailures: 3, maxBadCommands: 3 } as const;
    const shown = createSieveClientMachine({ ...options, listing: offeredListing(facts) }).start();
    return `facts${magnitude(facts.listing.length)}-${facts.xclient}-${checkListing(shown)}`;
  },
  judgeReady: ({ text, facts }) => {
    promise(/^[\x20-\x7e]{0,500}$/.test(text), 'the text is bounded and printable', text);
    return BACKEND.judgeFacts(facts);
  },
};

/** What a backend listed is shown to clients: they must be able to read it, to its end and not beyond. */
function checkListing(shown: ReturnType<ReturnType<typeof createSieveClientMachine>['start']>): number {
  const reader = new SieveLineReader(100_000);
  for (const action of shown) if (action.kind === 'send') reader.append(action.bytes);
  const lines = Array.from({ length: 101 }, () => reader.takeLine()).filter(({ kind }) => kind !== 'need-more');
  const last = lines.at(-1);
  const isListing = lines.every(({ kind }) => kind === 'line') && reader.length === 0;
  promise(isListing && last?.kind === 'line' && last.tokens[0]?.kind === 'atom', 'what is shown is a listing', lines);
  const strings = lines.slice(0, -1).every((line) => line.kind === 'line' && line.tokens[0]?.kind === 'string');
  promise(strings, 'nothing in a listing looks like its end', lines);
  return lines.length;
}

const BACKEND_LINES: readonly string[] = [
  ...[
    'OK',
    'OK "x"',
    'OK (TAG "a") "x"',
    'NO',
    'NO "no"',
    'NO (TRYLATER) "x"',
    'NO (REFERRAL "sieve://x") "y"',
    'BYE',
    'BYE (A/B) "z"',
  ],
  ...[
    '"SASL" "PLAIN"',
    '"SASL" "LOGIN"',
    '"STARTTLS"',
    '"XCLIENT"',
    '"UNAUTHENTICATE"',
    '"SIEVE" "a\\"b"',
    '"NOTIFY" {3}\r\nabc',
  ],
  ...[
    '""',
    '{0}\r\n',
    '"AA=="',
    '{9999}',
    'ok',
    'OK x',
    'NO (LIMIT) {3}\r\nabc',
    'NO ((a)) "x"',
    '"A" "B" "C"',
    '(',
    '"SIEVE" {5}\r\na\r\nb\r',
  ],
  ...[
    '"IMPLEMENTATION" "x\x1d\x40"',
    '"LANGUAGE" {7}\r\nOK\r\n"x"',
    '"\xff"',
    '"NOTIFY" ""',
    'x\x1d\xff',
    'NO (ENCRYPT-NEEDED) "x"',
  ],
];

/** The backend's machine. */
export const sieveBackend: FuzzTarget = {
  name: 'sieve-backend',
  seeds: [
    ...seedsFor(BACKEND_SETUPS.length, ['', 'OK\r\n', 'NO "x"\r\n', '""\r\n\x1eOK\r\n'], writeScript),
    ...seedsFor(BACKEND_SETUPS.length, [`${BEFORE_TLS}\x1eOK\r\n\x1e${LISTING}\x1eOK\r\n`], writeScript),
    ...BACKEND_LINES.flatMap((line) => [0, 2, 10].map((setup) => writeScript(setup, `${line}\r\nOK\r\n`, 'OK\r\n'))),
  ],
  dictionary: [...PUNCTUATION, ...LITERALS, ...BACKEND_LINES, '"SASL" ', 'OK ', 'NO (', '\x1eOK\r\n', LISTING],
  run: (bytes) => runBackend(BACKEND, bytes),
};
