// postern token …

import { describe, expect, it } from 'vitest';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';

const api = commandLineOnApi();
const { run } = api;

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
