// The command filter against a careless backend (S7, S8): whatever a client sends, however it is cut and whenever the
// answers come, no verb but those on the list is ever obeyed; and an honest session passes octet for octet.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../support/runs.ts';
import { LaxBackend } from './lax-backend.ts';
import { ALLOWED, SHOWN, Splice } from './lax-splice.ts';

/** Any octets, one to a character. */
function octets(maxLength: number): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));
}

const numbers = fc.array(fc.nat(200), { minLength: 1, maxLength: 40 });
const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n', '\n\r\n', '\0\r\n');
const attack = fc.constantFrom(
  'XCLIENT LOGIN=victim',
  'AUTH PLAIN AGEAYg==',
  'STARTTLS',
  ' XFORWARD NAME=x',
  '\tauth login',
);
const verb = fc.constantFrom(
  'MAIL FROM:<a@b.example>',
  'RCPT TO:<c@d.example>',
  'RCPT TO:<nobody@d.example>',
  'DATA',
  'data',
  'DATA x',
  'RSET',
  'NOOP',
  'HELO x',
  'EHLO x',
  'BDAT 30',
  'BDAT 30 LAST',
  'BDAT 0',
  'BDAT 4294967301 LAST',
  'BDAT 010 LAST',
  'BDAT  5',
  'BDAT -1',
  'BDAT 9 first',
  'XEXCH50 4 0',
  'TURN',
  '.',
  '..',
  'QUIT',
);
/** Opens a transaction so that DATA and BDAT have something to go wrong with. */
const OPENING = 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n';
const opening = fc.oneof(
  fc.constantFrom(OPENING, `HELO x\r\n${OPENING}`, `${OPENING}RSET\r\n`, `${OPENING}DATA\r\n`),
  fc.constantFrom('4294967296', '4294967301 LAST', '020', '-1', ' 5', '40').map((size) => `${OPENING}BDAT ${size}\r\n`),
);
const line = fc.oneof(verb, verb, attack, octets(12)).chain((text) => lineEnd.map((end) => text + end));
const hostile = fc
  .array(fc.oneof({ weight: 1, arbitrary: opening }, { weight: 4, arbitrary: line }), { maxLength: 20 })
  .map((lines) => lines.join(''));

describe('the command filter', () => {
  // Negative controls, each seen failing: without the recipients' or the CHUNKING check in `#beginChunk`; with CHUNKING
  // kept after HELO; without `MAX_CHUNK_OCTETS`; with a laxer `BDAT` or a `VERB` behind white space; with AUTH on the
  // list; with bare LF or CR let pass in a message; with a last CR not held back.
  it.each([true, false])('lets no other verb be obeyed, whatever a client sends (S7, S8; CHUNKING %j)', (chunking) => {
    fc.assert(
      fc.property(hostile, numbers, (text, order) => {
        const splice = new Splice(order, chunking);
        splice.send(text);
        splice.end();
        expect(splice.backend.verbs.filter((obeyed) => !ALLOWED.has(obeyed))).toEqual([]);
      }),
      { numRuns: runs(3000) },
    );
  });

  it('lets a message end at one place only, whatever is in it (S8)', () => {
    const body = fc
      .array(
        fc.oneof(attack, fc.constantFrom('.', '..', 'text', '')).chain((text) => lineEnd.map((end) => text + end)),
        {
          maxLength: 12,
        },
      )
      .map((lines) => lines.join(''));
    fc.assert(
      fc.property(body, numbers, (text, order) => {
        const splice = new Splice(order, false);
        splice.send(`${OPENING}DATA\r\n`);
        splice.settle();
        splice.send(text);
        splice.end();
        const end = /(?:^|\r\n)\.\r\n/.exec(text);
        const before = end === null ? text : text.slice(0, end.index + end[0].length - 3);
        const isHonest = end !== null && !/\r(?!\n)|(?<!\r)\n/.test(text.slice(0, end.index + end[0].length));
        expect(splice.backend.messages.length > 0).toBe(isHonest);
        if (isHonest) expect(splice.backend.messages[0]).toBe(before.replaceAll('\r\n', '\n'));
        expect(splice.backend.verbs.filter((obeyed) => !ALLOWED.has(obeyed))).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });

  const LOCAL: Readonly<Record<string, string>> = {
    XCLIENT: '502 5.5.1 Command not implemented\r\n',
    ETRN: '502 5.5.1 Command not implemented\r\n',
    AUTH: '503 5.5.1 Already authenticated\r\n',
    STARTTLS: '503 5.5.1 Already authenticated\r\n',
  };
  const text = fc.array(fc.constantFrom('Subject: x', '', '..', 'XCLIENT LOGIN=victim', 'caf\xe9', 'DATA'), {
    maxLength: 6,
  });
  /** One unit of an honest client, and whether it waits for the answer. */
  const unit = fc.oneof(
    fc.constantFrom('NOOP', 'VRFY x', 'RSET', 'RCPT TO:<c@d.example>').map((line) => [`${line}\r\n`]),
    fc.constantFrom('XCLIENT ADDR=1', 'ETRN x', 'auth PLAIN', 'StartTLS').map((line) => [`${line}\r\n`]),
    fc.constant(['EHLO x\r\n']),
    text.map((lines) => [`${OPENING}DATA\r\n`, `${[...lines, '.'].join('\r\n')}\r\n`]),
    fc
      .tuple(octets(80), octets(80))
      .map(([one, two]) => [`${OPENING}BDAT ${one.length}\r\n${one}BDAT ${two.length} LAST\r\n${two}`]),
  );

  it('passes an honest session as if it were not there, its own answers in their place (S7)', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), numbers, (units, order) => {
        const splice = new Splice(order, true);
        const reference = new LaxBackend({ chunking: true, hello: SHOWN, refused: (name) => LOCAL[name] });
        for (const parts of units) {
          for (const part of parts) {
            splice.send(part);
            reference.receive(Buffer.from(part, 'latin1'));
            if (part.endsWith('DATA\r\n')) splice.settle(); // RFC 2920 §3.1: DATA ends a group
          }
        }
        splice.end();
        expect(splice.closed).toBeUndefined();
        expect(splice.holds).toBe(false);
        expect(splice.toClient).toBe(reference.read(1e6).toString('latin1')); // each reply is numbered
        expect(splice.backend.messages).toEqual(reference.messages);
        expect(splice.messages).toBe(reference.messages.length);
        expect(splice.backend.verbs).toEqual(reference.verbs);
      }),
      { numRuns: runs(600) },
    );
  });

  it('changes no octet of an honest session on its way to the backend', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), numbers, (units, order) => {
        const splice = new Splice(order, true);
        let expected = '';
        for (const part of units.flat()) {
          splice.send(part);
          if (part.endsWith('DATA\r\n')) splice.settle();
        }
        for (const parts of units) {
          const isLocal = parts.length === 1 && LOCAL[parts[0]?.split(/[ \r]/)[0]?.toUpperCase() ?? ''] !== undefined;
          if (!isLocal) expected += parts.join('');
        }
        splice.end();
        expect(splice.toBackend).toBe(expected);
      }),
      { numRuns: runs(400) },
    );
  });
});
