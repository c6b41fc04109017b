// Who runs a server that refuses root: the user that its Debian package made. Tests that run as a normal user run
// everything as that one.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isRoot } from './programs.ts';

/** A user and its group, by number. */
export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

/** The ids of a user of this machine, or undefined when this process can't change users. Throws when there is none. */
export async function serviceUser(name: string): Promise<ServiceUser | undefined> {
  if (!isRoot()) return undefined;
  const id = async (which: '-u' | '-g'): Promise<number> =>
    Number((await promisify(execFile)('id', [which, name])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
