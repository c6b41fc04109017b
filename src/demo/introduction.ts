// What `npm start` prints: where the demo is, and what to type to see it.

import type { Demo, DemoDoor } from './demo.ts';

/** The text for a terminal. */
export function introduction(demo: Demo): string {
  return [
    'Postern runs in front of its built-in demo mail server and webmail. Press Ctrl+C to end it; nothing is kept.',
    places(demo),
    accounts(demo),
    inBrowser(demo),
    atTheConsole(demo),
    inMailClient(demo),
    atTheShell(demo),
  ].reduce((text, part) => `${text}${part}\n\n`, '\n');
}

function places({ sites: [site], administration: { url, code } }: Demo): string {
  return `Webmail  ${site?.url}
Console  ${url}, for administrators: the first time with the code ${code}`;
}

function atTheConsole({ administration: { url, code } }: Demo): string {
  return `At the console: ${url}/code
  Give the code ${code}, which is good once. Choose a password, and set up an authenticator app; without a
  phone copy the key under "Can't scan?" and let \`npm run --silent code -- KEY\` be it, as above. Next time you sign in as
  "admin". Make one of the mailboxes stricter, or look up why somebody was asked: Explain.`;
}

function atTheShell({ socketPath, administration: { url, token } }: Demo): string {
  return `At the shell, from another terminal; a program does the same by HTTP, with a token, here one for everything:
    npm run --silent postern -- --socket ${socketPath} mailbox show alice@demo.example
    npm run --silent postern -- --socket ${socketPath} audit --trace
    curl --header 'Authorization: Bearer ${token}' ${url.replace(/\/console$/, '/api/v1')}/mailboxes`;
}

function accounts(demo: Demo): string {
  const rows = demo.accounts.map(({ address, password, appPassword, challenge }) =>
    [address.padEnd(19), password.padEnd(19), appPassword, challenge].join('  '),
  );
  const title = ['ACCOUNT'.padEnd(19), 'PASSWORD'.padEnd(19), 'APP PASSWORD'.padEnd(24), 'MODE'].join('  ');
  return [title, ...rows].join('\n');
}

function inBrowser({ sites: [site] }: Demo): string {
  return `In a browser: ${site?.url}
  It warns of the certificate, which was made a moment ago and proves nothing: accept it, for this address alone.
  Alice   mode always: after her password she sets up a second step, then reads her mail. "Account and app
          passwords" is at the top; sign out and in again, and she is asked for a code.
  Bob     mode new-ip: the same the first time. From then on this address is known, and his password is enough.
  Carol   mode never: her password is enough.
  Codes by e-mail: choose "E-mail", and name any address outside, such as alice@elsewhere.example. Nothing leaves this
  machine: what would be sent there is shown here, with its code. Notices to a demo account are in its mailbox.
  Codes of an app: choose "Authenticator app"; any will do. Without a phone: copy the key under "Can't scan?", and let
  this be the app:
    npm run --silent code -- KEY          (or: oathtool --totp --base32 'KEY')`;
}

function inMailClient({ doors, accounts: people, certificateFile: certificate }: Demo): string {
  const [alice, bob, carol] = people;
  if (!alice || !bob || !carol) return '';
  const imap = portOf(doors, 'imap', 'implicit');
  const curl = `curl --cacert ${certificate}`;
  const places = doors.map(
    ({ protocol, host, port, tls }) => `${protocol} ${host}:${port} ${tls === 'implicit' ? 'TLS' : 'STARTTLS'}`,
  );
  return `In a mail client: ${places.join(', ')}
  Read mail with an app password, here Alice's; the account page makes more of them:
    ${curl} --user '${alice.address}:${alice.appPassword}' 'imaps://localhost:${imap}/INBOX;MAILINDEX=1'
  The mailbox's own password is refused, and the answer says why:
    ${curl} --user '${alice.address}:${alice.password}' 'imaps://localhost:${imap}/' -v
  Carol's still works:
    ${curl} --user '${carol.address}:${carol.password}' 'imaps://localhost:${imap}/'
  Send mail, with curl or swaks:
    printf 'From: ${alice.address}\\nTo: ${bob.address}\\nSubject: Hello\\n\\nHello Bob.\\n' | ${curl} --crlf --user '${alice.address}:${alice.appPassword}' --mail-from ${alice.address} --mail-rcpt ${bob.address} --upload-file - smtps://localhost:${portOf(doors, 'smtp', 'implicit')}
    swaks --server localhost:${portOf(doors, 'smtp', 'starttls')} --tls --auth PLAIN --auth-user ${alice.address} --auth-password '${alice.appPassword}' --from ${alice.address} --to ${bob.address}`;
}

function portOf(doors: readonly DemoDoor[], protocol: DemoDoor['protocol'], tls: DemoDoor['tls']): number {
  return doors.find((door) => door.protocol === protocol && door.tls === tls)?.port ?? 0;
}
