// Fuzz of both IMAP machines in each of their states: never a throw, never a hang, bounded memory, and the same answers
// however the octets are cut.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImapBackendOptions } from '../../../../src/protocol/imap/backend-machine.ts';
import type { ImapClientOptions } from '../../../../src/protocol/imap/client-machine.ts';
import { runs } from '../../../support/runs.ts';
import { IN_CLEAR, OVER_TLS, READY, runBackend, runClient, textOf, type Verdict, WRONG } from './dialogues.ts';

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): readonly string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => text.slice(start, at[index])).filter((part) => part !== '');
}

const octets = fc.uint8Array({ maxLength: 12 }).map(textOf);
const clientPiece = fc.oneof(
  { arbitrary: octets, weight: 1 },
  {
    arbitrary: fc.constantFrom(
      ...['\r\n', '\n', '\r', ' ', '"', '\\', '(', ')', '*', '=', '+', '\0', 'NIL', 'A'.repeat(9000), 'x'.repeat(4096)],
      ...[
        'a NOOP',
        'a LOGOUT',
        'a CAPABILITY',
        'a ID ',
        'a ID ("name" ',
        'a STARTTLS',
        'a ENABLE X',
        'a XYZZY',
        'GET /',
      ],
      ...['a LOGIN ', 'a LOGIN u p', 'a LOGIN u good', 'a AUTHENTICATE PLAIN', 'a AUTHENTICATE LOGIN', ' AHUAcA=='],
      ...['{1}', '{3+}', '{4096+}', '{4097+}', '{99999999999}', '~{2}', '{3+}\r\nabc', '{0}\r\n', '"u" "p"', 'a UID '],
    ),
    weight: 4,
  },
);
const clientText = fc
  .array(
    fc.tuple(clientPiece, fc.constantFrom('', '', '\r\n')).map((two) => two.join('')),
    {
      maxLength: 30,
    },
  )
  .map((pieces) => pieces.join(''));
const places = fc.array(fc.nat(20_000), { maxLength: 8 });

const verdict: Verdict = (credentials) =>
  credentials.kind === 'password' && credentials.password === 'good' ? READY : WRONG;

describe('the client machine', () => {
  const options = fc.constantFrom<ImapClientOptions>(
    { ...OVER_TLS, maxBadCommands: 50, maxFailures: 50 },
    OVER_TLS,
    IN_CLEAR,
    { tls: 'absent', allowClearText: true },
  );
  /** What brings a machine into each of its states. */
  const openings = fc.constantFrom(
    ...[
      '',
      'o AUTHENTICATE PLAIN\r\n',
      'o AUTHENTICATE LOGIN\r\nQQ==\r\n',
      'o LOGIN {5}\r\n',
      'o ID (',
      'o ID ("name" {9}\r\n',
    ],
    ...['o LOGIN "u" ', 'o ID x{40+}\r\n', 'o XYZZY {40+}\r\n'],
  );

  it('answers any input, with bounded memory, the same however it is cut', () => {
    fc.assert(
      fc.property(options, openings, clientText, places, (chosen, opening, text, at) => {
        // A start of TLS is the one thing where a cut matters: octets behind it end the connection (A8).
        const input = chosen.tls === 'offered' ? (opening + text).replaceAll('STARTTLS', 'NOOP') : opening + text;
        const { mostBuffered: _whole, ...whole } = runClient(chosen, [input], verdict);
        const { mostBuffered, ...parts } = runClient(chosen, cut(input, at), verdict);
        expect(parts).toEqual(whole);
        expect(mostBuffered).toBeLessThanOrEqual(16_384 + 128 + input.length);
        expect(whole.sent.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
      }),
      { numRuns: runs(400) },
    );
  });

  it('never runs in clear text what stands behind STARTTLS, wherever it is cut (A8)', () => {
    fc.assert(
      fc.property(clientText, places, (text, at) => {
        const { sent } = runClient(IN_CLEAR, cut(`s STARTTLS\r\nzz ${text}`, at));
        // Only when the cut fell on the line's end did TLS start, and the rest came through it.
        expect(sent === '' || sent.startsWith('s OK Begin TLS negotiation now.\r\n<TLS>')).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });

  it('keeps no more than its limits when octets trickle in', () => {
    fc.assert(
      fc.property(openings, fc.constantFrom('x', '"', '{', ' ', 'A'), (opening, octet) => {
        const chunks = Array.from({ length: 500 }, () => octet.repeat(100));
        const { mostBuffered } = runClient(OVER_TLS, [opening, ...chunks]);
        expect(mostBuffered).toBeLessThanOrEqual(16_384 + 128 + 100);
      }),
      { numRuns: runs(30) },
    );
  });
});

describe('the backend machine', () => {
  const credential = { authenticationIdentity: 'us\u00e4r', password: 'p' };
  const plain: ImapBackendOptions = { tls: 'none', saslIr: 'auto', mechanism: 'auto', credential };
  const options = fc.constantFrom<ImapBackendOptions>(
    plain,
    { ...plain, mechanism: 'login' },
    { tls: 'none', saslIr: 'off', mechanism: 'auto' },
  );
  const piece = fc.oneof(
    { arbitrary: octets, weight: 1 },
    {
      arbitrary: fc.constantFrom(
        ...[
          '\r\n',
          '\n',
          '* ',
          '+ ',
          'L ',
          'C ',
          'I ',
          'OK ',
          'NO ',
          'BAD ',
          'BYE ',
          '[',
          ']',
          '{5}',
          '{0}\r\n',
          '{99999999999}',
        ],
        ...[
          '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n',
          '* CAPABILITY IMAP4rev1\r\n',
          'L OK hi\r\n',
          'C OK\r\n',
        ],
        ...[
          '+ go\r\n',
          '[ALERT]',
          '[CAPABILITY X',
          '[UNAVAILABLE]',
          'x'.repeat(5000),
          '* ID (',
          '* PREAUTH',
          '* BYE x\r\n',
        ],
      ),
      weight: 4,
    },
  );
  const said = fc
    .tuple(
      fc.constantFrom(
        '',
        '* OK hi\r\n',
        '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n',
        '* OK hi\r\n* CAPABILITY X\r\nC OK\r\n',
      ),
      fc.array(piece, { maxLength: 30 }),
    )
    .map(([opening, pieces]) => opening + pieces.join(''));

  it('comes to one verdict on any backend, the same however its words are cut', () => {
    fc.assert(
      fc.property(options, said, places, (chosen, text, at) => {
        const whole = runBackend(chosen, [text], true);
        expect(whole.outcome).toBeDefined();
        expect(runBackend(chosen, cut(text, at), true)).toEqual(whole);
        const ready = whole.outcome?.kind === 'signed-in' ? whole.outcome.ready : undefined;
        for (const line of ready?.untagged ?? []) expect(textOf(line)).toMatch(/^\* [^\r\n\0]*\r\n$/);
        expect([...(ready?.capabilities ?? []), ready?.text ?? ''].join(' ')).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: runs(500) },
    );
  });
});
