// The demo's IMAP server, seen by a real client library and by bare octets.

import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ImapFlow } from 'imapflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoMailServer } from '../../../src/demo/mail-server/demo-mail-server.ts';
import { connectWire } from '../../support/wire-client.ts';
import { ALICE, answer, BOB, imapClient, imapFlow, messageCount, startServer } from './demo-fixture.ts';

const LETTER = 'From: bob@postern.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nfirst line\r\nsecond line\r\n';

let server: DemoMailServer;

beforeEach(async () => {
  server = await startServer();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function signedInRaw() {
  const raw = await connectWire({ port: server.imap.port });
  await raw.readUntil(/^\* OK [^\r]*\r\n/);
  await raw.send(`a LOGIN ${ALICE.address} ${ALICE.password}\r\n`);
  await answer(raw, 'a');
  return raw;
}

async function subjects(client: ImapFlow, folder: string): Promise<readonly (string | undefined)[]> {
  const lock = await client.getMailboxLock(folder);
  try {
    return (await client.fetchAll('1:*', { envelope: true })).map((message) => message.envelope?.subject);
  } finally {
    lock.release();
  }
}

describe('signing in', () => {
  it('takes the full address with the right password, non-ASCII included', async () => {
    await using session = await imapClient(server, BOB);
    expect(session.client.authenticated).toBe(true);
  });

  it('takes the address whatever the case of its letters', async () => {
    await using session = await imapClient(server, { ...ALICE, address: 'Alice@POSTERN.example' });
    expect(session.client.usable).toBe(true);
  });

  it.each([
    ['a wrong password', { ...ALICE, password: 'looking-glass' }],
    ["somebody else's password", { ...ALICE, password: BOB.password }],
    ['an empty password', { ...ALICE, password: '' }],
    ['the local part alone', { ...ALICE, address: 'alice' }],
    ['an unknown address', { ...ALICE, address: 'nobody@postern.example' }],
  ])('refuses %s with AUTHENTICATIONFAILED and keeps the connection', async (_what, person) => {
    await using raw = await connectWire({ port: server.imap.port });
    await raw.readUntil(/^\* OK [^\r]*\r\n/);
    await raw.send(`a LOGIN "${person.address}" "${person.password}"\r\n`);
    expect(await answer(raw, 'a')).toBe('a NO [AUTHENTICATIONFAILED] Invalid credentials\r\n');
    const plain = Buffer.from(`\0${person.address}\0${person.password}`).toString('base64');
    await raw.send(`b AUTHENTICATE PLAIN ${plain}\r\n`);
    expect(await answer(raw, 'b')).toContain('b NO [AUTHENTICATIONFAILED]');
    await raw.send(`c LOGIN ${ALICE.address} ${ALICE.password}\r\n`);
    expect(await answer(raw, 'c')).toContain('c OK');
  });

  it('offers no STARTTLS, and refuses it when asked all the same', async () => {
    await using raw = await signedInRaw();
    await raw.send('b CAPABILITY\r\nc STARTTLS\r\nd NOOP\r\n');
    const answers = await answer(raw, 'd');
    expect(answers).toContain('c BAD Unknown command\r\n');
    expect(answers.match(/^\* CAPABILITY.*$/m)?.[0]).not.toContain('STARTTLS');
  });
});

describe('folders', () => {
  it('lists six, with their special use', async () => {
    await using session = await imapClient(server, ALICE);
    const listed = (await session.client.list()).map(({ path, specialUse }) => [path, specialUse]);
    expect(listed.toSorted()).toEqual([
      ['Archive', '\\Archive'],
      ['Drafts', '\\Drafts'],
      ['INBOX', '\\Inbox'],
      ['Junk', '\\Junk'],
      ['Sent', '\\Sent'],
      ['Trash', '\\Trash'],
    ]);
  });

  it('creates, renames with what is below, and deletes', async () => {
    await using session = await imapClient(server, ALICE);
    const paths = async () => (await session.client.list()).map(({ path }) => path);
    await session.client.mailboxCreate('Türme');
    await session.client.mailboxCreate('Türme/Norden');
    await session.client.append('Türme/Norden', LETTER);
    await session.client.mailboxRename('Türme', 'Towers');
    expect(await paths()).toEqual(expect.arrayContaining(['Towers', 'Towers/Norden']));
    expect(await paths()).not.toContain('Türme');
    expect(await subjects(session.client, 'Towers/Norden')).toEqual(['Grüße']);
    await session.client.mailboxClose();
    await session.client.mailboxDelete('Towers/Norden');
    await session.client.mailboxDelete('Towers');
    expect(await paths()).toHaveLength(6);
  });

  it('keeps INBOX and the special folders', async () => {
    await using raw = await signedInRaw();
    await raw.send('b DELETE INBOX\r\nc DELETE Sent\r\nd RENAME Trash Rubbish\r\ne CREATE Sent\r\n');
    const answers = await answer(raw, 'e');
    expect(answers).toMatch(/b NO \[CANNOT\].*c NO \[CANNOT\].*d NO \[CANNOT\].*e NO \[ALREADYEXISTS\]/s);
  });

  it('subscribes and unsubscribes', async () => {
    await using raw = await signedInRaw();
    await raw.send(
      'b UNSUBSCRIBE Junk\r\nc LSUB "" "*"\r\nd SUBSCRIBE Junk\r\ne SUBSCRIBE Nowhere\r\nf LSUB "" "*"\r\n',
    );
    expect(await answer(raw, 'c')).not.toContain('Junk');
    const answers = await answer(raw, 'f');
    expect(answers).toContain('e NO [NONEXISTENT]');
    expect(answers).toMatch(/\* LSUB .*Junk/);
  });

  it('answers STATUS and the quota', async () => {
    await using session = await imapClient(server, ALICE);
    server.deliver(ALICE.address, LETTER);
    await session.client.append('INBOX', LETTER, ['\\Seen']);
    const status = await session.client.status('INBOX', { messages: true, unseen: true, uidNext: true });
    expect(status).toMatchObject({ messages: 2, unseen: 1, uidNext: 3 });
    expect(await session.client.getQuota('INBOX')).toMatchObject({ storage: { usage: 1024 } });
  });

  it('closes a session whose open folder was deleted by another', async () => {
    await using session = await imapClient(server, ALICE);
    await session.client.mailboxCreate('Doomed');
    await using raw = await signedInRaw();
    await raw.send('b SELECT Doomed\r\n');
    await answer(raw, 'b');
    await session.client.mailboxDelete('Doomed');
    expect(await raw.readToEnd()).toContain('* BYE');
  });
});

describe('messages', () => {
  it('keeps what was appended to the octet, with flags and date', async () => {
    await using session = await imapClient(server, ALICE);
    const raw = Buffer.concat([Buffer.from(LETTER), Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))]);
    const date = new Date('2026-03-01T12:00:00Z');
    await session.client.append('Drafts', raw, ['\\Draft', '$Label1'], date);
    await session.client.mailboxOpen('Drafts');
    const message = await session.client.fetchOne('1', { source: true, flags: true, internalDate: true, size: true });
    if (message === false) throw new Error('not found');
    expect(message.source?.equals(raw)).toBe(true);
    expect(message.size).toBe(raw.length);
    expect([...(message.flags ?? [])].toSorted()).toEqual(['$Label1', '\\Draft']);
    expect(new Date(message.internalDate ?? 0)).toEqual(date);
  });

  it('answers APPEND to an unknown folder with TRYCREATE', async () => {
    await using session = await imapClient(server, ALICE);
    await expect(session.client.append('Nowhere', LETTER)).rejects.toMatchObject({ serverResponseCode: 'TRYCREATE' });
  });

  it('fetches headers, texts, parts and ranges in every form that clients use', async () => {
    server.deliver(ALICE.address, LETTER);
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX\r\n');
    await answer(raw, 'b');
    const fetched = async (items: string) => {
      await raw.send(`f FETCH 1 ${items}\r\n`);
      return (await answer(raw, 'f')).replace(/f OK.*\r\n/, '');
    };
    const header = LETTER.slice(0, LETTER.indexOf('\r\n\r\n') + 4);
    const body = LETTER.slice(header.length);
    expect(await fetched('BODY.PEEK[]')).toBe(`* 1 FETCH (BODY[] {${LETTER.length}}\r\n${LETTER})\r\n`);
    expect(await fetched('RFC822.HEADER')).toBe(`* 1 FETCH (RFC822.HEADER {${header.length}}\r\n${header})\r\n`);
    expect(await fetched('BODY.PEEK[TEXT]')).toBe(`* 1 FETCH (BODY[TEXT] {${body.length}}\r\n${body})\r\n`);
    expect(await fetched('BODY.PEEK[1]')).toBe(`* 1 FETCH (BODY[1] {${body.length}}\r\n${body})\r\n`);
    // RFC 9051 §7.5.2: the answer names where the range starts, not its length.
    expect(await fetched('BODY.PEEK[]<5.10>')).toBe(`* 1 FETCH (BODY[]<5> {10}\r\n${LETTER.slice(5, 15)})\r\n`);
    expect(await fetched('BODY.PEEK[TEXT]<4096.10>')).toBe('* 1 FETCH (BODY[TEXT]<4096> {0}\r\n)\r\n');
    expect(await fetched('(UID BODY.PEEK[HEADER.FIELDS (From)])')).toContain('From: bob@postern.example\r\n\r\n');
    expect(await fetched('FLAGS')).toBe('* 1 FETCH (FLAGS ())\r\n');
    expect(await fetched('BODY[]')).toMatch(/FLAGS \(\\Seen\)\)\r\n$/);
  });

  it('downloads an attachment whole', async () => {
    await using welcome = await startServer({ welcomeMail: true });
    await using session = await imapClient(welcome, ALICE);
    await session.client.mailboxOpen('Archive');
    const message = await session.client.fetchOne('1', { bodyStructure: true });
    if (message === false) throw new Error('not found');
    const part = message.bodyStructure?.childNodes?.[1];
    expect(part?.dispositionParameters?.['filename']).toBe('Schlüsselliste.csv');
    const { content } = await session.client.download('1', part?.part);
    if (content === undefined) throw new Error('no content');
    expect(await text(content)).toContain('postern,門番,app password\n');
  });

  it('stores, adds and removes flags, and skips what changed meanwhile (UNCHANGEDSINCE)', async () => {
    await using session = await imapClient(server, ALICE);
    for (let count = 0; count < 3; count += 1) server.deliver(ALICE.address, LETTER);
    await session.client.mailboxOpen('INBOX');
    await session.client.messageFlagsSet('1:3', ['\\Flagged']);
    await session.client.messageFlagsAdd('1', ['\\Seen', 'Later']);
    await session.client.messageFlagsRemove('2', ['\\Flagged']);
    const flags = async () =>
      (await session.client.fetchAll('1:*', { flags: true })).map((message) => [...(message.flags ?? [])].toSorted());
    expect(await flags()).toEqual([['Later', '\\Flagged', '\\Seen'], [], ['\\Flagged']]);
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX (CONDSTORE)\r\nc STORE 1:3 (UNCHANGEDSINCE 7) +FLAGS (Late)\r\n');
    expect(await answer(raw, 'c')).toContain('c OK [MODIFIED 1:2]');
  });

  it('copies, moves and expunges, and tells the UIDs', async () => {
    await using session = await imapClient(server, ALICE);
    for (let count = 0; count < 3; count += 1) server.deliver(ALICE.address, LETTER);
    await session.client.mailboxOpen('INBOX');
    const copied = await session.client.messageCopy('2:3', 'Archive');
    expect(copied && [...(copied.uidMap ?? [])]).toEqual([
      [2, 1],
      [3, 2],
    ]);
    await session.client.messageMove('1', 'Trash');
    await session.client.messageDelete('1');
    const counts = await Promise.all(
      ['INBOX', 'Archive', 'Trash'].map(async (path) => await messageCount(session.client, path)),
    );
    expect(counts).toEqual([1, 2, 1]);
  });

  it('answers COPY to an unknown folder with TRYCREATE and copies nothing', async () => {
    server.deliver(ALICE.address, LETTER);
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX\r\nc UID COPY 1 Nowhere\r\nd UID COPY 77 Archive\r\n');
    const answers = await answer(raw, 'd');
    expect(answers).toContain('c NO [TRYCREATE]');
    expect(answers).toContain('d NO [NONEXISTENT]');
  });

  it('changes nothing in a folder opened by EXAMINE', async () => {
    server.deliver(ALICE.address, LETTER);
    await using raw = await signedInRaw();
    await raw.send(
      'b EXAMINE INBOX\r\nc FETCH 1 BODY[]\r\nd STORE 1 +FLAGS (\\Deleted)\r\ne EXPUNGE\r\nf MOVE 1 Trash\r\n',
    );
    expect(await answer(raw, 'f')).toContain('f NO [CANNOT]');
    await raw.send('g STATUS INBOX (MESSAGES UNSEEN)\r\n');
    expect(await answer(raw, 'g')).toContain('(MESSAGES 1 UNSEEN 1)');
  });
});

