// What one section alone can't know: whether the sections fit one another. Pure; reachability is for `postern doctor`.

import { ADMINISTRATION_PROBLEMS, ADMINISTRATION_WARNINGS } from './administration-checks.ts';
import { AUTH_API_PROBLEMS } from './auth-api-checks.ts';
import type { Draft } from './draft.ts';
import { FACTOR_WARNINGS } from './factor-checks.ts';
import { MAIL_PATH_PROBLEMS, MAIL_PATH_WARNINGS } from './mail-path-checks.ts';
import type { Finding, KeyPath } from './problems.ts';
import { nearest } from './schema/nearest.ts';
import { type ListenerConfig, MAIL_DOORS } from './sections/listeners.ts';
import { SMS_PROBLEMS, SMS_WARNINGS } from './sms-checks.ts';
import { isLoopback, overlaps, WEB_PROBLEMS, WEB_WARNINGS } from './web-checks.ts';

export interface CrossFindings {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
}

type Check = (draft: Draft) => readonly Finding[];

const PROBLEMS: readonly Check[] = [
  noDoor,
  listenersOnOnePort,
  listenersOfOneName,
  listenersInTheClear,
  listenersWithoutCertificate,
  listenersWithoutBackend,
  missingDefaults,
  backendsWithoutService,
  sourcesWithoutBackend,
];

const WARNINGS: readonly Check[] = [
  listenersForcedClear,
  networksOfEverybody,
  backendsInTheClear,
  submissionTrustingXclient,
  passthroughWithAppPasswords,
  metricsForEverybody,
];

/** Runs every check; each says all that it finds. */
export function crossCheck(draft: Draft): CrossFindings {
  const run = (checks: readonly Check[]) => checks.flatMap((check) => check(draft));
  return {
    problems: run([
      ...PROBLEMS,
      ...WEB_PROBLEMS,
      ...SMS_PROBLEMS,
      ...MAIL_PATH_PROBLEMS,
      ...AUTH_API_PROBLEMS,
      ...ADMINISTRATION_PROBLEMS,
    ]),
    warnings: run([
      ...WARNINGS,
      ...WEB_WARNINGS,
      ...SMS_WARNINGS,
      ...MAIL_PATH_WARNINGS,
      ...FACTOR_WARNINGS,
      ...ADMINISTRATION_WARNINGS,
    ]),
  };
}

function noDoor({ config: { listeners, web }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('listeners') || !isWhole('web') || listeners.length + web.listeners.length > 0) return [];
  return [{ path: ['listeners'], atKey: true, reason: 'nobody can connect: needs an entry here or in web.listeners' }];
}

function listenersOnOnePort({ config: { listeners } }: Draft): readonly Finding[] {
  return listeners.flatMap((listener, index) => {
    const other = listeners.slice(0, index).find((earlier) => overlaps(earlier, listener));
    if (!other) return [];
    const reason = `port ${listener.port} of this address is taken by ${other.name} (${other.address})`;
    return [{ path: ['listeners', index, 'port'], reason }];
  });
}

function listenersOfOneName({ config: { listeners } }: Draft): readonly Finding[] {
  return listeners.flatMap(({ name }, index) => {
    const first = listeners.findIndex((earlier) => earlier.name === name);
    return first < index ? [{ path: ['listeners', index, 'name'], reason: `another listener is called ${name}` }] : [];
  });
}

function listenersInTheClear({ config: { listeners } }: Draft): readonly Finding[] {
  return listeners.flatMap((listener, index) => {
    if (!isClearForOthers(listener) || listener.allowClearTextPasswordsFromAnywhere) return [];
    const reason =
      'none shows every password to the network; it is for loopback addresses, or needs allow-clear-text-passwords-from-anywhere: true';
    return [{ path: ['listeners', index, 'tls'], reason }];
  });
}

function listenersForcedClear({ config: { listeners } }: Draft): readonly Finding[] {
  return listeners.flatMap((listener, index) =>
    isClearForOthers(listener) && listener.allowClearTextPasswordsFromAnywhere
      ? [{ path: ['listeners', index, 'tls'], reason: 'whoever can listen to the network reads every password' }]
      : [],
  );
}

function isClearForOthers({ tls, address }: ListenerConfig): boolean {
  return tls === 'none' && !isLoopback(address);
}

function listenersWithoutCertificate({ config, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('tls') || config.tls.certificates.length > 0) return [];
  return config.listeners.flatMap(({ tls }, index) =>
    tls === 'none' ? [] : [{ path: ['listeners', index, 'tls'], reason: `${tls} needs an entry in tls.certificates` }],
  );
}

