// What `postern init` and `postern doctor` make of a real Roundcube and a real SOGo.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSites } from '../../../src/cli/doctor/site-checks.ts';
import { networkProbe } from '../../../src/cli/probe/network-probe.ts';
import { networkWebProbe } from '../../../src/cli/probe/network-web-probe.ts';
import { findWebmail } from '../../../src/cli/probe/webmail-signs.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { startRoundcube } from '../../support/servers/roundcube.ts';
import { startSogo } from '../../support/servers/sogo.ts';

const PARTS = ['dovecot', 'dovecot-managesieve', 'nginx', 'openssl'] as const;

async function findings(profile: string, port: number): Promise<readonly string[]> {
  const text = `hostname: mail.example.test
listeners: [{ protocol: imap, port: 993, tls: none, address: 127.0.0.1 }]
backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }
sites:
  w: { origin: https://mail.example.test, profile: ${profile}, upstream: { kind: network, host: 127.0.0.1, port: ${port} } }
`;
  const loaded = loadConfig({ path: '/postern.yaml', text, environment: {}, readFile: () => '' });
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  const checks = await checkSites(loaded.config, loaded.secrets, {
    probe: networkProbe,
    webProbe: networkWebProbe,
    machineProbe: { addresses: () => [], isClockSynchronized: async () => undefined },
    clock: { now: () => Date.now() },
  });
  return checks.map(({ check, result }) => `${check} ${result}`);
}

const at = (port: number) => ({ kind: 'network', host: '127.0.0.1', port, tls: 'none' }) as const;

describe('a webmail that is looked at', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    if (!lacks(...PARTS)) dovecot = await startDovecot({ users: { 'alice@example.test': 'alice-secret' } });
  });
  afterAll(() => dovecot?.[Symbol.asyncDispose]());

  it.skipIf(lacks(...PARTS, 'php-fpm', 'roundcube'))('is known when it is Roundcube', async () => {
    await using roundcube = await startRoundcube({ dovecot, config: { session_name: 'site_sessid' } });
    expect(await findWebmail(at(roundcube.port), '/', networkWebProbe)).toEqual({
      kind: 'known',
      webmail: { kind: 'roundcube', basePath: '/', sessionCookie: 'site_sessid', extraFields: [] },
    });
    const profile = '{ kind: roundcube, session-cookie: site_sessid }';
    expect(await findings(profile, roundcube.port)).toEqual(['site.profile ok', 'site.around ok']);
    expect(await findings('{ kind: roundcube }', roundcube.port)).toEqual(['site.profile fail', 'site.around ok']);
    expect(await findings('{ kind: sogo }', roundcube.port)).toEqual(['site.profile fail', 'site.around ok']);
  });

  it.skipIf(lacks(...PARTS, 'root', 'memcached', 'postgres', 'psql', 'sogo'))('is known when it is SOGo', async () => {
    await using sogo = await startSogo({ dovecot });
    expect(await findWebmail(at(sogo.port), '/', networkWebProbe)).toEqual({
      kind: 'known',
      webmail: { kind: 'sogo' },
    });
    expect(await findings('{ kind: sogo }', sogo.port)).toEqual(['site.profile ok', 'site.around ok']);
    expect(await findings('{ kind: roundcube }', sogo.port)).toEqual(['site.profile fail', 'site.around ok']);
  });
});
