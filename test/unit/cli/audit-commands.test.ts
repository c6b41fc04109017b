// postern audit verify and export, on a log in a real state folder: asked of a node, of the folder, of a backup, of an export.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState, STATE_FILES, type State } from '../../../src/app/state.ts';
import { checkAuditChain, verifyAuditExport, verifyAuditOffline } from '../../../src/app/verify-audit.ts';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { auditEntry } from '../../support/records.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';

const ENTRIES = 1_203;

let folder: ReturnType<typeof temporaryFolder>;
let state: State;
let socket: ApiSocket;

beforeEach(async () => {
  folder = temporaryFolder();
  state = openState(join(folder.path, 'state'));
  const entries = Array.from({ length: ENTRIES }, (_, index) =>
    auditEntry(1_000 + index, {
      mailbox: index % 3 === 0 ? 'anna@example.org' : 'ben@example.org',
      door: index % 2 === 0 ? 'imap' : 'web',
      loginName: '=HYPERLINK("x")',
      details: { country: index % 100 === 0 ? 'NZ' : 'NL', client: 'a,b' },
    }),
  );
  await state.stores.audit.append(entries);
  await state.stores.audit.append([auditEntry(9_000, { kind: 'change', event: 'backup.made', actor: 'root' })]);
  const node = await createAdministrationFixture({ auditStore: state.stores.audit, auditChain: state.auditChain });
  socket = await listenOnSocket(node.api, join(folder.path, 'state', 'postern.sock'));
});

