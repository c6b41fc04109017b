// postern token …

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
  node = await createAdministrationFixture();
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

const CREATE = 'token create --name Sync --permission mailboxes:read,mailboxes:write --domain always.example';

describe('postern token', () => {
  it('makes a token and shows it once, with what it may do', async () => {
    const { code, out } = await run(`${CREATE} --expires 30d`);
    expect(code).toBe(0);
    expect(out).toMatch(/^Token "Sync" \(tk-[0-9a-z]{10}\):\n\n {4}postern_[A-Za-z0-9_-]{32}\n\npermissions {2}/);
    expect(out).toContain(
      'domains      always.example\nexpires      2026-02-14 12:00:00Z\nThe token is shown this once.\n',
    );
    const [, secret = ''] = /(postern_\S+)/.exec(out) ?? [];
    const listed = (await run('token list')).out;
    expect(listed).toMatch(
      /tk-\S+ +Sync +active +operator +mailboxes:read, mailboxes:write +always\.example +2026-02-14/,
    );
    expect(listed).not.toContain(secret);
  });

  it('revokes tokens, and lists them only when asked for', async () => {
    const { id } = JSON.parse((await run(`${CREATE} --json`)).out);
    const revoked = await run(`token revoke ${id} tk-none`);
    expect(revoked).toMatchObject({ code: 1, out: `revoked ${id}, "Sync"\n` });
    expect(revoked.error).toContain('there is no token tk-none');
    expect(JSON.parse((await run('token list --json')).out)).toEqual({ items: [] });
    expect(JSON.parse((await run('token list --ended --json')).out).items).toMatchObject([{ id, state: 'revoked' }]);
  });

  it('says what is wrong with what was asked for', async () => {
    const { code, error } = await run('token create --name Sync --permission everything --expires never');
    expect(code).toBe(2);
    expect(error).toContain('permissions.0 must be one of mailboxes:read, mailboxes:write, ');
    expect((await run('token create --name Sync')).code).toBe(2);
  });
});
