// The doctor on webmails behind Postern: whether they answer, are what their profile says, leave Postern's own addresses
// alone, agree on the time, and can't be reached around Postern. Each is asked for pages as the gate asks; nobody signs in.

import { readFileSync } from 'node:fs';
import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { SiteConfig } from '../../config/sections/sites.ts';
import { isLoopback } from '../../config/web-checks.ts';
import type { Clock } from '../../core/ports.ts';
import type { Millis } from '../../core/units.ts';
import type { WebmailSettings } from '../../core/webmail-settings.ts';
import type { MachineProbe } from '../probe/machine-probe.ts';
import type { ServiceProbe } from '../probe/service-probe.ts';
import type { WebPlace, WebProbe, WebReport } from '../probe/web-probe.ts';
import { fieldNames, isRoundcubeForm, isSogoPage } from '../probe/webmail-signs.ts';
import type { Check } from './check.ts';

/** Below it everything is Postern's own. */
const OWN_PREFIX = '/.postern';

/** RFC 6238 §5.2 forgives one step of 30 s either way; half of one is where codes begin to fail. */
const MOST_CLOCK_DIFFERENCE: Millis = 15_000;

export interface SiteCheckPorts {
  readonly webProbe: WebProbe;
  readonly probe: ServiceProbe;
  readonly machineProbe: MachineProbe;
  readonly clock: Clock;
}

interface Site {
  readonly name: string;
  readonly site: SiteConfig;
  readonly place: WebPlace;
  /** As the gate sends them. */
  readonly headers: Readonly<Record<string, string>>;
}

type Answered = Extract<WebReport, { kind: 'answered' }>;

/** Looks at every site. */
export async function checkSites(config: Config, secrets: Secrets, ports: SiteCheckPorts): Promise<readonly Check[]> {
  const checks = await Promise.all(
    Object.entries(config.sites).map(([name, site]) => {
      const asked = { name, site, place: placeOf(site), headers: headersOf(site, secrets) };
      return checkSite(asked, config, ports);
    }),
  );
  return checks.flat();
}

/** The ports of webmails, at which `--outside` looks too. */
export function upstreamPorts({ sites }: Config): readonly number[] {
  return Object.values(sites).flatMap(({ upstream }) => (upstream.kind === 'network' ? [upstream.port] : []));
}

async function checkSite(asked: Site, config: Config, ports: SiteCheckPorts): Promise<readonly Check[]> {
  const { place, headers, site } = asked;
  const subject = subjectOf(asked);
  const { page } = expectation(site.profile);
  const report = await ports.webProbe.ask({ place, target: page, headers });
  if (report.kind === 'unreachable') {
    const remedy = 'Does the web server run, at this address? Until it does, browsers are told to come back later.';
    const silent: Check = { check: 'site.reachable', subject, result: 'fail', text: report.text, remedy };
    return [silent, ...(await checkAround(asked, config, ports))];
  }
  const shown = checkPage(asked, report);
  // What isn't the webmail that was meant says nothing by its other pages.
  const isMeant = shown.result === 'ok';
  return [
    ...checkCertificate(subject, report),
    shown,
    ...checkTime(subject, report, ports.clock.now()),
    ...(isMeant ? await checkPrefix(asked, ports.webProbe) : []),
    ...(isMeant ? await checkSecret(asked, ports.webProbe) : []),
    ...(await checkAround(asked, config, ports)),
  ];
}

/** What a profile's sign-in page must be. */
function expectation(profile: WebmailSettings): {
  readonly page: string;
  readonly isRight: (body: string) => boolean;
  readonly shows: string;
  readonly cookie?: string;
} {
  switch (profile.kind) {
    case 'roundcube':
      return {
        page: `${profile.basePath}?_task=login`,
        isRight: isRoundcubeForm,
        shows: 'a form with _user and _pass',
        cookie: profile.sessionCookie,
      };
    case 'sogo':
      return { page: '/SOGo/', isRight: isSogoPage, shows: "SOGo's sign-in" };
    case 'generic-form': {
      const { page, nameField, passwordField, otherFields } = profile;
      const wanted = [nameField, passwordField, ...otherFields];
      return {
        page,
        isRight: (body) => wanted.every((field) => fieldNames(body).includes(field)),
        shows: `a form with ${wanted.join(', ')}`,
      };
    }
  }
}

function checkPage({ name, site, place }: Site, report: Answered): Check {
  const subject = subjectOf({ name, place });
  const { page, isRight, shows, cookie } = expectation(site.profile);
  const { status, location, locationScheme, body, cookies } = report;
  const base = { check: 'site.profile', subject };
  if (status >= 300 && status < 400) {
    const text = `sends browsers from ${page} to ${locationScheme === undefined ? '' : `${locationScheme}:`}${location ?? 'nowhere'}`;
    const remedy =
      locationScheme === 'https'
        ? "It wants HTTPS and doesn't believe X-Forwarded-Proto: let it trust Postern's address (Roundcube: proxy_whitelist)."
        : 'Correct the profile: base-path of Roundcube, page of generic-form.';
    return { ...base, result: 'fail', text, remedy };
  }
  if (status !== 200 || !isRight(body)) {
    const text = `answers ${status} at ${page}, without ${shows}: it is not what ${site.profile.kind} expects`;
    return { ...base, result: 'fail', text, remedy: 'Correct upstream or profile: docs/guides/webmail-profiles.md.' };
  }
  if (cookie !== undefined && !cookies.includes(cookie)) {
    const text = `its sign-in page sets no cookie ${cookie} (but ${cookies.join(', ') || 'none'})`;
    const remedy = "Say Roundcube's session_name in session-cookie, and its session_auth_name in auth-cookie.";
    return { ...base, result: 'fail', text, remedy };
  }
  return { ...base, result: 'ok', text: `shows ${shows} at ${page}` };
}

