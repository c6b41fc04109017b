// A private SOGo: Debian's program as it is, with a private PostgreSQL, memcached and nginx. Its users are a Dovecot's,
// with their passwords in a table, as on a site whose mail server and SOGo share a database.

import { chown } from 'node:fs/promises';
import { type NamedPorts, withFreePorts } from '../ports.ts';
import { programPath } from '../programs.ts';
import type { ServerLog } from '../server-log.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { type ServiceUser, serviceUser } from '../service-user.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import type { Dovecot } from './dovecot.ts';
import { type NginxWeb, startNginxWeb } from './nginx-web.ts';
import type { Postfix } from './postfix.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type SogoSetting, sogoArguments, userTable } from './sogo-config.ts';

export interface SogoOptions {
  /** Where mail and filters are; its users, with their passwords of now, are who can sign in. */
  readonly dovecot: Dovecot;
  /** Where mail is sent, as the user who signed in. Default: nothing can be sent. */
  readonly postfix?: Postfix;
  /** Settings by name; they win. */
  readonly config?: Readonly<Record<string, SogoSetting>>;
}

export interface Sogo extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a slash at its end; the program is at `/SOGo/`. */
  readonly url: string;
  /** What SOGo itself logs. */
  readonly log: ServerLog;
  /** One line for each finished request: status, method and the request target as it was sent. */
  readonly requests: ServerLog;
  /** How many signed-in sessions exist on the server now. */
  sessionCount(): Promise<number>;
  /** The password of a user in SOGo's own table, which `changePassword` changes. */
  passwordOf(user: string): Promise<string>;
  /** Ends the web server but keeps its port, and all sessions. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same port. */
  start(): Promise<void>;
  /** SIGSTOP: it accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

type SogoPort = 'http' | 'sogod' | 'memcached';

interface Start {
  readonly folder: TempFolder;
  readonly ports: NamedPorts<SogoPort>;
  readonly postgres: Postgres;
  readonly user: ServiceUser | undefined;
  readonly options: SogoOptions;
}

function startMemcached({ folder, ports, user }: Start): Promise<ServerProcess> {
  return startServerProcess({
    command: programPath('memcached'),
    args: ['-l', '127.0.0.1', '-p', String(ports.memcached), '-m', '16', '-vv'],
    logFile: folder.file('memcached.log'),
    ready: /server listening/,
    ...(user === undefined ? {} : { user }),
  });
}

function startSogod({ folder, ports, postgres, user, options }: Start): Promise<ServerProcess> {
  return startServerProcess({
    command: programPath('sogo'),
    args: sogoArguments({
      dovecot: options.dovecot,
      postfix: options.postfix,
      database: postgres.url,
      listen: `127.0.0.1:${ports.sogod}`,
      memcached: `127.0.0.1:${ports.memcached}`,
      pidFile: folder.file('sogo.pid'),
      extra: options.config ?? {},
    }),
    env: { HOME: folder.path, LANG: 'C.UTF-8' },
    logFile: folder.file('sogo.log'),
    ready: /notified the watchdog that we are ready/,
    ...(user === undefined ? {} : { user }),
  });
}

// As in SOGo's guide for nginx. It passes on what the client says of itself, header fields of SOGo's own included.
function site({ sogod }: NamedPorts<SogoPort>): string {
  const assets = ['/SOGo.woa', '/SOGo'].map(
    (prefix) => `    location ^~ ${prefix}/WebServerResources/ {
      alias /usr/lib/GNUstep/SOGo/WebServerResources/;
      expires 1y;
    }
`,
  );
  return `    location = / {
      return 302 /SOGo/;
    }
    location ^~ /SOGo {
      proxy_pass http://127.0.0.1:${sogod};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header x-webobjects-server-protocol HTTP/1.0;
      proxy_set_header x-webobjects-remote-host $remote_addr;
      proxy_set_header x-webobjects-server-name $host;
      proxy_set_header x-webobjects-server-url $scheme://$http_host;
      proxy_set_header x-webobjects-server-port $server_port;
      proxy_buffer_size 64k;
      proxy_buffers 8 64k;
      proxy_read_timeout 3600;
    }
${assets.join('')}    location ^~ /Microsoft-Server-ActiveSync {
      proxy_pass http://127.0.0.1:${sogod}/SOGo/Microsoft-Server-ActiveSync;
      proxy_read_timeout 3600;
    }
    location ~ ^/\\.well-known/(caldav|carddav)/?$ {
      return 301 /SOGo/dav/;
    }
`;
}

async function startPrograms(
  start: Start,
): Promise<AsyncDisposable & { readonly log: ServerLog; readonly nginx: NginxWeb }> {
  await using started = new AsyncDisposableStack();
  started.use(await startMemcached(start));
  const { log } = started.use(await startSogod(start));
  const { folder, ports } = start;
  const nginx = started.use(await startNginxWeb({ folder, port: ports.http, site: site(ports), maxBody: '50m' }));
  const everything = started.move();
  return { log, nginx, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

/**
 * Starts a SOGo and waits until it answers. Needs `memcached`, `nginx`, `postgres`, `psql`, `sogo`, and `root`, for it
 * reads the system's configuration file, which Debian shows to SOGo's own user only, before our settings.
 */
export async function startSogo(options: SogoOptions): Promise<Sogo> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('sogo'));
  const user = await serviceUser('sogo');
  if (user !== undefined) await chown(folder.path, user.uid, user.gid);
  const postgres = belongings.use(await startPostgres());
  await postgres.query(userTable(options.dovecot.passwords));
  const { http, programs } = await withFreePorts(['http', 'sogod', 'memcached'], async (ports) => {
    const programs = await startPrograms({ folder, ports, postgres, user, options });
    return { http: ports.http, programs };
  });
  const { log, nginx } = belongings.use(programs);
  const everything = belongings.move();
  return {
    host: '127.0.0.1',
    port: http,
    url: `http://127.0.0.1:${http}`,
    log,
    requests: nginx.requests,
    sessionCount: async () => Number(await postgres.query('SELECT count(*) FROM sogo_sessions_folder')),
    passwordOf: (name) => postgres.query(`SELECT c_password FROM sogo_users WHERE c_uid = '${name}'`),
    stop: nginx.stop,
    start: nginx.start,
    freeze: nginx.freeze,
    thaw: nginx.thaw,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
