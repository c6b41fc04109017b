// Garbage over real sockets at the submission and ManageSieve doors, before and behind the sign-in: whatever a client sends
// and however it leaves, its connection comes to an end, nothing breaks, and the next client is served.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../support/programs.ts';
import { runs } from '../support/runs.ts';
import { authenticate } from '../support/sieve-client.ts';
import { command, plainMessage, signedInSubmission, submit } from '../support/smtp-client.ts';
import { ALICE, BOB, SUBMISSION_DOORS, type SubmissionSite, startSubmissionSite } from '../support/submission-site.ts';

const OCTETS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\xff',
  ' ',
  '.',
  '\r\n.\r\n',
  '*',
  '=',
  '"',
  '{5+}\r\n',
  '{',
  'x'.repeat(3_000),
];

const SMTP = [
  ...[
    'EHLO a\r\n',
    'HELO\r\n',
    'STARTTLS\r\n',
    'AUTH PLAIN\r\n',
    'AUTH LOGIN dQ==\r\n',
    'AUTH PLAIN AGEAYg==\r\n',
    'QUIT',
  ],
  ...[
    `MAIL FROM:<${ALICE}>\r\n`,
    `RCPT TO:<${BOB}>\r\n`,
    'DATA\r\n',
    'BDAT 5\r\n',
    'BDAT 0 LAST\r\n',
    'RSET\r\n',
    'VRFY a\r\n',
  ],
  ...['XCLIENT ADDR=1.2.3.4\r\n', 'Subject: x\r\n', 'NOOP\r\n', 'BDAT -1\r\n', 'HELP\r\n', 'GET / HTTP/1.0\r\n'],
  ...OCTETS,
];

const SIEVE = [
  ...[
    'CAPABILITY\r\n',
    'STARTTLS\r\n',
    'AUTHENTICATE "PLAIN"\r\n',
    '"AGEAYg=="\r\n',
    'AUTHENTICATE "LOGIN" "dQ=="\r\n',
  ],
  ...[
    'PUTSCRIPT "a" {5+}\r\n',
    'keep;\r\n',
    'LISTSCRIPTS\r\n',
    'UNAUTHENTICATE\r\n',
    'NOOP "a"\r\n',
    'LOGOUT',
    'GETSCRIPT "',
  ],
  ...['HAVESPACE "a" 99999999999\r\n', 'CHECKSCRIPT {3}\r\n', 'SETACTIVE ""\r\n', 'POST / HTTP/1.0\r\n'],
  ...OCTETS,
];

interface Conversation {
  readonly words: readonly string[];
  readonly isSignedIn: boolean;
  readonly leaving: 'half-close' | 'reset';
  /** Words that go into one segment. */
  readonly segment: number;
}

const conversations = (words: readonly string[]): fc.Arbitrary<Conversation> =>
  fc.record({
    words: fc.array(fc.constantFrom(...words), { maxLength: 25 }),
    isSignedIn: fc.boolean(),
    leaving: fc.constantFrom('half-close', 'half-close', 'reset'),
    segment: fc.integer({ min: 1, max: 25 }),
  });

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'dovecot-managesieve', 'openssl'))('garbage', () => {
  let site: SubmissionSite;
  beforeAll(async () => {
    site = await startSubmissionSite({
      backend: 'sign-in-timeout: 5s',
      sieve: true,
      postern: {
        doors: [...SUBMISSION_DOORS, { protocol: 'sieve', tls: 'none' }, { protocol: 'sieve', tls: 'starttls' }],
        more: [
          'throttle: { exempt-networks: [127.0.0.0/8], longest-delay: 0s }',
          'limits: { unauthenticated-per-address: 200 }',
        ].join('\n'),
      },
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const converse = async (
    door: 'smtp' | 'sieve',
    { words, isSignedIn, leaving, segment }: Conversation,
  ): Promise<void> => {
    await using client = await site.postern.connect(door, isSignedIn ? 'none' : 'starttls');
    const signIn =
      door === 'smtp'
        ? `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`
        : `${authenticate(ALICE, site.appPassword)}\r\n`;
    if (isSignedIn) await client.send(signIn);
    for (let at = 0; at < words.length; at += segment) {
      // A client that was sent away doesn't mind.
      const sent = client.send(Buffer.from(words.slice(at, at + segment).join(''), 'latin1'));
      await sent.catch(() => undefined);
    }
    if (leaving === 'reset') client.reset();
    else client.halfClose();
    await client.ended;
  };

  it.each([
    ['smtp', SMTP],
    ['sieve', SIEVE],
  ] as const)('at the %s door ends every connection and breaks nothing (A15, A16)', async (door, words) => {
    await fc.assert(
      fc.asyncProperty(fc.array(conversations(words), { minLength: 1, maxLength: 8 }), async (several) => {
        await Promise.all(several.map((one) => converse(door, one)));
      }),
      { numRuns: runs(25) },
    );
    const broken = site.postern.logged.filter(({ event }) => /broken|not-registered/.test(event));
    expect(broken).toEqual([]);
    await using client = await signedInSubmission(site.postern, ALICE, site.appPassword);
    await submit(client, ALICE, BOB, `After the garbage at ${door}`);
    expect(await command(client, 'QUIT')).toMatch(/^221/);
  });

  it('leaves no connection open behind it', async () => {
    await converse('smtp', { words: SMTP, isSignedIn: true, leaving: 'half-close', segment: 3 });
    await converse('sieve', { words: SIEVE, isSignedIn: true, leaving: 'half-close', segment: 3 });
    await site.postern.untilOpen(0);
    expect(await site.postern.node.pool.connections()).toEqual([]);
  });
});
