// A private Roundcube: Debian's program files as they are, with configuration, database, logs and uploads in a folder
// of its own, behind a private nginx and PHP-FPM. Debian's entry point takes the configuration folder from the
// environment, so nothing of the system's installation is touched. Starts in about 0.3 s.

import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { withFreePorts } from '../ports.ts';
import { isRoot, programPath } from '../programs.ts';
import { openServerLog, type ServerLog } from '../server-log.ts';
import { startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import type { Dovecot } from './dovecot.ts';
import { mailOwner } from './dovecot-config.ts';
import { startNginxWeb } from './nginx-web.ts';
import type { Postfix } from './postfix.ts';
import { openRoundcubeSessions, type RoundcubeSession } from './roundcube-sessions.ts';

/** Where Debian has the program, as it is served: the application's root, in which `public_html` is a second entry. */
const INSTALLED = '/var/lib/roundcube';

/** A setting of Roundcube, as PHP knows it. */
export type RoundcubeSetting =
  | string
  | number
  | boolean
  | null
  | readonly RoundcubeSetting[]
  | { readonly [name: string]: RoundcubeSetting };

export interface RoundcubeOptions {
  /** Where mail and filters are; its users are who can sign in. */
  readonly dovecot: Dovecot;
  /** Where mail is sent, as the user who signed in. Default: nothing can be sent. */
  readonly postfix?: Postfix;
  /** Plugins besides `managesieve`, by name, of those that Debian ships. */
  readonly plugins?: readonly string[];
  /** Settings by name; they win. */
  readonly config?: Readonly<Record<string, RoundcubeSetting>>;
}

export interface Roundcube extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** What Roundcube itself logs: errors, and who signed in or failed to. */
  readonly log: ServerLog;
  /** One line for each finished request: status, method and the request target as it was sent. */
  readonly requests: ServerLog;
  /** The sessions that exist on the server now, signed in or not. */
  sessions(): readonly RoundcubeSession[];
  /** Loses all sessions, as Roundcube does with what is too old. */
  forgetSessions(): void;
  /** Ends the web server but keeps its port, and all sessions. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same port. */
  start(): Promise<void>;
  /** SIGSTOP: it accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

function settings(folder: TempFolder, options: RoundcubeOptions): Readonly<Record<string, RoundcubeSetting>> {
  const { dovecot, postfix, plugins = [], config = {} } = options;
  return {
    db_dsnw: `sqlite:///${folder.file('database', 'roundcube.db')}?mode=0640`,
    imap_host: `${dovecot.host}:${dovecot.ports.imap}`,
    // The discard port, which nobody listens on, when there is no Postfix.
    smtp_host: `127.0.0.1:${postfix?.ports.submission ?? 9}`,
    smtp_user: '%u',
    smtp_pass: '%p',
    managesieve_host: `${dovecot.host}:${dovecot.ports.sieve}`,
    managesieve_vacation: 1,
    plugins: ['managesieve', ...plugins],
    des_key: randomBytes(12).toString('hex'),
    product_name: 'Webmail',
    skin: 'elastic',
    create_default_folders: true,
    enable_spellcheck: false,
    log_driver: 'file',
    log_dir: folder.file('log'),
    log_date_format: 'H:i:s',
    log_logins: true,
    temp_dir: folder.file('temp'),
    ...config,
  };
}

async function makeFiles(folder: TempFolder, options: RoundcubeOptions): Promise<void> {
  const { uid, gid } = mailOwner();
  for (const name of ['config', 'database', 'log', 'temp']) {
    await mkdir(folder.file(name));
    await chown(folder.file(name), uid, gid);
  }
  // Everything in one log, which exists from the start.
  await writeFile(folder.file('log', 'roundcube.log'), '');
  await chown(folder.file('log', 'roundcube.log'), uid, gid);
  for (const name of ['errors', 'userlogins', 'sendmail'])
    await symlink('roundcube.log', folder.file('log', `${name}.log`));
  for (const name of ['defaults.inc.php', 'mimetypes.php']) {
    await symlink(`/etc/roundcube/${name}`, folder.file('config', name));
  }
  await writeFile(folder.file('config', 'settings.json'), JSON.stringify(settings(folder, options)));
  const read = "<?php $config = json_decode(file_get_contents(__DIR__ . '/settings.json'), true);\n";
  await writeFile(folder.file('config', 'config.inc.php'), read);
  const database = folder.file('database', 'roundcube.db');
  using schema = new DatabaseSync(database);
  schema.exec(await readFile(`${INSTALLED}/SQL/sqlite.initial.sql`, 'utf8'));
  await chown(database, uid, gid);
}

// Workers come as they are needed: the browser asks for several things at once, most tests for one.
function poolConfig(folder: TempFolder): string {
  const { uid, gid } = mailOwner();
  const owner = isRoot() ? `user = ${uid}\ngroup = ${gid}\n` : '';
  return `[global]
error_log = ${folder.file('php.log')}
daemonize = no
[webmail]
${owner}listen = ${folder.file('php.sock')}
listen.mode = 0666
pm = ondemand
pm.max_children = 8
catch_workers_output = yes
env[ROUNDCUBE_CONFIG_DIR] = ${folder.file('config')}
php_admin_value[upload_max_filesize] = 30M
php_admin_value[post_max_size] = 32M
php_admin_value[memory_limit] = 256M
php_admin_value[upload_tmp_dir] = ${folder.file('temp')}
php_admin_value[session.save_path] = ${folder.file('temp')}
`;
}

function site(folder: TempFolder): string {
  return `    root ${INSTALLED};
    index index.php;
    location ~ ^/(bin|config|logs|SQL|temp)/ {
      deny all;
    }
    location ~ \\.php(/|$) {
      # Debian's snippets/fastcgi-php.conf, which can only be included from /etc/nginx.
      fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
      try_files $fastcgi_script_name =404;
      set $path_info $fastcgi_path_info;
      fastcgi_param PATH_INFO $path_info;
      fastcgi_index index.php;
      include /etc/nginx/fastcgi.conf;
      fastcgi_pass unix:${folder.file('php.sock')};
    }
`;
}

/** Starts a Roundcube and waits until it listens. Needs `nginx`, `php-fpm`, `roundcube` and `roundcube-plugins`. */
export async function startRoundcube(options: RoundcubeOptions): Promise<Roundcube> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('roundcube'));
  await makeFiles(folder, options);
  const sessions = belongings.use(openRoundcubeSessions(folder.file('database', 'roundcube.db')));
  await writeFile(folder.file('php.conf'), poolConfig(folder));
  const starting = startServerProcess({
    command: programPath('php-fpm'),
    args: ['--nodaemonize', '--fpm-config', folder.file('php.conf')],
    logFile: folder.file('php.log'),
    ready: /ready to handle connections/,
  });
  belongings.use(await starting);
  const { http, nginx } = await withFreePorts(['http'], async ({ http }) => {
    const nginx = await startNginxWeb({ folder, port: http, site: site(folder), maxBody: '32m' });
    return { http, nginx };
  });
  belongings.use(nginx);
  const everything = belongings.move();
  return {
    host: '127.0.0.1',
    port: http,
    url: `http://127.0.0.1:${http}`,
    log: openServerLog(folder.file('log', 'roundcube.log')),
    requests: nginx.requests,
    sessions: sessions.list,
    forgetSessions: sessions.clear,
    stop: nginx.stop,
    start: nginx.start,
    freeze: nginx.freeze,
    thaw: nginx.thaw,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
