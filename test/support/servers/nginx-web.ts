// A private nginx as the web server in front of a webmail: plain HTTP/1.1 on loopback, Debian's own settings where they
// matter to a client (slashes merged, absolute redirects), and one line in an access log for each request it saw.

import { writeFile } from 'node:fs/promises';
import { isRoot, programPath } from '../programs.ts';
import { openServerLog, type ServerLog } from '../server-log.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import type { TempFolder } from '../temp.ts';

export interface NginxWebOptions {
  /** Where its files go; the caller's, who also removes it. */
  readonly folder: TempFolder;
  readonly port: number;
  /** The inside of the `server` block: root, locations. */
  readonly site: string;
  /** The largest request body, as nginx writes sizes. */
  readonly maxBody: string;
}

/** A running nginx. */
export interface NginxWeb extends AsyncDisposable {
  /** One line for each finished request: status, method and the request target as it was sent. */
  readonly requests: ServerLog;
  readonly errors: ServerLog;
  /** Ends it but keeps its port. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same port. */
  start(): Promise<void>;
  /** SIGSTOP: it accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

function nginxConfig({ folder, port, site, maxBody }: NginxWebOptions): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder.file(`nginx-${name}`)};\n`,
  );
  return `daemon off;
worker_processes 1;
${isRoot() ? 'user root;\n' : ''}pid ${folder.file('nginx.pid')};
error_log ${folder.file('nginx.log')} notice;
events {
  worker_connections 1024;
}
http {
  include /etc/nginx/mime.types;
${temporary.join('')}  log_format requests '$status $request_method $request_uri';
  access_log ${folder.file('requests.log')} requests;
  client_max_body_size ${maxBody};
  server {
    listen 127.0.0.1:${port};
${site}  }
}
`;
}

/** Starts an nginx and waits until it listens. Needs `nginx`. Throws `PortTakenError` when the port is in use. */
export async function startNginxWeb(options: NginxWebOptions): Promise<NginxWeb> {
  const { folder } = options;
  const config = folder.file('nginx.conf');
  await writeFile(config, nginxConfig(options));
  await writeFile(folder.file('requests.log'), '', { flag: 'a' });
  const launch = (): Promise<ServerProcess> =>
    startServerProcess({
      command: programPath('nginx'),
      args: ['-p', folder.path, '-e', folder.file('nginx.log'), '-c', config],
      logFile: folder.file('nginx.log'),
      ready: /start worker process \d+/,
    });
  let running: ServerProcess | undefined = await launch();
  return {
    requests: openServerLog(folder.file('requests.log')),
    errors: openServerLog(folder.file('nginx.log')),
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
    start: async () => {
      running = await launch();
    },
    freeze: () => running?.signal('SIGSTOP'),
    thaw: () => running?.signal('SIGCONT'),
    [Symbol.asyncDispose]: async () => running?.kill(),
  };
}