afterEach(async () => {
  await socket[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function run(...words: readonly string[]) {
  const terminal = createFakeTerminal();
  const actions = fakeActions({ verifyAudit: verifyAuditOffline, verifyAuditExport });
  const environment = { POSTERN_SOCKET: join(folder.path, 'state', 'postern.sock') };
  const code = await createCommandLine(actions, { terminal, environment }).run(words);
  return { code, ...terminal.take() };
}

function tamper(sql: string, file = join(folder.path, 'state', STATE_FILES.stores)): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

describe('postern audit verify', () => {
  it('says that the log is whole and prints its head, which is found again later', async () => {
    const { code, out } = await run('audit', 'verify');
    expect(code).toBe(0);
    expect(out).toContain(`${ENTRIES + 1} entries checked\n`);
    const [, head = ''] = /whole; head (\d+:[0-9a-f]{64})\n$/.exec(out) ?? [];
    await state.stores.audit.append([auditEntry(9_500)]);
    expect(await run('audit', 'verify', '--expect', head)).toMatchObject({ code: 0 });
    expect(await run('audit', 'verify', '--last', '10', '--expect', head)).toMatchObject({ code: 0 });
    const other = await run('audit', 'verify', '--expect', `${ENTRIES + 1}:${'0'.repeat(64)}`);
    expect(other).toMatchObject({ code: 1, error: '' });
    expect(other.out).toContain(`BROKEN at entry ${ENTRIES + 1}: its digest is not the one that was expected`);
    expect(await run('audit', 'verify', '--expect', 'nonsense')).toMatchObject({ code: 2 });
  });

  it('cannot be confirmed by what was purged, and says so', async () => {
    const [noted] = await state.stores.audit.export({}, { limit: 1, after: 4 });
    await state.stores.audit.purge(1_100, { at: 10_000, by: 'retention' });
    const { code, out } = await run('audit', 'verify', '--expect', `5:${noted?.chain}`);
    expect(code).toBe(1);
    expect(out).toContain('NOT CONFIRMED');
    expect(out).toContain('100 up to entry 100 forgotten, last 1970-01-01 00:00:10Z by retention');
  });

  it('names the first broken entry, and ends with 1, asked of a node, a folder and a backup', async () => {
    const backup = join(folder.path, 'backup.db');
    await state.stores.backup(backup);
    const keys = join(folder.path, 'state');
    expect(await run('audit', 'verify', '--offline', backup, '--keys', keys)).toMatchObject({ code: 0 });
    for (const file of [backup, join(keys, STATE_FILES.stores)]) {
      tamper('DELETE FROM audit WHERE sequence = 700', file);
    }
    const words = [[], ['--offline', keys], ['--offline', backup, '--keys', keys], ['--offline', backup]];
    for (const more of words) {
      const { code, out } = await run('audit', 'verify', ...more, '--json');
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ broken: { sequence: 700, fault: 'missing' } });
    }
    expect(await checkAuditChain(keys)).toMatchObject({ check: 'audit.chain', result: 'fail' });
  });

  it('needs the key of the installation: without it no log looks right', async () => {
    // Negative control: fails for a chain without a key.
    await openState(join(folder.path, 'other'))[Symbol.asyncDispose]();
    const file = join(folder.path, 'state', STATE_FILES.stores);
    const { code, out } = await run('audit', 'verify', '--offline', file, '--keys', join(folder.path, 'other'));
    expect([code, out]).toEqual([1, expect.stringContaining('BROKEN at entry 0')]);
    expect(await checkAuditChain(join(folder.path, 'state'))).toMatchObject({ result: 'ok' });
    expect(await run('audit', 'verify', '--offline', join(folder.path, 'nowhere'))).toMatchObject({ code: 2 });
  });
});

describe('postern audit export', () => {
  it('writes all pages as JSON Lines, which are verified, and shows a change in them', async () => {
    const file = join(folder.path, 'audit.jsonl');
    expect(await run('audit', 'export', '--out', file)).toEqual({
      code: 0,
      out: `${file}: ${ENTRIES + 1} entries\n`,
      error: '',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(ENTRIES + 1);
    expect(await run('audit', 'verify', '--file', file)).toMatchObject({ code: 0 });
    expect(await run('audit', 'export', '--out', file)).toMatchObject({ code: 2 });
    writeFileSync(file, lines.with(41, (lines[41] ?? '').replace('example.org', 'example.net')).join('\n'));
    const { code, out } = await run('audit', 'verify', '--file', file);
    expect([code, out]).toEqual([1, expect.stringContaining('BROKEN at entry 42: it is not what was recorded')]);
    expect(await run('audit', 'export', '--limit', '3')).toMatchObject({ code: 2, out: '' });
    writeFileSync(file, 'no export\n');
    expect(await run('audit', 'verify', '--file', file)).toMatchObject({ code: 2 });
  });

  it('writes what was asked for, whose gaps are told and whose entries are verified all the same', async () => {
    const { out } = await run('audit', 'export', '--country', 'nz');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).sequence)).toEqual(Array.from({ length: 13 }, (_, n) => n * 100 + 1));
    const file = join(folder.path, 'nz.jsonl');
    writeFileSync(file, out);
    const { out: told, code } = await run('audit', 'verify', '--file', file, '--json');
    expect([code, JSON.parse(told)]).toEqual([0, expect.objectContaining({ checked: 13, gaps: 12 })]);
  });

  it('writes CSV with a heading, harmless to spreadsheets', async () => {
    const { out } = await run('audit', 'export', '--format', 'csv', '--actor', 'root');
    const [heading, row, end] = out.split('\r\n');
    expect(heading).toBe(
      'sequence,at,kind,event,mailbox,loginName,door,remoteAddress,country,reason,appPassword,actor,decisionId,details,trace,chain,previous',
    );
    expect(row).toMatch(
      /^1204,1970-01-01T00:00:09\.000Z,change,backup\.made,,,,,,,,root,,,,[0-9a-f]{64},[0-9a-f]{64}$/,
    );
    expect(end).toBe('');
    const first = (await run('audit', 'export', '--format', 'csv', '--until', '1970-01-01T00:00:01.001Z')).out;
    expect(first.split('\r\n')[1]).toContain(`anna@example.org,"'=HYPERLINK(""x"")",imap,,NZ,,`);
  });
});

describe('postern audit', () => {
  it('is searched by door, country and actor (R6.6)', async () => {
    const found = async (...words: readonly string[]) =>
      (await run('audit', ...words, '--json')).out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).sequence);
    expect(await found('--door', 'web', '--limit', '2')).toEqual([1200, 1202]);
    expect(await found('--country', 'NZ', '--limit', '2')).toEqual([1101, 1201]);
    expect(await found('--actor', 'root')).toEqual([1204]);
  });
});
