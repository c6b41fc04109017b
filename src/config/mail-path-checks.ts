// Whether what the mail path says fits together.

import { isIP } from 'node:net';
import type { Draft } from './draft.ts';
import type { Finding } from './problems.ts';
import { isLoopback } from './web-checks.ts';

type Check = (draft: Draft) => readonly Finding[];

export const MAIL_PATH_PROBLEMS: readonly Check[] = [halfCredentials, certificateWithoutName];
export const MAIL_PATH_WARNINGS: readonly Check[] = [smarthostInTheClear, dkimOfAnotherDomain];

function halfCredentials({ config: { mailPath }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('mail-path') || mailPath?.delivery.kind !== 'smarthost') return [];
  const { user, password } = mailPath.delivery;
  if ((user === undefined) === (password === undefined)) return [];
  const [missing, there] = user === undefined ? ['user', 'password'] : ['password', 'user'];
  return [{ path: ['mail-path', 'delivery', there], atKey: true, reason: `needs ${missing} too` }];
}

function certificateWithoutName({ config: { mailPath }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('mail-path') || mailPath?.delivery.kind !== 'smarthost') return [];
  const { tls, host, serverName } = mailPath.delivery;
  if (tls === 'none' || serverName !== undefined || isIP(host) === 0) return [];
  const reason = 'a certificate is checked by name: write server-name, or a name here';
  return [{ path: ['mail-path', 'delivery', 'host'], reason }];
}

function smarthostInTheClear({ config: { mailPath }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('mail-path') || mailPath?.delivery.kind !== 'smarthost') return [];
  const { tls, host } = mailPath.delivery;
  if (tls !== 'none' || isLoopback(host)) return [];
  return [{ path: ['mail-path', 'delivery', 'tls'], reason: 'codes and the password cross the network in clear text' }];
}

/** RFC 7489 §3.1.1: a signature of an unrelated domain counts for nothing. */
function dkimOfAnotherDomain({ config: { mailPath }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('mail-path') || mailPath?.dkim === undefined) return [];
  const { domain } = mailPath.dkim;
  const sender = mailPath.from.address.slice(mailPath.from.address.lastIndexOf('@') + 1);
  if (sender === domain || sender.endsWith(`.${domain}`) || domain.endsWith(`.${sender}`)) return [];
  return [{ path: ['mail-path', 'dkim', 'domain'], reason: `is not the domain of from.address (${sender})` }];
}
