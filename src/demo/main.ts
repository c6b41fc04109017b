// `npm start`: the demo, and what to paste to try it. `--json` says the same as one JSON object on one line.

import { type Demo, type DemoDoor, startDemo } from './demo.ts';

const demo = await startDemo();
if (process.argv.includes('--json')) {
  const { doors, accounts, sites } = demo;
  process.stdout.write(`${JSON.stringify({ doors, accounts, sites })}\n`);
} else {
  process.stdout.write(introduction(demo));
}
const end = (): void => void demo[Symbol.asyncDispose]().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
if (process.env['npm_lifecycle_event'] !== undefined) endWithParent();

/** Between npm and this process stands a shell that ends at SIGTERM without passing it on. */
function endWithParent(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 500);
}

function introduction({ doors, accounts, certificateFile, socketPath }: Demo): string {
  const [alice, bob, carol] = accounts;
  const imap = portOf(doors, 'imap', 'implicit');
  const submission = portOf(doors, 'smtp', 'implicit');
  const submissionStartTls = portOf(doors, 'smtp', 'starttls');
  if (!alice || !bob || !carol) return '';
  return `
Postern runs in front of its built-in demo mail server. Press Ctrl+C to end it; nothing is kept.

Doors (certificate: ${certificateFile})
${doors.map(({ protocol, host, port, tls }) => `  ${protocol.padEnd(5)} ${host}:${port}  ${tls === 'implicit' ? 'TLS' : 'STARTTLS'}`).join('\n')}

Accounts
${accounts.map(({ address, password, appPassword, challenge }) => `  ${address.padEnd(19)} password ${password.padEnd(20)} app password ${appPassword}  (mode ${challenge})`).join('\n')}

Read mail with an app password:
  curl --cacert ${certificateFile} --user '${alice.address}:${alice.appPassword}' 'imaps://localhost:${imap}/INBOX;MAILINDEX=1'

The mailbox's own password is refused, and says why (add -v to see it):
  curl --cacert ${certificateFile} --user '${alice.address}:${alice.password}' 'imaps://localhost:${imap}/' -v

Carol's mailbox is in mode never: her own password still works:
  curl --cacert ${certificateFile} --user '${carol.address}:${carol.password}' 'imaps://localhost:${imap}/'

Send mail, with curl or swaks:
  printf 'From: ${alice.address}\\nTo: ${bob.address}\\nSubject: Hello\\n\\nHello Bob.\\n' | curl --crlf --cacert ${certificateFile} --user '${alice.address}:${alice.appPassword}' --mail-from ${alice.address} --mail-rcpt ${bob.address} --upload-file - smtps://localhost:${submission}
  swaks --server localhost:${submissionStartTls} --tls --auth PLAIN --auth-user ${alice.address} --auth-password '${alice.appPassword}' --from ${alice.address} --to ${bob.address}

Administer it from another terminal:
  npm run --silent postern -- --socket ${socketPath} app-password list ${alice.address}
`;
}

function portOf(doors: readonly DemoDoor[], protocol: DemoDoor['protocol'], tls: DemoDoor['tls']): number {
  return doors.find((door) => door.protocol === protocol && door.tls === tls)?.port ?? 0;
}
