// From what is known of a site to a configuration: pure, so that the questions, the flags and the tests come to the same.

import type {
  ConfigAnswers,
  ListenerAnswer,
  ServiceAnswer,
  SignInAnswer,
  SiteAnswer,
  WebListenerAnswer,
} from '../../config/write-config.ts';
import type { MailDoor } from '../../core/decision.ts';
import type { ProbeReport, ServiceTls } from '../probe/service-probe.ts';

/** One service of the backend, as found or as told. */
export interface FoundService {
  readonly protocol: MailDoor;
  readonly host: string;
  readonly port: number;
  readonly tls: ServiceTls;
  readonly report?: ProbeReport;
}

/** What the operator decides. */
export interface InitChoices {
  readonly hostname: string;
  readonly state: string;
  readonly services: readonly FoundService[];
  readonly signIn: SignInAnswer;
  /** Absent: the doors on their usual ports. */
  readonly listeners?: readonly ListenerAnswer[];
  /** Where the doors listen; absent: everywhere. */
  readonly address?: string;
  readonly certificate?: { readonly certificate: string; readonly key: string };
  readonly domain?: string;
  /** The webmail behind Postern, where there is one. */
  readonly site?: SiteAnswer;
  /** Absent: the usual ones, where there is a webmail. */
  readonly webListeners?: readonly WebListenerAnswer[];
}

/** The usual doors, those that begin with TLS first (RFC 8314 §3). */
const USUAL_DOORS: Readonly<Record<MailDoor, readonly ListenerAnswer[]>> = {
  imap: [
    { protocol: 'imap', port: 993, tls: 'implicit' },
    { protocol: 'imap', port: 143, tls: 'starttls' },
  ],
  pop3: [{ protocol: 'pop3', port: 995, tls: 'implicit' }],
  smtp: [
    { protocol: 'smtp', port: 465, tls: 'implicit' },
    { protocol: 'smtp', port: 587, tls: 'starttls' },
  ],
  sieve: [{ protocol: 'sieve', port: 4190, tls: 'starttls' }],
};

const USUAL_WEB_DOORS: readonly WebListenerAnswer[] = [
  { kind: 'https', port: 443 },
  { kind: 'redirect', port: 80 },
];

const DOORS: readonly MailDoor[] = ['imap', 'pop3', 'smtp', 'sieve'];

/** One service of each protocol: of several the one whose way needs the least, on this machine clear text. */
export function preferredServices(found: readonly FoundService[]): readonly FoundService[] {
  return DOORS.flatMap((protocol) => {
    const [first] = found.filter((service) => service.protocol === protocol).sort((a, b) => rank(a) - rank(b));
    return first ?? [];
  });
}

/** The answers of which the configuration is written. */
export function configAnswers(choices: InitChoices): ConfigAnswers {
  const { hostname, state, services, signIn, address, certificate, domain, site } = choices;
  const listeners = choices.listeners ?? services.flatMap(({ protocol }) => USUAL_DOORS[protocol]);
  const { webListeners = USUAL_WEB_DOORS } = choices;
  const at = address === undefined ? {} : { address };
  return {
    hostname,
    state,
    certificates: certificate ? [certificate] : [],
    ...(site && { helpUrl: `${site.origin}/.postern/account` }),
    listeners: listeners.map((listener) => ({ ...listener, ...at })),
    backend: { ...Object.fromEntries(services.map((service) => [service.protocol, serviceAnswer(service)])), signIn },
    ...(!services.some(({ protocol }) => protocol === 'imap') && { signInSource: 'local' as const }),
    ...(domain !== undefined && { defaultDomain: domain }),
    ...(site && { webmail: { site, listeners: webListeners.map((listener) => ({ ...listener, ...at })) } }),
  };
}

function serviceAnswer({ protocol, host, port, tls, report }: FoundService): ServiceAnswer {
  const offered = report?.kind === 'reached' ? report.capabilities : [];
  const offers = (name: string): boolean => offered.some((one) => one === name || one.startsWith(`${name} `));
  // R9.2: the backend learns the client's address where it offers a way to tell it.
  if (protocol !== 'imap' && offers('XCLIENT')) return { host, port, tls, forwardClient: 'xclient' };
  return { host, port, tls };
}

/** A certificate that proves itself goes before STARTTLS without one; clear text only stays on this machine. */
function rank({ host, report, tls }: FoundService): number {
  const isTrusted = report?.kind === 'reached' && report.certificate !== undefined && !report.certificate.problem;
  if (isTrusted) return tls === 'implicit' ? 0 : 1;
  return isLoopback(host) && tls === 'none' ? 2 : tls === 'starttls' ? 3 : 4;
}

/** Whether a host is this machine, where clear text reaches nobody else. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
