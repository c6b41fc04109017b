// The demo mail server as a whole: what a mailbox starts with, and that nothing stays behind.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startDemoMailServer } from '../../../src/demo/mail-server/demo-mail-server.ts';
import { lacks } from '../../support/programs.ts';
import { connectWire } from '../../support/wire-client.ts';
import { ALICE, BOB, imapClient, messageCount, startServer } from './demo-fixture.ts';

describe('the demo mail server', () => {
  it('starts with mail in several folders, in text and HTML and with an attachment', async () => {
    await using server = await startServer({ welcomeMail: true });
    await using session = await imapClient(server, BOB);
    const counts: Record<string, number | undefined> = {};
    for (const path of ['INBOX', 'Archive', 'Drafts', 'Junk', 'Sent', 'Trash']) {
      counts[path] = await messageCount(session.client, path);
    }
    expect(counts).toEqual({ INBOX: 4, Archive: 1, Drafts: 1, Junk: 1, Sent: 1, Trash: 0 });
    await session.client.mailboxOpen('INBOX');
    const messages = await session.client.fetchAll('1:*', { envelope: true, bodyStructure: true, internalDate: true });
    expect(messages.map((message) => message.bodyStructure?.type)).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'multipart/alternative',
    ]);
    expect(messages[0]?.envelope?.subject).toBe('Schlüsselliste für Türen & Tore – 鍵の一覧');
    expect(messages[0]?.envelope?.from?.[0]?.name).toBe('Zoë Łukasiewicz-Ångström');
    expect(messages.every((message) => message.envelope?.to?.[0]?.address === BOB.address)).toBe(true);
    const ages = messages.map((message) => Date.now() - new Date(message.internalDate ?? 0).getTime());
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
  });

  it('throws for a delivery to nobody', async () => {
    await using server = await startServer();
    expect(() => server.deliver('nobody@postern.example', 'x')).toThrow('no demo mailbox nobody@postern.example');
  });

  it('ends every connection and listens no more when disposed', async () => {
    const server = await startServer();
    await using imap = await connectWire({ port: server.imap.port });
    await using submission = await connectWire({ port: server.submission.port });
    await imap.readUntil(/^\* OK [^\r]*\r\n/);
    await submission.readUntil(/^220 [^\r]*\r\n/);
    await server[Symbol.asyncDispose]();
    await Promise.all([imap.readToEnd(), submission.readToEnd()]);
    await expect(connectWire({ port: server.imap.port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('leaves nothing listening when a port is taken', async () => {
    await using server = await startServer();
    const free = await startServer();
    await free[Symbol.asyncDispose]();
    const attempt = startDemoMailServer({
      accounts: [ALICE],
      imapPort: free.imap.port,
      submissionPort: server.submission.port,
    });
    await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(connectWire({ port: free.imap.port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.skipIf(lacks('curl'))('serves curl', async () => {
    await using server = await startServer();
    server.deliver(ALICE.address, 'Subject: for curl\r\n\r\nhello\r\n');
    const { stdout } = await promisify(execFile)('curl', [
      '--silent',
      '--user',
      `${ALICE.address}:${ALICE.password}`,
      `imap://127.0.0.1:${server.imap.port}/INBOX;MAILINDEX=1`,
    ]);
    expect(stdout).toBe('Subject: for curl\r\n\r\nhello\r\n');
  });
});
