import { describe, it } from 'vitest';
import { createPop3BackendMachine, type Pop3BackendOptions } from '../../../../src/protocol/pop3/backend-machine.ts';
import { createPop3ClientMachine } from '../../../../src/protocol/pop3/client-machine.ts';
import { expectSoundBackendMachine, expectSoundClientMachine } from '../../../support/machine-fuzz.ts';
import { octets } from '../../../support/machine-transcript.ts';

const CLIENT_WORDS = [
  ...[
    'CAPA\r\n',
    'STLS\r\n',
    'USER tim\r\n',
    'PASS x\r\n',
    'PASS',
    ' ',
    'AUTH',
    'AUTH PLAIN\r\n',
    'AUTH PLAIN AHRpbQB4\r\n',
  ],
  ...[
    'AUTH LOGIN\r\n',
    'dGlt\r\n',
    'AHRpbQB4\r\n',
    '*\r\n',
    '=\r\n',
    '\r\n',
    '\n',
    '\r',
    '\0',
    'QUIT\r\n',
    'GET / \r\n',
    'LIST\r\n',
  ],
];
const BACKEND_WORDS = [
  ...[
    '+OK\r\n',
    '+OK',
    '+OK [XCLIENT] ready\r\n',
    '-ERR\r\n',
    '-ERR [AUTH] no\r\n',
    '-ERR [SYS/TEMP] x\r\n',
    '-ERR [IN-USE] x\r\n',
  ],
  ...['+ \r\n', '+', '\r\n', '.\r\n', '+OK\r\nSTLS\r\n.\r\n', 'STLS\r\n', '..\r\n', '\0', '-ERR [', ']'],
];

describe('the client machine under any input', () => {
  it.each([
    ['at the greeting', 'active', ''],
    ['before TLS', 'offered', ''],
    ['after USER', 'active', 'USER tim\r\n'],
    ['in PLAIN', 'active', 'AUTH PLAIN\r\n'],
    ['in LOGIN', 'active', 'AUTH LOGIN dGlt\r\n'],
    ['while deciding', 'active', 'USER tim\r\nPASS x\r\n'],
    ['while TLS starts', 'offered', 'STLS\r\n'],
    ['closed', 'active', 'QUIT\r\n'],
  ] as const)('keeps its promises %s', (_, tls, before) => {
    expectSoundClientMachine({
      begin: () => {
        const options = { tls, allowClearText: false, maxFailures: 3, maxBadCommands: 5, capabilities: ['TOP'] };
        const machine = createPop3ClientMachine(options);
        machine.start();
        const actions = machine.receive(octets(before));
        return { machine, isWaiting: actions.at(-1)?.kind === 'authenticate' };
      },
      words: CLIENT_WORDS,
      refusal: { code: 'AUTH', text: 'no', countsAsFailure: true },
      ready: { greeting: '+OK', facts: { capabilities: [], xclient: false } },
      maxBuffered: 16_384 + 64 + 1,
    });
  });
});

describe('the backend machine under any input', () => {
  const credential = { authenticationIdentity: 'tim', password: 'x' };
  const master = { ...credential, authorizationIdentity: 'ann' };
  const client = { remoteAddress: '::1', remotePort: 1, localAddress: '::1', localPort: 2, tls: true, sessionId: 'a' };
  const states: readonly [string, Pop3BackendOptions, readonly string[]][] = [
    ['at the greeting', { tls: 'active', credential }, []],
    ['in CAPA', { tls: 'offered', credential }, ['+OK\r\n']],
    ['in the list of CAPA', { tls: 'offered', credential }, ['+OK\r\n', '+OK\r\n']],
    ['in STLS', { tls: 'offered', credential }, ['+OK\r\n', '+OK\r\nSTLS\r\n.\r\n']],
    ['while TLS starts', { tls: 'offered', credential }, ['+OK\r\n', '+OK\r\nSTLS\r\n.\r\n', '+OK\r\n']],
    ['in XCLIENT', { tls: 'active', credential, xclient: client }, ['+OK [XCLIENT]\r\n']],
    ['in USER', { tls: 'active', credential }, ['+OK\r\n']],
    ['in PASS', { tls: 'active', credential }, ['+OK\r\n', '+OK\r\n']],
    ['in AUTH', { tls: 'active', credential: master }, ['+OK\r\n']],
    ['in a probe', { tls: 'active' }, ['+OK\r\n']],
  ];

  it.each(states)('ends exactly once %s', (_, options, before) => {
    expectSoundBackendMachine({
      begin: () => {
        const machine = createPop3BackendMachine(options);
        for (const saying of before) machine.receive(octets(saying));
        return machine;
      },
      words: BACKEND_WORDS,
    });
  });
});
