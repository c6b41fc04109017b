// Administrators' sign-in as a node puts it together: SQLite, Argon2 and TOTP for real, and settings from the configuration.

import { copyFile, readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createPasswordHasher } from '../../../src/adapters/crypto/password-hasher.ts';
import { systemRandom } from '../../../src/adapters/system/system-random.ts';
import {
  type ConsoleServices,
  createConsoleServices,
  createConsoleSignIn,
} from '../../../src/app/create-console-sign-in.ts';
import { createSecondFactors } from '../../../src/app/create-second-factors.ts';
import { openState, STATE_FILES, type State } from '../../../src/app/state.ts';
import type { ConsoleSignIn } from '../../../src/core/administrators/administrator-sign-in-contract.ts';
import { type AdministratorPorts, addAdministrator } from '../../../src/core/administrators/manage-administrators.ts';
import { changeOwnPassword } from '../../../src/core/administrators/own-administrator.ts';
import { OPERATOR } from '../../../src/core/administrators/requester.ts';
import { AuditLog } from '../../../src/core/audit/audit-log.ts';
import { OFFICE, presentedIn } from '../../support/administrators-fixture.ts';
import { silentLog } from '../../support/core-fixture.ts';
import { codeFromApp } from '../../support/factors-fixture.ts';
import { LEAST, loaded } from '../../support/loaded-config.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { recordMessages } from '../../support/recorded-messages.ts';
import { makeTempFolder } from '../../support/temp.ts';

const PASSWORD = 'correct horse battery';
const MINUTE = 60_000;

interface Opened {
  readonly state: State;
  readonly services: ConsoleServices;
  readonly signIn: ConsoleSignIn;
  readonly ports: AdministratorPorts & Parameters<typeof changeOwnPassword>[2];
}

/** What a node has of it, on this folder. */
function open(folder: string, clock: MovingClock, more = ''): Opened {
  const config = loaded(`${LEAST}state: ${folder}\n${more}`);
  const state = openState(folder);
  const audit = new AuditLog(state.stores.audit, silentLog);
  const surroundings = { state, clock, random: systemRandom, log: silentLog, audit, hasher: createPasswordHasher() };
  const factors = createSecondFactors(config, { ...surroundings, messages: recordMessages() });
  const services = createConsoleServices(config, surroundings);
  const signIn = createConsoleSignIn(config, { ...surroundings, factors }, services);
  const { accounts } = state.stores;
  const ports = { ...surroundings, ...services, factors, accounts, actor: 'cli', requester: OPERATOR };
  return { state, services, signIn, ports };
}

/** Adds `alice` and sets her up. */
async function setUpAlice({ signIn, ports }: Opened, clock: MovingClock) {
  const added = await addAdministrator({ name: 'alice', role: 'platform-administrator' }, ports);
  if (added.kind !== 'done') throw new Error(added.text);
  const begun = presentedIn(await signIn.useCode(added.value.setUp.code, OFFICE));
  const { uri } = await signIn.setUp(begun);
  const finished = await signIn.finishSetUp(begun, { password: PASSWORD, code: codeFromApp(uri, clock.now()) }, OFFICE);
  if (finished.kind !== 'done') throw new Error(finished.text);
  return { uri, presented: finished.value.presented };
}

