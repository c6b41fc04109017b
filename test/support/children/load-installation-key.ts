// Loads, or makes, the installation key of a state folder and prints it.

import { loadInstallationKey } from '../../../src/adapters/crypto/installation-key.ts';

const [stateFolder = ''] = process.argv.slice(2);
process.stdout.write(Buffer.from(loadInstallationKey(stateFolder, { create: true })).toString('hex'));
