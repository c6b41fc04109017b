// `npm run code -- KEY`: an authenticator app for whoever tries the demo without a phone at hand. The key is the one that
// the page shows under "Can't scan?"; spaces don't matter.

import { generateSync } from 'otplib';

/** RFC 6238 §5.2, in seconds. */
const PERIOD = 30;

const key = process.argv.slice(2).join('').replaceAll(/[\s-]/g, '').toUpperCase();
// Base32, without padding. Postern's own keys have 32 letters.
if (/^[A-Z2-7]{16,}$/.test(key)) {
  const now = Math.floor(Date.now() / 1_000);
  const left = PERIOD - (now % PERIOD);
  process.stdout.write(`${generateSync({ secret: key, epoch: now })}   works once; the next one comes in ${left} s\n`);
} else {
  process.stderr.write('Give the key that the page shows: npm run --silent code -- ABCD EFGH IJKL MNOP …\n');
  process.exitCode = 2;
}
