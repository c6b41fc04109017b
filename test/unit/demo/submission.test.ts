// The demo's submission server: who may send as whom, and where mail goes.

import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoMailServer, MAX_MESSAGE, type OutboxMail } from '../../../src/demo/mail-server/demo-mail-server.ts';
import { readMail, showMail } from '../../../src/demo/show-mail.ts';
import { connectWire } from '../../support/wire-client.ts';
import { ALICE, answer, BOB, imapClient, messageCount, smtpClient, startServer } from './demo-fixture.ts';

let server: DemoMailServer;

beforeEach(async () => {
  server = await startServer();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function greeted() {
  const raw = await connectWire({ port: server.submission.port });
  await raw.readUntil(/^220 [^\r]*\r\n/);
  await raw.send('EHLO client.example\r\n');
  const capabilities = await raw.readUntil(/^250 [^\r]*\r\n/m);
  return { raw, capabilities };
}

function plain(authorization: string, address: string, password: string): string {
  return Buffer.from(`${authorization}\0${address}\0${password}`).toString('base64');
}

describe('signing in', () => {
  it('offers PLAIN and LOGIN, SIZE, 8BITMIME, PIPELINING and SMTPUTF8, and no STARTTLS', async () => {
    const { raw, capabilities } = await greeted();
    await using _open = raw;
    for (const wanted of ['AUTH PLAIN LOGIN', `SIZE ${MAX_MESSAGE}`, '8BITMIME', 'PIPELINING', 'SMTPUTF8']) {
      expect(capabilities).toContain(wanted);
    }
    expect(capabilities).not.toContain('STARTTLS');
  });

  it.each([
    ['a wrong password', plain('', ALICE.address, 'looking-glass'), '535'],
    ['the local part alone', plain('', 'alice', ALICE.password), '535'],
    ["another's identity", plain(BOB.address, ALICE.address, ALICE.password), '535'],
    ['the right password', plain('', ALICE.address, ALICE.password), '235'],
    ['the own identity named twice', plain(ALICE.address, ALICE.address, ALICE.password), '235'],
  ])('answers %s as it should', async (_what, response, code) => {
    const { raw } = await greeted();
    await using _open = raw;
    await raw.send(`AUTH PLAIN ${response}\r\n`);
    expect(await raw.readUntil(/^\d[^\r]*\r\n/)).toMatch(new RegExp(`^${code} `));
  });

  it('takes no mail before it', async () => {
    const { raw } = await greeted();
    await using _open = raw;
    await raw.send(`MAIL FROM:<${ALICE.address}>\r\n`);
    expect(await raw.readUntil(/^\d[^\r]*\r\n/)).toMatch(/^530 /);
  });

  it.each(['XCLIENT LOGIN=bob@postern.example', 'XFORWARD ADDR=203.0.113.9', 'STARTTLS', 'WIZ'])(
    'knows no %s',
    async (command) => {
      const { raw } = await greeted();
      await using _open = raw;
      await raw.send(`${command}\r\n`);
      expect(await raw.readUntil(/^\d[^\r]*\r\n/)).toMatch(/^5/);
    },
  );
});

describe('sending', () => {
  it('delivers to the INBOX of every local recipient once, with a trace of where it came from', async () => {
    const sent = await smtpClient(server, ALICE).sendMail({
      from: ALICE.address,
      to: [BOB.address, ALICE.address],
      bcc: BOB.address.toUpperCase(),
      subject: 'Grüße',
      text: 'hello\n.leading dot\n',
    });
    expect(sent.response).toContain('Delivered to 2 demo mailbox(es)');
    await using session = await imapClient(server, BOB);
    await session.client.mailboxOpen('INBOX');
    const messages = await session.client.fetchAll('1:*', { envelope: true, source: true, flags: true });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.envelope?.subject).toBe('Grüße');
    expect(messages[0]?.source?.toString()).toMatch(
      /^Return-Path: <alice@postern.example>\r\nReceived: from [^\r]+\r\n\tby [^\r]+ with ESMTPA id [^\r]+\r\n/,
    );
    expect(messages[0]?.source?.toString()).toContain('\r\n.leading dot\r\n');
    expect(server.outbox).toEqual([]);
  });

  it('keeps mail for the outside in the outbox, and says that the demo sends nothing there', async () => {
    const sent = await smtpClient(server, ALICE).sendMail({
      from: ALICE.address,
      to: ['someone@outside.example', BOB.address],
      text: 'hello',
    });
    expect(sent.response).toContain('the demo sends nothing to the outside');
    expect(server.outbox.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: ALICE.address, to: ['someone@outside.example'] },
    ]);
  });

  it('refuses a sender other than the one signed in with 553', async () => {
    const attempt = smtpClient(server, ALICE).sendMail({ from: BOB.address, to: BOB.address, text: 'forged' });
    await expect(attempt).rejects.toMatchObject({ responseCode: 553, command: 'MAIL FROM' });
  });

  it('refuses an unknown local recipient with 550', async () => {
    const attempt = smtpClient(server, ALICE).sendMail({ from: ALICE.address, to: 'no@postern.example', text: 'x' });
    await expect(attempt).rejects.toMatchObject({ responseCode: 550, command: 'RCPT TO' });
  });

  it('refuses a message over the limit, declared or not, and goes on', async () => {
    const { raw } = await greeted();
    await using _open = raw;
    await raw.send(`AUTH PLAIN ${plain('', ALICE.address, ALICE.password)}\r\n`);
    await raw.readUntil(/^235[^\r]*\r\n/);
    await raw.send(`MAIL FROM:<${ALICE.address}> SIZE=${MAX_MESSAGE + 1}\r\n`);
    expect(await raw.readUntil(/^\d[^\r]*\r\n/)).toMatch(/^552 /);
    await raw.send(`MAIL FROM:<${ALICE.address}>\r\nRCPT TO:<${BOB.address}>\r\nDATA\r\n`);
    await raw.readUntil(/^354[^\r]*\r\n/m);
    const line = `${'x'.repeat(998)}\r\n`;
    await raw.send(line.repeat(Math.ceil(MAX_MESSAGE / line.length) + 1));
    await raw.send('.\r\nNOOP\r\n');
    expect(await raw.readUntil(/^250[^\r]*\r\n/m)).toMatch(/^552 .*\r\n250 /);
  });

  it('pushes sent mail to an idle reader', async () => {
    await using reader = await connectWire({ port: server.imap.port });
    await reader.readUntil(/^\* OK [^\r]*\r\n/);
    await reader.send('a AUTHENTICATE PLAIN\r\n');
    await reader.readUntil(/\+[^\r]*\r\n/);
    await reader.send(`${plain('', BOB.address, BOB.password)}\r\n`);
    expect(await answer(reader, 'a')).toContain('a OK');
    await reader.send('b SELECT INBOX\r\nc IDLE\r\n');
    await reader.readUntil(/\+ idling\r\n/);
    await smtpClient(server, ALICE).sendMail({ from: ALICE.address, to: BOB.address, text: 'hello' });
    expect(await reader.readUntil(/\* 1 EXISTS\r\n/)).toBe('* 1 EXISTS\r\n');
  });
});

describe("Postern's own mail", () => {
  it('is taken without a password: into a demo mailbox, or to be shown', async () => {
    const outside: OutboxMail[] = [];
    await using other = await startServer({ onOutside: (mail) => outside.push(mail) });
    const { host, port } = other.smarthost;
    const client = createTransport({ host, port, ignoreTLS: true });
    const mail = { subject: 'Ihr Code für Zugänge', text: 'Code: 123456 – 10 Minuten', html: '<p>x</p>' };
    for (const to of [ALICE.address, 'alice@elsewhere.example']) {
      await client.sendMail({ envelope: { from: '', to }, from: 'postern@postern.example', to, ...mail });
    }
    client.close();
    expect(outside.map(({ to }) => to)).toEqual([['alice@elsewhere.example']]);
    await using alice = await imapClient(other, ALICE);
    expect(await messageCount(alice.client, 'INBOX')).toBe(1);
    const [first] = outside;
    if (!first) throw new Error('nothing outside');
    expect(showMail(readMail(first))).toBe(
      '\n  | Mail to alice@elsewhere.example: Ihr Code für Zugänge\n  | Code: 123456 – 10 Minuten\n',
    );
  });
});
