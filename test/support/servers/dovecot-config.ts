// The configuration of a private Dovecot 2.3: what Debian 12 ships, on given loopback ports, inside one folder. Also
// runs as a normal user, without the chroots and user changes that only root may do.

import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import type { MailOwner } from '../maildir.ts';
import type { NamedPorts } from '../ports.ts';
import { isRoot } from '../programs.ts';
import type { Certificate } from '../tls.ts';

/** The listeners; those that end in `Proxied` expect a PROXY protocol header first. All but the `s` ones offer TLS. */
export type DovecotPort =
  | 'imap'
  | 'imaps'
  | 'imapProxied'
  | 'pop3'
  | 'pop3s'
  | 'pop3Proxied'
  | 'sieve'
  | 'sieveProxied'
  | 'submission'
  | 'submissions'
  | 'submissionProxied';

export const DOVECOT_PORTS: readonly DovecotPort[] = [
  'imap',
  'imaps',
  'imapProxied',
  'pop3',
  'pop3s',
  'pop3Proxied',
  'sieve',
  'sieveProxied',
  'submission',
  'submissions',
  'submissionProxied',
];

/** An id without an entry in the system's user database, so that it owns nothing else. */
const UNPRIVILEGED_ID = 20_000;

/** Who owns the mail: Dovecot refuses root, so root's instances use an id of nobody. */
export function mailOwner(): MailOwner {
  const { uid, gid } = userInfo();
  return isRoot() ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : { uid, gid };
}

export interface DovecotSettings {
  readonly folder: string;
  readonly ports: NamedPorts<DovecotPort>;
  readonly certificate: Certificate;
  /** The `passdb` and `userdb` blocks: `ownUsers`, or a proxy's. */
  readonly authentication: string;
  readonly trustedNetworks: readonly string[];
  readonly failureDelaySeconds: number;
  readonly loginProcesses: number;
  readonly penalty: boolean;
  readonly plaintext: 'allowed' | 'refused';
  readonly submissionRelayPort: number;
  readonly extraConfig: string;
}

function settings(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly mode?: 'ssl' | 'haproxy';
}

interface LoginService {
  readonly protocol: string;
  readonly listeners: readonly Listener[];
  readonly processes: number;
}

// One process for all connections (service_count = 0) instead of one each: quicker, and what large sites use.
function loginService({ protocol, listeners, processes }: LoginService): string {
  const blocks = listeners.map(
    ({ name, port, mode }) =>
      `  inet_listener ${name} {\n    port = ${port}\n${mode ? `    ${mode} = yes\n` : ''}  }\n`,
  );
  const chroot = isRoot() ? '' : '  chroot =\n';
  return `service ${protocol}-login {
  service_count = 0
  process_min_avail = ${processes}
${chroot}${blocks.join('')}}
`;
}

const LISTENERS: Readonly<Record<string, readonly (readonly [DovecotPort, Listener['mode']?])[]>> = {
  imap: [['imap'], ['imaps', 'ssl'], ['imapProxied', 'haproxy']],
  pop3: [['pop3'], ['pop3s', 'ssl'], ['pop3Proxied', 'haproxy']],
  managesieve: [['sieve'], ['sieveProxied', 'haproxy']],
  submission: [['submission'], ['submissions', 'ssl'], ['submissionProxied', 'haproxy']],
};

function loginServices({ ports, loginProcesses: processes }: DovecotSettings): string {
  return Object.entries(LISTENERS)
    .map(([protocol, each]) => {
      const listeners = each.map(([name, mode]) => ({ name, port: ports[name], ...(mode ? { mode } : {}) }));
      return loginService({ protocol, listeners, processes });
    })
    .join('');
}

// Without root there is one user for everything, and no chroot.
function asNormalUser(): string {
  if (isRoot()) return '';
  const { username } = userInfo();
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  return `${settings({
    default_internal_user: username,
    default_login_user: username,
    default_internal_group: group,
  })}
service anvil {
  chroot =
}
`;
}

const NO_PENALTY = `service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;

/** Users and master users from the files `users` and `masters` of the folder, and the socket that Postfix asks. */
export function ownUsers(folder: string): string {
  const { uid, gid } = mailOwner();
  return `passdb {
  driver = passwd-file
  master = yes
  result_success = continue
  args = scheme=PLAIN username_format=%u ${folder}/masters
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/home/%u
}
service auth {
  unix_listener sasl {
    mode = 0666
  }
}
`;
}

/** The text of `dovecot.conf`. */
export function dovecotConfig(options: DovecotSettings): string {
  const { folder, certificate } = options;
  const general = settings({
    base_dir: `${folder}/run`,
    state_dir: `${folder}/state`,
    log_path: `${folder}/dovecot.log`,
    log_timestamp: '',
    protocols: 'imap pop3 sieve submission',
    listen: '127.0.0.1',
    instance_name: folder.slice(folder.lastIndexOf('/') + 1),
    hostname: 'backend.test',
    mail_location: 'maildir:~/Maildir',
    mail_attribute_dict: 'file:%h/attributes',
    mail_max_userip_connections: 100_000,
    default_process_limit: 1000,
    default_client_limit: 20_000,
    default_vsz_limit: '4G',
    first_valid_uid: 1,
    login_greeting: 'Backend ready.',
    ssl: options.plaintext === 'refused' ? 'required' : 'yes',
    ssl_cert: `<${certificate.certFile}`,
    ssl_key: `<${certificate.keyFile}`,
    disable_plaintext_auth: options.plaintext === 'refused' ? 'yes' : 'no',
    auth_mechanisms: 'plain login',
    auth_master_user_separator: '*',
    auth_failure_delay: `${options.failureDelaySeconds} secs`,
    login_trusted_networks: options.trustedNetworks.join(' '),
    haproxy_trusted_networks: '127.0.0.0/8',
    submission_relay_host: '127.0.0.1',
    submission_relay_port: options.submissionRelayPort,
    submission_relay_trusted: 'yes',
  });
  return `${general}
protocol imap {
  imap_metadata = yes
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}
protocol lda {
  mail_plugins = sieve
}
${options.authentication}${loginServices(options)}${options.penalty ? '' : NO_PENALTY}${asNormalUser()}${options.extraConfig}`;
}
