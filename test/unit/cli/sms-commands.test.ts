// postern sms …, from the words to the gateway and back, over the real API.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import type { OutgoingSms } from '../../../src/core/messages/carriers.ts';
import type { SmsDesk } from '../../../src/core/messages/send-test-sms.ts';
import type { GatewayAnswer } from '../../../src/core/messages/sms-gateway.ts';
import { type ApiSocket, listenOnSocket } from '../../../src/web/api/socket.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';

let folder: string;
let node: AdministrationFixture;
let socket: ApiSocket;
let sent: OutgoingSms[];
let answer: GatewayAnswer;
let turns: number;
let gateway: string | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-sms-'));
  sent = [];
  answer = { kind: 'accepted', gatewayId: 'SM1', words: 'HTTP 201 {"status":"queued"}' };
  turns = 5;
  gateway = 'twilio';
  const sms: SmsDesk = {
    get gateway() {
      return gateway;
    },
    allowedPrefixes: ['+49', '+43'],
    send: async (text) => {
      sent.push(text);
      return answer;
    },
    health: () => ({
      state: 'down',
      lastAcceptedAt: START,
      lastFailure: { at: START + 60_000, reason: 'HTTP 401 (20003)' },
    }),
    takeTestTurn: () => {
      turns -= 1;
      return turns >= 0;
    },
  };
  node = await createAdministrationFixture({ sms });
  socket = await listenOnSocket(node.api, join(folder, 'postern.sock'));
});

afterEach(async () => {
  await socket[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...words: readonly string[]) {
  const terminal = createFakeTerminal();
  const line = createCommandLine(fakeActions(), { terminal, environment: { POSTERN_SOCKET: socket.path } });
  return { code: await line.run(words), ...terminal.take() };
}

describe('postern sms test', () => {
  it('sends a text that says what it is, and says what the gateway answered', async () => {
    const { code, out } = await run('sms', 'test', '+49 170 123-45 67');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^accepted by twilio \(sms-test-[0-9a-z]{10} in the log\)\nthe gateway calls it SM1\nit answered: HTTP 201 /,
    );
    expect(sent).toMatchObject([{ to: '+491701234567', text: expect.stringMatching(/^Test of text messages from /) }]);
    const now = node.core.parts.clock.now();
    expect(sent[0]?.endsAt).toBe(now + 600_000);
  });

  it('is recorded, without the number (R6.6)', async () => {
    await run('sms', 'test', '+491701234567');
    const entries = await node.core.stores.audit.search({}, { limit: 10 });
    const recorded = entries.find(({ event }) => event === 'sms.tested');
    expect(recorded).toMatchObject({ actor: 'cli', details: { number: '+49•••67', outcome: 'accepted' } });
    expect(JSON.stringify(entries)).not.toContain('1701234567');
  });

  it.each([
    [{ kind: 'refused', reason: 'HTTP 400 (21614)' }, 'refused by twilio: HTTP 400 (21614) ('],
    [{ kind: 'unavailable', reason: 'ECONNREFUSED' }, 'unavailable by twilio: ECONNREFUSED ('],
  ] as const)('ends with 1 when it was not accepted: %j', async (given, expected) => {
    answer = given;
    const { code, out } = await run('sms', 'test', '+491701234567');
    expect(code).toBe(1);
    expect(out).toContain(expected);
  });

  it.each([
    ['0170 1234567', 'must be an international number'],
    ['+18765550100', 'begins with none of sms.allowed-prefixes (+49, +43)'],
  ])('writes to no other number: %s (P-30)', async (number, expected) => {
    expect(await run('sms', 'test', number)).toMatchObject({ code: 2, error: expect.stringContaining(expected) });
    expect(sent).toEqual([]);
  });

  it('is bounded: each costs money (P-30)', async () => {
    turns = 1;
    expect((await run('sms', 'test', '+491701234567')).code).toBe(0);
    expect(await run('sms', 'test', '+491701234567')).toMatchObject({
      code: 1,
      error: expect.stringContaining('too many tests'),
    });
    expect(sent).toHaveLength(1);
  });

  it('needs a gateway', async () => {
    gateway = undefined;
    expect(await run('sms', 'test', '+491701234567')).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no SMS gateway'),
    });
  });

  it('is not sent while it can not be recorded', async () => {
    const broken = await createAdministrationFixture({
      sms: node.services.sms,
      audit: { isWritable: false } as typeof node.services.audit,
    });
    expect(await broken.ask('POST', '/sms/test', { number: '+491701234567' })).toMatchObject({ status: 503 });
    expect(sent).toEqual([]);
  });
});

describe('postern sms status', () => {
  it('says how the gateway is', async () => {
    const { code, out } = await run('sms', 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/^gateway +twilio\nstate +down\nlast accepted +2\S+ \S+\nlast failure +2\S+ \S+: HTTP 401/);
    expect(JSON.parse((await run('sms', 'status', '--json')).out)).toMatchObject({
      gateway: 'twilio',
      state: 'down',
      lastFailure: { reason: 'HTTP 401 (20003)' },
    });
  });

  it('says that there is none', async () => {
    const none = await createAdministrationFixture();
    expect((await none.ask('GET', '/sms')).body).toEqual({ gateway: 'none', state: 'unknown' });
  });
});
