import { describe, it } from 'vitest';
import { createSieveBackendMachine, type SieveBackendOptions } from '../../../../src/protocol/sieve/backend-machine.ts';
import { createSieveClientMachine } from '../../../../src/protocol/sieve/client-machine.ts';
import { expectSoundBackendMachine, expectSoundClientMachine } from '../../../support/machine-fuzz.ts';
import { octets } from '../../../support/machine-transcript.ts';

const SIGN_IN = 'AUTHENTICATE "PLAIN" "AHRpbQB4"\r\n';
const CLIENT_WORDS = [
  ...[
    'CAPABILITY\r\n',
    'STARTTLS\r\n',
    SIGN_IN,
    'AUTHENTICATE "PLAIN"\r\n',
    'AUTHENTICATE "LOGIN"\r\n',
    'AUTHENTICATE ',
  ],
  ...[
    '"AHRpbQB4"\r\n',
    '{8+}\r\nAHRpbQB4\r\n',
    '{8+}\r\n',
    '{99999+}\r\n',
    '{3}',
    '"*"\r\n',
    '"',
    '\\',
    '(',
    ')',
    ' ',
    '\r\n',
  ],
  ...[
    '\n',
    '\r',
    '\0',
    'NOOP "a"\r\n',
    'LOGOUT\r\n',
    'UNAUTHENTICATE\r\n',
    'PUTSCRIPT "a" {5+}\r\n',
    'GET / HTTP/1.1\r\n',
  ],
];
const BACKEND_WORDS = [
  ...[
    'OK\r\n',
    'OK "x"\r\n',
    'NO\r\n',
    'NO (TRYLATER) "x"\r\n',
    'BYE (REFERRAL "x") "y"\r\n',
    '"SASL" "PLAIN"\r\n',
    '"XCLIENT"\r\n',
  ],
  ...[
    '"STARTTLS"\r\n',
    '"UNAUTHENTICATE"\r\n',
    '""\r\n',
    '{3}\r\nabc',
    '{9999}\r\n',
    '"',
    '(',
    ')',
    ' ',
    '\r\n',
    '\n',
    '\0',
  ],
];

describe('the client machine under any input', () => {
  it.each([
    ['at the greeting', 'active', ''],
    ['before TLS', 'offered', ''],
    ['in a literal', 'active', 'NOOP {20+}\r\nab'],
    ['in PLAIN', 'active', 'AUTHENTICATE "PLAIN"\r\n'],
    ['in LOGIN', 'active', 'AUTHENTICATE "LOGIN" "dGlt"\r\n'],
    ['while deciding', 'active', SIGN_IN],
    ['while TLS starts', 'offered', 'STARTTLS\r\n'],
    ['closed', 'active', 'LOGOUT\r\n'],
  ] as const)('keeps its promises %s', (_, tls, before) => {
    expectSoundClientMachine({
      begin: () => {
        const options = { tls, allowClearText: false, maxFailures: 3, maxBadCommands: 5, listing: [] };
        const machine = createSieveClientMachine(options);
        machine.start();
        const actions = machine.receive(octets(before));
        return { machine, isWaiting: actions.at(-1)?.kind === 'authenticate' };
      },
      words: CLIENT_WORDS,
      refusal: { text: 'no', countsAsFailure: true },
      ready: { text: '', facts: { listing: [], xclient: false } },
      maxBuffered: 16_384 + 128 + 1,
    });
  });
});

describe('the backend machine under any input', () => {
  const credential = { authenticationIdentity: 'tim', password: 'x' };
  const client = { remoteAddress: '::1', remotePort: 1, localAddress: '::1', localPort: 2, tls: true, sessionId: 'a' };
  const greeting = '"SASL" "PLAIN"\r\nOK\r\n';
  const beforeTls = '"STARTTLS"\r\nOK\r\n';
  const states: readonly [string, SieveBackendOptions, readonly string[]][] = [
    ['at the listing', { tls: 'active', credential }, []],
    ['in the listing', { tls: 'active', credential }, ['"SASL" "PLAIN"\r\n"SIEVE" {9}\r\na']],
    ['in STARTTLS', { tls: 'offered', credential }, [beforeTls]],
    ['while TLS starts', { tls: 'offered', credential }, [beforeTls, 'OK\r\n']],
    ['in XCLIENT', { tls: 'active', credential, xclient: client }, ['"XCLIENT"\r\n"SASL" "PLAIN"\r\nOK\r\n']],
    ['in AUTHENTICATE', { tls: 'active', credential }, [greeting]],
    ['behind a challenge', { tls: 'active', credential }, [greeting, '""\r\n']],
    ['in a probe', { tls: 'active' }, []],
  ];

  it.each(states)('ends exactly once %s', (_, options, before) => {
    expectSoundBackendMachine({
      begin: () => {
        const machine = createSieveBackendMachine(options);
        for (const saying of before) machine.receive(octets(saying));
        return machine;
      },
      words: BACKEND_WORDS,
    });
  });
});
