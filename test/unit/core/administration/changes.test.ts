// What administrators are refused, and what a change ends. What they can do is tested through the API.

import { describe, expect, it } from 'vitest';
import { addAlias, listAliases, removeAlias } from '../../../../src/core/accounts/manage-aliases.ts';
import { addDomain, changeDomain, removeDomain } from '../../../../src/core/accounts/manage-domains.ts';
import {
  addMailbox,
  changeMailbox,
  findAccount,
  removeMailbox,
} from '../../../../src/core/accounts/manage-mailboxes.ts';
import { setLocalPassword } from '../../../../src/core/accounts/set-local-password.ts';
import type { SignInSource } from '../../../../src/core/accounts/sign-in-source.ts';
import { createAppPassword } from '../../../../src/core/app-passwords/create-app-password.ts';
import { resealAppPasswords } from '../../../../src/core/app-passwords/reseal-app-passwords.ts';
import { revokeAppPassword } from '../../../../src/core/app-passwords/revoke-app-password.ts';
import { endConnections } from '../../../../src/core/sessions/end-connections.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';

const ALICE = 'alice@always.example';
const OPEN = 'alice@never.example';

async function open(override: Parameters<typeof createAdministrationFixture>[0] = {}) {
  const { core, services, ended } = await createAdministrationFixture(override);
  const ports = { ...services, store: services.appPasswords, actor: 'test' };
  return { core, ports, ended };
}

/** A store that can't be written any more, as the audit log sees it. */
async function unrecorded() {
  const opened = await open();
  opened.core.stores.audit.append = async () => Promise.reject(new Error('disk full'));
  opened.ports.audit.record({ at: 0, kind: 'change', event: 'backup.made' });
  await opened.ports.audit.flush();
  return opened;
}

describe('a change of the challenge mode ends what own passwords opened (R3.1)', () => {
  const own = (of: object) => ({ target: { kind: 'own-password', of }, reason: 'app-password-required' });

  it('of a mailbox that is changed or listed', async () => {
    const { ports, ended } = await open();
    await changeMailbox(OPEN, { challenge: 'always' }, ports);
    await addMailbox('carol@never.example', { challenge: 'new-ip' }, ports);
    await addMailbox('dave@never.example', {}, ports);
    await changeMailbox(OPEN, { permittedNetworks: { mail: [] } }, ports);
    await changeMailbox(OPEN, { challenge: 'never' }, ports);
    expect(await ended()).toEqual([own({ mailbox: OPEN }), own({ mailbox: 'carol@never.example' })]);
  });

  it('of a domain', async () => {
    const { ports, ended } = await open();
    await changeDomain('never.example', { challenge: 'always' }, ports);
    expect(await ended()).toEqual([own({ domain: 'never.example' })]);
  });

  it('after the change, so that who decides by the old mode sees it at registration', async () => {
    // Negative control: fails when the revocation is appended first.
    const { core, ports } = await open();
    const { append } = core.stores.revocations;
    let modeThen: string | undefined;
    core.stores.revocations.append = async (entry) => {
      modeThen = (await core.stores.accounts.findMailbox(OPEN))?.policy.challenge;
      return append.call(core.stores.revocations, entry);
    };
    await changeMailbox(OPEN, { challenge: 'always' }, ports);
    expect(modeThen).toBe('always');
  });
});

describe('an address with app passwords of its own', () => {
  it('does not become an alias, whose end would bring them back', async () => {
    // Negative control: fails when only listed mailboxes are in the way.
    const { core, ports } = await open();
    const { id } = await core.issue({ mailbox: 'carol@always.example' });
    const alias = { alias: 'carol@always.example', target: ALICE };
    expect(await addAlias(alias, ports)).toMatchObject({ kind: 'refused', code: 'exists' });
    await revokeAppPassword(id, ports);
    expect(await addAlias(alias, ports)).toMatchObject({ kind: 'done' });
  });

  it('has none of them any more once it was removed, also when it is added again', async () => {
    const { core, ports } = await open();
    const { shown } = await core.issue();
    await removeMailbox(ALICE, ports);
    await addMailbox(ALICE, {}, ports);
    core.source = { kind: 'wrong' };
    expect(await core.attempt(ALICE, shown)).toMatchObject({ kind: 'deny', reason: 'wrong-secret' });
  });
});

