// What is read without a dialogue: the PROXY header, SASL, lines, ManageSieve's tokens, a backend's stream.

import type { PresentedCredentials } from '../../../src/protocol/dialogue.ts';
import { ResponseScanner } from '../../../src/protocol/imap/response-scanner.ts';
import { InputBuffer } from '../../../src/protocol/input-buffer.ts';
import { formatProxyHeader } from '../../../src/protocol/proxy-header/format.ts';
import { parseIpAddress } from '../../../src/protocol/proxy-header/ip-address.ts';
import { MAX_VERSION_2_OCTETS, parseProxyHeader } from '../../../src/protocol/proxy-header/parse.ts';
import { MAX_CREDENTIAL_OCTETS } from '../../../src/protocol/sasl/credentials.ts';
import { beginSaslExchange } from '../../../src/protocol/sasl/exchange.ts';
import { plainMessage, readInitialResponse, readSaslLine } from '../../../src/protocol/sasl/line.ts';
import { type SieveLine, SieveLineReader } from '../../../src/protocol/sieve/line-reader.ts';
import { readText, sieveString } from '../../../src/protocol/sieve/string.ts';
import { ReplyScanner } from '../../../src/protocol/smtp/reply-scanner.ts';
import { hashOf, seededRandom } from '../random.ts';
import { type Cut, cutAnywhere, readScript, uncut, writeScript } from '../script.ts';
import { type FuzzTarget, magnitude, promise } from '../target.ts';
import { LITERALS, NOT_RESPONSES, PUNCTUATION, RESPONSES } from './words.ts';

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function runProxyHeader(bytes: Uint8Array): string {
  const found = parseProxyHeader(bytes);
  const shown = JSON.stringify(found);
  const random = seededRandom(hashOf(bytes));
  for (let tries = 0; tries < 8; tries += 1) {
    const start = parseProxyHeader(bytes.subarray(0, random(bytes.length + 1)));
    const agrees = start.kind === 'need-more' || JSON.stringify(start) === shown;
    promise(agrees, 'a start says nothing that the whole takes back', [start, found]);
  }
  if (found.kind === 'need-more') promise(bytes.length < MAX_VERSION_2_OCTETS, 'what waits is bounded');
  if (found.kind !== 'header') return found.kind;
  promise(found.consumed > 0 && found.consumed <= bytes.length, 'no more is taken than there is', shown);
  const { source, destination, serverName, tls } = found;
  for (const text of [serverName, tls?.version, tls?.cipher]) {
    promise(text === undefined || /^[\x21-\x7e]{1,255}$/.test(text), 'texts are bounded and printable', shown);
  }
  if (source === undefined || destination === undefined) return 'header-without-addresses';
  for (const end of [source, destination]) {
    promise(parseIpAddress(end.address) !== undefined, 'addresses are addresses', shown);
    promise(Number.isInteger(end.port) && end.port >= 0 && end.port <= 65_535, 'ports are ports', shown);
  }
  for (const version of [1, 2] as const) {
    const client = {
      ...{ remoteAddress: source.address, remotePort: source.port, tls: tls !== undefined, sessionId: 'a' },
      ...{ localAddress: destination.address, localPort: destination.port },
    };
    const again = parseProxyHeader(formatProxyHeader({ version, client, ...(serverName && { serverName }) }));
    const isSame = again.kind === 'header' && JSON.stringify([again.source, again.destination]);
    promise(isSame === JSON.stringify([source, destination]), 'what was read can be written', [found, again]);
  }
  return `header-${bytes[0]}-${source.address.includes(':')}-${serverName !== undefined} ${Object.keys(tls ?? {})}`;
}

const V2 = '\r\n\r\n\0\r\nQUIT\n';
const V2_TCP4 = `${V2}\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x02\x12\x34\0\x8f`;
const V2_TLS = `${V2}\x21\x11\0\x2b\x7f\0\0\x01\x7f\0\0\x02\x12\x34\0\x8f\x02\0\x04mail\x20\0\x15\x01\0\0\0\0\x21\0\x07TLSv1.3\x23\0\x03abc`;

