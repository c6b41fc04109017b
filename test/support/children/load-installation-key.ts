// Loads, or makes, the installation keys of many state folders and prints them.

import { join } from 'node:path';
import { loadInstallationKey } from '../../../src/adapters/crypto/installation-key.ts';
import { waitForOthers } from './wait-for-others.ts';

const [folder = ''] = process.argv.slice(2);
await waitForOthers();
for (let index = 0; index < 50; index += 1) {
  const key = loadInstallationKey(join(folder, `state-${index}`), { create: true });
  process.stdout.write(`${Buffer.from(key).toString('hex')}\n`);
}
