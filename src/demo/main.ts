// `npm start`: the demo, and what to paste to try it. `--json` says the same as one JSON object on one line, and each mail
// to the outside as another one.

import { startDemo } from './demo.ts';
import { introduction } from './introduction.ts';
import { readMail, showMail } from './show-mail.ts';

const isForPrograms = process.argv.includes('--json');
const demo = await startDemo({
  onOutsideMail: (raw) => {
    const mail = readMail(raw);
    process.stdout.write(isForPrograms ? `${JSON.stringify({ mail })}\n` : showMail(mail));
  },
});
// Before anything is said: whoever reads it may end the demo at once.
const end = (): void => void demo[Symbol.asyncDispose]().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
if (process.env['npm_lifecycle_event'] !== undefined) endWithParent();
if (isForPrograms) {
  const { doors, accounts, sites, administration } = demo;
  process.stdout.write(`${JSON.stringify({ doors, accounts, sites, administration })}\n`);
} else {
  process.stdout.write(introduction(demo));
}

/** Between npm and this process stands a shell that ends at SIGTERM without passing it on. */
function endWithParent(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 500);
}