/** The PROXY protocol header, versions 1 and 2. */
export const proxyHeader: FuzzTarget = {
  name: 'proxy-header',
  seeds: [
    ...[
      'PROXY TCP4 192.0.2.1 192.0.2.2 1 65535\r\n',
      'PROXY TCP6 ::1 2001:db8::2 0 993\r\nrest',
      'PROXY UNKNOWN x y\r\n',
      '',
    ],
    ...[
      'PROXY TCP6 ::ffff:1.2.3.4 ::ffff:1.2.3.5 1 2\r\n',
      'PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n',
      'GET /',
      V2_TCP4,
      V2_TLS,
    ],
    ...[
      `${V2}\x20\0\0\0`,
      `${V2}\x21\0\0\0`,
      `${V2}\x21\x21\0\x24${'\x01'.repeat(36)}`,
      `${V2}\x21\x31\0\xd8${'\0'.repeat(216)}`,
    ],
  ].map(latin1),
  dictionary: [
    'PROXY ',
    'TCP4 ',
    'TCP6 ',
    'UNKNOWN',
    '\r\n',
    '\r',
    '\n',
    ' ',
    '0',
    '65536',
    '::',
    '::ffff:',
    '1.2.3.4',
    '%eth0',
    V2,
  ].concat([
    '\x20',
    '\x21',
    '\x11',
    '\x31',
    '\x02\0\x01x',
    '\x20\0\x05\x01\0\0\0\0',
    '\0',
    '\xff',
    '\0\x0c',
    'fe80::1',
    '.',
    ':',
  ]),
  run: runProxyHeader,
};

function checkCredentials(credentials: PresentedCredentials): string {
  if (credentials.kind === 'malformed') return `malformed-${credentials.mechanism}`;
  const { authenticationIdentity, authorizationIdentity, password } = credentials;
  const all = [
    authenticationIdentity,
    password,
    ...(authorizationIdentity === undefined ? [] : [authorizationIdentity]),
  ];
  for (const text of all) {
    promise(text !== '' && Buffer.byteLength(text) <= MAX_CREDENTIAL_OCTETS, 'credentials are there and bounded', text);
    promise(!/[\x00-\x1f\x7f]/.test(text) && text.isWellFormed(), 'no control gets through (A2)', text);
  }
  const line = readSaslLine(latin1(plainMessage(credentials)));
  const again = line.kind === 'response' ? beginSaslExchange('PLAIN')?.next(line.octets) : undefined;
  const read = again?.kind === 'done' ? again.credentials : undefined;
  promise(
    JSON.stringify(read) === JSON.stringify({ ...credentials, mechanism: 'PLAIN' }),
    'a backend reads the same',
    read,
  );
  return `password-${credentials.mechanism}-${authorizationIdentity !== undefined}-${magnitude(password.length)}`;
}

function runSasl(bytes: Uint8Array): string {
  const { setup, flights } = readScript(bytes);
  const exchange = beginSaslExchange(setup % 2 === 0 ? 'plain' : 'LOGIN');
  const words = [`s${setup % 4}`];
  const hasInitial = setup % 4 > 1;
  if (!hasInitial) words.push(exchange?.next(undefined).kind ?? 'none');
  for (const [index, flight] of flights.entries()) {
    const line = index === 0 && hasInitial ? readInitialResponse(flight) : readSaslLine(flight);
    words.push(line.kind);
    if (line.kind !== 'response') break;
    promise(line.octets.length <= flight.length, 'decoding makes nothing longer');
    const step = exchange?.next(line.octets);
    if (step?.kind !== 'done') continue;
    words.push(checkCredentials(step.credentials));
    break;
  }
  return words.join(' ');
}

/** SASL lines and exchanges: setups 0 and 1 without initial response, 2 and 3 with one. */
export const sasl: FuzzTarget = {
  name: 'sasl',
  seeds: [0, 1, 2, 3].flatMap((setup) =>
    [...RESPONSES, ...NOT_RESPONSES, 'QUJD\x1d\x1f'].map((response) => writeScript(setup, response, 'Z29vZA==')),
  ),
  dictionary: [...RESPONSES, ...NOT_RESPONSES, '\x1e', 'AA', 'AAAA\x1d\x10', '/', '+', '=', '\r', '\n', '-', '_'],
  run: runSasl,
};

