// How each contender is started, in front of the mail server or of the webmail.

import { type ProgramName, which } from '../../test/support/programs.ts';
import type { Contender, ContenderName, WebContender } from '../contender.ts';
import type { Measure } from '../measure.ts';
import type { Site } from '../site.ts';
import type { WebSite } from '../web-site.ts';
import { startDirect } from './direct.ts';
import { startPostern, startPosternWithLargeStore } from './postern.ts';
import { startPosternGate } from './postern-gate.ts';
import { startDovecotAsProxy, startHaproxyAsLimit, startNginx, startNginx64k } from './proxies.ts';
import { startBareNode, startWebDirect, startWebNginx, startWebNginx64k } from './web-proxies.ts';

type Starters<S, C> = Readonly<Partial<Record<ContenderName, (site: S) => Promise<C>>>>;

const STARTERS: Starters<Site, Contender> = {
  direct: startDirect,
  nginx: startNginx,
  nginx64k: startNginx64k,
  'dovecot-proxy': startDovecotAsProxy,
  haproxy: startHaproxyAsLimit,
  postern: startPostern,
  'postern-large-store': startPosternWithLargeStore,
};

const WEB_STARTERS: Starters<WebSite, WebContender> = {
  direct: startWebDirect,
  nginx: startWebNginx,
  nginx64k: startWebNginx64k,
  'bare-node': startBareNode,
  postern: startPosternGate,
};

async function start<S, C>(starters: Starters<S, C>, name: ContenderName, site: S | undefined): Promise<C> {
  const starter = starters[name];
  if (starter === undefined || site === undefined) throw new Error(`unreachable: nothing for ${name} to stand before`);
  return starter(site);
}

export function startContender(name: ContenderName, site: Site | undefined): Promise<Contender> {
  return start(STARTERS, name, site);
}

export function startWebContender(name: ContenderName, site: WebSite | undefined): Promise<WebContender> {
  return start(WEB_STARTERS, name, site);
}

type Needs = Readonly<Partial<Record<ContenderName, readonly ProgramName[]>>>;

/** What a contender needs beside Dovecot at the mail doors, and beside nginx and wrk at the web doors. */
const NEEDS: Readonly<Record<Measure['doors'], Needs>> = {
  mail: {
    nginx: ['nginx', 'nginx-mail'],
    nginx64k: ['nginx', 'nginx-mail'],
    haproxy: ['haproxy'],
  },
  web: {},
};

function absent(programs: readonly ProgramName[]): readonly ProgramName[] {
  return programs.filter((program) => which(program) === undefined);
}

/** The programs that this machine lacks for it. */
export function missingFor(name: ContenderName, doors: Measure['doors']): readonly ProgramName[] {
  return absent(NEEDS[doors][name] ?? []);
}

/** The programs that this machine lacks for any measure at the web doors. Debian's packages are called the same. */
export function missingForWeb(): readonly ProgramName[] {
  return absent(['nginx', 'wrk']);
}
