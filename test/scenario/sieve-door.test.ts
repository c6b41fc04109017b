// The ManageSieve door in front of Dovecot's Pigeonhole (RFC 5804): what web mail programs and sieve-connect rely on before
// and behind the sign-in.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { type FakeConnection, startFakeBackend } from '../support/fake-backend.ts';
import { type Postern, startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { ask, authenticate, listed, openSieve, readAnswer } from '../support/sieve-client.ts';
import { plainMessage, toBase64 } from '../support/smtp-client.ts';
import { makeCertificate } from '../support/tls.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

const ALICE = 'alice@example.test';
const ALICE_SECRET = 'alice-secret';
const SCRIPT = 'require "fileinto";\r\nif header :contains "subject" "x" { fileinto "X"; }\r\n';
const TEMPORARY = 'NO (TRYLATER) "Temporary failure. Your password was not judged; please try again later."';
const DOORS = [
  { protocol: 'sieve', tls: 'starttls' },
  { protocol: 'sieve', tls: 'implicit' },
  { protocol: 'sieve', tls: 'none' },
] as const;

describe.skipIf(lacks('dovecot', 'dovecot-managesieve', 'openssl'))(
  'the ManageSieve door in front of Pigeonhole',
  () => {
    let dovecot: Dovecot;
    let postern: Postern;
    let appPassword: string;
    let hurry = 0;
    beforeAll(async () => {
      dovecot = await startDovecot({ trustedNetworks: ['127.0.0.0/8'] });
      postern = await startPostern({
        doors: DOORS,
        clock: { now: () => systemClock.now() + hurry },
        backend: [
          `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`,
          `sieve: { host: 127.0.0.1, port: ${dovecot.ports.sieve}, tls: none, forward-client: xclient }`,
          'sign-in-timeout: 1s',
        ].join('\n'),
        more: 'throttle: { exempt-networks: [127.0.0.0/8], longest-delay: 0s }',
      });
      appPassword = (await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET })).shown;
    });
    afterAll(async () => {
      await postern[Symbol.asyncDispose]();
      await dovecot[Symbol.asyncDispose]();
    });

    const listingOf = async (port: number): Promise<readonly string[]> => {
      await using direct = await connectWire({ port });
      return listed(await readAnswer(direct));
    };

    it("greets with the backend's own list, SASL empty and STARTTLS offered before TLS (M1)", async () => {
      await using client = await postern.connect('sieve', 'starttls');
      const shown = listed(await readAnswer(client));
      const backend = await listingOf(dovecot.ports.sieve);
      const isOwn = (line: string): boolean => /^"(?:SASL|STARTTLS|VERSION|XCLIENT)"/.test(line);
      expect(backend).toContainEqual(expect.stringMatching(/^"SIEVE" ".*fileinto.*vacation.*"$/));
      expect(shown).toEqual([...backend.filter((line) => !isOwn(line)), '"SASL" ""', '"STARTTLS"', '"VERSION" "1.0"']);
    });

    it('lists again unasked behind STARTTLS, now with mechanisms, and to CAPABILITY the same (M2)', async () => {
      await using client = await postern.connect('sieve', 'starttls');
      await readAnswer(client);
      await client.ask('STARTTLS', /^OK /);
      await client.startTls({ ca: postern.certificate.ca });
      const again = listed(await readAnswer(client));
      expect(again).toContain('"SASL" "PLAIN LOGIN"');
      expect(again).not.toContain('"STARTTLS"');
      expect(listed(await ask(client, 'CAPABILITY'))).toEqual(again);
      expect(await ask(client, 'STARTTLS')).toMatch(/^NO /);
    });

    it('puts, lists, activates, fetches and deletes a script (M5)', async () => {
      await using client = await openSieve(postern);
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^OK/);
      await client.send(`PUTSCRIPT "door" {${SCRIPT.length}+}\r\n${SCRIPT}\r\n`);
      expect(await readAnswer(client)).toMatch(/^OK/);
      expect(await ask(client, 'SETACTIVE "door"')).toMatch(/^OK/);
      expect(await ask(client, 'LISTSCRIPTS')).toMatch(/^"door" ACTIVE\r\nOK/);
      expect(await ask(client, 'GETSCRIPT "door"')).toContain(SCRIPT);
      await client.ask('PUTSCRIPT "bad" "nonsense;"', /^NO \{\d+\}$/);
      await client.readUntil(/validation failed\.\s+$/);
      expect(await ask(client, 'UNAUTHENTICATE')).toMatch(/^NO /);
      expect(await ask(client, authenticate('bob@example.test', 'bob-secret'))).toMatch(/^NO /);
      expect(await ask(client, 'SETACTIVE ""')).toMatch(/^OK/);
      expect(await ask(client, 'DELETESCRIPT "door"')).toMatch(/^OK/);
      expect(await ask(client, 'LOGOUT')).toMatch(/^OK/);
      expect(await client.readToEnd()).toBe('');
      await dovecot.log.waitFor(/managesieve-login: .*Login: user=<alice@example\.test>, .*rip=127\.0\.0\.1/);
    });

    it.each([
      ['an initial response', (message: string) => [`AUTHENTICATE "PLAIN" "${message}"\r\n`]],
      ['a literal', (message: string) => [`AUTHENTICATE "PLAIN" {${message.length}+}\r\n${message}\r\n`]],
      [
        'a synchronizing literal, as Dovecot takes it too',
        (message: string) => [`AUTHENTICATE "PLAIN" {${message.length}}\r\n${message}\r\n`],
      ],
      ['an answer to the empty challenge', (message: string) => ['AUTHENTICATE "PLAIN"\r\n', `"${message}"\r\n`]],
      ['LOGIN', () => ['AUTHENTICATE "LOGIN"\r\n', `"${toBase64(ALICE)}"\r\n`, `"${toBase64(appPassword)}"\r\n`]],
    ])('takes an app password by %s (M3)', async (_form, pieces) => {
      await using client = await openSieve(postern);
      const [last = '', ...before] = pieces(plainMessage(ALICE, appPassword)).toReversed();
      for (const piece of before.toReversed()) {
        await client.send(piece);
        await client.expect(/^"[A-Za-z0-9+/=]*"$/);
      }
      await client.send(last);
      expect(await readAnswer(client)).toMatch(/^OK/);
      expect(await ask(client, 'HAVESPACE "x" 10')).toMatch(/^OK/);
    });

    it('says why it refuses, and goes on (M4, A13, finding 4)', async () => {
      const imapOnly = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET, scopes: ['imap'] });
      await using client = await openSieve(postern);
      expect(await ask(client, authenticate(ALICE, ALICE_SECRET))).toBe(
        'NO "Application-specific password required: https://mail.example.test/account"',
      );
      expect(await ask(client, authenticate(ALICE, imapOnly.shown))).toBe(
        'NO "This app password is for another protocol. Make one at https://mail.example.test/account"',
      );
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^OK/);
    });

    it('answers what it does not understand or may not do, and goes on (M3, M4, A4)', async () => {
      await using client = await openSieve(postern);
      const cases: readonly (readonly [string, RegExp])[] = [
        ['LISTSCRIPTS', /^NO /],
        ['UNAUTHENTICATE', /^NO /],
        ['AUTHENTICATE "GSSAPI"', /^NO /],
        ['AUTHENTICATE "PLAIN" "!!!"', /^NO /],
        ['AUTHENTICATE PLAIN', /^NO /],
        ['NOOP "my tag"', /^OK \(TAG "my tag"\) "Done"$/],
      ];
      for (const [line, answer] of cases) expect(await ask(client, line), line).toMatch(answer);
      await client.ask('AUTHENTICATE "PLAIN"', '""');
      expect(await ask(client, '"*"')).toMatch(/^NO /);
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^OK/);
    });

    it('takes no password before TLS, without looking at it (M4)', async () => {
      await using client = await postern.connect('sieve', 'starttls');
      await readAnswer(client);
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^NO \(ENCRYPT-NEEDED\) /);
    });

    it('ends a connection that has octets behind STARTTLS (A8)', async () => {
      await using client = await postern.connect('sieve', 'starttls');
      await readAnswer(client);
      await client.send('STARTTLS\r\nNOOP "injected"\r\n');
      // Seen failing with the checks in machine and session taken out: OK, and the clear octets taken for the handshake.
      expect(await client.readToEnd()).toBe('');
    });

    it('answers a whole conversation of one segment whose sender then closed its half (finding 5, A15)', async () => {
      await using client = await postern.connect('sieve', 'none');
      await readAnswer(client);
      await client.send(
        `NOOP "a"\r\n${authenticate(ALICE, appPassword)}\r\nHAVESPACE "x" 1\r\nLISTSCRIPTS\r\nLOGOUT\r\n`,
      );
      client.halfClose();
      expect(await client.readToEnd()).toMatch(/^OK \(TAG "a"\) .*\r\nOK .*\r\nOK .*\r\nOK .*\r\nOK .*\r\n$/);
    });

    it('says TRYLATER while the backend is down or hangs, and works on the same connection behind it (finding 3)', async () => {
      await using client = await openSieve(postern);
      dovecot.freeze();
      try {
        expect(await ask(client, authenticate(ALICE, appPassword))).toBe(TEMPORARY);
      } finally {
        dovecot.thaw();
      }
      await dovecot.stop();
      try {
        for (let tries = 0; tries < 3; tries += 1) {
          expect(await ask(client, authenticate(ALICE, appPassword))).toBe(TEMPORARY);
        }
      } finally {
        await dovecot.start();
      }
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^OK/);
    });

    it('says BYE and why when the app password is revoked, within a second (R3.6)', async () => {
      const { id, shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
      await using client = await openSieve(postern);
      expect(await ask(client, authenticate(ALICE, shown))).toMatch(/^OK/);
      hurry += 2_000;
      const revokedAt = performance.now();
      await postern.node.state.stores.appPasswords.revoke(id, Date.now());
      expect(await client.readToEnd()).toBe('BYE "App password revoked"\r\n');
      expect(performance.now() - revokedAt).toBeLessThan(1_000);
    });

    it("tells Pigeonhole the client's true address, and no client its own (S6, P-25)", async () => {
      const from = dovecot.log.mark();
      const tls = { ca: postern.certificate.ca };
      await using client = await connectWire({ port: postern.port('sieve', 'implicit'), from: '127.0.0.78', tls });
      await readAnswer(client);
      expect(await ask(client, 'XCLIENT ADDR=203.0.113.66 PORT=1')).toMatch(/^NO /);
      expect(await ask(client, authenticate(ALICE, appPassword))).toMatch(/^OK/);
      await dovecot.log.waitFor(/Login: user=<alice@example\.test>.*rip=127\.0\.0\.78/, { from });
      expect(dovecot.log.text(from)).not.toContain('203.0.113.66');
      // Dovecot takes XCLIENT before sign-in only.
      expect(await ask(client, 'XCLIENT ADDR=203.0.113.66 PORT=1')).toMatch(/^NO/);
    });
  },
);

