// The mail that a demo mailbox starts with, over a few days and folders: what Postern just did, and enough variety
// (HTML, an attachment, scripts of three continents, a draft) to see that a mail client gets all of it unharmed.

import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Millis } from '../../core/units.ts';
import type { DemoAccount, MailStore } from './mail-store.ts';
import { HOW_IT_WENT, KEY_LIST, type Letter, NOT_SAFE_HERE, SEND_ONE_BACK, WELCOME } from './welcome-texts.ts';

type WelcomeMail = {
  readonly folder: string;
  readonly flags: readonly string[];
  readonly age: Millis;
  readonly letter: Letter;
  readonly from: Person;
  readonly to: Person;
};

type Person = { readonly name: string; readonly address: string };

const HOUR: Millis = 60 * 60 * 1000;

/** Not an address of the demo: an answer to it ends in the outbox, and the submission server says so. */
const POSTERN: Person = { name: 'Postern', address: 'gatekeeper@postern.invalid' };
const NEIGHBOUR: Person = { name: 'Zoë Łukasiewicz-Ångström', address: 'zoe@castle.invalid' };
const STRANGER: Person = { name: 'Mail Server Administrator', address: 'no-reply@secure-login.invalid' };

/** Fills every account's mailbox. Dates count back from `now`. */
export async function fillWithWelcomeMail(
  store: MailStore,
  accounts: readonly DemoAccount[],
  now: Date,
): Promise<void> {
  for (const account of accounts) {
    for (const mail of welcomeMailFor(account)) {
      const receivedAt = new Date(now.getTime() - mail.age);
      const raw = await compose(mail, receivedAt);
      store
        .mailbox(account.address)
        ?.folder(mail.folder)
        ?.add([{ raw, receivedAt, flags: mail.flags }]);
    }
  }
}

function welcomeMailFor(account: DemoAccount): readonly WelcomeMail[] {
  const me: Person = { name: account.name, address: account.address };
  return [
    { folder: 'Archive', flags: ['\\Seen'], age: 96 * HOUR, letter: KEY_LIST, from: NEIGHBOUR, to: me },
    { folder: 'Sent', flags: ['\\Seen'], age: 90 * HOUR, letter: thanksFor(KEY_LIST), from: me, to: NEIGHBOUR },
    { folder: 'Junk', flags: [], age: 50 * HOUR, letter: NOT_SAFE_HERE, from: STRANGER, to: me },
    { folder: 'INBOX', flags: ['\\Seen', '\\Answered'], age: 72 * HOUR, letter: KEY_LIST, from: NEIGHBOUR, to: me },
    { folder: 'INBOX', flags: ['\\Flagged'], age: 26 * HOUR, letter: HOW_IT_WENT, from: POSTERN, to: me },
    { folder: 'INBOX', flags: [], age: 3 * HOUR, letter: SEND_ONE_BACK, from: POSTERN, to: me },
    { folder: 'INBOX', flags: [], age: 0, letter: WELCOME, from: POSTERN, to: me },
    { folder: 'Drafts', flags: ['\\Seen', '\\Draft'], age: HOUR, letter: draft(), from: me, to: POSTERN },
  ];
}

function thanksFor(letter: Letter): Letter {
  return {
    subject: `Re: ${letter.subject}`,
    text: 'Received, thank you! I still owe you the key of the north gate.\n\nBis Freitag, à bientôt!\n',
  };
}

function draft(): Letter {
  return { subject: 'Dear gatekeeper', text: 'A letter that was never sent. Finish it, and see where it ends up.\n' };
}

async function compose(mail: WelcomeMail, date: Date): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const message: SendMailOptions = {
    from: mail.from,
    to: mail.to,
    date,
    subject: mail.letter.subject,
    text: mail.letter.text,
    ...(mail.letter.html === undefined ? {} : { html: mail.letter.html }),
    attachments: [...(mail.letter.attachments ?? [])],
    headers: { 'Auto-Submitted': 'auto-generated' },
    // The composer is in this process: it shall read no file and fetch no address on a letter's behalf.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const { message: raw } = await composer.sendMail(message);
  if (!Buffer.isBuffer(raw)) throw new Error('the composer was told to buffer');
  return raw;
}
