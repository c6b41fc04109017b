// The doctor on the state folder and on this machine's clock.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '../../core/units.ts';
import type { Check } from './check.ts';

/** Nobody but the owner: the folder holds the key and everything that was decided. */
const OTHERS = 0o077;

/** Files may be this far ahead of the clock: some file systems count coarsely. */
const SLACK: Millis = 5_000;

/** Before this the clock is surely wrong: the first version of Postern is younger. */
const EARLIEST: Millis = Date.UTC(2025, 0, 1);

/** Permissions of the folder and of all that is in it. A folder that isn't there yet is made by the first start. */
export function checkStateFolder(folder: string): readonly Check[] {
  const base = { check: 'state.mode' };
  if (!statSync(folder, { throwIfNoEntry: false })) {
    return [
      { check: 'state.folder', subject: folder, result: 'ok', text: 'is not there yet; the first start makes it' },
    ];
  }
  const paths = [folder, ...entriesOf(folder), ...entriesOf(join(folder, 'keys'))];
  const open = paths.filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0);
  if (open.length === 0) return [{ ...base, subject: folder, result: 'ok', text: 'only its owner gets at it' }];
  return open.map((path) => {
    const mode = (statSync(path).mode & 0o777).toString(8);
    const text = `has mode 0${mode}: others than its owner get at it`;
    return { ...base, subject: path, result: 'fail', text, remedy: `chmod go= ${path}` };
  });
}

/**
 * Whether the clock can be right: it isn't before Postern was written, nor before the newest file of the state, and it
 * follows a time server as far as the system says. No time server is asked.
 */
export function checkClock(
  stateFolder: string,
  { now, isSynchronized }: { readonly now: Millis; readonly isSynchronized: boolean | undefined },
): Check {
  const check = 'clock';
  const remedy = 'Set the clock, and keep it with chrony or systemd-timesyncd: expiry and TOTP codes depend on it.';
  if (now < EARLIEST) return { check, result: 'fail', text: `says ${new Date(now).toISOString()}`, remedy };
  const newest = Math.max(
    0,
    ...entriesOf(stateFolder).map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  if (newest > now + SLACK) {
    const text = `is before the newest file of the state (${new Date(newest).toISOString()}): it was set back`;
    return { check, result: 'fail', text, remedy };
  }
  if (isSynchronized === false) {
    return { check, result: 'warn', text: 'follows no time server: codes of authenticator apps will fail', remedy };
  }
  const source = isSynchronized ? 'follows a time server' : 'nobody can say whether it follows a time server';
  return { check, result: 'ok', text: `is not behind the state; ${source}` };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // not there, or not ours to read: the folder's own check says so
  }
}