function listenersWithoutBackend({ config, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('backends')) return [];
  const served = new Set(
    Object.values(config.backends).flatMap((backend) => MAIL_DOORS.filter((door) => backend[door])),
  );
  return config.listeners.flatMap(({ protocol }, index) =>
    served.has(protocol) ? [] : [{ path: ['listeners', index, 'protocol'], reason: `no backend has ${protocol}` }],
  );
}

function missingDefaults({ config, isWhole }: Draft): readonly Finding[] {
  const sections = { backends: config.backends, 'sign-in-sources': config.signInSources };
  return Object.entries(sections).flatMap(([section, entries]) =>
    !isWhole(section) || entries['default']
      ? []
      : [{ path: [section], atKey: true, reason: 'needs an entry called default, for domains that name none' }],
  );
}

function backendsWithoutService({ config: { backends }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('backends')) return [];
  return Object.entries(backends).flatMap(([name, backend]) =>
    MAIL_DOORS.some((door) => backend[door])
      ? []
      : [{ path: ['backends', name], atKey: true, reason: `has none of ${MAIL_DOORS.join(', ')}` }],
  );
}

function sourcesWithoutBackend({ config: { backends, signInSources }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('backends')) return [];
  return Object.entries(signInSources).flatMap(([name, source]) => {
    if (source.kind !== 'imap' || backends[source.backend]?.imap) return [];
    const path = ['sign-in-sources', name, 'backend'];
    if (backends[source.backend]) return [{ path, reason: `the backend ${source.backend} has no imap` }];
    const suggestion = nearest(source.backend, Object.keys(backends));
    return [
      { path, reason: `no backend is called ${source.backend}`, ...(suggestion !== undefined && { suggestion }) },
    ];
  });
}

function networksOfEverybody({ config: { listeners, throttle, policy } }: Draft): readonly Finding[] {
  const proxies = 'everybody can claim any address, and so pass permitted networks and throttling';
  return [
    ...listeners.flatMap(({ proxyProtocolFrom }, index) =>
      everybodyIn(proxyProtocolFrom, ['listeners', index, 'proxy-protocol-from'], proxies),
    ),
    ...everybodyIn(throttle.exemptNetworks, ['throttle', 'exempt-networks'], 'no network is ever refused'),
    ...everybodyIn(
      policy.trustedNetworks ?? [],
      ['policy', 'trusted-networks'],
      'no second step is ever asked, unless even-from-trusted-networks is true',
    ),
  ];
}

function everybodyIn(networks: readonly string[], path: KeyPath, reason: string): readonly Finding[] {
  return networks.flatMap((network, index) => (network.endsWith('/0') ? [{ path: [...path, index], reason }] : []));
}

function backendsInTheClear({ config: { backends } }: Draft): readonly Finding[] {
  return Object.entries(backends).flatMap(([name, backend]) =>
    MAIL_DOORS.flatMap((door) => {
      const service = backend[door];
      if (service?.tls !== 'none' || isLoopback(service.host)) return [];
      const reason = `passwords go to ${service.host} in the clear`;
      return [{ path: ['backends', name, door, 'tls'], reason }];
    }),
  );
}

function submissionTrustingXclient({ config: { backends } }: Draft): readonly Finding[] {
  return Object.entries(backends).flatMap(([name, { smtp }]) => {
    if (smtp?.forwardClient !== 'xclient') return [];
    const reason =
      "a server that takes XCLIENT from Postern's address takes it from everything there, and XCLIENT can name any user; proxy-v2 is safer where the server has it";
    return [{ path: ['backends', name, 'smtp', 'forward-client'], reason }];
  });
}

function passthroughWithAppPasswords({ config: { backends, policy } }: Draft): readonly Finding[] {
  if (policy.challenge === 'never') return [];
  return Object.entries(backends).flatMap(([name, { signIn }]) => {
    if (signIn.kind !== 'passthrough') return [];
    const reason = `passthrough can't sign in with app passwords: its mailboxes are refused unless their domain's or own challenge is never (the policy's is ${policy.challenge})`;
    return [{ path: ['backends', name, 'sign-in', 'kind'], reason }];
  });
}

function metricsForEverybody({ config: { metrics } }: Draft): readonly Finding[] {
  if (!metrics.enabled || isLoopback(metrics.address)) return [];
  return [{ path: ['metrics', 'address'], reason: 'whoever reaches this address reads the metrics' }];
}
