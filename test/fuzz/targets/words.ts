// Words that several languages share, and credentials in the forms in which clients send them.

import type { BackendCredential, ForwardedClient } from '../../../src/protocol/dialogue.ts';
import { CANARY } from '../target.ts';

/** How lines end, bend and break; what is special to one parser or another; lines longer than any limit. */
export const PUNCTUATION: readonly string[] = [
  ...['\r\n', '\n', '\r', '\r\r\n', '\n\r\n', '\0', '\t', ' ', '  ', '"', '\\', '\\"', '\\\\', '(', ')', '<', '>', ':'],
  ...[
    '*',
    '=',
    '+',
    '-',
    '.',
    '..',
    '.\r\n',
    '{',
    '}',
    '[',
    ']',
    '%',
    '~',
    '\x7f',
    '\xff',
    '\xc3\xa4',
    '\xc3',
    '\xed\xa0\x80',
  ],
  ...['\x1e', '\x1e\x1e', '\x1d\x01', '\x1d\x08', '\x1d\x20', '\x1d\x40', '\x1d\x80', '\x1d\xff', 'x\x1d\xff\x1d\xff'],
  ...[CANARY, `${CANARY} `, ` ${CANARY}\r\n`, 'GET / HTTP/1.1\r\n', 'POST /', 'OPTIONS ', '\x16\x03\x01\x02\x00'],
];

/** Literal markers, honest and not. */
export const LITERALS: readonly string[] = [
  ...['{0}\r\n', '{1+}\r\n', '{3}\r\nabc', '{3+}\r\nabc', '{8+}\r\n', '{40+}\r\n', '{4096+}', '{4097}', '{4097+}'],
  ...['{16384+}', '{99999+}', '{99999999999}', '{99999999999999999999+}', '{-1}', '{+}', '{03}', '{1-}', '~{3}\r\n'],
];

export function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

/** Base64 of what PLAIN and LOGIN carry, with each verdict; and what isn't base64. */
export const RESPONSES: readonly string[] = [
  ...[
    '\0tim\0bad',
    '\0tim\0good',
    '\0tim\0later',
    '\0tim\0shut',
    'ann\0tim\0good',
    'ann\0tim\0x',
    '\0\0',
    'tim',
    'good',
  ],
  ...['\0tim\0x\0', '\0tim\0\x01', '\0\xff\0x', 'x'.repeat(20), '\0tim', 'later', 'shut', 'bad'],
].map(base64);
export const NOT_RESPONSES: readonly string[] = ['*', '=', '====', 'A===', 'QQ=', 'Q', 'QQ==QQ==', 'Q Q=', '!'];

export const CREDENTIAL: BackendCredential = { authenticationIdentity: 'tim', password: 'sEcReT' };
export const MASTER_CREDENTIAL: BackendCredential = { ...CREDENTIAL, authorizationIdentity: 'ann' };
/** What must not be seen in the clear. */
export const SECRETS: readonly string[] = [
  'sEcReT',
  base64('\0tim\0sEcReT'),
  base64('ann\0tim\0sEcReT'),
  base64('sEcReT'),
];

export const FORWARDED: ForwardedClient = {
  remoteAddress: '2001:db8::1',
  remotePort: 4711,
  localAddress: '192.0.2.1',
  localPort: 993,
  tls: true,
  sessionId: 'a-1',
};

/** Writes a script. */
type Write = (setup: number, phrase: string) => Buffer;

/** Every phrase in every setup, as seeds. */
export function seedsFor(setups: number, phrases: readonly string[], write: Write): readonly Buffer[] {
  return phrases.flatMap((phrase) => Array.from({ length: setups }, (_, setup) => write(setup, phrase)));
}
