// A whole Postern in front of a real Roundcube on a real Dovecot: a person signs in, sets up a second step, comes back,
// makes an app password, and is signed out.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';
import { requestToken, signInToRoundcube } from '../../support/servers/roundcube-client.ts';
import { enrolAtSignIn, startWebmailDoor, type WebmailDoor } from '../../support/webmail-door.ts';

const ALICE = { user: 'alice@example.test', password: 'alice-secret' };

describe.skipIf(
  lacks('root', 'dovecot', 'dovecot-managesieve', 'nginx', 'openssl', 'php-fpm', 'roundcube', 'roundcube-plugins'),
)('a whole Postern in front of Roundcube', () => {
  let dovecot: Dovecot;
  let roundcube: Roundcube;
  let door: WebmailDoor;

  beforeAll(async () => {
    dovecot = await startDovecot();
    roundcube = await startRoundcube({ dovecot });
  });
  afterAll(async () => {
    await roundcube[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    door = await startWebmailDoor({
      backend: `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none }`,
      upstream: roundcube.url,
      profile: '{ kind: roundcube }',
    });
  });
  afterEach(async () => {
    expect(door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await door[Symbol.asyncDispose]();
  });

  it('shows the mail only after a second step was set up, and asks for it the next time', async () => {
    const browser = door.browser();
    const accepted = await signInToRoundcube(browser, ALICE);
    expect([accepted.status, accepted.header('location')]).toEqual([303, '/.postern/challenge']);
    const { answer } = await enrolAtSignIn(browser);
    expect(answer.status).toBe(200);
    const mail = await browser.get('/?_task=mail');
    expect(requestToken(mail.text())).toBeTruthy();
  });
});