describe('searching', () => {
  it('finds by header, body, flag, date and size, as a person sees the words', async () => {
    await using session = await imapClient(server, ALICE);
    await session.client.append('INBOX', LETTER, ['\\Seen'], new Date('2026-02-01T10:00:00Z'));
    await session.client.append(
      'INBOX',
      'From: x@y.example\r\nSubject: keys\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
        `${Buffer.from('Die Schlüssel liegen unter der Matte').toString('base64')}\r\n`,
      [],
      new Date('2026-03-01T10:00:00Z'),
    );
    await session.client.mailboxOpen('INBOX');
    const found = async (query: object) => await session.client.search(query);
    expect(await found({ subject: 'GRÜSSE'.replace('SS', 'ß') })).toEqual([1]);
    expect(await found({ body: 'schlüssel' })).toEqual([2]);
    expect(await found({ text: 'keys' })).toEqual([2]);
    expect(await found({ from: 'bob@' })).toEqual([1]);
    expect(await found({ seen: false })).toEqual([2]);
    expect(await found({ since: new Date('2026-02-15') })).toEqual([2]);
    expect(await found({ sentBefore: new Date('2026-01-06') })).toEqual([2]);
    expect(await found({ larger: 10, smaller: 10_000 })).toEqual([1, 2]);
    expect(await found({ or: [{ subject: 'keys' }, { seen: true }] })).toEqual([1, 2]);
    expect(await found({ not: { uid: '1' } })).toEqual([2]);
    expect(await found({ subject: 'nothing of the kind' })).toEqual([]);
  });
});

