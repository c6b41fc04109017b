// A private nginx and PHP that say what each of them took a request's path for: the other side of a differential test.

import { mkdir, writeFile } from 'node:fs/promises';
import { withFreePorts } from '../ports.ts';
import { isRoot, programPath } from '../programs.ts';
import { startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import { mailOwner } from './dovecot-config.ts';
import { startNginxWeb } from './nginx-web.ts';

export interface PhpEcho extends AsyncDisposable {
  readonly port: number;
}

/** What the servers saw, each as octets in base64. */
export interface SeenPath {
  /** nginx: decoded, merged and resolved. */
  readonly uri: string;
  readonly requestUri: string;
  readonly scriptName: string;
  readonly pathInfo: string;
  readonly query: string;
}

const SCRIPT = `<?php
$seen = [];
foreach (['uri' => 'NGINX_URI', 'requestUri' => 'REQUEST_URI', 'scriptName' => 'SCRIPT_NAME', 'pathInfo' => 'PATH_INFO', 'query' => 'QUERY_STRING'] as $name => $key) {
  $seen[$name] = base64_encode($_SERVER[$key] ?? '');
}
echo json_encode($seen);
`;

function poolConfig(folder: TempFolder): string {
  const { uid, gid } = mailOwner();
  return `[global]
error_log = ${folder.file('php.log')}
daemonize = no
[echo]
${isRoot() ? `user = ${uid}\ngroup = ${gid}\n` : ''}listen = ${folder.file('php.sock')}
listen.mode = 0666
pm = static
pm.max_children = 1
security.limit_extensions =
`;
}

// Every path runs the same script; those with a script's name in them are split as Debian's snippet does.
function site(folder: TempFolder): string {
  const script = `include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME ${folder.file('echo', 'echo.php')};
      fastcgi_param NGINX_URI $uri;
      fastcgi_pass unix:${folder.file('php.sock')};`;
  return `    root ${folder.file('echo')};
    location / {
      ${script}
    }
    location ~ \\.php(/|$) {
      fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
      set $path_info $fastcgi_path_info;
      fastcgi_param PATH_INFO $path_info;
      ${script.replace('include /etc/nginx/fastcgi_params;', 'include /etc/nginx/fastcgi_params;\n      fastcgi_param SCRIPT_NAME $fastcgi_script_name;')}
    }
`;
}

/** Starts both and waits until they listen. Needs `nginx` and `php-fpm`. */
export async function startPhpEcho(): Promise<PhpEcho> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('echo'));
  await mkdir(folder.file('echo'));
  await writeFile(folder.file('echo', 'echo.php'), SCRIPT);
  await writeFile(folder.file('php.conf'), poolConfig(folder));
  belongings.use(
    await startServerProcess({
      command: programPath('php-fpm'),
      args: ['--nodaemonize', '--fpm-config', folder.file('php.conf')],
      logFile: folder.file('php.log'),
      ready: /ready to handle connections/,
    }),
  );
  const { http, nginx } = await withFreePorts(['http'], async ({ http }) => {
    const nginx = await startNginxWeb({ folder, port: http, site: site(folder), maxBody: '1m' });
    return { http, nginx };
  });
  belongings.use(nginx);
  const everything = belongings.move();
  return { port: http, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
