// Groups, and owners who choose for themselves: who is refused, and what a change ends.

import { describe, expect, it } from 'vitest';
import { chooseChallengeMode, modeOf } from '../../../../src/core/accounts/choose-challenge-mode.ts';
import { addAlias } from '../../../../src/core/accounts/manage-aliases.ts';
import { changeDomain } from '../../../../src/core/accounts/manage-domains.ts';
import {
  addGroup,
  addGroupMember,
  changeGroup,
  findGroup,
  removeGroup,
  removeGroupMember,
} from '../../../../src/core/accounts/manage-groups.ts';
import { changeMailbox } from '../../../../src/core/accounts/manage-mailboxes.ts';
import { effectiveWebPolicy } from '../../../../src/core/policy/policy.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

/** In a domain whose mode is never. */
const OPEN = 'alice@never.example';
const ALWAYS = 'alice@always.example';

async function open() {
  const { core, services, ended } = await createAdministrationFixture();
  const ports = { ...services, store: services.appPasswords, actor: 'test' };
  const changes = async () => {
    await services.audit.flush();
    const entries = await core.stores.audit.search({ kind: 'change' }, { limit: 100, after: 0 });
    return entries.map(({ event, mailbox, details }) => ({ event, ...(mailbox && { mailbox }), details }));
  };
  return { core, ports, ended, changes };
}

const own = (of: object | string) => ({ target: { kind: 'own-password', of }, reason: 'app-password-required' });

describe('groups', () => {
  it('are added, changed and removed with an entry each in the audit log (R6.6)', async () => {
    const { ports, changes } = await open();
    expect(await addGroup(' Finance ', { challenge: 'new-ip' }, ports)).toMatchObject({
      value: { name: 'finance', policy: { challenge: 'new-ip' }, createdAt: START },
    });
    expect(await changeGroup('FINANCE', { trustedBrowserDays: 30, challenge: 'inherit' }, ports)).toMatchObject({
      value: { policy: { trustedBrowserDays: 30 } },
    });
    expect(await addGroupMember('finance', OPEN, ports)).toEqual({
      kind: 'done',
      value: { group: 'finance', mailbox: OPEN },
    });
    await removeGroupMember('finance', OPEN, ports);
    await removeGroup('finance', ports);
    expect(await changes()).toEqual([
      { event: 'group.added', details: { group: 'finance', challenge: 'new-ip' } },
      { event: 'group.changed', details: { group: 'finance', challenge: 'inherit', trustedBrowserDays: '30' } },
      { event: 'group.member-added', mailbox: OPEN, details: { group: 'finance' } },
      { event: 'group.member-removed', mailbox: OPEN, details: { group: 'finance' } },
      { event: 'group.removed', details: { group: 'finance', members: 0 } },
    ]);
  });

  it('take mailboxes by any of their names, listed or not, and let them go by any (P-14)', async () => {
    const { core, ports } = await open();
    await addGroup('staff', {}, ports);
    await addAlias({ alias: 'info@never.example', target: OPEN }, ports);
    const added = async (name: string) => await addGroupMember('staff', name, ports);
    expect(await added('INFO@never.example')).toMatchObject({ value: { mailbox: OPEN } });
    expect(await added('zoe+tag@never.example')).toMatchObject({ value: { mailbox: 'zoe@never.example' } });
    expect(await added('alice+tag@never.example')).toMatchObject({ code: 'exists' });
    // What was a member and became an alias can still be taken out, and not its target instead.
    await core.stores.accounts.addAlias({ alias: 'zoe@never.example', target: OPEN });
    expect(await removeGroupMember('staff', 'zoe@never.example', ports)).toMatchObject({
      value: { mailbox: 'zoe@never.example' },
    });
    expect(await removeGroupMember('staff', 'info@never.example', ports)).toMatchObject({ value: { mailbox: OPEN } });
    expect(await removeGroupMember('staff', 'info@never.example', ports)).toMatchObject({ code: 'unknown-member' });
  });

  it('are refused with what is wrong or missing', async () => {
    const { core, ports } = await open();
    expect(await addGroup('a b', {}, ports)).toMatchObject({ code: 'invalid' });
    expect(await addGroup('x'.repeat(65), {}, ports)).toMatchObject({ code: 'invalid' });
    expect(await addGroup('staff', { trustedNetworks: ['office'] }, ports)).toMatchObject({ code: 'invalid' });
    await addGroup('staff', {}, ports);
    expect(await addGroup('Staff', {}, ports)).toMatchObject({ code: 'exists' });
    expect(await changeGroup('staff', { factors: [] }, ports)).toMatchObject({ code: 'invalid' });
    for (const outcome of [
      findGroup('gone', ports),
      changeGroup('gone', {}, ports),
      removeGroup('gone', ports),
      addGroupMember('gone', OPEN, ports),
      removeGroupMember('gone', OPEN, ports),
    ]) {
      expect(await outcome).toMatchObject({
        code: 'unknown-group',
        text: expect.stringContaining('postern group add'),
      });
    }
    expect(await addGroupMember('staff', 'x@elsewhere.example', ports)).toMatchObject({ code: 'unknown-domain' });
    expect(await addGroupMember('staff', 'a b', ports)).toMatchObject({ code: 'unknown-mailbox' });
    expect(await removeGroupMember('staff', 'a b', ports)).toMatchObject({ code: 'unknown-member' });
    expect(await removeGroupMember('staff', 'zoe@never.example', ports)).toMatchObject({ code: 'unknown-member' });
    for (let index = 0; index < 100; index += 1) {
      await core.stores.groups.add({ name: `g${index}`, policy: {}, createdAt: START });
      await core.stores.groups.addMember(`g${index}`, OPEN);
    }
    expect(await addGroupMember('staff', OPEN, ports)).toMatchObject({ code: 'too-many-groups' });
  });

  it('are refused when they, or the domain, went while they were changed', async () => {
    const { core, ports } = await open();
    await addGroup('staff', {}, ports);
    const { groups } = core.stores;
    groups.update = async () => false;
    expect(await changeGroup('staff', {}, ports)).toMatchObject({ code: 'unknown-group' });
    groups.remove = async () => undefined;
    expect(await removeGroup('staff', ports)).toMatchObject({ code: 'unknown-group' });
    groups.addMember = async () => 'unknown-group';
    expect(await addGroupMember('staff', OPEN, ports)).toMatchObject({ code: 'unknown-group' });
    groups.addMember = async () => 'unknown-domain';
    expect(await addGroupMember('staff', OPEN, ports)).toMatchObject({ code: 'unknown-domain' });
  });
});