describe('several sessions', () => {
  it('pushes a delivery to an idle session', async () => {
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX\r\nc IDLE\r\n');
    await raw.readUntil(/\+ idling\r\n/);
    server.deliver(ALICE.address, LETTER);
    expect(await raw.readUntil(/EXISTS\r\n/)).toBe('* 1 EXISTS\r\n');
    await raw.send('DONE\r\n');
    expect(await answer(raw, 'c')).toBe('c OK IDLE terminated\r\n');
  });

  it('lets a client library hear of a delivery while it idles', async () => {
    await using session = await imapClient(server, ALICE);
    await session.client.mailboxOpen('INBOX');
    const announced = once(session.client, 'exists');
    const idling = session.client.idle();
    server.deliver(ALICE.address, LETTER);
    expect(await announced).toMatchObject([{ path: 'INBOX', count: 1, prevCount: 0 }]);
    await session.client.noop();
    await idling;
  });

  it("tells an idle session of another's flags and expunged messages", async () => {
    server.deliver(ALICE.address, LETTER);
    server.deliver(ALICE.address, LETTER);
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX\r\nc IDLE\r\n');
    await raw.readUntil(/\+ idling\r\n/);
    await using session = await imapClient(server, ALICE);
    await session.client.mailboxOpen('INBOX');
    await session.client.messageFlagsAdd('1', ['\\Flagged']);
    expect(await raw.readUntil(/FETCH[^\r]*\r\n/)).toContain('* 1 FETCH (FLAGS (\\Flagged)');
    await session.client.messageDelete('1');
    expect(await raw.readUntil(/EXPUNGE\r\n/)).toContain('* 1 EXPUNGE\r\n');
  });

  it('shows nothing of one mailbox to another', async () => {
    await using raw = await signedInRaw();
    await raw.send('b SELECT INBOX\r\nc IDLE\r\n');
    await raw.readUntil(/\+ idling\r\n/);
    server.deliver(BOB.address, LETTER);
    await raw.send('DONE\r\n');
    expect(await answer(raw, 'c')).not.toContain('EXISTS');
    await using session = await imapClient(server, BOB);
    expect(await subjects(session.client, 'INBOX')).toEqual(['Grüße']);
  });

  it('serves many clients at once', async () => {
    server.deliver(ALICE.address, LETTER);
    const clients = Array.from({ length: 60 }, () => imapFlow(server, ALICE));
    const all = await Promise.all(
      clients.map(async (client) => {
        await client.connect();
        const found = await subjects(client, 'INBOX');
        await client.logout();
        return found;
      }),
    );
    expect(all).toEqual(clients.map(() => ['Grüße']));
  });
});

