// `npm start` from outside: what it prints for people and for scripts, and that nothing stays behind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { introduction } from '../../src/demo/introduction.ts';
import { formBody, type HttpClient, makeHttpClient } from '../support/http-client.ts';
import { submitPageForm } from '../support/webmail-door.ts';
import { connectWire } from '../support/wire-client.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('npm start', () => {
  it('prints one JSON object on its first line for scripts, then mail, and ends at a signal (R11.2)', async () => {
    const child = spawn(process.execPath, ['src/demo/main.ts', '--json'], { cwd: ROOT });
    const ended = once(child, 'close');
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse(String((await lines.next()).value));
      const said = await next();
      expect(Object.keys(said)).toEqual(['doors', 'accounts', 'sites', 'administration']);
      expect(said.doors).toEqual(
        [
          ['imap', 'implicit'],
          ['imap', 'starttls'],
          ['smtp', 'implicit'],
          ['smtp', 'starttls'],
        ].map(([protocol, tls]) => ({ protocol, host: 'localhost', port: expect.any(Number), tls })),
      );
      const appPassword = expect.stringMatching(/^[a-z]{4}(-[a-z]{4}){4}$/);
      expect(said.accounts).toEqual([
        { address: 'alice@demo.example', password: 'alices-own-password', appPassword, challenge: 'always' },
        { address: 'bob@demo.example', password: 'bobs-own-password', appPassword, challenge: 'new-ip' },
        { address: 'carol@demo.example', password: 'carols-own-password', appPassword, challenge: 'never' },
      ]);
      const url = expect.stringMatching(/^https:\/\/localhost:[1-9][0-9]*\/$/);
      expect(said.sites).toEqual([{ name: 'webmail', url }]);
      const { administration } = said;
      const api = administration.url.replace(/\/console$/, '/api/v1');
      const asked = await fetch(`${api}/mailboxes`, { headers: { authorization: `Bearer ${administration.token}` } });
      expect(await asked.json()).toHaveProperty('items.length', 3);
      await using door = await connectWire({ port: said.doors[1].port });
      await door.readUntil(/^\* OK [^\r]*\r\n/);
      const client = await askForCode(said);
      const { mail } = await next();
      expect(mail).toMatchObject({ to: ['alice@elsewhere.example'], subject: 'Confirm this address for Demo Mail' });
      const code = /^([0-9]{6})$/m.exec(mail.text)?.[1] ?? '';
      const enrolled = await submitPageForm(client, '/.postern/enrolment?kind=email', { code }, '/.postern/enrolment');
      expect(enrolled.text()).toContain('Save your recovery codes');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
  });

  it('leaves no process behind when a terminal ends it, not even while its Haraka is starting', async () => {
    const child = spawn(process.execPath, ['src/demo/main.ts'], { cwd: ROOT, detached: true });
    const [output, ended] = [textOf(child.stderr), once(child, 'close')];
    await once(child.stdout, 'data');
    const group = -(child.pid ?? 0);
    const children = await childrenOf(child.pid ?? 0);
    process.kill(group, 'SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(await output).toBe('');
    expect(() => process.kill(group, 0)).toThrow('ESRCH');
    for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('tells people where to go, and what to type and to paste', async () => {
    await using demo: Demo = await startDemo({ ports: 'any' });
    const text = introduction(demo);
    const [site] = demo.sites;
    const [alice] = demo.accounts;
    for (const part of [site?.url, alice?.password, alice?.appPassword, demo.certificateFile, demo.socketPath]) {
      expect(text).toContain(part);
    }
    for (const { port } of demo.doors) expect(text).toContain(`localhost:${port}`);
    const { url, code, token } = demo.administration;
    expect(text.trim().split('\n').slice(0, 5)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${url}, for administrators: the first time with the code ${code}`),
      ]),
    );
    expect(text).toContain(`${url}/code`);
    expect(text).toContain(token);
  });
});

interface Said {
  readonly accounts: readonly { readonly address: string; readonly password: string }[];
  readonly sites: readonly { readonly url: string }[];
}

/** Signs in as the first account, and has a code sent to an address outside. */
async function askForCode({ accounts: [alice], sites: [site] }: Said): Promise<HttpClient> {
  const { origin, port } = new URL(site?.url ?? '');
  const client = makeHttpClient({
    port: Number(port),
    tls: true,
    authority: `localhost:${port}`,
    fields: [['Origin', origin]],
  });
  const page = await client.get('/login');
  const [, token = ''] = /name="token" value="([^"]*)"/.exec(page.text()) ?? [];
  const { address = '', password = '' } = alice ?? {};
  await client.post('/login', formBody({ token, user: address, password }));
  const [place, fields] = ['/.postern/enrolment?kind=email', { destination: 'alice@elsewhere.example' }];
  expect((await submitPageForm(client, place, fields, '/.postern/enrolment/send')).status).toBe(303);
  return client;
}

/** The processes that a process has started; none where the system doesn't say. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return listed.split(' ').filter(Boolean).map(Number);
}
