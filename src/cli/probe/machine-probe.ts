// What `doctor` asks this machine: where it can be reached, and whether its clock follows a time server.

import { execFile } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import type { Millis } from '../../core/units.ts';

/** `timedatectl` answers from memory; a hanging bus shall not hang us. */
const PATIENCE: Millis = 2_000;

export interface MachineProbe {
  /** The addresses of this machine by which others may reach it, without those of the link alone. */
  addresses(): readonly string[];
  /** Whether the system says that its clock follows a time server; `undefined`: it can't say. Never rejects. */
  isClockSynchronized(): Promise<boolean | undefined>;
}

export const machineProbe: MachineProbe = {
  addresses: () =>
    Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
      .map(({ address }) => address),
  // Whoever keeps the clock (chrony, ntpd, systemd-timesyncd) tells the kernel, and this program asks the kernel.
  isClockSynchronized: () =>
    new Promise((resolve) => {
      const question = ['show', '--property=NTPSynchronized', '--value'];
      execFile('timedatectl', question, { timeout: PATIENCE }, (error, answer) => {
        const said = error ? '' : answer.trim();
        resolve(said === 'yes' ? true : said === 'no' ? false : undefined);
      });
    }),
};