describe('bad input', () => {
  // Seen failing without guardCommands: the exception reaches nobody, and outside a test runner ends the process.
  it.each(['c ENABLE', 'c LIST "" "*" NIL', 'c LSUB "" ""', 'c APPEND INBOX NIL', 'b SELECT INBOX\r\nc SEARCH NIL'])(
    'answers %j without harm to the session',
    async (commands) => {
      await using raw = await signedInRaw();
      await raw.send(`${commands}\r\n`);
      expect(await answer(raw, 'c')).toContain('c BAD Invalid arguments');
      await raw.send('d NOOP\r\n');
      expect(await answer(raw, 'd')).toContain('d OK');
    },
  );

  it('survives a client that leaves in the middle of a literal', async () => {
    await using raw = await signedInRaw();
    await raw.send('b APPEND INBOX {1000}\r\n');
    await raw.readUntil(/\+ [^\r]*\r\n/);
    await raw.send('half of');
    raw.socket.destroy();
    await using other = await signedInRaw();
    await other.send('b STATUS INBOX (MESSAGES)\r\n');
    expect(await answer(other, 'b')).toContain('(MESSAGES 0)');
  });

  it('refuses a message over the limit before it is sent', async () => {
    await using raw = await signedInRaw();
    await raw.send(`b APPEND INBOX {${26 * 1024 * 1024}}\r\n`);
    expect(await answer(raw, 'b')).toContain('b NO [TOOBIG]');
  });
});
