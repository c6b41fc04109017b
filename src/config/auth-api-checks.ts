// Whether the sign-in API's section fits the rest. Pure, as `cross-checks.ts`, which runs these too.

import type { Config } from './config.ts';
import type { Draft } from './draft.ts';
import type { Finding } from './problems.ts';
import type { Secrets } from './secrets.ts';
import type { AuthNetworkConfig } from './sections/auth-api.ts';
import { isLoopback, overlaps } from './web-checks.ts';

type Check = (draft: Draft) => readonly Finding[];

export const AUTH_API_PROBLEMS: readonly Check[] = [
  clearForOthers,
  withoutCertificate,
  onOnePort,
  onOneSocket,
  withoutClient,
  clientsOfOneName,
];

/** Shortest token, in characters: as many hexadecimal digits are 128 bits. */
const SHORTEST_TOKEN = 32;

/** Tokens that might be guessed: the one check that has to see a secret, and says only that it is short. */
export function shortTokens({ authApi }: Config, secrets: Secrets): readonly Finding[] {
  const reason = `has less than ${SHORTEST_TOKEN} characters; openssl rand -hex 32 makes a good one`;
  return authApi.clients.flatMap(({ token }, index) =>
    secrets.reveal(token).length < SHORTEST_TOKEN ? [{ path: ['auth-api', 'clients', index, 'token'], reason }] : [],
  );
}

/** Its listeners on the network, with their places in the list. */
function networkListeners({ config }: Draft): readonly (readonly [AuthNetworkConfig, number])[] {
  return config.authApi.listeners.flatMap((listener, index) =>
    listener.kind === 'socket' ? [] : [[listener, index] as const],
  );
}

function clearForOthers(draft: Draft): readonly Finding[] {
  const reason = 'http shows every password to the network; it is for loopback addresses';
  return networkListeners(draft).flatMap(([{ kind, address }, index]) =>
    kind === 'http' && !isLoopback(address) ? [{ path: ['auth-api', 'listeners', index, 'kind'], reason }] : [],
  );
}

function withoutCertificate(draft: Draft): readonly Finding[] {
  const { config, isWhole } = draft;
  if (!isWhole('tls') || config.tls.certificates.length > 0) return [];
  const reason = 'https needs an entry in tls.certificates';
  return networkListeners(draft).flatMap(([{ kind }, index]) =>
    kind === 'https' ? [{ path: ['auth-api', 'listeners', index, 'kind'], reason }] : [],
  );
}

function onOnePort(draft: Draft): readonly Finding[] {
  const { listeners, web } = draft.config;
  const own = networkListeners(draft);
  return own.flatMap(([listener, index], position) => {
    const earlier = own.slice(0, position).map(([other]) => ({ ...other, name: 'another listener of auth-api' }));
    const other = [...listeners, ...web.listeners, ...earlier].find((taken) => overlaps(taken, listener));
    if (!other) return [];
    const reason = `port ${listener.port} of this address is taken by ${other.name} (${other.address})`;
    return [{ path: ['auth-api', 'listeners', index, 'port'], reason }];
  });
}

function onOneSocket({ config }: Draft): readonly Finding[] {
  const { listeners } = config.authApi;
  const reason = 'another listener has this path';
  return listeners.flatMap((listener, index) => {
    const isTaken = listeners
      .slice(0, index)
      .some((earlier) => listener.kind === 'socket' && earlier.kind === 'socket' && earlier.path === listener.path);
    return isTaken ? [{ path: ['auth-api', 'listeners', index, 'path'], reason }] : [];
  });
}

function withoutClient({ config, isWhole }: Draft): readonly Finding[] {
  const { listeners, clients } = config.authApi;
  if (!isWhole('auth-api') || listeners.length === 0 || clients.length > 0) return [];
  return [{ path: ['auth-api', 'listeners'], atKey: true, reason: 'nobody may ask: needs an entry in clients' }];
}

function clientsOfOneName({ config }: Draft): readonly Finding[] {
  const { clients } = config.authApi;
  return clients.flatMap(({ name }, index) => {
    const isTaken = clients.findIndex((earlier) => earlier.name === name) < index;
    return isTaken ? [{ path: ['auth-api', 'clients', index, 'name'], reason: `another one is called ${name}` }] : [];
  });
}
