// The mailbox's password was changed elsewhere: the app password is right, what it unlocks is not (A14).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALICE, type MailSite, startMailSite } from '../support/mail-site.ts';
import { lacks } from '../support/programs.ts';

const TEXT = 'The mailbox password changed; see https://mail.example.test/account to reconnect.';

describe.skipIf(lacks('dovecot', 'dovecot-pop3', 'doveadm'))(
  'an app password whose mailbox got another password',
  () => {
    let site: MailSite;

    beforeAll(async () => {
      site = await startMailSite();
      await site.dovecot.setPassword(ALICE, 'another-secret');
    });

    afterAll(() => site[Symbol.asyncDispose]());

    // Seen failing with `refusalMeans: 'client'` for sealed passwords: the answer was AUTHENTICATIONFAILED.
    it('hears what to do, never that it is wrong, and the backend is not asked again and again (A14)', async () => {
      const from = site.dovecot.log.mark();
      await using client = await site.postern.connect('imap', 'implicit');
      await client.readLine();
      for (const tag of ['a', 'b']) {
        await client.ask(`${tag} LOGIN ${ALICE} ${site.appPassword}`, `* NO [ALERT] ${TEXT}`);
        await client.expect(`${tag} NO [CONTACTADMIN] ${TEXT}`);
      }
      await using other = await site.postern.connect('pop3', 'implicit');
      await other.readLine();
      await other.ask(`USER ${ALICE}`, /^\+OK/);
      await other.ask(`PASS ${site.appPassword}`, `-ERR [SYS/PERM] ${TEXT}`);
      await site.dovecot.log.waitFor(/auth failed/, { from });
      expect(site.dovecot.log.text(from).match(/auth failed/g)).toHaveLength(1);
    });
  },
);