describe('refusals say what is missing', () => {
  it('for names that are none, or nobody', async () => {
    const { ports } = await open();
    const code = async (outcome: Promise<{ readonly kind: string; readonly code?: string }>) => (await outcome).code;
    expect(await code(addDomain('ex ample', {}, ports))).toBe('invalid');
    expect(await code(addDomain('always.example', {}, ports))).toBe('exists');
    expect(await code(changeDomain('gone.example', {}, ports))).toBe('unknown-domain');
    expect(await code(removeDomain('gone.example', ports))).toBe('unknown-domain');
    expect(await code(addMailbox('a b@c', {}, ports))).toBe('invalid');
    const nowhere = { permittedNetworks: { mail: ['10/8'] } };
    expect(await code(addMailbox('carol@always.example', nowhere, ports))).toBe('invalid');
    expect(await code(changeMailbox(ALICE, nowhere, ports))).toBe('invalid');
    expect(await code(changeDomain('ex ample', {}, ports))).toBe('unknown-domain');
    expect(await code(changeMailbox('*', {}, ports))).toBe('unknown-mailbox');
    expect(await code(removeMailbox('*', ports))).toBe('unknown-mailbox');
    expect(await code(removeMailbox('carol@always.example', ports))).toBe('unknown-mailbox');
    expect(await code(setLocalPassword('*', 'long enough', ports))).toBe('unknown-mailbox');
    expect(await code(createAppPassword('*', { name: 'phone' }, ports))).toBe('unknown-mailbox');
    expect(await code(resealAppPasswords('*', 'x', ports))).toBe('unknown-mailbox');
    expect(await code(revokeAppPassword('ap-none', ports))).toBe('unknown-app-password');
    expect(await code(addAlias({ alias: 'a b', target: '*' }, ports))).toBe('invalid');
    expect(await code(addAlias({ alias: '@a b', target: '@c d' }, ports))).toBe('invalid');
    expect(await code(addAlias({ alias: '@old.example', target: 'gone.example' }, ports))).toBe('unknown-domain');
    expect(await code(addAlias({ alias: 'info', target: 'gone@always.example' }, ports))).toBe('unknown-mailbox');
    expect(await code(addAlias({ alias: 'bob', target: ALICE }, ports))).toBe('exists');
    expect(await code(removeAlias('@a b', ports))).toBe('unknown-alias');
    expect(await listAliases('a b', ports)).toEqual([]);
    expect(await listAliases('a b@c', ports)).toEqual([]);
  });

  it('for a mailbox whose name must be listed, and for domains that are not here', async () => {
    const { ports } = await open();
    const tagged = await findAccount('r&d@always.example', ports);
    expect(tagged).toMatchObject({ code: 'unknown-mailbox', text: expect.stringContaining('postern mailbox add') });
    expect(await findAccount('alice@gone.example', ports)).toMatchObject({ code: 'unknown-domain' });
    expect(await changeMailbox('carol@always.example', {}, ports)).toMatchObject({ code: 'unknown-mailbox' });
    await addAlias({ alias: '@old.example', target: 'always.example' }, ports);
    expect(await addDomain('old.example', {}, ports)).toMatchObject({ code: 'exists' });
    expect(await listAliases('always.example', ports)).toEqual([{ alias: '@old.example', target: 'always.example' }]);
    expect(await removeAlias('@OLD.example', ports)).toMatchObject({ kind: 'done' });
  });

  it('for what was removed or revoked while it was changed', async () => {
    const { core, ports } = await open();
    const { id } = await core.issue();
    core.stores.appPasswords.revoke = async () => false;
    expect(await revokeAppPassword(id, ports)).toMatchObject({ code: 'unknown-app-password' });
    core.stores.accounts.updateMailbox = async () => false;
    expect(await changeMailbox(ALICE, { disabled: true }, ports)).toMatchObject({ code: 'unknown-mailbox' });
    expect(await endConnections({ kind: 'connection', id: 'gone' }, ports)).toMatchObject({
      code: 'unknown-connection',
    });
  });

  it('when the configuration lost the backend or the source of a domain', async () => {
    const wish = { name: 'phone', mailboxPassword: 'own password' };
    const backend = await open({ backends: new Map() });
    expect(await createAppPassword(ALICE, wish, backend.ports)).toMatchObject({ code: 'unavailable' });
    const source = await open({ sources: new Map() });
    expect(await createAppPassword(ALICE, wish, source.ports)).toMatchObject({ code: 'unavailable' });
    expect(await resealAppPasswords(ALICE, 'own password', source.ports)).toMatchObject({ code: 'unavailable' });
  });

  it('when it can not be recorded, before anything is changed (R9.3)', async () => {
    const { core, ports, ended } = await unrecorded();
    const { id } = await core.issue();
    ports.localSources = new Set(['default']);
    const outcomes = [
      addDomain('new.example', {}, ports),
      changeDomain('never.example', { challenge: 'always' }, ports),
      removeDomain('never.example', ports),
      addMailbox('carol@always.example', {}, ports),
      changeMailbox(ALICE, { disabled: true }, ports),
      removeMailbox(ALICE, ports),
      addAlias({ alias: 'info', target: ALICE }, ports),
      removeAlias('info', ports),
      setLocalPassword(ALICE, 'long enough', ports),
      createAppPassword(ALICE, { name: 'phone', mailboxPassword: 'own password' }, ports),
      resealAppPasswords(ALICE, 'own password', ports),
      revokeAppPassword(id, ports),
      endConnections({ kind: 'mailbox', address: ALICE }, ports),
    ];
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'refused', code: 'unavailable' });
    expect(await ended()).toEqual([]);
  });
});

