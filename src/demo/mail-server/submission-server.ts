// The demo's submission server (RFC 6409): smtp-server with the mail store behind it. Signed-in people write as themselves
// only; as a smarthost it takes Postern's own mail, from whoever is on this machine. Mail for the demo's own domains lands in INBOX, all other mail in an outbox that nothing ever empties: no
// message leaves the machine. Clear TCP, for the loopback only.

import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import type { Bytes } from '../../core/units.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';
import type { MailStore } from './mail-store.ts';

/** Mail that a real server would now send to the outside. */
export type OutboxMail = { readonly from: string; readonly to: readonly string[]; readonly raw: Buffer };

/** Enough to look at; the oldest goes first. */
const OUTBOX_LIMIT = 100;

/** Commands that have no business between Postern and this server, or that no standard knows. */
const DISABLED_COMMANDS = ['STARTTLS', 'XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];

/** An SMTP refusal: smtp-server puts the code before the text. */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/**
 * Starts the submission server.
 *
 * @param options - `maxMessage` is announced as SIZE (RFC 1870) and enforced; `outbox` receives mail for the outside.
 */
export async function startSubmissionServer(
  store: MailStore,
  options: {
    readonly host: '127.0.0.1';
    readonly port: number;
    readonly maxMessage: Bytes;
    readonly outbox: OutboxMail[];
    /** `smarthost`: for Postern's own mail path. */
    readonly role: 'submission' | 'smarthost';
    /** Hears of mail for the outside. */
    readonly onOutside?: ((mail: OutboxMail) => void) | undefined;
  },
): Promise<LoopbackListener> {
  const isSmarthost = options.role === 'smarthost';
  const server = new SMTPServer({
    name: 'demo.postern.invalid',
    banner: 'Postern demo mail server (sends nothing to the outside)',
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    authOptional: isSmarthost,
    disabledCommands: [...DISABLED_COMMANDS, ...(isSmarthost ? ['AUTH'] : [])],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    size: options.maxMessage,
    logger: false,
    onAuth: (auth, _session, answer) => answer(null, signIn(store, auth)),
    onMailFrom: (sender, session, answer) => answer(isSmarthost ? null : refuseSender(sender, session)),
    onRcptTo: (recipient, _session, answer) => answer(refuseRecipient(store, recipient)),
    onData(stream, session, answer) {
      receive(stream, options.maxMessage)
        .then((raw) => deliver(store, options, { raw, session }))
        .then(
          (text) => answer(null, text),
          (error) => answer(error),
        );
    },
  });
  // A connection that broke: smtp-server has closed it, nobody else needs to know.
  server.on('error', () => undefined);
  return await listenOnLoopback(options, (socket) => server.connect(socket));
}

function signIn(store: MailStore, auth: SMTPServerAuthentication) {
  // RFC 4616 §2: acting for another identity is a separate permission, and nobody has it here.
  const own = auth.authcid ?? auth.username ?? '';
  const actsForAnother = Boolean(auth.authzid) && auth.authzid !== own;
  const mailbox = actsForAnother ? undefined : store.signIn(own, auth.password ?? '');
  return mailbox ? { user: mailbox.account.address } : { message: 'Wrong address or password' };
}

function refuseSender(sender: SMTPServerAddress, session: SMTPServerSession): Error | null {
  const own = String(session.user);
  // The empty sender is for notices such as read receipts (RFC 8098 §3).
  if (sender.address === '' || sender.address.toLowerCase() === own.toLowerCase()) return null;
  return new Refusal(553, `You are signed in as ${own} and may not write as anybody else`);
}

function refuseRecipient(store: MailStore, recipient: SMTPServerAddress): Error | null {
  if (!store.isLocal(recipient.address) || store.mailbox(recipient.address)) return null;
  return new Refusal(550, 'No such mailbox in this demo');
}

async function receive(stream: SMTPServerDataStream, limit: Bytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // Read to the end in any case, or the client would wait for ever; kept up to the limit only.
  for await (const chunk of stream) if (stream.byteLength <= limit) chunks.push(chunk);
  if (stream.sizeExceeded) throw new Refusal(552, 'The message is larger than this demo takes');
  return Buffer.concat(chunks);
}

function deliver(
  store: MailStore,
  {
    outbox,
    onOutside,
  }: { readonly outbox: OutboxMail[]; readonly onOutside?: ((mail: OutboxMail) => void) | undefined },
  mail: { readonly raw: Buffer; readonly session: SMTPServerSession },
): string {
  const { mailFrom, rcptTo } = mail.session.envelope;
  const from = mailFrom === false ? '' : mailFrom.address;
  const raw = Buffer.concat([Buffer.from(traceHeader(from, mail.session)), mail.raw]);
  const addresses = [...new Set(rcptTo.map((recipient) => recipient.address))];
  const mailboxes = new Set(
    addresses.map((address) => store.mailbox(address)).filter((mailbox) => mailbox !== undefined),
  );
  const outside = addresses.filter((address) => !store.isLocal(address));
  for (const mailbox of mailboxes) mailbox.folder('INBOX')?.add([{ raw, receivedAt: new Date(), flags: [] }]);
  if (outside.length === 0) return `Delivered to ${mailboxes.size} demo mailbox(es)`;
  const kept = { from, to: outside, raw };
  outbox.push(kept);
  onOutside?.(kept);
  if (outbox.length > OUTBOX_LIMIT) outbox.shift();
  return `Delivered to ${mailboxes.size} demo mailbox(es); kept in the outbox for ${outside.length} other(s): the demo sends nothing to the outside`;
}

/** RFC 5321 §4.4: where a message came from and who it came for, above what the client wrote. */
function traceHeader(from: string, session: SMTPServerSession): string {
  const date = new Date().toUTCString().replace('GMT', '+0000');
  return (
    `Return-Path: <${from}>\r\n` +
    `Received: from ${session.hostNameAppearsAs} ([${session.remoteAddress}])\r\n` +
    `\tby demo.postern.invalid with ${session.transmissionType} id ${session.id}; ${date}\r\n`
  );
}
