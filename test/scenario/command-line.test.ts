// The program as an operator types it: each command line a process of its own, through the launcher, against a node that
// another process runs in front of a real mail server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../support/ports.ts';
import { type PosternProcess, spawnPostern } from '../support/postern-process.ts';
import { lacks } from '../support/programs.ts';
import { type Dovecot, startDovecot } from '../support/servers/dovecot.ts';
import { makeTempFolder, type TempFolder } from '../support/temp.ts';
import { makeCertificate } from '../support/tls.ts';
import { connectWire } from '../support/wire-client.ts';

/** One of the users that the mail server has. */
const USER = 'alice@example.test';

const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'postern.js');

describe.skipIf(lacks('dovecot'))('the command line', { timeout: 60_000 }, () => {
  let belongings: AsyncDisposableStack;
  let folder: TempFolder;
  let dovecot: Dovecot;
  let postern: PosternProcess;
  let port: number;
  let trusted: string;

  async function type(words: string, input = '') {
    const child = spawn(process.execPath, [LAUNCHER, ...words.split(' '), '--config', folder.file('postern.yaml')]);
    const written = { out: '', error: '' };
    child.stdout.on('data', (chunk) => {
      written.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      written.error += chunk;
    });
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    return { code, ...written };
  }

  async function json(words: string, input?: string) {
    const { code, out, error } = await type(`${words} --json`, input);
    expect([code, error]).toEqual([0, '']);
    return JSON.parse(out);
  }

  beforeAll(async () => {
    belongings = new AsyncDisposableStack();
    folder = belongings.use(await makeTempFolder('cli'));
    dovecot = belongings.use(await startDovecot({ trustedNetworks: ['127.0.0.0/8'] }));
    const certificate = belongings.use(await makeCertificate({ names: ['localhost'] }));
    trusted = certificate.ca;
    [port = 0] = await freePorts(1);
    const service = `--service imap=127.0.0.1:${dovecot.ports.imap}/none --listen imap=${port}/implicit --address 127.0.0.1`;
    const files = `--certificate ${certificate.certFile} --key ${certificate.keyFile} --state ${folder.file('state')}`;
    const made = await type(`init --yes --hostname localhost --domain example.test ${service} ${files}`);
    expect(made).toMatchObject({ code: 0, error: '' });
    postern = belongings.use(spawnPostern('serve', '--config', folder.file('postern.yaml')));
    await postern.waitFor('node.ready');
  });

  afterAll(() => belongings.disposeAsync());

  async function signIn(password: string) {
    const client = await connectWire({ port, tls: { ca: trusted, servername: 'localhost' } });
    await client.readLine();
    await client.send(`a LOGIN ${USER} "${password}"\r\n`);
    return { client, answer: await client.readLine() };
  }

  it('takes a site from nothing to a mail client that fetches with an app password, and locks it out again', async () => {
    expect((await json('domain add example.test --challenge always')).name).toBe('example.test');
    const create = `app-password create ${USER} --name Phone --scope imap --password-stdin`;
    expect(await type(create, 'wrong\n')).toMatchObject({ code: 1, out: '' });
    const made = await json(create, 'alice-secret\n');
    expect(made.servers).toEqual([{ protocol: 'imap', host: 'localhost', port, tls: 'implicit' }]);

    const own = await signIn('alice-secret');
    expect(own.answer).toMatch(/^a NO \[ALERT\] Application-specific password required/);
    await own.client[Symbol.asyncDispose]();
    // Both connections must end by themselves, or reading to the end takes too long.
    await using phone = (await signIn(made.password)).client;
    const { items } = await json('connections list');
    expect(items).toMatchObject([{ mailbox: USER, door: 'imap', appPassword: { id: made.id, name: 'Phone' } }]);
    expect((await type(`connections end ${items[0].id}`)).out).toBe('1 ended\n');
    await phone.readToEnd();

    const again = await signIn(made.password);
    expect(again.answer).toMatch(/^a OK/);
    expect((await type(`app-password revoke ${made.id}`)).code).toBe(0);
    await again.client.readToEnd();
    expect((await signIn(made.password)).answer).toContain('revoked');
  });

  it('explains, audits, says how it is, and backs up', async () => {
    await json('domain add other.test');
    const { trace } = await json(`explain somebody@other.test --door imap --ip 192.0.2.1`);
    expect(trace.at(-1).result).toContain('the mailbox password');
    const { out } = await type('audit --event domain.added');
    expect(out).toMatch(/domain\.added .*by cli .*domain=other\.test/);
    expect(await json('status')).toMatchObject({ workers: { running: 1, wanted: 1 }, stores: 'ok' });
    const copy = folder.file('copy.db');
    expect((await type(`backup ${copy}`)).code).toBe(0);
    expect(existsSync(copy)).toBe(true);
    expect(await type(`backup ${folder.file('no', 'such', 'folder')}`)).toMatchObject({ code: 1 });
    expect(await json('migrate')).toMatchObject({ from: expect.any(Number) });
  });

  it('lets the doctor find a site that is in order', async () => {
    const { checks } = await json('doctor');
    const ill = checks.filter(({ result }: { result: string }) => result === 'fail');
    expect(ill).toEqual([]);
    const seen = checks.map(({ check }: { check: string }) => check);
    expect(seen).toEqual(expect.arrayContaining(['stores', 'node', 'backend.reachable']));
  });

  it('finds a Node that is new enough, and passes exit codes and signals on', async () => {
    // As under Node 20: the launcher starts the one that came with `npm ci`.
    const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})";
    const start = (...words: string[]) =>
      spawn(process.execPath, ['--import', pretend, LAUNCHER, ...words, '--config', folder.file('postern.yaml')]);
    const refused = start('serve');
    // The state folder is another node's.
    expect(await once(refused, 'close')).toEqual([1, null]);
    await json('domain add followed.test');
    const following = start('audit', '--follow', '--json');
    await once(following.stdout, 'data');
    following.kill('SIGTERM');
    expect(await once(following, 'close')).toEqual([0, null]);
  });
});