describe('a change of a group ends what own passwords of its members opened (R3.1)', () => {
  it('when its mode, or whether owners may choose, is another one than never or no', async () => {
    // Negative control: fails without the end of own passwords in `changeGroup`.
    const { ports, ended } = await open();
    await addGroup('staff', {}, ports);
    await addGroupMember('staff', OPEN, ports);
    await addGroupMember('staff', 'zoe@never.example', ports);
    await changeGroup('staff', { trustedBrowserDays: 7 }, ports);
    await changeGroup('staff', { challenge: 'never', userChoice: false }, ports);
    expect(await ended()).toEqual([]);
    await changeGroup('staff', { challenge: 'always' }, ports);
    await changeGroup('staff', { userChoice: 'inherit' }, ports);
    expect(await ended()).toEqual(Array(2).fill(own({ mailboxes: [OPEN, 'zoe@never.example'] })));
  });

  it('when who joins or leaves may have another mode than before', async () => {
    const { ports, ended } = await open();
    await addGroup('lax', { challenge: 'never' }, ports);
    await addGroup('plain', { compare: 'last' }, ports);
    await addGroupMember('plain', ALWAYS, ports);
    await removeGroupMember('plain', ALWAYS, ports);
    await removeGroup('plain', ports);
    expect(await ended()).toEqual([]);
    await addGroupMember('lax', ALWAYS, ports);
    await removeGroupMember('lax', ALWAYS, ports);
    await addGroupMember('lax', OPEN, ports);
    await removeGroup('lax', ports);
    expect(await ended()).toEqual([ALWAYS, ALWAYS, OPEN, OPEN].map((one) => own({ mailboxes: [one] })));
  });

  it('and everybody’s, for a group too large to be named', async () => {
    const { core, ports, ended } = await open();
    await addGroup('all', {}, ports);
    for (let index = 0; index < 1_001; index += 1) await core.stores.groups.addMember('all', `m${index}@never.example`);
    await changeGroup('all', { challenge: 'always' }, ports);
    expect(await ended()).toEqual([own('everybody')]);
  });

  it('after the change, so that who decides by the old mode sees it at registration', async () => {
    const { core, ports } = await open();
    await addGroup('staff', {}, ports);
    await addGroupMember('staff', OPEN, ports);
    const { append } = core.stores.revocations;
    let modeThen: string | undefined;
    core.stores.revocations.append = async (entry) => {
      modeThen = (await core.stores.accounts.resolve(OPEN))?.groups[0]?.policy.challenge;
      return append.call(core.stores.revocations, entry);
    };
    await changeGroup('staff', { challenge: 'always' }, ports);
    expect(modeThen).toBe('always');
  });
});

