// `postern serve` from outside: what an operator, systemd and a monitoring system see of it.

import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeClient } from '../../src/cli/node-client.ts';
import { freePorts } from '../support/ports.ts';
import { type PosternProcess, spawnPostern } from '../support/postern-process.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { makeTempFolder, type TempFolder } from '../support/temp.ts';
import { type CertificateAuthority, makeCertificateAuthority } from '../support/tls.ts';
import { connectWire } from '../support/wire-client.ts';

describe.skipIf(lacks('dovecot'))('postern serve', () => {
  let belongings: AsyncDisposableStack;
  let folder: TempFolder;
  let dovecot: Dovecot;
  let authority: CertificateAuthority;
  let port: number;
  let operatorPort: number;

  beforeEach(async () => {
    belongings = new AsyncDisposableStack();
    folder = belongings.use(await makeTempFolder('serve'));
    dovecot = belongings.use(await startDovecot({ trustedNetworks: ['127.0.0.0/8'] }));
    authority = belongings.use(await makeCertificateAuthority());
    const [first = 0, second = 0] = await freePorts(2);
    port = first;
    operatorPort = second;
  });

  afterEach(() => belongings.disposeAsync());

  async function writeConfig(
    changes: {
      readonly name?: string;
      readonly more?: string;
      readonly workers?: number;
      readonly drainTimeout?: string;
    } = {},
  ) {
    const { name = 'localhost', more = '', workers = 1, drainTimeout = '2s' } = changes;
    const { certFile, keyFile } = await authority.issue({ names: [name] });
    const path = folder.file('postern.yaml');
    await writeFile(
      path,
      `hostname: localhost
state: ${folder.file('state')}
workers: ${workers}
tls: { certificates: [{ certificate: ${certFile}, key: ${keyFile} }] }
listeners: [{ protocol: imap, address: 127.0.0.1, port: ${port}, tls: implicit }]
backends: { default: { imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id } } }
metrics: { address: 127.0.0.1, port: ${operatorPort} }
limits: { drain-timeout: ${drainTimeout} }
${more}`,
    );
    return path;
  }

  async function start(path: string): Promise<PosternProcess> {
    const postern = belongings.use(spawnPostern('serve', '--config', path));
    await postern.waitFor('node.ready');
    return postern;
  }

  const connect = () => connectWire({ port, tls: { ca: authority.ca, servername: 'localhost' } });
  const operator = (path: string) => fetch(`http://127.0.0.1:${operatorPort}${path}`);

  it('says every mistake of its configuration, with the line, and ends with 78', async () => {
    const path = await writeConfig({ more: 'polcy: { challenge: sometimes }\nlimits2: 1' });
    const postern = belongings.use(spawnPostern('serve', '--config', path));
    expect(await postern.exited).toBe(78);
    expect(postern.logged()).toMatch(/postern\.yaml:\d+:\d+ polcy: .*did you mean "policy"/s);
    expect(postern.logged()).toMatch(/limits2/);
  });

  it('refuses a state folder that another node uses', async () => {
    const path = await writeConfig();
    await start(path);
    [port = 0, operatorPort = 0] = await freePorts(2);
    const second = belongings.use(spawnPostern('serve', '--config', await writeConfig()));
    expect(await second.exited).toBe(1);
    expect(second.logged()).toContain('Postern runs already');
  });

  it('answers monitoring: alive, ready, metrics', async () => {
    await start(await writeConfig());
    expect((await operator('/health/live')).status).toBe(200);
    expect((await operator('/health/ready')).status).toBe(200);
    await using client = await connect();
    await client.readLine();
    await client.ask('a LOGIN nobody@elsewhere.example x', /^a NO \[AUTHENTICATIONFAILED\]/);
    const metrics = await (await operator('/metrics')).text();
    expect(metrics).toMatch(/postern_sign_in_seconds_count\{door="imap",outcome="unknown-account"\} 1/);
    expect(metrics).toMatch(/postern_connections_opened_total\{door="imap"\} 1/);
  });

  it('takes a new certificate on SIGHUP, and keeps the connections and the old settings of a broken file', async () => {
    const path = await writeConfig();
    const postern = await start(path);
    await using before = await connect();
    await before.readLine();
    await writeConfig({ name: 'other.test' });
    postern.signal('SIGHUP');
    await postern.waitFor('config.reloaded');
    await before.ask('a NOOP', /^a OK/);
    await using after = await connectWire({ port, tls: { ca: authority.ca, servername: 'other.test' } });
    await after.readLine();
    await writeFile(path, 'hostname: [');
    postern.signal('SIGHUP');
    await postern.waitFor('config.not-reloaded');
    await after.ask('a NOOP', /^a OK/);
  });

  it('says goodbye in the words of the protocol on SIGTERM, after the drain time, and ends with 0', async () => {
    const postern = await start(await writeConfig());
    await using waiting = await connect();
    await waiting.readLine();
    postern.signal('SIGTERM');
    expect(await waiting.readLine()).toMatch(/^\* BYE/);
    expect(await postern.exited).toBe(0);
  });

  // Seen failing while the second signal counted as a second wish: systemd signals the group, and bin/postern.js passes on.
  it('drains when the same signal arrives twice, and for the time that the last reload said', async () => {
    const postern = await start(await writeConfig());
    await writeConfig({ drainTimeout: '1s' });
    postern.signal('SIGHUP');
    await postern.waitFor('config.reloaded');
    await createNodeClient(folder.file('state/postern.sock')).ask('POST', '/domains', {
      body: { name: 'example.test' },
    });
    await using signedIn = await connect();
    await signedIn.readLine();
    await signedIn.ask('a LOGIN alice@example.test alice-secret', /^a OK/);
    postern.signal('SIGTERM');
    await postern.waitFor('node.draining');
    postern.signal('SIGTERM');
    expect(await signedIn.readUntil(/^\* BYE.*\r\n/m)).toContain('shutting down');
    expect(await postern.exited).toBe(0);
    expect(postern.logged()).toContain('"limit":1000');
  });
});
