// A Maildir as the tests see it: put a message in, read what is there, wait for one to arrive.

import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

/** Who owns the mail on disk. */
export interface MailOwner {
  readonly uid: number;
  readonly gid: number;
}

async function makeFolder(path: string, { uid, gid }: MailOwner): Promise<void> {
  await mkdir(path, { recursive: true });
  await chown(path, uid, gid);
}

/** Makes a user's home with an empty Maildir in it. What exists already is kept. */
export async function makeHome(home: string, owner: MailOwner): Promise<void> {
  const maildir = join(home, 'Maildir');
  for (const path of [home, maildir, ...['tmp', 'new', 'cur'].map((name) => join(maildir, name))]) {
    await makeFolder(path, owner);
  }
}

// Readers sort by the name's time, so it carries microseconds.
function uniqueName(): string {
  const now = performance.timeOrigin + performance.now();
  const micros = String(Math.floor((now % 1000) * 1000)).padStart(6, '0');
  return `${Math.floor(now / 1000)}.M${micros}Q${randomUUID()}.test`;
}

/** Puts a message into the INBOX of a home, atomically, as a delivery agent would. */
export async function deliverTo(home: string, owner: MailOwner, message: string | Uint8Array): Promise<void> {
  const written = join(home, 'Maildir', 'tmp', uniqueName());
  await writeFile(written, message);
  await chown(written, owner.uid, owner.gid);
  await rename(written, join(home, 'Maildir', 'new', basename(written)));
}

interface StoredFile {
  readonly path: string;
  readonly arrived: bigint;
}

async function listFolder(folder: string): Promise<readonly StoredFile[]> {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  return Promise.all(paths.map(async (path) => ({ path, arrived: (await stat(path, { bigint: true })).mtimeNs })));
}

async function listInbox(home: string): Promise<readonly StoredFile[]> {
  const folders = ['new', 'cur'].map((name) => listFolder(join(home, 'Maildir', name)));
  return (await Promise.all(folders)).flat().toSorted((a, b) => (a.arrived < b.arrived ? -1 : 1));
}

/** The messages of a home's INBOX, in order of arrival. */
export async function readMessages(home: string): Promise<readonly string[]> {
  return Promise.all((await listInbox(home)).map(({ path }) => readFile(path, 'utf8')));
}

/** The first message of a home's INBOX that matches, at once or when it arrives. */
export async function waitForMessageIn(home: string, pattern: RegExp): Promise<string> {
  const found = Promise.withResolvers<string>();
  const look = async (): Promise<void> => {
    const match = (await readMessages(home)).find((message) => pattern.test(message));
    if (match !== undefined) found.resolve(match);
  };
  // A file that a reader moves from `new` to `cur` while we look is looked at again by the event of its move.
  const lookAgain = (): void => void look().catch(() => undefined);
  const watchers = ['new', 'cur'].map((name) => watch(join(home, 'Maildir', name), lookAgain));
  try {
    lookAgain();
    return await withDeadline(found.promise, { ms: PATIENCE_MS, describe: () => `no message ${pattern} in ${home}` });
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
