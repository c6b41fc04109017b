// What was allowed ends when it is no longer allowed: within a second, at every door, and with a last word only where it
// can't be taken for part of an answer (R3.6, R5.3, I15).

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PosternError } from '../../src/core/errors.ts';
import type { RevocationTarget } from '../../src/core/sessions/revocation-log.ts';
import { type FakeBackend, type FakeConnection, startFakeBackend } from '../support/fake-backend.ts';
import { signInOverImap, signInOverPop3 } from '../support/fake-mail-server.ts';
import { ALICE } from '../support/mail-site.ts';
import { ALL_MAIL_DOORS, type DoorTls, type Postern, startPostern } from '../support/postern.ts';
import type { WireClient } from '../support/wire-client.ts';

/** R3.6 in milliseconds. */
const A_SECOND = 1_000;

describe('a connection whose right ends', () => {
  let imap: FakeBackend;
  let pop3: FakeBackend;
  let postern: Postern;
  let issued: { readonly id: string; readonly shown: string };
  /** What the IMAP backend does with a signed-in connection. */
  let afterwards: (connection: FakeConnection) => Promise<void>;

  beforeEach(async () => {
    afterwards = (connection) => connection.stall();
    imap = await startFakeBackend(async (connection) => {
      if (await signInOverImap(connection)) await afterwards(connection);
    });
    pop3 = await startFakeBackend(async (connection) => {
      if (await signInOverPop3(connection)) await connection.stall();
    });
    postern = await startPostern({
      doors: ALL_MAIL_DOORS,
      backend: [
        `imap: { host: 127.0.0.1, port: ${imap.port}, tls: none }`,
        `pop3: { host: 127.0.0.1, port: ${pop3.port}, tls: none }`,
      ].join('\n'),
    });
    issued = await postern.issue({ mailbox: ALICE, mailboxPassword: 'secret' });
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await postern[Symbol.asyncDispose]();
    await imap[Symbol.asyncDispose]();
    await pop3[Symbol.asyncDispose]();
  });

  async function signedIn(tls: DoorTls): Promise<WireClient> {
    const client = await postern.connect('imap', tls);
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${issued.shown}`, /^a OK/);
    return client;
  }

  async function signedInOverPop3(tls: DoorTls): Promise<WireClient> {
    const client = await postern.connect('pop3', tls);
    await client.readLine();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${issued.shown}`, /^\+OK/);
    return client;
  }

  function revoke(): Promise<boolean> {
    return postern.node.state.stores.appPasswords.revoke(issued.id, Date.now());
  }

  function append(target: RevocationTarget, reason: 'disabled' | 'ended-by-administrator'): Promise<number> {
    return postern.node.state.stores.revocations.append({ at: Date.now(), target, reason });
  }

  /** Signed in, and quiet for long enough that a goodbye is safe: the clock of the process is moved, not waited for. */
  async function quiet(tls: DoorTls): Promise<WireClient> {
    const client = await signedIn(tls);
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * A_SECOND);
    return client;
  }

  // Seen failing with the owner's timer for `follow` taken out of door-worker.ts.
  it.each(['none', 'implicit'] as const)(
    'ends within a second of a revocation, with BYE (%s; R3.6, I15)',
    async (tls) => {
      await using client = await quiet(tls);
      const since = performance.now();
      expect(await revoke()).toBe(true);
      await client.expect('* BYE App password revoked');
      expect(await client.ended).toBe('fin');
      expect(performance.now() - since).toBeLessThan(A_SECOND);
      await postern.untilOpen(0);
      const ended = postern.logged.find(({ event }) => event === 'connection.ended');
      expect(ended?.fields).toMatchObject({ endedBy: 'revoked', detail: 'revoked' });
    },
  );

  it('ends in POP3 within a second, without a word that could be taken for an answer', async () => {
    await using client = await signedInOverPop3('implicit');
    const since = performance.now();
    await revoke();
    expect(await client.readToEnd()).toBe('');
    expect(performance.now() - since).toBeLessThan(A_SECOND);
  });

  it.each([
    ['a mailbox is disabled', { kind: 'mailbox', address: ALICE }, 'disabled', '* BYE Mailbox disabled'],
    ['its domain ends', { kind: 'domain', name: 'example.test' }, 'disabled', '* BYE Mailbox disabled'],
    [
      'an administrator ends it',
      { kind: 'mailbox', address: ALICE },
      'ended-by-administrator',
      '* BYE Connection ended by an administrator',
    ],
  ] as const)('ends within a second when %s, in the middle of IDLE (R5.3)', async (_, target, reason, goodbye) => {
    afterwards = async (connection) => {
      await connection.readLine();
      await connection.send('+ idling\r\n');
      await connection.stall();
    };
    await using client = await signedIn('implicit');
    await client.ask('b IDLE', '+ idling');
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * A_SECOND);
    const since = performance.now();
    await append(target, reason);
    await client.expect(goodbye);
    await client.ended;
    expect(performance.now() - since).toBeLessThan(A_SECOND);
  });

  it('ends alone: others of the mailbox, made with another app password, go on', async () => {
    const other = await postern.issue({ mailbox: ALICE, mailboxPassword: 'secret', name: 'other' });
    await using client = await signedIn('implicit');
    await using unconcerned = await postern.connect('imap', 'implicit');
    await unconcerned.readLine();
    await unconcerned.ask(`a LOGIN ${ALICE} ${other.shown}`, /^a OK/);
    await revoke();
    await client.ended;
    const [left, ...more] = await postern.node.pool.connections();
    expect(left?.appPassword?.id).toBe(other.id);
    expect(more).toEqual([]);
    expect(unconcerned.pending()).toBe('');
  });

  it('ends by its own id, as `postern connections end` asks', async () => {
    await using client = await signedIn('implicit');
    const [live] = await postern.node.pool.connections();
    await append({ kind: 'connection', id: live?.id ?? '' }, 'ended-by-administrator');
    await client.ended;
  });

  // Seen failing with the tests of `end` for quiet and for a whole line taken out of splice.ts: the BYE stood in a literal.
  it.each([
    ['in the middle of a literal', '* 1 FETCH (BODY[] {100}\r\nhalf of it'],
    ['in the middle of an answer, just now', '* 1 FETCH (BODY[] {100}\r\nhalf\r\n'],
  ])('is told nothing %s (I15)', async (_, partial) => {
    afterwards = async (connection) => {
      await connection.readLine();
      await connection.send(partial);
      await connection.stall();
    };
    await using client = await signedIn('implicit');
    await client.send('b FETCH 1 BODY[]\r\n');
    await client.readUntil(partial);
    await revoke();
    expect(await client.readToEnd()).toBe('');
  });

  it('is refused when the revocation came between the decision and the registration (P-11)', async () => {
    const { revocations } = postern.node.state.stores;
    const since = revocations.since.bind(revocations);
    let isRevoked = false;
    // The registration looks for what it missed: just before it looks, there is something.
    vi.spyOn(revocations, 'since').mockImplementation(async (sequence) => {
      if (!isRevoked && (await postern.node.pool.connections()).length > 0) {
        isRevoked = true;
        await revoke();
      }
      return since(sequence);
    });
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.send(`a LOGIN ${ALICE} ${issued.shown}\r\n`);
    await client.expect(/^\* NO \[ALERT\] This app password was revoked/);
    await client.expect(/^a NO \[AUTHENTICATIONFAILED\]/);
    expect(isRevoked).toBe(true);
    expect(await postern.node.pool.connections()).toEqual([]);
    await client.ask('b NOOP', /^b OK/);
  });

  // Seen failing with an error of the registration taken for a success in hand-over.ts.
  it('is unavailable, not open, when the store fails at the registration (R4.4)', async () => {
    const { revocations } = postern.node.state.stores;
    vi.spyOn(revocations, 'since').mockRejectedValue(new PosternError('ERR_STORE_UNAVAILABLE', 'gone'));
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${issued.shown}`, /^a NO \[UNAVAILABLE\]/);
    expect(await postern.node.pool.connections()).toEqual([]);
    vi.restoreAllMocks();
    await client.ask(`b LOGIN ${ALICE} ${issued.shown}`, /^b OK/);
  });

  it('is unavailable when the store fails before the decision, in POP3 too (R4.4)', async () => {
    const { revocations } = postern.node.state.stores;
    vi.spyOn(revocations, 'current').mockRejectedValue(new PosternError('ERR_STORE_UNAVAILABLE', 'gone'));
    await using client = await postern.connect('pop3', 'implicit');
    await client.readLine();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${issued.shown}`, /^-ERR \[SYS\/TEMP\]/);
  });

  it('may not come back, and hears why', async () => {
    await revoke();
    await using client = await postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${ALICE} ${issued.shown}`, /^\* NO \[ALERT\] This app password was revoked/);
    await client.expect(/^a NO \[AUTHENTICATIONFAILED\]/);
  });

  it('says goodbye at a stop, also to a client that waits for its sign-in', async () => {
    afterwards = (connection) => connection.stall();
    await using settled = await quiet('implicit');
    const stalled = await startFakeBackend((connection) => connection.stall());
    await postern.reload({
      doors: ALL_MAIL_DOORS,
      backend: [
        `imap: { host: 127.0.0.1, port: ${stalled.port}, tls: none }`,
        `pop3: { host: 127.0.0.1, port: ${pop3.port}, tls: none }`,
        'sign-in-timeout: 1s',
      ].join('\n'),
    });
    await using waiting = await postern.connect('imap', 'implicit');
    await waiting.readLine();
    await waiting.send(`a LOGIN ${ALICE} ${issued.shown}\r\n`);
    await stalled.connection(1);
    const drained = postern.node.drain(0);
    await waiting.expect(/^\* BYE Server is shutting down/);
    await settled.expect('* BYE Server shutting down; please reconnect');
    settled.halfClose();
    waiting.halfClose();
    await drained;
    await postern.untilOpen(0);
    await stalled[Symbol.asyncDispose]();
  });
});
