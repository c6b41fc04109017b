// A private PostgreSQL for programs that keep their own data in one. Trusts whoever connects, and keeps nothing safe:
// it lives as long as a test. Most of its start (a second or two) is the making of the database's files.

import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { withFreePorts } from '../ports.ts';
import { programPath, run } from '../programs.ts';
import type { ServerLog } from '../server-log.ts';
import { startServerProcess } from '../server-process.ts';
import { serviceUser } from '../service-user.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';

/** The name of its superuser, and of nothing else. */
const OWNER = 'test';

export interface Postgres extends AsyncDisposable {
  readonly port: number;
  /** The beginning of an address of a table: `postgresql://USER@HOST:PORT/DATABASE`. */
  readonly url: string;
  readonly log: ServerLog;
  /** Runs statements; returns the rows of the last, columns separated by `|`. Throws with what the server said. */
  query(sql: string): Promise<string>;
}

async function makeDatabase(folder: TempFolder): Promise<void> {
  const user = await serviceUser('postgres');
  await mkdir(folder.file('data'));
  if (user !== undefined) await chown(folder.file('data'), user.uid, user.gid);
  const settings = ['--no-sync', '--no-locale', '--encoding', 'UTF8', '--auth', 'trust', '--username', OWNER];
  await promisify(execFile)(programPath('postgres-initdb'), ['--pgdata', folder.file('data'), ...settings], {
    ...user,
  });
}

/** Starts a PostgreSQL and waits until it listens. Needs `postgres`. */
export async function startPostgres(): Promise<Postgres> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('postgres'));
  await makeDatabase(folder);
  const user = await serviceUser('postgres');
  const { port, server } = await withFreePorts(['port'], async ({ port }) => {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'shared_buffers=16MB'];
    const server = await startServerProcess({
      command: programPath('postgres'),
      args: ['-D', folder.file('data'), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      logFile: folder.file('postgres.log'),
      ready: /database system is ready to accept connections/,
      ...(user === undefined ? {} : { user }),
    });
    return { port, server };
  });
  belongings.use(server);
  const everything = belongings.move();
  return {
    port,
    url: `postgresql://${OWNER}@127.0.0.1:${port}/postgres`,
    log: server.log,
    query: async (sql) => {
      const where = ['--host=127.0.0.1', `--port=${port}`, `--username=${OWNER}`, '--dbname=postgres'];
      const how = ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1'];
      const { code, stdout, stderr } = await run('psql', [...where, ...how], { input: sql });
      if (code !== 0) throw new Error(stderr);
      return stdout.trimEnd();
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
