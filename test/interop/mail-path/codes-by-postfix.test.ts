// Codes by mail on a whole site whose smarthost is a real Postfix with STARTTLS and SASL: from the webmail's password to a
// mailbox of another provider, and back (R2.3, R7.1).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodesSite, codeIn, startCodesSite } from '../../support/codes-site.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';

const ADDRESS = 'alice@elsewhere.example';
const SENDER = { user: 'security@elsewhere.example', password: 'security-secret' };

describe.skipIf(lacks(...ROUNDCUBE_SITE))('codes by mail through Postfix', () => {
  let provider: Dovecot;
  let postfix: Postfix;
  let site: CodesSite;

  beforeAll(async () => {
    provider = await startDovecot({ users: { [ADDRESS]: 'another-secret', [SENDER.user]: SENDER.password } });
    postfix = await startPostfix({ dovecot: provider, starttls: 'encrypt' });
    const { certificate } = provider;
    site = await startCodesSite({
      people: ['alice'],
      mailPath: `mail-path:
  from: { name: Example, address: ${SENDER.user} }
  delivery:
    kind: smarthost
    host: 127.0.0.1
    port: ${postfix.ports.submission}
    tls: starttls
    server-name: ${certificate.names[0]}
    certificate-authority: ${certificate.caFile}
    user: ${SENDER.user}
    password: ${SENDER.password}`,
    });
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await postfix[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  it('are set up and used by somebody who reads them at another provider', async () => {
    const alice = site.person('alice');
    const arrived = async (subject: RegExp): Promise<string> =>
      codeIn({ raw: await provider.waitForMessage(ADDRESS, subject) })?.code ?? '';
    const client = await site.pending(alice);
    await site.askToEnrol(client, ADDRESS);
    const enrolled = await site.finishEnrolment(client, await arrived(/^Subject: Confirm this address/m));
    expect(enrolled.status).toBe(200);
    const next = await site.pending(alice);
    await site.challenge(next);
    await site.answer(next, { code: await arrived(/^Subject: Your code for signing in/m) });
    expect(await site.isOpen(next)).toBe(true);
    expect(JSON.stringify(site.door.postern.logged)).not.toContain(SENDER.password);
  });
});
