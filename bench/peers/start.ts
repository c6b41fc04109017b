// How each contender is started.

import { type ProgramName, which } from '../../test/support/programs.ts';
import type { Contender, ContenderName } from '../contender.ts';
import type { Site } from '../site.ts';
import { startDirect } from './direct.ts';
import { startPostern, startPosternWithLargeStore } from './postern.ts';
import { startDovecotAsProxy, startHaproxyAsLimit, startNginx, startNginx64k } from './proxies.ts';

const STARTERS: Readonly<Record<ContenderName, (site: Site) => Promise<Contender>>> = {
  direct: startDirect,
  nginx: startNginx,
  nginx64k: startNginx64k,
  'dovecot-proxy': startDovecotAsProxy,
  haproxy: startHaproxyAsLimit,
  postern: startPostern,
  'postern-large-store': startPosternWithLargeStore,
};

export function startContender(name: ContenderName, site: Site): Promise<Contender> {
  return STARTERS[name](site);
}

/** What a contender needs beside Dovecot, without which there is no bench at all. */
const NEEDS: Readonly<Partial<Record<ContenderName, readonly ProgramName[]>>> = {
  nginx: ['nginx', 'nginx-mail'],
  nginx64k: ['nginx', 'nginx-mail'],
  haproxy: ['haproxy'],
};

/** The programs that this machine lacks for it. */
export function missingFor(name: ContenderName): readonly ProgramName[] {
  return (NEEDS[name] ?? []).filter((program) => which(program) === undefined);
}
