// Mail through the submission door to a real Postfix, whose SASL is a real Dovecot: what a client may send without
// Postern it may send through it, whole and once.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../support/programs.ts';
import {
  command,
  envelope,
  expectCodes,
  hello,
  message,
  openSubmission,
  plainMessage,
  readReply,
  replyCodes,
  signedInSubmission,
  submit,
} from '../support/smtp-client.ts';
import { ALICE, BOB, type SubmissionSite, startSubmissionSite } from '../support/submission-site.ts';
import { connectWire } from '../support/wire-client.ts';

const MEBIBYTE = 1024 * 1024;

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('the submission door in front of Postfix', () => {
  let site: SubmissionSite;
  beforeAll(async () => {
    site = await startSubmissionSite();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const signedIn = () => signedInSubmission(site.postern, ALICE, site.appPassword);

  it('sends with an app password what is then fetched from Dovecot', async () => {
    await using client = await signedIn();
    await submit(client, ALICE, BOB, 'Through the door');
    await client.ask('QUIT', /^221/);
    expect(await client.readToEnd()).toBe('');
    await site.dovecot.waitForMessage(BOB, /^Subject: Through the door\n/m);
    await using reader = await connectWire({ port: site.dovecot.ports.imap });
    await reader.readLine();
    await reader.ask(`a LOGIN ${BOB} bob-secret`, /^a OK/);
    await reader.send('b SELECT INBOX\r\nc SEARCH SUBJECT "Through the door"\r\n');
    expect(await reader.readUntil(/^c OK.*\r\n/m)).toMatch(/^\* SEARCH \d+/m);
  });

  it('offers before sign-in what the backend offers and the splice carries, and nothing else (S1)', async () => {
    await using direct = await connectWire({ port: site.postfix.ports.submission });
    await direct.readLine();
    const backend = await hello(direct);
    await using client = await openSubmission(site.postern);
    const offered = await hello(client);
    expect(backend).toEqual(expect.arrayContaining(['ETRN', 'VRFY', 'STARTTLS', 'CHUNKING', 'SIZE 104857600']));
    expect(offered.toSorted()).toEqual(
      [
        ...['8BITMIME', 'CHUNKING', 'DSN', 'ENHANCEDSTATUSCODES', 'PIPELINING', 'SIZE 104857600', 'SMTPUTF8'],
        'AUTH PLAIN LOGIN',
      ].toSorted(),
    );
  });

  it('offers STARTTLS and no AUTH before TLS, AUTH and no STARTTLS behind it (S1)', async () => {
    await using client = await site.postern.connect('smtp', 'starttls');
    await client.readLine();
    const before = await hello(client);
    expect(before).toContain('STARTTLS');
    expect(before.join()).not.toContain('AUTH');
    await client.ask('STARTTLS', /^220/);
    await client.startTls({ ca: site.postern.certificate.ca });
    const behind = await hello(client);
    expect(behind).toContain('AUTH PLAIN LOGIN');
    expect(behind).not.toContain('STARTTLS');
    await client.ask(`AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}`, /^235/);
  });

  it("shows a signed-in client the backend's own listing, without what it may not use (S1, S7)", async () => {
    await using client = await signedIn();
    const listed = await hello(client);
    expect(listed).toEqual(expect.arrayContaining(['SIZE 104857600', 'CHUNKING', 'DSN']));
    expect(listed.join('\n')).not.toMatch(/^(?:STARTTLS|AUTH|ETRN|X)/m);
  });

  it('answers EHLO, AUTH, MAIL, RCPT and DATA of one segment in order, and sends the mail (S4)', async () => {
    await using client = await site.postern.connect('smtp', 'implicit');
    const auth = `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`;
    await client.send(`EHLO client.test\r\n${auth}${envelope(ALICE, BOB)}`);
    await client.expect(/^220/);
    expect(await readReply(client)).toMatch(/^250-mail\.example\.test\n/);
    await expectCodes(client, '235', '250', '250', '354');
    await client.send(`${message('In one segment')}QUIT\r\n`);
    await client.expect(/^250/);
    await client.expect(/^221/);
    await site.dovecot.waitForMessage(BOB, /^Subject: In one segment\n/m);
  });

  it('sends a whole conversation that came in one segment, message and all (S4, I12)', async () => {
    await using client = await site.postern.connect('smtp', 'implicit');
    const auth = `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`;
    await client.send(`EHLO client.test\r\n${auth}${envelope(ALICE, BOB)}${message('All at once')}QUIT\r\n`);
    expect(replyCodes(await client.readToEnd())).toEqual(['220', '250', '235', '250', '250', '354', '250', '221']);
    await site.dovecot.waitForMessage(BOB, /^Subject: All at once\n/m);
  });

  it('sends a message that came ahead of every answer, though it is larger than what is held meanwhile (I12)', async () => {
    await using client = await site.postern.connect('smtp', 'implicit');
    const auth = `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`;
    const body = `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(50_000);
    await client.send(`EHLO client.test\r\n${auth}${envelope(ALICE, BOB)}${message('Far ahead', body)}QUIT\r\n`);
    expect(replyCodes(await client.readToEnd())).toEqual(['220', '250', '235', '250', '250', '354', '250', '221']);
    const received = await site.dovecot.waitForMessage(BOB, /^Subject: Far ahead\n/m);
    expect(received.slice(received.indexOf('\n\n') + 2).trimEnd()).toBe(body.replaceAll('\r\n', '\n').trimEnd());
  });

  it('reads what stands behind a refused sign-in as one who is not signed in (A15, I12)', async () => {
    await using client = await site.postern.connect('smtp', 'implicit');
    const wrong = `AUTH PLAIN ${plainMessage(ALICE, 'wrong')}\r\n`;
    const right = `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`;
    await client.send(`EHLO client.test\r\n${wrong}${envelope(ALICE, BOB)}${right}QUIT\r\n`);
    expect(replyCodes(await client.readToEnd())).toEqual(['220', '250', '535', '530', '530', '530', '235', '221']);
  });

  it('answers everything that a client asked before it closed its half (finding 5)', async () => {
    await using client = await site.postern.connect('smtp', 'implicit');
    await client.readLine();
    const auth = `AUTH PLAIN ${plainMessage(ALICE, site.appPassword)}\r\n`;
    await client.send(`EHLO client.test\r\n${auth}${envelope(ALICE, BOB)}${message('Half-closed')}`);
    client.halfClose();
    expect(replyCodes(await client.readToEnd())).toEqual(['250', '235', '250', '250', '354', '250']);
    await site.dovecot.waitForMessage(BOB, /^Subject: Half-closed\n/m);
  });

  it('drops a message whose client went away before its end', async () => {
    const from = site.postfix.log.mark();
    await using client = await signedIn();
    await client.send(envelope(ALICE, BOB));
    await expectCodes(client, '250', '250', '354');
    await client.send('Subject: Unfinished\r\n\r\nHello\r\n.\r');
    client.halfClose();
    await client.readToEnd();
    await site.postfix.log.waitFor(/lost connection after DATA/, { from });
    await using witness = await signedIn();
    await submit(witness, ALICE, BOB, 'Behind the unfinished one');
    await site.dovecot.waitForMessage(BOB, /^Subject: Behind the unfinished one\n/m);
    expect((await site.dovecot.messages(BOB)).join()).not.toContain('Subject: Unfinished');
  });

  it('carries BDAT, pipelined, with octets that DATA could not carry (S1, RFC 3030)', async () => {
    await using client = await signedIn();
    const first = 'Subject: In chunks\r\n\r\nbare \n and \r, then\n.\n';
    const second = 'the rest\r\n';
    await client.send(
      `MAIL FROM:<${ALICE}>\r\nRCPT TO:<${BOB}>\r\nBDAT ${first.length}\r\n${first}BDAT ${second.length} LAST\r\n${second}`,
    );
    await expectCodes(client, '250', '250', '250', '250 2.0.0');
    expect(await site.dovecot.waitForMessage(BOB, /^Subject: In chunks\n/m)).toContain('the rest');
    await client.ask('NOOP', /^250/);
  });

  it('lets the backend judge SIZE (S9), and a message over it', async () => {
    await using client = await signedIn();
    expect(await command(client, `MAIL FROM:<${ALICE}> SIZE=${1024 * MEBIBYTE}`)).toMatch(/^552 5\.3\.4/);
    expect(await command(client, `MAIL FROM:<${ALICE}> SIZE=1000`)).toMatch(/^250/);
  });

  it('carries 8BITMIME, SMTPUTF8 and DSN, with their parameters and octets', async () => {
    await using client = await signedIn();
    const parameters = ' BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=abc';
    await client.send(
      `MAIL FROM:<${ALICE}>${parameters}\r\nRCPT TO:<${BOB}> NOTIFY=NEVER ORCPT=rfc822;${BOB}\r\nDATA\r\n`,
    );
    await expectCodes(client, '250', '250', '354');
    await client.send('Subject: Grüße\r\n\r\nÄpfel, 蘋果\r\n..dotted\r\n.\r\n');
    await client.expect(/^250 2\.0\.0/);
    const received = await site.dovecot.waitForMessage(BOB, /^Subject: Grüße\n/m);
    expect(received).toContain('Äpfel, 蘋果\n.dotted\n');
    await site.postfix.log.waitFor(/with UTF8SMTPSA? |SMTPUTF8|status=sent/);
  });

  it('carries a message of 20 MiB octet for octet', async () => {
    await using client = await signedIn();
    await client.send(envelope(ALICE, BOB));
    await expectCodes(client, '250', '250', '354');
    const line = `${'0123456789abcdef'.repeat(4)}\r\n`;
    const body = line.repeat(Math.ceil((20 * MEBIBYTE) / line.length));
    await client.send(message('Large', body));
    await client.expect(/^250 2\.0\.0/);
    const received = await site.dovecot.waitForMessage(BOB, /^Subject: Large\n/m);
    expect(received.slice(received.indexOf('\n\n') + 2).trimEnd()).toBe(body.replaceAll('\r\n', '\n').trimEnd());
  });
});
