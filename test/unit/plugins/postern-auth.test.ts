// The plugin's own decisions, without a Haraka: what Postern's answers and clients' lines may be, and its settings.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCheck, parseSignIn } from '../../../plugins/postern-auth/answer.ts';
import { judge } from '../../../plugins/postern-auth/questions.ts';
import { beginExchange, mechanismOf, type Step } from '../../../plugins/postern-auth/sasl.ts';
import { readSettings } from '../../../plugins/postern-auth/settings.ts';
import { beginSaslExchange, type SaslStep } from '../../../src/protocol/sasl/exchange.ts';
import { readInitialResponse, readSaslLine } from '../../../src/protocol/sasl/line.ts';

const REPLY = { code: 535, enhanced: '5.7.8', lines: ['Authentication failed.'] };
const ALLOWED = { outcome: 'allowed', decisionId: 'A1', mailbox: 'alice@example.test', permit: { decidedAt: 1 } };
const REFUSED = { outcome: 'refused', decisionId: 'A1', reason: 'wrong-secret', delayMs: 0, reply: REPLY };

const refusedWith = (reply: unknown) => JSON.stringify({ ...REFUSED, reply });

describe("Postern's answers", () => {
  it('are read, with fields that are new', () => {
    expect(parseSignIn(JSON.stringify({ ...ALLOWED, more: 1 }))).toMatchObject({
      kind: 'allowed',
      permit: { decidedAt: 1 },
    });
    expect(parseSignIn(JSON.stringify(REFUSED))).toEqual({
      kind: 'refused',
      decisionId: 'A1',
      reason: 'wrong-secret',
      delay: 0,
      reply: REPLY,
    });
    expect(parseCheck('{"outcome":"valid"}')).toEqual({ kind: 'valid' });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>allowed</html>'],
    ['a text', '"allowed"'],
    ['a list', '[{"outcome":"allowed"}]'],
    ['null', 'null'],
    ['no outcome', '{}'],
    ['an outcome that is new', JSON.stringify({ ...ALLOWED, outcome: 'challenged' })],
    ['allowed without a mailbox', JSON.stringify({ ...ALLOWED, mailbox: undefined })],
    ['allowed without a permit', JSON.stringify({ ...ALLOWED, permit: undefined })],
    ['a mailbox with a line end', JSON.stringify({ ...ALLOWED, mailbox: 'alice\r\nX: y@example.test' })],
    ['a mailbox that is a name', JSON.stringify({ ...ALLOWED, mailbox: 'alice' })],
    ['a mailbox in brackets', JSON.stringify({ ...ALLOWED, mailbox: '<alice@example.test>' })],
    ['a decision id with a space', JSON.stringify({ ...ALLOWED, decisionId: 'A 1' })],
    ['a delay without end', JSON.stringify({ ...REFUSED, delayMs: 1e9 })],
    ['a delay before now', JSON.stringify({ ...REFUSED, delayMs: -1 })],
    ['a delay that is none', JSON.stringify({ ...REFUSED, delayMs: '1' })],
    ['a refusal that says yes', refusedWith({ ...REPLY, code: 235, enhanced: '2.7.0' })],
    ['a code that is none', refusedWith({ ...REPLY, code: '535' })],
    ['a code with a fraction', refusedWith({ ...REPLY, code: 535.5 })],
    ['codes that disagree', refusedWith({ ...REPLY, enhanced: '4.7.0' })],
    ['no lines', refusedWith({ ...REPLY, lines: [] })],
    ['blank lines', refusedWith({ ...REPLY, lines: [' '] })],
    ['too many lines', refusedWith({ ...REPLY, lines: Array(6).fill('No.') })],
    ['a line that is two', refusedWith({ ...REPLY, lines: ['No.\r\n235 2.7.0 Yes.'] })],
    ['a line without end', refusedWith({ ...REPLY, lines: ['x'.repeat(481)] })],
    ["can't tell, for good", JSON.stringify({ outcome: 'unavailable', decisionId: 'A1', reply: REPLY })],
  ])('%s is no answer', (_what, text) => {
    expect(parseSignIn(text)).toBeUndefined();
    expect(parseCheck(text)).toBeUndefined();
  });

  it('whatever they are, a client is let in by nothing but an answer that allows it, and hears whole lines', () => {
    const json = fc.json();
    const close = fc
      .record({
        outcome: fc.constantFrom('allowed', 'refused', 'unavailable', 'valid', 'ended', ''),
        decisionId: fc.oneof(fc.constant('A1'), fc.string()),
        mailbox: fc.oneof(fc.emailAddress(), fc.string()),
        permit: fc.oneof(fc.constant({}), fc.string(), fc.constant([])),
        reason: fc.constantFrom('wrong-secret', 'a b'),
        delayMs: fc.oneof(fc.double(), fc.nat()),
        reply: fc.record({
          code: fc.integer({ min: 100, max: 700 }),
          enhanced: fc.constantFrom('5.7.8', '4.7.0', '2.7.0', ''),
          lines: fc.array(fc.string({ unit: 'binary' })),
        }),
      })
      .map((value) => JSON.stringify(value) ?? '');
    fc.assert(
      fc.property(fc.oneof(json, close, fc.string()), (text) => {
        const answer = parseSignIn(text);
        if (answer?.kind === 'allowed') expect(JSON.parse(text).outcome).toBe('allowed');
        for (const each of [answer, parseCheck(text)]) {
          if (!each || !('reply' in each)) continue;
          expect(each.reply.code).toBeGreaterThanOrEqual(400);
          expect(each.reply.lines.join('')).toMatch(/^[\x20-\x7e]+$/);
        }
      }),
    );
  });

  it('none at all is "not judged", after a line for the operator without what was asked', async () => {
    const lines: string[] = [];
    const settings = {
      postern: { kind: 'socket', path: '/nonexistent' },
      tokenFile: '/nonexistent',
      timeout: 1_000,
    } as const;
    const answer = await judge(settings, { attempt: { password: 'hunter2' } }, (line) => lines.push(line));
    expect(answer).toMatchObject({ kind: 'unavailable', reply: { code: 454 } });
    expect(lines).toEqual([expect.stringMatching(/^Postern can't be asked: ENOENT/)]);
  });
});

describe("clients' lines", () => {
  /** What Postern's own doors understand, in the plugin's words. */
  function atTheDoors(mechanism: 'PLAIN' | 'LOGIN', lines: readonly (string | undefined)[]): unknown {
    const exchange = beginSaslExchange(mechanism);
    let step: SaslStep | undefined;
    for (const [index, line] of lines.entries()) {
      const read =
        line === undefined
          ? undefined
          : index === 0
            ? readInitialResponse(Buffer.from(line, 'latin1'))
            : readSaslLine(Buffer.from(line, 'latin1'));
      if (read && read.kind !== 'response') return read.kind;
      step = exchange?.next(read?.octets);
      if (step?.kind === 'done') {
        const { mechanism: _, ...attempt } = step.credentials;
        return attempt;
      }
    }
    return step?.kind === 'challenge' ? Buffer.from(step.octets).toString('base64') : undefined;
  }

  function inThePlugin(mechanism: 'PLAIN' | 'LOGIN', lines: readonly (string | undefined)[]): unknown {
    const [initial, ...rest] = lines;
    let step: Step = beginExchange(mechanism, initial);
    for (const line of rest) if (step.kind === 'challenge') step = step.exchange.next(line ?? '');
    if (step.kind === 'done') return step.attempt;
    return step.kind === 'challenge' ? step.base64 : step.kind;
  }

  const encoded = fc
    .array(fc.oneof(fc.string(), fc.constant('\0'), fc.constant('alice')), { maxLength: 6 })
    .map((parts) => Buffer.from(parts.join('')).toString('base64'));
  const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const line = fc.oneof(
    encoded,
    octets,
    fc.constantFrom('*', '=', '', '====', 'a', 'AGFsaWNlAHNlY3JldA=='),
    fc.string(),
  );

  it("mean what they mean at Postern's own doors", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('PLAIN' as const, 'LOGIN' as const),
        fc.option(line, { nil: undefined }),
        fc.array(line, { maxLength: 2 }),
        (mechanism, initial, rest) => {
          const lines = [initial, ...rest];
          expect(inThePlugin(mechanism, lines)).toEqual(atTheDoors(mechanism, lines));
        },
      ),
    );
  });

  it('name a mechanism in any case, and no other one', () => {
    expect(['plain', 'Login', 'CRAM-MD5', 'XOAUTH2', ''].map(mechanismOf)).toEqual([
      'PLAIN',
      'LOGIN',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('keep the authorization identity (A3)', () => {
    const message = Buffer.from('bob\0alice\0secret').toString('base64');
    expect(inThePlugin('PLAIN', [message])).toEqual({
      kind: 'password',
      authenticationIdentity: 'alice',
      authorizationIdentity: 'bob',
      password: 'secret',
    });
  });
});

describe('the settings', () => {
  const TOKEN = { token_file: '/etc/haraka/token' };

  it('need where Postern is and a token, and have defaults for the rest', () => {
    const settings = readSettings({ main: { ...TOKEN, url: 'http://127.0.0.1:9188', constrain_sender: true } });
    expect(settings).toEqual({
      postern: { kind: 'network', url: new URL('http://127.0.0.1:9188') },
      tokenFile: '/etc/haraka/token',
      timeout: 5_000,
      allowsClearTextOnLoopback: false,
      signInFirstOn: new Set([465, 587]),
      maxFailures: 3,
      constrainsSender: true,
    });
    expect(readSettings({ main: { ...TOKEN, socket: '/run/a.sock', sign_in_first_on: 'none' } })).toMatchObject({
      postern: { kind: 'socket', path: '/run/a.sock' },
      signInFirstOn: new Set(),
    });
    expect(
      readSettings({ main: { ...TOKEN, url: 'https://mail.example.com', ca_file: '/ca.pem', sign_in_first_on: 2525 } }),
    ).toMatchObject({ postern: { kind: 'network', authorityFile: '/ca.pem' }, signInFirstOn: new Set([2525]) });
  });

  it.each([
    ['nothing', undefined, 'url or socket is needed'],
    ['both places', { ...TOKEN, url: 'http://[::1]:1', socket: '/a' }, 'url or socket is needed'],
    ['no token', { url: 'http://localhost:9188' }, 'token_file must be an absolute path'],
    ['clear text to another machine', { ...TOKEN, url: 'http://mail.example.com' }, 'url must be https'],
    [
      'clear text to what looks like this machine',
      { ...TOKEN, url: 'http://127.0.0.1.example.com' },
      'url must be https',
    ],
    ['another protocol', { ...TOKEN, url: 'ftp://127.0.0.1' }, 'url must be https'],
    ['no address', { ...TOKEN, url: 'mail.example.com' }, 'url must be an address'],
    ['a path', { ...TOKEN, url: 'https://mail.example.com/api' }, 'url must have no path'],
    ['a user', { ...TOKEN, url: 'https://a@mail.example.com' }, 'url must have no path'],
    ['a relative socket', { ...TOKEN, socket: 'a.sock' }, 'socket must be an absolute path'],
    ['a timeout that is none', { ...TOKEN, socket: '/a', timeout: '5s' }, 'timeout must be a whole number'],
    ['no patience', { ...TOKEN, socket: '/a', timeout: 0 }, 'timeout must be a whole number'],
    ['a port that is none', { ...TOKEN, socket: '/a', sign_in_first_on: '587,x' }, 'sign_in_first_on must be'],
    ['a misspelt key', { ...TOKEN, socket: '/a', max_failure: 1 }, 'max_failure is not a setting'],
  ])('%s is told', (_what, main, reason) => {
    expect(() => readSettings(main && { main })).toThrow(`config/postern_auth.ini: ${reason}`);
  });
});
