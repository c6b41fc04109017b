// postern statistics …, asked of a node.

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import { createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { fillStatistics } from '../../support/statistics-fixture.ts';
import { temporaryFolder } from '../../support/stores-under-test.ts';

let folder: ReturnType<typeof temporaryFolder>;
let socket: ApiSocket;

beforeEach(async () => {
  folder = temporaryFolder();
  const { api, core } = await createAdministrationFixture();
  await fillStatistics(core.stores, START, ['alice@never.example', 'bob@always.example']);
  socket = await listenOnSocket(api, join(folder.path, 'postern.sock'));
});

afterEach(async () => {
  await socket[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function run(...words: readonly string[]) {
  const terminal = createFakeTerminal();
  const environment = { POSTERN_SOCKET: join(folder.path, 'postern.sock') };
  const code = await createCommandLine(fakeActions({}), { terminal, environment }).run(words);
  return { code, ...terminal.take() };
}

describe('postern statistics', () => {
  it('shows a day by the hour, with sums, doors, countries and reasons', async () => {
    const { code, out: output } = await run('statistics');
    expect(code).toBe(0);
    expect(output).toMatch(/^FROM +SIGNED IN +ASKED +REFUSED +WRONG CODES +OUTAGES$/m);
    expect(output.match(/^2026-01-1[45] \d\d:00:00Z/gm)).toHaveLength(24);
    expect(output).toMatch(/^all +130 +25 +34 +18 +0$/m);
    expect(output).toMatch(/^imap +\d/m);
    expect(output).toMatch(/^DE +\d/m);
    expect(output).toMatch(/^refused +wrong-secret +\d+$/m);
  });

  it('shows one domain and a longer time as JSON', async () => {
    const all = JSON.parse((await run('statistics', '--since', '7d', '--json')).out);
    const one = JSON.parse((await run('statistics', '--since', '7d', '--domain', 'never.example', '--json')).out);
    expect(all).toMatchObject({ range: '7d', by: 'day' });
    expect(all.periods).toHaveLength(7);
    expect(one.totals.allowed).toBeLessThan(all.totals.allowed);
    expect((await run('statistics', '--domain', 'nowhere.example')).code).not.toBe(0);
  });

  it('lists mailboxes that use their own password, with the mode that holds', async () => {
    const { out: output } = await run('statistics', 'main-passwords', '--since', '2026-01-10T00:00Z');
    expect(output).toMatch(/^alice@never\.example +2026-01-15 .* never +Old <Phone> & "Mail"$/m);
    expect(output).toMatch(/^bob@always\.example .* always +Old/m);
    expect(output).toMatch(/^2 mailboxes since 2026-01-10/m);
    const { out: page } = await run('statistics', 'main-passwords', '--since', '2026-01-10T00:00Z', '--limit', '1');
    const cursor = /^More: --after (.+)$/m.exec(page)?.[1] ?? '';
    const { out: rest } = await run(
      ...['statistics', 'main-passwords', '--since', '2026-01-10T00:00Z', '--after', cursor],
    );
    expect([...`${page}${rest}`.matchAll(/^\w+@/gm)].map(([name]) => name).sort()).toEqual(['alice@', 'bob@']);
  });

  it('shows enrolment and delivery', async () => {
    expect((await run('statistics', 'enrolment')).out).toMatch(/^always +2 +2$/m);
    expect(JSON.parse((await run('statistics', 'enrolment', '--json')).out).figures.mailboxes).toBe(4);
    const { out: output } = await run('statistics', 'delivery', '--since', '7d');
    expect(output).toMatch(/^mail path +none$/m);
    expect(output).toMatch(/^email +\d+ +0 +0$/m);
  });
});