describe('a local password', () => {
  it('is one that a mail client can send, and not too short or long to hash', async () => {
    const { ports } = await open({ localSources: new Set(['default']) });
    for (const bad of ['short', 'x'.repeat(257), 'line\nbreak', '😀'.repeat(7)]) {
      expect(await setLocalPassword(ALICE, bad, ports)).toMatchObject({ code: 'invalid' });
    }
    expect(await setLocalPassword(ALICE, '😀'.repeat(256), ports)).toMatchObject({ kind: 'done' });
  });

  it('is told apart when it is the first one, of which nobody needs a notice (R7.3)', async () => {
    const { core, ports } = await open({ localSources: new Set(['default']) });
    await setLocalPassword(ALICE, 'long enough', ports);
    await setLocalPassword(ALICE, 'another one', ports);
    const entries = await core.stores.audit.search({ event: 'password.set' }, { limit: 9, after: 0 });
    expect(entries.map(({ details }) => details)).toEqual([{ replaced: false }, { replaced: true }]);
  });
});

describe('a mailbox password that is to be sealed', () => {
  it('is not sealed when nobody can judge it (R4.4), nor for app passwords that hold none', async () => {
    const { core, ports } = await open();
    core.source = { kind: 'unavailable', dependency: 'sign-in-source' };
    expect(await resealAppPasswords(ALICE, 'own password', ports)).toMatchObject({ code: 'unavailable' });
    core.source = { kind: 'right' };
    expect(await resealAppPasswords('bob@always.example', 'own password', ports)).toMatchObject({
      value: { resealed: 0 },
    });
    const { id } = await core.issue();
    await core.issue({ name: 'other' });
    const { list } = core.stores.appPasswords;
    core.stores.appPasswords.list = async (...given) =>
      (await list.apply(core.stores.appPasswords, given)).map((record) => {
        const { vault: _destroyed, ...rest } = record;
        return record.id === id ? rest : record;
      });
    expect(await resealAppPasswords(ALICE, 'own password', ports)).toMatchObject({ value: { resealed: 1 } });
  });

  it('is sealed for every app password when a new one is made, and a new password ends trusted browsers (R1.7, R3.7)', async () => {
    // Negative control: fails at the last lines when making one only learns the password.
    const revoked: string[] = [];
    const { core, ports } = await open();
    ports.trustedBrowsers.revokeAll = async (mailbox) => revoked.push(mailbox);
    const { id } = await core.issue({ mailboxPassword: 'old password' });
    const make = (mailboxPassword: string) => createAppPassword(ALICE, { name: 'phone', mailboxPassword }, ports);
    const held = async () =>
      Buffer.from((await core.stores.appPasswords.find(id))?.vault?.sealedPassword ?? []).toString();
    await make('own password');
    expect(await held()).toBe(`${id}:own password`);
    expect(await core.stores.appPasswords.findVerifier(ALICE)).toBe(`${ALICE}:own password`);
    expect(revoked).toEqual([ALICE]);
    await make('own password');
    await resealAppPasswords(ALICE, 'own password', ports);
    expect(revoked).toEqual([ALICE]);
    await make('new password');
    expect(await held()).toBe(`${id}:new password`);
    await resealAppPasswords(ALICE, 'newer password', ports);
    expect(revoked).toEqual([ALICE, ALICE, ALICE]);
  });

  it('is compared at the next sign-in instead, while too many are compared', async () => {
    const { core, ports } = await open({
      recognizer: { verifierOf: async () => 'v', recognizes: async () => 'overloaded' },
    });
    await core.stores.appPasswords.replaceSealed(ALICE, { boxes: [], verifier: 'other' }, 1000);
    const wish = { name: 'phone', mailboxPassword: 'own password' };
    expect((await createAppPassword(ALICE, wish, ports)).kind).toBe('done');
    expect(await core.stores.appPasswords.findVerifier(ALICE)).toBe('other');
  });

  it('is judged for the administrator, from this machine', async () => {
    const asked: unknown[] = [];
    const source: SignInSource = {
      async verify(mailbox, password, { connectionId, remoteAddress }) {
        asked.push([mailbox, password, connectionId, remoteAddress]);
        return { kind: 'wrong' };
      },
    };
    const { ports } = await open({ sources: new Map([['default', source]]) });
    expect(await resealAppPasswords(ALICE, 'x', ports)).toMatchObject({ code: 'mailbox-password-refused' });
    expect(asked).toEqual([[ALICE, 'x', 'administration', '127.0.0.1']]);
  });
});
