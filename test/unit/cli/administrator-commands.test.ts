// postern administrator …

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';

let folder: string;
let node: AdministrationFixture;
let socket: ApiSocket;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-cli-'));
  node = await createAdministrationFixture({ consoleAddress: 'https://mail.example.com:8443/console' });
  socket = await listenOnSocket(node.api, join(folder, 'postern.sock'));
});

afterEach(async () => {
  await socket[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function run(words: string): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const terminal = createFakeTerminal();
  const line = createCommandLine(fakeActions(), { terminal, environment: { POSTERN_SOCKET: socket.path } });
  return { code: await line.run(words.split(' ')), ...terminal.take() };
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
async function json(words: string): Promise<any> {
  const { code, out, error } = await run(`${words} --json`);
  expect([code, error]).toEqual([0, '']);
  return JSON.parse(out);
}

const CODE = /^[a-z]{5}-[a-z]{5}-[a-z]{5}$/;

describe('postern administrator', () => {
  it('adds the first one, with a code and the console’s address, for people and for programs (R6.7)', async () => {
    const { out } = await run('administrator add Alice');
    expect(out).toMatch(
      /^added\nadministrator +alice\nrole +platform-administrator\ndomains +all\nstate +to be set up\n/,
    );
    expect(out).toMatch(
      /\nlast sign-in +-\ncode +[a-z]{5}-[a-z]{5}-[a-z]{5}\ngood until +\S+ \S+\nconsole +https:\/\/mail.example.com\S*\/console\/code\n/,
    );
    const bea =
      'administrator add bea --role domain-administrator --domain always.example,never.example --code-hours 1';
    const added = await json(bea);
    expect(added).toMatchObject({ name: 'bea', domains: ['always.example', 'never.example'], setUp: false });
    expect(added.code).toMatch(CODE);
    expect(Date.parse(added.codeEndsAt) - Date.parse(added.createdAt)).toBe(3_600_000);
  });

  it('lists, shows, changes, resets and removes them', async () => {
    await run('administrator add alice');
    await run('administrator add bea --role auditor');
    expect((await run('administrator list')).out).toMatch(
      /^NAME +ROLE +DOMAINS +STATE +LAST SIGN-IN\nalice +platform-administrator +all +to be set up +-\nbea +auditor +all/,
    );
    expect(await json('administrator set bea --domain never.example --disable')).toMatchObject({
      ...{ role: 'auditor', domains: ['never.example'], disabled: true },
    });
    expect((await run('administrator show bea')).out).toMatch(/state +disabled\n/);
    expect(await json('administrator set bea --all-domains --enable')).toMatchObject({ domains: 'all' });
    expect(await json('administrator set bea --role domain-administrator --domain never.example')).toMatchObject({
      role: 'domain-administrator',
    });
    expect((await json('administrator reset bea')).code).toMatch(CODE);
    expect((await run('administrator reset alice')).out).toMatch(/^reset\n(.+\n)+The code is shown this once\.\n$/);
    expect((await run('administrator remove bea')).out).toBe('removed bea\n');
    // Even the last one, as this is the host.
    expect((await run('administrator remove alice')).out).toBe('removed alice\n');
  });

  it('breaks the glass when nobody is left (R6.7)', async () => {
    const { out } = await run('administrator break-glass ops');
    expect(out).toMatch(/^session +15 minutes\ncode +[a-z-]{17}\n/);
    expect(await json('administrator break-glass ops --minutes 60')).toMatchObject({ name: 'ops', minutes: 60 });
    expect(await run('administrator break-glass ops --minutes 61')).toMatchObject({ code: 2 });
    expect(await run('administrator break-glass ops@example.org')).toMatchObject({ code: 2 });
  });

  it('says where no console listens', async () => {
    const bare = await createAdministrationFixture();
    await socket[Symbol.asyncDispose]();
    socket = await listenOnSocket(bare.api, join(folder, 'postern.sock'));
    expect((await run('administrator add alice')).out).toContain('listens nowhere');
    expect(await json('administrator break-glass ops')).not.toHaveProperty('console');
  });

  it('lists sessions at the console and ends them', async () => {
    const { consoleSessions: sessions, administrators } = node.services;
    await run('administrator add alice');
    const alice = await administrators.find('alice');
    if (!alice) throw new Error('nobody');
    const session = { state: 'open', administrator: 'alice', stamp: alice.stamp, triesLeft: 0 } as const;
    const ends = { endsAt: node.core.now + 60_000, origin: { remoteAddress: '192.0.2.1', userAgent: '' } };
    const { session: one } = await sessions.begin({ ...session, ...ends, isBreakGlass: false }, alice);
    await sessions.begin({ ...session, ...ends, isBreakGlass: true }, alice);
    const { out } = await run('administrator sessions');
    expect(out).toMatch(/^ID +SINCE +LAST ACTIVE +ADMINISTRATOR +STATE +FROM +BROWSER\n/);
    expect(out).toContain('alice (break-glass)');
    expect((await json('administrator sessions alice')).items).toHaveLength(2);
    expect((await run(`administrator sessions --end-session ${one.id}`)).out).toBe('1 ended\n');
    expect(await json('administrator sessions alice --end')).toEqual({ ended: 1 });
    expect(await run('administrator sessions --end')).toMatchObject({ code: 2 });
    expect((await run('administrator sessions')).out).toBe('');
  });

  it('refuses what makes no sense', async () => {
    expect(await run('administrator add cli')).toMatchObject({ code: 2, error: expect.stringContaining('name') });
    expect(await run('administrator add alice --role chief')).toMatchObject({ code: 2 });
    expect(await run('administrator add alice --role domain-administrator')).toMatchObject({ code: 2 });
    expect(await run('administrator set alice')).toMatchObject({ code: 2 });
    expect(await run('administrator set alice --enable --disable')).toMatchObject({ code: 2 });
    expect(await run('administrator show alice')).toMatchObject({ code: 1, error: expect.stringContaining('alice') });
  });
});
