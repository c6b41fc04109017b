// The configuration of a private Postfix 3.7: submission listeners with SASL by a given Dovecot, mail for that Dovecot's
// users delivered into their Maildirs, nothing sent anywhere else.

import type { NamedPorts } from '../ports.ts';
import type { Certificate } from '../tls.ts';
import { mailOwner } from './dovecot-config.ts';

/**
 * The listeners, all with SASL. `submission` offers STARTTLS unless told otherwise, `submissions` is implicit TLS,
 * `proxied` expects a PROXY protocol header first (v1 or v2) and offers what `submission` does.
 */
export type PostfixPort = 'submission' | 'submissions' | 'proxied';

export const POSTFIX_PORTS: readonly PostfixPort[] = ['submission', 'submissions', 'proxied'];

export interface PostfixSettings {
  readonly folder: string;
  readonly ports: NamedPorts<PostfixPort>;
  readonly certificate: Certificate;
  readonly saslSocket: string;
  readonly homes: string;
  readonly starttls: 'none' | 'may' | 'encrypt';
  readonly xclientHosts: readonly string[];
  readonly extra: Readonly<Record<string, string>>;
}

/** The text of `main.cf`. */
export function mainConfig(options: PostfixSettings): string {
  const { folder, certificate } = options;
  const { uid, gid } = mailOwner();
  const parameters: Readonly<Record<string, string | number>> = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    maillog_file: `${folder}/postfix.log`,
    maillog_file_prefixes: folder,
    myhostname: 'backend.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '',
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    // Domains and users are those of the Dovecot: whoever has a home there.
    virtual_mailbox_domains: `texthash:${folder}/domains`,
    virtual_mailbox_maps: `texthash:${folder}/mailboxes`,
    virtual_mailbox_base: options.homes,
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${gid}`,
    virtual_mailbox_limit: 0,
    message_size_limit: 100 * 1024 * 1024,
    default_transport: 'error:this instance sends nothing away',
    relay_transport: 'error:this instance sends nothing away',
    smtpd_sasl_auth_enable: 'yes',
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: options.saslSocket,
    smtpd_sasl_security_options: 'noanonymous',
    smtpd_tls_cert_file: certificate.certFile,
    smtpd_tls_key_file: certificate.keyFile,
    smtpd_tls_security_level: options.starttls,
    smtpd_relay_restrictions: 'permit_sasl_authenticated reject',
    smtpd_sender_restrictions: 'reject_sender_login_mismatch',
    smtpd_sender_login_maps: `texthash:${folder}/sender-logins`,
    smtpd_authorized_xclient_hosts: options.xclientHosts.join(' '),
    // A test's clients all come from one address, fail on purpose and measure.
    smtpd_client_connection_count_limit: 0,
    smtpd_client_connection_rate_limit: 0,
    smtpd_error_sleep_time: 0,
    smtpd_soft_error_limit: 1000,
    smtpd_hard_error_limit: 1000,
    in_flow_delay: 0,
    smtpd_peername_lookup: 'no',
    ...options.extra,
  };
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

const SERVICES = `pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** The text of `master.cf`: nothing is chrooted, for the SASL socket is outside the queue. */
export function masterConfig({ ports }: PostfixSettings): string {
  const listener = (port: number, ...options: readonly string[]): string =>
    `127.0.0.1:${port} inet n - n - - smtpd${options.map((option) => ` -o ${option}`).join('')}\n`;
  return [
    listener(ports.submission),
    listener(ports.submissions, 'smtpd_tls_wrappermode=yes'),
    listener(ports.proxied, 'smtpd_upstream_proxy_protocol=haproxy'),
    SERVICES,
  ].join('');
}
