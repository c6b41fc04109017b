import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALICE, ALICES_PASSWORD, type MailSite, startMailSite } from '../support/mail-site.ts';
import { lacks } from '../support/programs.ts';
import type { WireClient } from '../support/wire-client.ts';

const HINT = '-ERR [AUTH] Application-specific password required: https://mail.example.test/account';

describe.skipIf(lacks('dovecot', 'dovecot-pop3'))('the POP3 door in front of Dovecot', () => {
  let site: MailSite;

  beforeAll(async () => {
    site = await startMailSite();
  });

  afterAll(() => site[Symbol.asyncDispose]());

  /** A client that has read the greeting, which must not offer APOP (P1). */
  async function greeted(): Promise<WireClient> {
    const client = await site.postern.connect('pop3', 'implicit');
    await client.expect('+OK Postern ready.');
    return client;
  }

  const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

  it('opens with an app password and passes on what the backend says (P5)', async () => {
    await using client = await greeted();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${site.appPassword}`, '+OK Logged in.');
    await client.ask('STAT', '+OK 0 0');
  });

  it('lists what the backend offers too, and mechanisms only where they may be used (P1)', async () => {
    await using client = await greeted();
    await client.send('CAPA\r\n');
    const offered = await client.readUntil('\r\n.\r\n');
    expect(offered).toMatch(/^\+OK.*\r\nTOP\r\n/);
    for (const line of ['UIDL', 'PIPELINING', 'USER', 'SASL PLAIN LOGIN', 'RESP-CODES']) {
      expect(offered).toContain(`\r\n${line}\r\n`);
    }
    await using other = await site.postern.connect('pop3', 'starttls');
    await other.readLine();
    await other.send('CAPA\r\n');
    const clear = await other.readUntil('\r\n.\r\n');
    expect(clear).toContain('\r\nSTLS\r\n');
    expect(clear).not.toMatch(/USER|SASL/);
  });

  it('takes the mechanisms of its list (P3, A5)', async () => {
    await using client = await greeted();
    await client.ask(`AUTH PLAIN ${inBase64(`\0${ALICE}\0${site.appPassword}`)}`, /^\+OK/);
    await using other = await greeted();
    await other.ask('AUTH LOGIN', '+ VXNlcm5hbWU6');
    await other.ask(inBase64(ALICE), '+ UGFzc3dvcmQ6');
    await other.ask(inBase64(site.appPassword), /^\+OK/);
    await using third = await greeted();
    await third.ask('AUTH PLAIN', '+ ');
    await third.ask('*', /^-ERR/);
    await third.ask('AUTH PLAIN =', /^-ERR \[AUTH\]/);
  });

  it('takes the whole rest of the line for the password (P2)', async () => {
    await using client = await greeted();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${site.appPassword.replaceAll('-', ' ')}`, /^\+OK/);
  });

  it('refuses the password of the mailbox with a text that a person sees, and stays open (A13)', async () => {
    await using client = await greeted();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${ALICES_PASSWORD}`, HINT);
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${site.appPassword}`, /^\+OK/);
  });

  it('answers whoever is wrong in the same words (P2, P4, P-28)', async () => {
    await using client = await greeted();
    for (const name of [ALICE, 'nobody@example.test']) {
      await client.ask(`USER ${name}`, /^\+OK/);
      await client.ask('PASS wrong', '-ERR [AUTH] Authentication failed.');
    }
  });

  it('closes after three failures, not before (A7)', async () => {
    await using client = await greeted();
    for (let tries = 0; tries < 3; tries += 1) {
      await client.ask(`USER ${ALICE}`, /^\+OK/);
      await client.ask('PASS wrong', /^-ERR \[AUTH\]/);
    }
    expect(await client.readToEnd()).toBe('');
    expect(await client.ended).toBe('fin');
  });

  it('answers a whole session in one segment, in order (P6, I12)', async () => {
    await using client = await greeted();
    await client.send(`USER ${ALICE}\r\nPASS ${site.appPassword}\r\nSTAT\r\nQUIT\r\n`);
    const answers = (await client.readToEnd()).trimEnd().split('\r\n');
    expect(answers).toEqual([expect.stringMatching(/^\+OK/), '+OK Logged in.', '+OK 0 0', '+OK Logging out.']);
  });

  it('takes a right password that came in the same segment as a wrong one (A7)', async () => {
    await using client = await greeted();
    await client.send(`USER ${ALICE}\r\nPASS wrong\r\nUSER ${ALICE}\r\nPASS ${site.appPassword}\r\nSTAT\r\n`);
    await client.expect(/^\+OK/);
    await client.expect(/^-ERR \[AUTH\]/);
    await client.expect(/^\+OK/);
    await client.expect(/^\+OK Logged in/);
    await client.expect('+OK 0 0');
  });

  it('refuses passwords in clear text and asks for STLS (I5, P1)', async () => {
    await using client = await site.postern.connect('pop3', 'starttls');
    await client.readLine();
    await client.ask(`USER ${ALICE}`, /^-ERR \[AUTH\] TLS is required/);
    await client.ask(`AUTH PLAIN ${inBase64(`\0${ALICE}\0${site.appPassword}`)}`, /^-ERR \[AUTH\] TLS is required/);
  });

  // Seen failing without `forward-client`: Dovecot then logged rip=127.0.0.1.
  it('tells the backend the true address (P5, R9.2)', async () => {
    const from = site.dovecot.log.mark();
    await using client = await site.postern.connect('pop3', 'implicit', { from: '127.0.0.8' });
    await client.readLine();
    await client.ask(`USER ${ALICE}`, /^\+OK/);
    await client.ask(`PASS ${site.appPassword}`, /^\+OK/);
    await site.dovecot.log.waitFor(/pop3-login: Info: Login: .* rip=127\.0\.0\.8,/, { from });
  });

  it('says goodbye to a client that leaves before it signed in (P6)', async () => {
    await using client = await greeted();
    await client.ask('QUIT', /^\+OK/);
    expect(await client.ended).toBe('fin');
  });

  it('closes on another protocol without an echo (I2)', async () => {
    await using client = await greeted();
    await client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await client.readToEnd()).toBe('');
  });
});
