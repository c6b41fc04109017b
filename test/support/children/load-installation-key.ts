// Loads, or makes, the installation key of a state folder and prints it.

import { loadInstallationKey } from '../../../src/adapters/crypto/installation-key.ts';
import { waitForOthers } from './wait-for-others.ts';

const [stateFolder = ''] = process.argv.slice(2);
await waitForOthers();
process.stdout.write(Buffer.from(loadInstallationKey(stateFolder, { create: true })).toString('hex'));
