// The words of the demo's mail. Each says only what is true of a Postern that stands in front of this server.

/** What a person reads; addresses and dates are somebody else's business. */
export type Letter = {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string;
  }[];
};

export const WELCOME: Letter = {
  subject: 'You came in by the postern 🗝️',
  text: `Hello,

a postern is the small door in a castle's wall: guarded, and quicker than the main gate. A mail client that
reads this through Postern has just used it:

  1. It connected with TLS and signed in with an app password.
  2. Postern found that password by one keyed hash, looked whether it may open this door from where you
     are, and wrote its decision to the audit log.
  3. Only then did it sign in at this mail server, with a password that the client has never seen.
  4. Since that moment it does nothing but pass on octets, and watch whether you are still welcome.

Now try the mailbox's own password in a mail client. Unless the mailbox is in mode never, the door stays
shut although the password is right: the refusal says that an app password is needed.

In a browser it was the gate: Postern let you type your password at the webmail's own form, kept what the
webmail answered to itself, and opened only once the second step was done, where one is asked.

The gatekeeper
`,
  html: page(`
<h1>You came in by the postern&nbsp;🗝️</h1>
<p>A <em>postern</em> is the small door in a castle's wall: guarded, and quicker than the main gate.
A mail client that reads this through Postern has just used it:</p>
<ol>
<li>It connected with TLS and signed in with an <strong>app password</strong>.</li>
<li>Postern found that password by one keyed hash, looked whether it may open this door from where you are,
and wrote its decision to the audit log.</li>
<li>Only then did it sign in at this mail server, with a password that the client has never seen.</li>
<li>Since that moment it does nothing but pass on octets, and watch whether you are still welcome.</li>
</ol>
<p>Now try the mailbox's own password in a mail client. Unless the mailbox is in mode <code>never</code>, the door stays
shut although the password is right: the refusal says that an app password is needed.</p>
<p>In a browser it was the <em>gate</em>: Postern let you type your password at the webmail's own form, kept what the
webmail answered to itself, and opened only once the second step was done, where one is asked.</p>
<p>The gatekeeper</p>`),
};

export const SEND_ONE_BACK: Letter = {
  subject: 'Answer this one (it goes nowhere, politely)',
  text: `Hello,

sending works too: answer this letter, or write to another mailbox of this demo. Mail between the demo's
mailboxes arrives at once; leave your client open and watch IDLE announce it.

Mail for anybody else is accepted and kept in the demo's outbox. Nothing leaves this machine.

You can write as yourself only. Another sender is refused by this server with 553, and after signing in
Postern lets no command through that could make this server believe that you are somebody else.

The gatekeeper
`,
};

export const HOW_IT_WENT: Letter = {
  subject: 'One lost phone, one revoked password',
  text: `Hello,

last night somebody's phone stayed in a train. In most places that means a new password on every device.

Here it meant revoking one app password. The phone's connections ended within a second; the laptop, the
tablet and the scanner in the hall didn't notice, because each of them has an app password of its own,
and the scanner's can only send.

Good habits at any gate: one app password for each client, named after it, open for no more than it needs.

The gatekeeper
`,
  html: page(`
<h1>One lost phone, one revoked password</h1>
<p>Last night somebody's phone stayed in a train. In most places that means a new password on every device.</p>
<table border="1" cellpadding="6" cellspacing="0">
<tr><th>App password</th><th>Opens</th><th>State</th></tr>
<tr><td>phone</td><td>imap, smtp</td><td><strong>revoked</strong>, connections ended within a second</td></tr>
<tr><td>laptop</td><td>imap, smtp</td><td>didn't notice</td></tr>
<tr><td>scanner in the hall</td><td>smtp</td><td>didn't notice, and can only send</td></tr>
</table>
<p>Good habits at any gate: one app password for each client, named after it, open for no more than it needs.</p>
<p>The gatekeeper</p>`),
};

export const KEY_LIST: Letter = {
  subject: 'Schlüsselliste für Türen & Tore – 鍵の一覧',
  text: `Grüß dich,

anbei die Liste der Schlüssel, wie besprochen. Przepraszam za opóźnienie, the smith of Ålesund was ill.

京都の門番にもよろしくお伝えください。 Χαιρετισμούς στον φύλακα της Αθήνας, и до пятницы!

Zoë
`,
  attachments: [
    {
      filename: 'Schlüsselliste.csv',
      contentType: 'text/csv; charset=utf-8',
      content: 'gate,keeper,key\nnorth,Łukasz,iron\nsouth,Ängla,brass\npostern,門番,app password\n',
    },
  ],
};

export const NOT_SAFE_HERE: Letter = {
  subject: 'URGENT: your mailbox password expires TODAY',
  text: `Dear user,

confirm your password within 24 hours or lose your mail! Reply to this message with your password.

(The classic, for your collection. Whoever falls for it on a real site gives away a password that opens no
IMAP or SMTP door behind Postern. It is still worth changing.)
`,
};

function page(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"></head>
<body style="font-family: Georgia, serif; max-width: 40em; line-height: 1.5">${body}
</body></html>
`;
}