function checkCertificate(subject: string, { certificateProblem }: Answered): readonly Check[] {
  if (certificateProblem === undefined) return [];
  const text = `its certificate does not prove who it is: ${certificateProblem}`;
  const remedy = 'Name its authority in certificate-authority, or its name in server-name. Until then nobody gets in.';
  return [{ check: 'site.tls', subject, result: 'fail', text, remedy }];
}

function checkTime(subject: string, { date }: Answered, now: Millis): readonly Check[] {
  if (date === undefined) return [];
  const difference = Math.abs(now - date);
  // A `date` has whole seconds (RFC 9110 §5.6.7), and the answer took a moment.
  if (difference <= MOST_CLOCK_DIFFERENCE) return [];
  const text = `its clock and this machine's differ by ${Math.round(difference / 1_000)} s`;
  const remedy =
    'Keep both with a time server. When it is this machine that is wrong, codes of authenticator apps fail.';
  return [{ check: 'clock.upstream', subject, result: 'warn', text, remedy }];
}

async function checkPrefix({ name, site, place, headers }: Site, webProbe: WebProbe): Promise<readonly Check[]> {
  const report = await webProbe.ask({ place, target: `${OWN_PREFIX}/`, headers });
  // Many a webmail shows its sign-in page at whatever address: that is nothing of its own.
  if (report.kind === 'unreachable' || report.status !== 200) return [];
  if (expectation(site.profile).isRight(report.body)) return [];
  const text = `has something of its own at ${OWN_PREFIX}, which browsers will not reach: Postern's pages are there`;
  const remedy = 'Move it, if anybody needs it.';
  return [{ check: 'site.prefix', subject: subjectOf({ name, place }), result: 'warn', text, remedy }];
}

async function checkSecret({ name, site, place, headers }: Site, webProbe: WebProbe): Promise<readonly Check[]> {
  const { secretHeader } = site.upstream;
  if (!secretHeader) return [];
  const { [secretHeader.name]: _, ...others } = headers;
  const { page, isRight } = expectation(site.profile);
  const report = await webProbe.ask({ place, target: page, headers: others });
  const base = { check: 'site.secret-header', subject: subjectOf({ name, place }) };
  if (report.kind === 'unreachable' || !isRight(report.body)) {
    return [{ ...base, result: 'ok', text: `shows nothing without ${secretHeader.name}` }];
  }
  const text = `shows its sign-in page without ${secretHeader.name}: the header keeps nobody out`;
  return [{ ...base, result: 'fail', text, remedy: "Let the webmail's web server refuse requests without it." }];
}

/** §4.8: a webmail that is reached directly asks for the password alone. */
async function checkAround(
  { name, site, place }: Site,
  config: Config,
  ports: SiteCheckPorts,
): Promise<readonly Check[]> {
  if (place.kind === 'unix-socket') return [];
  const base = { check: 'site.around', subject: subjectOf({ name, place }) };
  const { host, port } = place;
  if (!isLoopback(host)) {
    if (site.upstream.secretHeader) return [];
    const text = `is on another machine: whoever reaches ${host} port ${port} needs the password alone`;
    const remedy = 'Let it answer Postern only: a firewall, or a secret-header that its web server demands.';
    return [{ ...base, result: 'warn', text, remedy }];
  }
  const isOurs = [...config.listeners, ...config.web.listeners].some((listener) => listener.port === port);
  if (isOurs) return [];
  const open = await Promise.all(
    ports.machineProbe.addresses().map(async (address) => ((await ports.probe.isOpen(address, port)) ? [address] : [])),
  );
  const addresses = open.flat();
  if (addresses.length === 0)
    return [{ ...base, result: 'ok', text: "listens on none of this machine's other addresses" }];
  const text = `port ${port} is open at ${addresses.join(', ')} too: who reaches it there needs the password alone`;
  const remedy = `Let the web server listen on 127.0.0.1 only. A firewall may close port ${port} already; from here it looks open.`;
  return [{ ...base, result: 'fail', text, remedy }];
}

function subjectOf({ name, place }: Pick<Site, 'name' | 'place'>): string {
  return place.kind === 'network' ? `${name} ${place.host}:${place.port}` : `${name} ${place.path}`;
}

function placeOf({ upstream }: SiteConfig): WebPlace {
  if (upstream.kind === 'unix-socket') return { kind: 'unix-socket', path: upstream.path };
  const { host, port, tls, serverName, certificateAuthority } = upstream;
  const authority = certificateAuthority === undefined ? undefined : readText(certificateAuthority);
  return {
    kind: 'network',
    ...{ host, port, tls },
    ...(serverName !== undefined && { serverName }),
    ...(authority !== undefined && { certificateAuthority: authority }),
  };
}

function headersOf({ origin, upstream }: SiteConfig, secrets: Secrets): Readonly<Record<string, string>> {
  const { host } = new URL(origin);
  const { secretHeader, hostHeader } = upstream;
  return {
    ...(hostHeader === 'public' && { host }),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': host,
    ...(secretHeader && { [secretHeader.name]: secrets.reveal(secretHeader.value) }),
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // then the certificate isn't trusted, and that is said
  }
}
