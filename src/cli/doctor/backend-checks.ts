// The doctor on backends: whether they answer, prove who they are, offer what the configuration wants, and can't be
// reached around Postern.

import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Config } from '../../config/config.ts';
import type { BackendServiceConfig } from '../../config/sections/backends.ts';
import { MAIL_DOORS } from '../../config/sections/listeners.ts';
import type { MailDoor } from '../../core/decision.ts';
import { isInNetworks } from '../../core/places/networks.ts';
import { type ProbeReport, type ServiceProbe, USUAL_PORTS } from '../probe/service-probe.ts';
import type { Check } from './check.ts';
import { upstreamPorts } from './site-checks.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

interface Service {
  readonly subject: string;
  readonly protocol: MailDoor;
  readonly config: BackendServiceConfig;
}

/** Talks to every service of every backend; nobody signs in. */
export async function checkBackends(config: Config, probe: ServiceProbe): Promise<readonly Check[]> {
  const checks = await Promise.all(servicesOf(config).map((service) => checkService(service, probe)));
  return checks.flat();
}

/**
 * Tries, from this machine, the usual ports and the backends' own at addresses that clients can reach: what is open
 * there and isn't Postern's lets clients around it.
 */
export async function checkOutside(
  config: Config,
  addresses: readonly string[],
  probe: ServiceProbe,
): Promise<readonly Check[]> {
  const own = new Set([...config.listeners, ...config.web.listeners].map(({ port }) => port));
  const ports = new Set([
    ...USUAL_PORTS.map(({ port }) => port),
    ...servicesOf(config).map((each) => each.config.port),
    ...upstreamPorts(config),
  ]);
  const foreign = [...ports].filter((port) => !own.has(port));
  const checks = addresses.map(async (address): Promise<readonly Check[]> => {
    const found = await Promise.all(foreign.map(async (port) => ((await probe.isOpen(address, port)) ? [port] : [])));
    const open = found.flat();
    const base = { check: 'outside', subject: address };
    if (open.length === 0) {
      const text = `nothing but Postern answers (tried ${foreign.join(', ')}, from this machine)`;
      return [{ ...base, result: 'ok', text }];
    }
    return open.map((port) => ({
      ...base,
      result: 'fail',
      text: `port ${port} is open and isn't Postern's: who uses it needs the password alone`,
      remedy: `Let what is behind Postern listen on 127.0.0.1 only, or close port ${port} in the firewall. Seen from this machine; a firewall before it may close it already.`,
    }));
  });
  return (await Promise.all(checks)).flat();
}

function servicesOf({ backends }: Config): readonly Service[] {
  return Object.entries(backends).flatMap(([name, backend]) =>
    MAIL_DOORS.flatMap((protocol) => {
      const config = backend[protocol];
      return config ? [{ subject: `${name} ${protocol} ${config.host}:${config.port}`, protocol, config }] : [];
    }),
  );
}

async function checkService(service: Service, probe: ServiceProbe): Promise<readonly Check[]> {
  const { subject, protocol, config } = service;
  const { host, port, tls, serverName, certificateAuthority, forwardClient } = config;
  if (forwardClient === 'proxy-v1' || forwardClient === 'proxy-v2') {
    // A server that wants a PROXY header answers nobody else.
    const isOpen = await probe.isOpen(host, port);
    return [
      isOpen
        ? { check: 'backend.reachable', subject, result: 'ok', text: 'accepts connections' }
        : silent(subject, 'nobody answers'),
    ];
  }
  const authority = certificateAuthority === undefined ? undefined : readText(certificateAuthority);
  const report = await probe.probe({
    protocol,
    host,
    port,
    tls,
    ...(serverName !== undefined && { serverName }),
    ...(authority !== undefined && { certificateAuthority: authority }),
  });
  if (report.kind === 'unreachable') return [silent(subject, report.text)];
  return [
    { check: 'backend.reachable', subject, result: 'ok', text: `answers; TLS: ${report.tls}` },
    ...checkTls(service, report),
    ...checkOffers(service, report),
  ];
}

type Reached = Extract<ProbeReport, { kind: 'reached' }>;

function checkTls({ subject, config: { tls, host } }: Service, { tls: found, certificate }: Reached): readonly Check[] {
  const base = { check: 'backend.tls', subject };
  if (tls === 'none') {
    const isNear = host === 'localhost' || (isIP(host) !== 0 && isInNetworks(host, LOOPBACK));
    if (isNear) return [];
    const remedy = `Write tls: ${found === 'none' ? 'starttls, once the server offers it' : 'starttls'}.`;
    return [{ ...base, result: 'warn', text: 'passwords cross the network in clear text', remedy }];
  }
  if (tls === 'starttls' && found === 'none') {
    const remedy = 'Switch STARTTLS on at the server, or write tls: none for a server on this machine.';
    return [{ ...base, result: 'fail', text: 'does not offer STARTTLS', remedy }];
  }
  if (certificate?.problem === undefined) return [];
  const text = `its certificate (${certificate.subject}) does not prove who it is: ${certificate.problem}`;
  const remedy = 'Name its authority in certificate-authority, or its name in server-name.';
  return [{ ...base, result: 'fail', text, remedy }];
}

function checkOffers({ subject, config: { forwardClient } }: Service, { capabilities }: Reached): readonly Check[] {
  const offers = (name: string): boolean =>
    capabilities.some((capability) => capability === name || capability.startsWith(`${name} `));
  const base = { check: 'backend.capabilities', subject };
  const checks: Check[] = [];
  if (offers('UNAUTHENTICATE')) {
    checks.push({
      ...base,
      result: 'fail',
      text: 'offers UNAUTHENTICATE, with which a client could sign in again behind Postern; such a backend is refused',
      remedy: 'Switch UNAUTHENTICATE off at the server.',
    });
  }
  const wanted = forwardClient === 'xclient' ? 'XCLIENT' : forwardClient === 'id' ? 'ID' : undefined;
  if (wanted !== undefined && !offers(wanted)) {
    checks.push({
      ...base,
      result: 'warn',
      text: `does not offer ${wanted} to this machine, so it sees every client at Postern's address`,
      remedy: "Add Postern's address to login_trusted_networks (Dovecot) or smtpd_authorized_xclient_hosts (Postfix).",
    });
  }
  return checks;
}

function silent(subject: string, text: string): Check {
  const remedy = 'Does the server run, on this host and port? Until it does, clients get a temporary failure.';
  return { check: 'backend.reachable', subject, result: 'fail', text, remedy };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // then the certificate isn't trusted, and that is said
  }
}