function readLines(flights: readonly Buffer[], limit: number, cut: Cut): readonly string[] {
  const buffer = new InputBuffer();
  const lines: string[] = [];
  for (const chunk of flights.flatMap(cut)) {
    buffer.append(chunk);
    for (;;) {
      const result = buffer.takeLine(limit);
      if (result.kind === 'need-more') break;
      lines.push(
        result.kind === 'too-long'
          ? 'too-long'
          : `${result.line.toString('latin1')}${result.bareLineFeed ? '\n' : '\r\n'}`,
      );
      if (result.kind === 'too-long') return lines;
    }
    promise(buffer.length <= limit + 1, 'what waits is bounded', `${buffer.length}`);
  }
  return [...lines, buffer.takeAll().toString('latin1')];
}

function runInputBuffer(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const limit = setup * 8;
  const all = Buffer.concat(flights);
  const whole = readLines([all], limit, uncut);
  const parts = readLines(flights, limit, cutAnywhere(random));
  promise(JSON.stringify(whole) === JSON.stringify(parts), 'cuts change nothing', [whole, parts]);
  if (whole.at(-1) !== 'too-long') promise(whole.join('') === all.toString('latin1'), 'nothing is lost', whole);
  return whole.map((line) => (line === 'too-long' ? line : `${magnitude(line.length) >> 1}`)).join(' ');
}

/** The buffer under every line reader; the setup is its limit. */
export const inputBuffer: FuzzTarget = {
  name: 'input-buffer',
  seeds: [0, 1, 2, 255].flatMap((setup) =>
    ['', 'a\r\n', 'a\nb\r\n\n\r\r\n', 'xxxxxxxx\r\n', 'xxxxxxxxx\n'].map((text) => writeScript(setup, text, text)),
  ),
  dictionary: ['\r\n', '\n', '\r', '\r\r\n', 'x', '\x1d\x01', '\x1e', '\0', 'xxxxxxxx', 'xxxxxxx\r'],
  run: runInputBuffer,
};

function readTokens(flights: readonly Buffer[], limit: number, cut: Cut): readonly SieveLine[] {
  const reader = new SieveLineReader(limit);
  const lines: SieveLine[] = [];
  for (const chunk of flights.flatMap(cut)) {
    reader.append(chunk);
    for (let line = reader.takeLine(); line.kind !== 'need-more'; line = reader.takeLine()) {
      lines.push(line);
      if (line.kind === 'lost') return lines;
    }
    promise(reader.length <= limit + 1, 'what waits is bounded', `${reader.length}`);
  }
  return lines;
}

function runSieveLines(bytes: Uint8Array): string {
  const { setup, flights, random } = readScript(bytes);
  const limit = 8 + setup * 8;
  const whole = readTokens(flights, limit, uncut);
  const parts = readTokens(flights, limit, cutAnywhere(random));
  promise(JSON.stringify(whole) === JSON.stringify(parts), 'cuts change nothing', [whole, parts]);
  const words: string[] = [];
  for (const line of whole) {
    words.push(line.kind);
    for (const token of line.kind === 'line' ? line.tokens : []) {
      words.push(token.kind);
      const text = token.kind === 'string' ? readText(token.octets) : undefined;
      if (text === undefined) continue;
      const [again] = readTokens([Buffer.from(`${sieveString(text)}\r\n`)], 100_000, uncut);
      const [only] = again?.kind === 'line' ? again.tokens : [];
      promise(only?.kind === 'string' && readText(only.octets) === text, 'what was read can be written', [text, again]);
    }
  }
  return words.join(' ');
}

/** ManageSieve's lines and tokens; the setup is the limit. */
export const sieveLines: FuzzTarget = {
  name: 'sieve-lines',
  seeds: [1, 20, 255].flatMap((setup) =>
    [
      'a "b" {3+}\r\nabc (x)\r\n',
      '"\\"" "\\\\"\r\n',
      '{3}\r\na\r\n {1}\r\nb\r\n',
      '(a (b)) c\r\n',
      '"unclosed\r\n',
      'a\n',
    ].map((line) => writeScript(setup, line)),
  ),
  dictionary: [...PUNCTUATION, ...LITERALS, '"a"', ' "b" ', 'OK ', '{2}\r\nab', '{2+}\r\n\r\n'],
  run: runSieveLines,
};