describe('an owner who chooses the mode (R1.6)', () => {
  it('may choose a stricter one than policy says, and take it back', async () => {
    const { core, ports, ended, changes } = await open();
    expect(await chooseChallengeMode(OPEN, 'new-ip', ports)).toEqual({
      kind: 'done',
      value: {
        challenge: { value: 'new-ip', layer: 'own choice' },
        byPolicy: 'never',
        choices: ['new-country', 'new-ip', 'always'],
      },
    });
    expect(await ended()).toEqual([own({ mailbox: OPEN })]);
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ kind: 'deny', reason: 'app-password-required' });
    expect(await chooseChallengeMode(OPEN, 'inherit', ports)).toMatchObject({
      value: { challenge: { value: 'never', layer: 'platform' } },
    });
    expect(await ended()).toHaveLength(1);
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ kind: 'allow' });
    expect(await changes()).toEqual([
      { event: 'mode.chosen', mailbox: OPEN, details: { challenge: 'new-ip' } },
      { event: 'mode.chosen', mailbox: OPEN, details: { challenge: 'inherit' } },
    ]);
  });

  it('may choose without being listed', async () => {
    const { ports } = await open();
    expect(await chooseChallengeMode('zoe@never.example', 'always', ports)).toMatchObject({ kind: 'done' });
    expect(await ports.accounts.findMailbox('zoe@never.example')).toBeUndefined();
  });

  it('may choose no laxer one, nor the same', async () => {
    // Negative control: fails without the look at `choices`.
    const { ports } = await open();
    await changeMailbox(OPEN, { challenge: 'new-ip' }, ports);
    for (const mode of ['never', 'new-country', 'new-ip'] as const) {
      expect(await chooseChallengeMode(OPEN, mode, ports)).toMatchObject({ code: 'mode-not-stricter' });
    }
    expect(await chooseChallengeMode(ALWAYS, 'always', ports)).toMatchObject({ code: 'mode-not-stricter' });
    expect(await ports.accounts.resolve(OPEN)).not.toHaveProperty('ownChoice');
  });

  it('may choose nothing where policy does not allow it, and what was chosen does not count', async () => {
    const { core, ports, ended } = await open();
    await chooseChallengeMode(OPEN, 'always', ports);
    await changeDomain('never.example', { userChoice: false }, ports);
    expect(await chooseChallengeMode(OPEN, 'always', ports)).toMatchObject({ code: 'choice-not-allowed' });
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ kind: 'allow' });
    const before = (await ended()).length;
    // It counts again: what was opened meanwhile ends.
    await changeDomain('never.example', { userChoice: 'inherit' }, ports);
    expect((await ended()).slice(before)).toEqual([own({ domain: 'never.example' })]);
    expect(await core.attempt(OPEN, 'own password')).toMatchObject({ reason: 'app-password-required' });
    await changeMailbox(OPEN, { userChoice: false }, ports);
    expect(await chooseChallengeMode(OPEN, 'inherit', ports)).toMatchObject({ kind: 'done' });
  });

  it('is refused as nobody, and while nothing can be recorded (R9.3)', async () => {
    const { core, ports } = await open();
    expect(await chooseChallengeMode('x@elsewhere.example', 'always', ports)).toMatchObject({
      code: 'unknown-mailbox',
    });
    core.stores.accounts.setOwnChoice = async () => false;
    expect(await chooseChallengeMode(OPEN, 'always', ports)).toMatchObject({ code: 'unknown-mailbox' });
    core.stores.audit.append = async () => Promise.reject(new Error('disk full'));
    ports.audit.record({ at: 0, kind: 'change', event: 'backup.made' });
    await ports.audit.flush();
    await core.stores.groups.add({ name: 'staff', policy: {}, createdAt: 0 });
    for (const outcome of [
      chooseChallengeMode(OPEN, 'always', ports),
      addGroup('new', {}, ports),
      changeGroup('staff', { challenge: 'always' }, ports),
      removeGroup('staff', ports),
      addGroupMember('staff', OPEN, ports),
      removeGroupMember('staff', OPEN, ports),
    ]) {
      expect(await outcome).toMatchObject({ kind: 'refused', code: 'unavailable' });
    }
  });

  it('sees nothing to choose from where policy says always', () => {
    expect(modeOf(effectiveWebPolicy({ platform: { challenge: 'always' } })).choices).toEqual([]);
    expect(modeOf(effectiveWebPolicy({ platform: { challenge: 'never', userChoice: false } })).choices).toEqual([]);
  });
});
