// How Postern reaches the submission server: TLS and whose certificate it takes, and how the server learns the client's
// true address. Each against Postfix, whose log says what it understood.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeSubmission } from '../support/fake-submission.ts';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../support/servers/postfix.ts';
import { command, hello, openSubmission, plainMessage, signedInSubmission, submit } from '../support/smtp-client.ts';
import { ALICE, ALICE_SECRET, BOB } from '../support/submission-site.ts';
import { makeCertificate } from '../support/tls.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

const TEMPORARY = /^454 4\.7\.0 Temporary failure\./;
const LOCAL = 'sign-in-sources: { default: { kind: local } }';

/** A Postern whose only door is submission, and Alice's app password. */
async function inFrontOf(smtp: string, door = ''): Promise<AsyncDisposable & { postern: Postern; auth: string }> {
  const postern = await startPostern({
    doors: [{ protocol: 'smtp', tls: 'implicit', ...(door && { extra: door }) }],
    backend: `smtp: { host: 127.0.0.1, ${smtp} }`,
    more: LOCAL,
  });
  const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
  const auth = `AUTH PLAIN ${plainMessage(ALICE, shown)}`;
  return { postern, auth, [Symbol.asyncDispose]: () => postern[Symbol.asyncDispose]() };
}

/** Failures of the sign-in at the backend, as the operator's log has them. */
function failures(postern: Postern): readonly unknown[] {
  return postern.logged.filter(({ event }) => event === 'backend.sign-in-failed').map(({ fields }) => fields);
}

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('towards Postfix', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  beforeAll(async () => {
    dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
    postfix = await startPostfix({
      dovecot,
      xclientHosts: ['127.0.0.0/8'],
      extra: {
        inet_protocols: 'all',
        smtpd_delay_reject: 'no',
        smtpd_helo_restrictions: 'reject_invalid_helo_hostname',
      },
    });
  });
  afterAll(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const cameFrom = async (postern: Postern, from: string): Promise<WireClient> => {
    const tls = { ca: postern.certificate.ca };
    const client = await connectWire({ port: postern.port('smtp', 'implicit'), from, tls });
    await client.readLine();
    await hello(client, 'laptop.test');
    return client;
  };

  it.each([
    ['STARTTLS', () => `port: ${postfix.ports.submission}, tls: starttls`],
    ['implicit TLS', () => `port: ${postfix.ports.submissions}, tls: implicit`],
  ])('signs in and sends over %s (S5, A9)', async (_name, smtp) => {
    const from = postfix.log.mark();
    const trust = `certificate-authority: ${dovecot.certificate.caFile}, server-name: localhost`;
    await using front = await inFrontOf(`${smtp()}, ${trust}`);
    await using client = await openSubmission(front.postern);
    await client.ask(front.auth, /^235/);
    await submit(client, ALICE, BOB, 'Over TLS');
    expect(await dovecot.waitForMessage(BOB, /^Subject: Over TLS\n/m)).toContain('ESMTPSA');
    await postfix.log.waitFor(/sasl_method=PLAIN, sasl_username=alice@example\.test/, { from });
  });

  it.each([
    ['STARTTLS', () => `port: ${postfix.ports.submission}, tls: starttls`],
    ['implicit TLS', () => `port: ${postfix.ports.submissions}, tls: implicit`],
  ])('gives no password over %s to a server that can not prove who it is (A9)', async (_name, smtp) => {
    await using stranger = await makeCertificate({ names: ['localhost'] });
    const cases = [
      `certificate-authority: ${stranger.caFile}, server-name: localhost`,
      `certificate-authority: ${dovecot.certificate.caFile}, server-name: elsewhere.test`,
    ];
    for (const trust of cases) {
      const from = postfix.log.mark();
      await using front = await inFrontOf(`${smtp()}, ${trust}`);
      await using client = await openSubmission(front.postern);
      expect(await command(client, front.auth)).toMatch(TEMPORARY);
      // Seen failing, with 235, with `rejectUnauthorized: false`. Not tried again: an operator must act.
      expect(failures(front.postern)).toMatchObject([{ protocol: 'smtp', kind: 'misconfigured' }]);
      expect(postfix.log.text(from)).not.toContain('auth=');
    }
  });

  it('never goes on in clear text where STARTTLS is wanted and not offered (A9)', async () => {
    await using clear = await startPostfix({ dovecot, starttls: 'none' });
    const trust = `certificate-authority: ${dovecot.certificate.caFile}`;
    await using front = await inFrontOf(`port: ${clear.ports.submission}, tls: starttls, ${trust}`);
    await using client = await openSubmission(front.postern);
    // Seen failing, with 235, when STARTTLS is only asked for where it is offered.
    expect(await command(client, front.auth)).toMatch(TEMPORARY);
    expect(failures(front.postern)).toMatchObject([{ kind: 'misconfigured', text: 'backend does not offer STARTTLS' }]);
    expect(clear.log.text()).not.toContain('auth=');
  });

  it.each([
    ['XCLIENT', () => `port: ${postfix.ports.submission}, tls: none, forward-client: xclient`],
    ['a PROXY header, version 1', () => `port: ${postfix.ports.proxied}, tls: none, forward-client: proxy-v1`],
    ['a PROXY header, version 2', () => `port: ${postfix.ports.proxied}, tls: none, forward-client: proxy-v2`],
    [
      'XCLIENT behind STARTTLS',
      () =>
        `port: ${postfix.ports.submission}, tls: starttls, forward-client: xclient, server-name: localhost, certificate-authority: ${dovecot.certificate.caFile}`,
    ],
    [
      'a PROXY header before STARTTLS',
      () =>
        `port: ${postfix.ports.proxied}, tls: starttls, forward-client: proxy-v2, server-name: localhost, certificate-authority: ${dovecot.certificate.caFile}`,
    ],
  ])("tells the client's true address by %s (S6, R9.2)", async (_name, smtp) => {
    const from = postfix.log.mark();
    await using front = await inFrontOf(smtp());
    await using client = await cameFrom(front.postern, '127.0.0.77');
    await client.ask(front.auth, /^235/);
    await submit(client, ALICE, BOB, 'With its address');
    await postfix.log.waitFor(/client=unknown\[127\.0\.0\.77\], sasl_method=PLAIN, sasl_username=alice@example\.test/, {
      from,
    });
    expect(await dovecot.waitForMessage(BOB, /^Subject: With its address\n/m)).toMatch(
      /Received: from laptop\.test \(unknown \[127\.0\.0\.77\]\)/,
    );
  });

  it('tells an IPv6 address that a load balancer told us, in the form of XCLIENT (S6, A11)', async () => {
    const from = postfix.log.mark();
    const smtp = `port: ${postfix.ports.submission}, tls: none, forward-client: xclient`;
    await using front = await inFrontOf(smtp, 'proxy-protocol-from: [127.0.0.0/8]');
    await using client = await connectWire({
      port: front.postern.port('smtp', 'implicit'),
      preamble: 'PROXY TCP6 2001:db8::9 2001:db8::1 55555 465\r\n',
      tls: { ca: front.postern.certificate.ca },
    });
    await client.readLine();
    await client.ask(front.auth, /^235/);
    await submit(client, ALICE, BOB, 'From IPv6');
    await postfix.log.waitFor(/client=unknown\[2001:db8::9\], sasl_method=PLAIN/, { from });
  });

  it('counts a Postfix that does not believe us as misconfigured, where XCLIENT is wanted (S6)', async () => {
    await using unbelieving = await startPostfix({ dovecot, starttls: 'none' });
    await using front = await inFrontOf(`port: ${unbelieving.ports.submission}, tls: none, forward-client: xclient`);
    await using client = await openSubmission(front.postern);
    expect(await command(client, front.auth)).toMatch(TEMPORARY);
    const text = 'backend does not offer us XCLIENT ADDR';
    expect(failures(front.postern)).toMatchObject([{ kind: 'misconfigured', text }]);
  });

  it("gives the client's own EHLO name, and ours to a Postfix that refuses it (S5)", async () => {
    const from = postfix.log.mark();
    await using front = await inFrontOf(`port: ${postfix.ports.submission}, tls: none, forward-client: xclient`);
    await using client = await openSubmission(front.postern);
    await hello(client, '-odd..name-');
    await client.ask(front.auth, /^235/);
    await submit(client, ALICE, BOB, 'By an odd name');
    // Once at the connection's own EHLO; behind XCLIENT our name is said at once.
    await postfix.log.waitFor(/helo=<-odd\.\.name->/, { from });
    expect(await dovecot.waitForMessage(BOB, /^Subject: By an odd name\n/m)).toContain('from mail.example.test (');
  });
});