function scanResponses(flights: readonly Buffer[], cut: Cut): string {
  const scanner = new ResponseScanner();
  let seen = '';
  let isInBytes = false;
  for (const chunk of flights.flatMap(cut)) {
    for (const event of scanner.scan(chunk)) {
      if (event.kind === 'unreadable') return seen;
      const text = Buffer.from(event.bytes).toString('latin1');
      seen += event.kind === 'bytes' && isInBytes ? text : `\x1e${event.kind}:${text}`;
      isInBytes = event.kind === 'bytes';
    }
  }
  return seen;
}

function runResponseScanner(bytes: Uint8Array): string {
  const { flights, random } = readScript(bytes);
  const [whole, parts] = [scanResponses(flights, uncut), scanResponses(flights, cutAnywhere(random))];
  // Behind an unreadable line a cut may have let more or less of a response through; what was told apart is the same.
  const shorter = Math.min(whole.length, parts.length);
  promise(whole.slice(0, shorter) === parts.slice(0, shorter), 'cuts change nothing', [whole, parts]);
  return [...whole.matchAll(/\x1e([a-z]+):/g)].map((match) => match[1]).join(' ');
}

/** What the read-only filter reads of a backend. */
export const imapResponseScanner: FuzzTarget = {
  name: 'imap-response-scanner',
  seeds: [
    '* OK {5}\r\na OK x\r\n',
    '* 1 FETCH ({3}\r\nabc)\r\n+ go\r\n',
    '* CAPABILITY A B\r\n* x\r\nb NO\r\n',
    '* x {2}\r\nab {1}\r\nc\r\n',
    'x\x1d\xff',
  ].map((text) => writeScript(0, text, text)),
  dictionary: [
    ...PUNCTUATION,
    ...LITERALS,
    '* ',
    '* OK ',
    '* CAPABILITY ',
    'a OK\r\n',
    '+ \r\n',
    '* 1 FETCH ',
    '* BYE\r\n',
  ],
  run: runResponseScanner,
};

function scanReplies(flights: readonly Buffer[], cut: Cut): readonly string[] {
  const scanner = new ReplyScanner();
  const seen: string[] = [];
  let reply = '';
  for (const chunk of flights.flatMap(cut)) {
    for (let at = 0; at < chunk.length; ) {
      const scan = scanner.scan(chunk, at);
      if (scan.kind === 'malformed') return [...seen, 'malformed'];
      const end = scan.kind === 'reply' ? scan.end : chunk.length;
      promise(end > at && end <= chunk.length, 'it gets on');
      reply += chunk.toString('latin1', at, end);
      at = end;
      if (scan.kind === 'incomplete') continue;
      seen.push(`${scan.code}:${reply}`);
      reply = '';
    }
  }
  return seen;
}

function runReplyScanner(bytes: Uint8Array): string {
  const { flights, random } = readScript(bytes);
  const [whole, parts] = [scanReplies(flights, uncut), scanReplies(flights, cutAnywhere(random))];
  promise(JSON.stringify(whole) === JSON.stringify(parts), 'cuts change nothing', [whole, parts]);
  return whole.map((reply) => `${reply[0]}${magnitude(reply.split('\n').length)}`).join(' ');
}

/** What the command filter reads of a backend. */
export const smtpReplyScanner: FuzzTarget = {
  name: 'smtp-reply-scanner',
  seeds: [
    '250 ok\r\n250-a\r\n250 b\r\n',
    '250\r\n250\n',
    '354 go\r\n4',
    '250-a\r\n251 b\r\n',
    '2500 x\r\n',
    '999 x\r\n',
  ].map((text) => writeScript(0, text, text)),
  dictionary: ['250', '250 ', '250-', '354 ', '421 x\r\n', '\r\n', '\n', '\r', '\0', '2', '5', '\x1d\x04', '\x1e'],
  run: runReplyScanner,
};
