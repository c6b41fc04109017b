// `node bench/mail-path.ts [MAILS]`: how long a code takes through Postern's own mail path, one after the other: until Haraka
// has accepted it (its queue file is on the disk), and until the smarthost on the same machine has it.

import { openTestMailPath } from '../test/support/mail-path.ts';
import { letter } from '../test/support/mail-path-settings.ts';
import { startMailSink } from '../test/support/mail-sink.ts';

const count = Number(process.argv[2] ?? 50);

function quantile(sorted: readonly number[], share: number): string {
  return `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
}

function row(what: string, times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  return `| ${what} | ${quantile(sorted, 0.5)} | ${quantile(sorted, 0.95)} | ${quantile(sorted, 1)} |`;
}

await using sink = await startMailSink();
await using mail = await openTestMailPath({ smarthost: { host: '127.0.0.1', port: sink.port, tls: 'none' } });
const accepted: number[] = [];
const arrived: number[] = [];
for (let number = 0; number < count; number += 1) {
  const subject = `Code ${number} of ${count}`;
  const begin = performance.now();
  const arrival = sink.waitFor(new RegExp(`^Subject: ${subject}`, 'm'));
  const { kind } = await mail.path.carry(letter(`bench-${number}`, { subject }));
  if (kind !== 'accepted') throw new Error(kind);
  accepted.push(performance.now() - begin);
  await arrival;
  arrived.push(performance.now() - begin);
}
const lines = [
  `${count} codes, one after the other`,
  '',
  '|  | p50 | p95 | longest |',
  '| --- | --: | --: | --: |',
  row('accepted', accepted),
  row('at the smarthost', arrived),
];
process.stdout.write(`${lines.join('\n')}\n`);
