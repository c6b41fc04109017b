// The client-facing SMTP machine under any input: chunking changes nothing, nothing throws, nothing grows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SASL_LINE_OCTETS } from '../../../../src/protocol/sasl/line.ts';
import { createSmtpClientMachine } from '../../../../src/protocol/smtp/client-machine.ts';
import { runs } from '../../../support/runs.ts';
import { base64, OPTIONS, play, UNAVAILABLE } from './client-conversation.ts';

const PLAIN = base64('\0user@example.org\0secret');

const TRANSCRIPTS = [
  `EHLO a\r\nAUTH PLAIN ${PLAIN}\r\nMAIL FROM:<x>\r\nAUTH LOGIN\r\n${base64('u')}\r\n${base64('p')}\r\nQUIT\r\n`,
  `HELO a\nAUTH PLAIN\n${PLAIN}\nNOOP\nauth login =\r\n*\r\nFOO\r\nGET / HTTP/1.1\r\nNOOP\r\n`,
  `AUTH PLAIN !\r\n${`AUTH PLAIN ${PLAIN}\r\n`.repeat(4)}`,
  `NOOP ${'x'.repeat(2100)}\r\nNOOP\r\n`,
];

/** Pieces that steer into each state, and garbage. */
const piece = fc.oneof(
  fc.constantFrom(
    'EHLO x\r\n',
    'AUTH PLAIN\r\n',
    'AUTH LOGIN\r\n',
    'AUTH PLAIN =\r\n',
    '*\r\n',
    '=\r\n',
    '\r\n',
    '\n',
    '\r',
  ),
  fc.constantFrom(
    `AUTH PLAIN ${PLAIN}\r\n`,
    `${PLAIN}\r\n`,
    'MAIL FROM:<>\r\n',
    'RSET\r\n',
    'HELP\r\n',
    'A'.repeat(3000),
  ),
  fc.base64String({ maxLength: 40 }).map((text) => `${text}\r\n`),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
);

describe('the client-facing SMTP machine', () => {
  it.each(TRANSCRIPTS)('says the same when %j is cut at each octet (A15)', (transcript) => {
    const whole = play([transcript]);
    for (let cut = 1; cut < transcript.length; cut += transcript.length > 1000 ? 37 : 1) {
      expect(play([transcript.slice(0, cut), transcript.slice(cut)])).toEqual(whole);
    }
    expect(play([...transcript])).toEqual(whole);
  });

  it('says the same however any input is cut, in every state', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(80), { maxLength: 20 }), (pieces, sizes) => {
        const input = Buffer.from(pieces.join(''), 'latin1');
        const chunks: Uint8Array[] = [];
        let position = 0;
        for (const size of sizes) {
          chunks.push(input.subarray(position, position + size));
          position += size;
        }
        chunks.push(input.subarray(position));
        expect(play(chunks, {}, () => UNAVAILABLE)).toEqual(play([input], {}, () => UNAVAILABLE));
      }),
      { numRuns: runs(300) },
    );
  });

  it('buffers no more than a line and a read while it waits for nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.uint8Array({ maxLength: 9000 })), { maxLength: 20 }), (pieces) => {
        const machine = createSmtpClientMachine({ ...OPTIONS, maxBadCommands: 1000 });
        machine.start();
        for (const input of pieces) {
          const chunk = typeof input === 'string' ? Buffer.from(input, 'latin1') : input;
          const isDeciding = machine.receive(chunk).some((action) => action.kind === 'authenticate');
          expect(machine.buffered).toBeLessThanOrEqual(MAX_SASL_LINE_OCTETS + chunk.length + 2);
          if (isDeciding) machine.refuse(UNAVAILABLE);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});
