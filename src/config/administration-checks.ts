// Whether the administration's section fits the rest. Pure, as `cross-checks.ts`, which runs these too.

import type { Draft } from './draft.ts';
import type { Finding } from './problems.ts';
import { isLoopback, overlaps } from './web-checks.ts';

type Check = (draft: Draft) => readonly Finding[];

export const ADMINISTRATION_PROBLEMS: readonly Check[] = [
  clearForOthers,
  withoutCertificate,
  onOnePort,
  idleForLonger,
  defaultLongerThanLongest,
];

export const ADMINISTRATION_WARNINGS: readonly Check[] = [proxiesOfEverybody, openToEverybody];

const LISTENERS = ['administration', 'listeners'];

function clearForOthers({ config: { administration } }: Draft): readonly Finding[] {
  const reason = 'http shows every password and token to the network; it is for loopback addresses';
  return administration.listeners.flatMap(({ kind, address }, index) =>
    kind === 'http' && !isLoopback(address) ? [{ path: [...LISTENERS, index, 'kind'], reason }] : [],
  );
}

function withoutCertificate({ config, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('tls') || config.tls.certificates.length > 0) return [];
  const reason = 'https needs an entry in tls.certificates';
  return config.administration.listeners.flatMap(({ kind }, index) =>
    kind === 'https' ? [{ path: [...LISTENERS, index, 'kind'], reason }] : [],
  );
}

function onOnePort({ config: { listeners, web, authApi, administration } }: Draft): readonly Finding[] {
  const ofAuthApi = authApi.listeners.flatMap((listener) =>
    listener.kind === 'socket' ? [] : [{ ...listener, name: 'a listener of auth-api' }],
  );
  return administration.listeners.flatMap((listener, index) => {
    const earlier = administration.listeners.slice(0, index);
    const others = earlier.map((other) => ({ ...other, name: 'another listener of administration' }));
    const taken = [...listeners, ...web.listeners, ...ofAuthApi, ...others].find((other) => overlaps(other, listener));
    if (!taken) return [];
    const reason = `port ${listener.port} of this address is taken by ${taken.name} (${taken.address})`;
    return [{ path: [...LISTENERS, index, 'port'], reason }];
  });
}

function idleForLonger({ config: { administration } }: Draft): readonly Finding[] {
  const { idle, absolute } = administration.session;
  const reason = 'is longer than a session lives in all';
  return idle > absolute ? [{ path: ['administration', 'session', 'idle'], reason }] : [];
}

function defaultLongerThanLongest({ config: { administration } }: Draft): readonly Finding[] {
  const { defaultLife, longestLife } = administration.tokens;
  const reason = 'is longer than a token may count';
  return defaultLife > longestLife ? [{ path: ['administration', 'tokens', 'default-life'], reason }] : [];
}

function proxiesOfEverybody({ config: { administration } }: Draft): readonly Finding[] {
  const reason = 'everybody can claim any address, and so pass permitted networks and throttling';
  return administration.trustedProxies.flatMap((network, index) =>
    network.endsWith('/0') ? [{ path: ['administration', 'trusted-proxies', index], reason }] : [],
  );
}

function openToEverybody({ config: { administration, policy } }: Draft): readonly Finding[] {
  if (policy.permittedNetworks?.administration || policy.permittedCountries?.administration) return [];
  const isReachable = administration.listeners.some(({ address }) => !isLoopback(address));
  const reason = 'the whole network may try to sign in; policy.permitted-networks.administration says who may';
  return isReachable ? [{ path: LISTENERS, atKey: true, reason }] : [];
}