describe.skipIf(lacks('openssl'))('a submission server whose answer to STARTTLS has something behind it', () => {
  it('is believed nothing of it and given no password (A8)', async () => {
    const said: string[] = [];
    await using backend = await startFakeSubmission({
      keywords: ['STARTTLS', 'AUTH PLAIN'],
      atCommand: (line) => {
        said.push(line);
        return line === 'STARTTLS' ? '220 Go on\r\n250-fake.test\r\n250 AUTH PLAIN\r\n' : undefined;
      },
    });
    await using front = await inFrontOf(`port: ${backend.port}, tls: starttls`);
    await using client = await openSubmission(front.postern);
    expect(await command(client, front.auth)).toMatch(TEMPORARY);
    // Seen failing, with a failed handshake instead, when the octets behind the answer aren't looked at.
    expect(failures(front.postern)).toMatchObject([{ kind: 'protocol' }]);
    expect(said.join()).not.toContain('AUTH');
  });
});

describe.skipIf(lacks('root', 'postfix', 'dovecot', 'openssl'))('a master user at the submission server', () => {
  it.each([
    ['by authorization identity', 'authorization-identity'],
    ['by separator', 'separator'],
  ])('signs in for the mailbox %s, and only for it (R3.7, P-15)', async (_name, form) => {
    await using dovecot = await startDovecot({ masters: { warden: 'warden-secret' } });
    await using postfix = await startPostfix({ dovecot });
    await using postern = await startPostern({
      doors: [{ protocol: 'smtp', tls: 'implicit' }],
      backend: [
        `smtp: { host: 127.0.0.1, port: ${postfix.ports.submission}, tls: none }`,
        `sign-in: { kind: master, name: warden, password: warden-secret, form: ${form} }`,
      ].join('\n'),
      more: LOCAL,
    });
    const { shown } = await postern.issue({ mailbox: ALICE });
    await using client = await signedInSubmission(postern, ALICE, shown);
    await submit(client, ALICE, BOB, `As ${form}`);
    await postfix.log.waitFor(/sasl_username=alice@example\.test/);
    // The sender's rules are those of the mailbox, not of the master user.
    await client.ask(`MAIL FROM:<${BOB}>`, /^250/);
    await client.ask(`RCPT TO:<${ALICE}>`, /^553 5\.7\.1/);
    await using other = await openSubmission(postern);
    expect(await command(other, `AUTH PLAIN ${plainMessage(`${BOB}*warden`, shown)}`)).toMatch(/^535 5\.7\.8/);
    expect(await command(other, `AUTH PLAIN ${plainMessage(`${BOB}*warden`, 'warden-secret')}`)).toMatch(/^535/);
  });
});