describe('administrators’ sign-in on real files', () => {
  it('takes both steps, keeps no secret readable, and goes on in another process', async () => {
    await using folder = await makeTempFolder('console');
    const clock = new MovingClock();
    const one = open(folder.path, clock);
    const { uri, presented } = await setUpAlice(one, clock);
    clock.advance(30_000);
    const wrong = { name: 'alice', password: 'guess' };
    expect(await one.signIn.tryPassword(wrong, OFFICE)).toMatchObject({ kind: 'wrong' });
    const begun = presentedIn(await one.signIn.tryPassword({ name: 'alice', password: PASSWORD }, OFFICE));
    const code = codeFromApp(uri, clock.now());
    const opened = presentedIn(await one.signIn.answer(begun, { kind: 'totp', code }, OFFICE));
    const other = open(folder.path, clock);
    for (const { cookie } of [presented, opened]) {
      expect(await other.signIn.present(cookie, OFFICE)).toMatchObject({ session: { state: 'open' } });
    }
    await one.signIn.end(opened);
    expect(await other.signIn.present(opened.cookie, OFFICE)).toBeUndefined();
    await other.state[Symbol.asyncDispose]();
    await one.state[Symbol.asyncDispose]();
    for (const name of Object.values(STATE_FILES)) {
      const content = await readFile(folder.file(name), 'latin1');
      for (const secret of [PASSWORD, presented.cookie, new URL(uri).searchParams.get('secret') ?? '']) {
        expect(content.includes(secret), name).toBe(false);
      }
    }
  });

  it('ends sessions when an older postern.db is put back, which doesn’t know what let them in', async () => {
    // Negative control: fails when sessions don't compare their administrator's stamp.
    await using folder = await makeTempFolder('console');
    const clock = new MovingClock();
    const before = open(folder.path, clock);
    const { presented } = await setUpAlice(before, clock);
    await before.state.stores.backup(folder.file('copy.db'));
    const own = { name: 'alice', session: presented.session.id };
    expect(await changeOwnPassword(own, `${PASSWORD}!`, before.ports)).toMatchObject({ kind: 'done' });
    expect(await before.signIn.present(presented.cookie, OFFICE)).toBeDefined();
    await before.state[Symbol.asyncDispose]();
    for (const suffix of ['', '-wal', '-shm']) await rm(folder.file(STATE_FILES.stores + suffix), { force: true });
    await copyFile(folder.file('copy.db'), folder.file(STATE_FILES.stores));
    const after = open(folder.path, clock);
    expect(await after.state.stores.administrators.find('alice')).toMatchObject({ isSetUp: true });
    expect(await after.signIn.present(presented.cookie, OFFICE)).toBeUndefined();
    await after.state[Symbol.asyncDispose]();
  });

  it('goes by the configuration: from where, how long, and where the console is', async () => {
    await using folder = await makeTempFolder('console');
    const clock = new MovingClock();
    const more = [
      'policy: { challenge: always, permitted-networks: { administration: [192.0.2.0/24] } }',
      'administration:',
      '  listeners: [{ kind: https, port: 8443 }]',
      '  session: { idle: 2m, absolute: 5m, confirmation: 1m }',
      'branding: { name: Example }',
    ].join('\n');
    const opened = open(folder.path, clock, more);
    expect(opened.services.consoleAddress).toBe('https://mail.example.com:8443/console');
    const elsewhere = { ...OFFICE, remoteAddress: '198.51.100.1' };
    const given = { name: 'alice', password: PASSWORD };
    expect(await opened.signIn.tryPassword(given, elsewhere)).toEqual({ kind: 'not-permitted' });
    const { uri, presented } = await setUpAlice(opened, clock);
    expect(new URL(uri).searchParams.get('issuer')).toBe('Example console');
    const { confirmedAt = 0 } = presented.session;
    expect(opened.signIn.requesterOf(presented.session, OFFICE).confirmedUntil).toBe(confirmedAt + MINUTE);
    clock.advance(2 * MINUTE);
    expect(await opened.signIn.present(presented.cookie, OFFICE)).toBeUndefined();
    await opened.state[Symbol.asyncDispose]();
  });

  it.each([
    ['', undefined],
    ['administration: { listeners: [{ kind: http, port: 8080 }] }', 'http://localhost:8080/console'],
    ['administration: { listeners: [{ kind: https, port: 443 }] }', 'https://mail.example.com/console'],
    [
      'administration: { listeners: [{ kind: https, port: 443 }], hosts: [postern.example.com] }',
      'https://postern.example.com/console',
    ],
    ['administration: { listeners: [{ kind: https, port: 0 }] }', undefined],
  ])('names the console’s address for %s', async (more, address) => {
    await using folder = await makeTempFolder('console');
    const { state, services } = open(folder.path, new MovingClock(), more);
    expect(services.consoleAddress).toBe(address);
    await state[Symbol.asyncDispose]();
  });
});
