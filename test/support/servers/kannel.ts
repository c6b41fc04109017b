// A private kannel: bearerbox, a fake message centre that prints what it would send, and smsbox, which takes texts over
// HTTP.

import { writeFile } from 'node:fs/promises';
import { withFreePorts } from '../ports.ts';
import { programPath, type Requirement } from '../programs.ts';
import type { ServerLog } from '../server-log.ts';
import { startServerProcess } from '../server-process.ts';
import { makeTempFolder } from '../temp.ts';

/** What `startKannel` needs. */
export const KANNEL: readonly Requirement[] = ['kannel', 'kannel-smsbox', 'kannel-fakesmsc'];

export const KANNEL_USER = 'postern';
export const KANNEL_PASSWORD = 'kannel-s3cret';

export interface Kannel extends AsyncDisposable {
  /** Of sendsms. */
  readonly url: string;
  /** What arrived at the message centre: `got message 1: <SENDER NUMBER text TEXT>`. */
  readonly received: ServerLog;
  /** Access log of smsbox. */
  readonly access: ServerLog;
  /** Takes the message centre away. */
  loseMessageCentre(): Promise<void>;
}

type Port = 'admin' | 'smsbox' | 'centre' | 'http';

function configuration(ports: Readonly<Record<Port, number>>, log: (name: string) => string): string {
  return `group = core
admin-port = ${ports.admin}
admin-interface = 127.0.0.1
admin-password = unused
smsbox-port = ${ports.smsbox}
box-allow-ip = "127.0.0.1"
log-level = 0

group = smsc
smsc = fake
smsc-id = fake
port = ${ports.centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.http}
sendsms-interface = 127.0.0.1
access-log = "${log('access.log')}"
log-level = 0

group = sms-service
keyword = default
text = "unused"
max-messages = 0

group = sendsms-user
username = ${KANNEL_USER}
password = ${KANNEL_PASSWORD}
max-messages = 5
concatenation = true
`;
}

/** Starts one; when that fails, nothing is left of it. */
export async function startKannel(): Promise<Kannel> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('kannel'));
  const file = folder.file('kannel.conf');
  const kannel = await withFreePorts<Port, Kannel>(['admin', 'smsbox', 'centre', 'http'], async (ports) => {
    await using launched = new AsyncDisposableStack();
    const launch = async (command: string, args: readonly string[], name: string, ready: RegExp) =>
      launched.use(await startServerProcess({ command, args, logFile: folder.file(`${name}.log`), ready }));
    await writeFile(
      file,
      configuration(ports, (name) => folder.file(name)),
    );
    await launch(programPath('kannel'), [file], 'bearerbox', /MAIN: Start-up done/);
    const centre = await launch(
      programPath('kannel-fakesmsc'),
      ['-H', '127.0.0.1', '-r', String(ports.centre), '-i', '1', '-m', '0', 'none none text none'],
      'centre',
      /Connecting to/,
    );
    const box = await launch(programPath('kannel-smsbox'), [file], 'smsbox', /Connected to bearerbox/i);
    const everything = launched.move();
    return {
      url: `http://127.0.0.1:${ports.http}/cgi-bin/sendsms`,
      received: centre.log,
      access: box.log,
      loseMessageCentre: () => centre.kill(),
      [Symbol.asyncDispose]: () => everything.disposeAsync(),
    };
  });
  belongings.use(kannel);
  const everything = belongings.move();
  return { ...kannel, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
