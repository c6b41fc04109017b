// A directory whose passwords are changed by a command, as a site's own is: the command of `password-command` asks a server
// in this process, which changes them where they are kept.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeTempFolder } from './temp.ts';

/** Asks something that may change passwords. */
const COMMAND = `
import { text } from 'node:stream/consumers';
const answer = await fetch('http://127.0.0.1:' + process.argv[2], { method: 'POST', body: await text(process.stdin) });
console.log(await answer.text());
process.exitCode = answer.ok ? 0 : 2;
`;

export interface PasswordDirectory extends AsyncDisposable {
  /** The section of the configuration, for the sign-in source `default`. */
  readonly section: string;
}

/** Starts one. `set` changes a password everywhere. */
export async function startPasswordDirectory(
  set: (mailbox: string, password: string) => Promise<void>,
): Promise<PasswordDirectory> {
  const folder = await makeTempFolder('passwords');
  const server = createServer(async (request, response) => {
    const { mailbox, password } = JSON.parse((await request.toArray()).join(''));
    await set(mailbox, password);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const script = join(folder.path, 'set-password.mjs');
  writeFileSync(script, COMMAND);
  return {
    section: `sign-in-sources: { default: { kind: imap, password-command: [${process.execPath}, ${script}, '${port}'] } }`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}
