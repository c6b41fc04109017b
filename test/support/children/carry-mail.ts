// A Postern's mail path in a process of its own: accepts mail and waits to be killed, or until whoever started it is gone.
// carry-mail.ts FOLDER PORT COUNT: prints "ready", the id of its Haraka, and then what each message came to.

import { HarakaMailPath } from '../../../src/adapters/channels/haraka/haraka-mail-path.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { letter, MAIL_PATH_SETTINGS, SILENT_LOG } from '../mail-path-settings.ts';

process.stdin.resume().on('end', () => process.exit());
const [folder = '', port = '', count = ''] = process.argv.slice(2);
const path = new HarakaMailPath({
  folder,
  settings: { ...MAIL_PATH_SETTINGS, smarthost: { host: '127.0.0.1', port: Number(port), tls: 'none' } },
  clock: systemClock,
  log: SILENT_LOG,
  onDelivery: () => undefined,
});
await path.untilUp();
process.stdout.write(`ready\n${path.pid}\n`);
const letters = Array.from({ length: Number(count) }, (_, index) => path.carry(letter(`m-${index}`)));
for (const { kind } of await Promise.all(letters)) process.stdout.write(`${kind}\n`);