describe.skipIf(lacks('dovecot', 'dovecot-managesieve', 'openssl'))('towards Pigeonhole', () => {
  it.each([['starttls'], ['none']])('speaks with a PROXY header and tls %s (M5, A9)', async (tls) => {
    await using dovecot = await startDovecot();
    const port = tls === 'none' ? `${dovecot.ports.sieveProxied}, forward-client: proxy-v2` : dovecot.ports.sieve;
    const trust =
      tls === 'none' ? '' : `, certificate-authority: ${dovecot.certificate.caFile}, server-name: localhost`;
    await using postern = await startPostern({
      doors: DOORS,
      backend: `sieve: { host: 127.0.0.1, port: ${port}, tls: ${tls}${trust} }`,
      more: 'sign-in-sources: { default: { kind: local } }',
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
    await using client = await openSieve(postern);
    expect(await ask(client, authenticate(ALICE, shown))).toMatch(/^OK/);
    await dovecot.log.waitFor(tls === 'none' ? /Login: .*rip=127\.0\.0\.1/ : /Login: .*TLS/);
  });

  it('gives no password to a server that can not prove who it is (A9)', async () => {
    await using dovecot = await startDovecot();
    await using stranger = await makeCertificate({ names: ['localhost'] });
    const trust = `certificate-authority: ${stranger.caFile}, server-name: localhost`;
    await using postern = await startPostern({
      doors: DOORS,
      backend: `sieve: { host: 127.0.0.1, port: ${dovecot.ports.sieve}, tls: starttls, ${trust} }`,
      more: 'sign-in-sources: { default: { kind: local } }',
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
    await using client = await openSieve(postern);
    expect(await ask(client, authenticate(ALICE, shown))).toBe(TEMPORARY);
    expect(dovecot.log.text()).not.toContain('Login:');
  });

  it.each([
    ['by authorization identity', 'authorization-identity'],
    ['by separator', 'separator'],
  ])('signs in by a master user %s, in ManageSieve and IMAP (R3.7)', async (_name, form) => {
    await using dovecot = await startDovecot({ masters: { warden: 'warden-secret' } });
    await using postern = await startPostern({
      doors: [...DOORS, { protocol: 'imap', tls: 'implicit' }],
      backend: [
        `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none }`,
        `sieve: { host: 127.0.0.1, port: ${dovecot.ports.sieve}, tls: none }`,
        `sign-in: { kind: master, name: warden, password: warden-secret, form: ${form} }`,
      ].join('\n'),
      more: 'sign-in-sources: { default: { kind: local } }',
    });
    const { shown } = await postern.issue({ mailbox: ALICE });
    await using client = await openSieve(postern);
    expect(await ask(client, authenticate(ALICE, shown))).toMatch(/^OK/);
    expect(await ask(client, 'PUTSCRIPT "mine" "keep;"')).toMatch(/^OK/);
    await using imap = await postern.connect('imap', 'implicit');
    await imap.readLine();
    await imap.ask(`a LOGIN ${ALICE} ${shown}`, /^a OK/);
    await dovecot.log.waitFor(/managesieve-login: .*user=<alice@example\.test>/);
    await dovecot.log.waitFor(/imap-login: .*user=<alice@example\.test>/);
    // The master user's own name and password open nothing here (P-15).
    await using other = await openSieve(postern);
    expect(await ask(other, authenticate(`${ALICE}*warden`, 'warden-secret'))).toMatch(/^NO "Authentication failed\."/);
  });
});

describe.skipIf(lacks('openssl'))('a ManageSieve server', () => {
  it('that offers UNAUTHENTICATE is not used: its splice would let anybody sign in behind it (finding 2)', async () => {
    const said: string[] = [];
    await using backend = await startFakeBackend(async (connection) => {
      await connection.send('"IMPLEMENTATION" "fake"\r\n"SASL" "PLAIN"\r\n"SIEVE" ""\r\n"UNAUTHENTICATE"\r\nOK\r\n');
      for (;;) said.push(await connection.readLine());
    });
    await using postern = await startPostern({
      doors: DOORS,
      backend: `sieve: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
      more: 'sign-in-sources: { default: { kind: local } }',
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
    await using client = await openSieve(postern);
    // Seen failing with the check in `#endListing` taken out: the password went to the backend.
    expect(await ask(client, authenticate(ALICE, shown))).toBe(TEMPORARY);
    expect(said.join()).not.toContain('AUTHENTICATE');
    expect(postern.logged).toContainEqual({
      event: 'backend.sign-in-failed',
      fields: {
        backend: 'default',
        protocol: 'sieve',
        kind: 'misconfigured',
        text: 'the backend offers UNAUTHENTICATE',
      },
    });
  });

  /** Obeys UNAUTHENTICATE and STARTTLS without listing the first, and a second AUTHENTICATE behind either, as Stalwart. */
  const unlisted = async (connection: FakeConnection): Promise<void> => {
    await connection.send('"IMPLEMENTATION" "fake"\r\n"SASL" "PLAIN"\r\n"SIEVE" ""\r\nOK\r\n');
    let user = '';
    for (;;) {
      const line = await connection.readLine();
      const message = /^AUTHENTICATE "PLAIN" "(.*)"$/.exec(line)?.[1];
      if (message !== undefined && user === '') {
        user = Buffer.from(message, 'base64').toString().split('\0')[1] ?? '';
        await connection.send('OK\r\n');
      } else if (line === 'UNAUTHENTICATE') {
        user = '';
        await connection.send('OK\r\n');
      } else if (line === 'LISTSCRIPTS') await connection.send(`"of ${user}"\r\nOK\r\n`);
      else await connection.send('NO "Unknown command"\r\n');
    }
  };

  const becomeBob = async (client: WireClient): Promise<readonly string[]> => [
    await ask(client, 'UNAUTHENTICATE'),
    await ask(client, authenticate('bob@example.test', 'bob-secret')),
    await ask(client, 'LISTSCRIPTS'),
  ];

  it('that obeys UNAUTHENTICATE signs in anybody behind it, when it is spoken to directly (finding 2)', async () => {
    await using backend = await startFakeBackend(unlisted);
    await using client = await connectWire({ port: backend.port });
    await readAnswer(client);
    expect(await ask(client, authenticate(ALICE, ALICE_SECRET))).toBe('OK');
    expect(await becomeBob(client)).toEqual(['OK', 'OK', '"of bob@example.test"\r\nOK']);
  });

  it('that obeys UNAUTHENTICATE without listing it never hears it through Postern (finding 2)', async () => {
    await using backend = await startFakeBackend(unlisted);
    await using postern = await startPostern({
      doors: DOORS,
      backend: `sieve: { host: 127.0.0.1, port: ${backend.port}, tls: none }`,
      more: 'sign-in-sources: { default: { kind: local } }',
    });
    const { shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICE_SECRET });
    await using client = await openSieve(postern);
    expect(await ask(client, authenticate(ALICE, shown))).toMatch(/^OK/);
    // Seen failing with `filter: () => undefined` in the ManageSieve door: OK, OK and Bob's scripts.
    expect(await becomeBob(client)).toEqual(['NO "Unknown command"', 'NO "Unknown command"', `"of ${ALICE}"\r\nOK`]);
    // In a pipeline each is answered in its place.
    await client.send('LISTSCRIPTS\r\nSTARTTLS\r\nLISTSCRIPTS\r\nUNAUTHENTICATE\r\nLISTSCRIPTS\r\n');
    const answers: string[] = [];
    for (let index = 0; index < 5; index += 1) answers.push((await readAnswer(client)).replace(/^".*\r\n/, ''));
    expect(answers).toEqual(['OK', 'NO "Unknown command"', 'OK', 'NO "Unknown command"', 'OK']);
  });
});
