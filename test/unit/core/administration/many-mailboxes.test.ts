// Changes of many mailboxes, and what a change of a layer would change: reports, dry runs, audit, what ends.

import { describe, expect, it } from 'vitest';
import { type BulkAction, changeMailboxes } from '../../../../src/core/accounts/change-mailboxes.ts';
import { changeDomain } from '../../../../src/core/accounts/manage-domains.ts';
import { addGroup, addGroupMember } from '../../../../src/core/accounts/manage-groups.ts';
import { previewPolicyChange } from '../../../../src/core/accounts/preview-policy.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

const OPEN = 'alice@never.example';
const ALWAYS = 'alice@always.example';

async function open() {
  const { core, services, ended } = await createAdministrationFixture();
  const pauses = { count: 0 };
  const pause = async () => {
    pauses.count += 1;
  };
  const ports = { ...services, actor: 'test', pause };
  const changes = async () => {
    await services.audit.flush();
    const entries = await core.stores.audit.search({ kind: 'change' }, { limit: 100, after: 0 });
    return entries.map(({ event, mailbox, details }) => ({ event, ...(mailbox && { mailbox }), details }));
  };
  const change = (action: BulkAction, mailboxes: readonly string[], dryRun = false) =>
    changeMailboxes({ selection: { kind: 'named', mailboxes }, action, dryRun, id: 'bulk-1' }, ports);
  return { core, ports, ended, changes, change, pauses };
}

describe('a change of many mailboxes (R6.3)', () => {
  const always: BulkAction = { kind: 'set', request: { challenge: 'always', disabled: true } };
  const refusal = expect.objectContaining({ code: 'unknown-mailbox' });
  const names = [OPEN, ALWAYS, 'zoe@never.example', 'x@nowhere.example', OPEN];
  const changed = {
    mailbox: OPEN,
    outcome: 'changed',
    changes: [
      { field: 'challenge', from: 'inherit', to: 'always' },
      { field: 'disabled', from: 'false', to: 'true' },
    ],
    effects: [{ field: 'challenge', from: 'never', to: 'always', layer: 'mailbox' }],
  };

  it('tells in a dry run what it would do, and does none of it', async () => {
    // Negative control: fails when a dry run reaches the use case of one mailbox.
    const { change, changes, ended, core } = await open();
    const report = await change(always, names, true);
    expect(report).toMatchObject({
      value: {
        dryRun: true,
        items: [
          changed,
          { mailbox: ALWAYS, outcome: 'changed', effects: [] },
          { mailbox: 'zoe@never.example', outcome: 'refused', refusal },
          { mailbox: 'x@nowhere.example', outcome: 'refused', refusal: { code: 'unknown-domain' } },
        ],
      },
    });
    expect([await changes(), await ended()]).toEqual([[], []]);
    expect(await core.stores.accounts.findMailbox(OPEN)).toMatchObject({ policy: {}, disabled: false });
  });

  it('does what it told, each with its own entry under the id of the whole, and ends what lives (R3.1, R5.3, R6.6)', async () => {
    const { change, changes, ended, pauses } = await open();
    const told = await change(always, names, true);
    const made = await change(always, names);
    expect(made).toEqual({ kind: 'done', value: { ...(told.kind === 'done' && told.value), dryRun: false } });
    expect(await changes()).toEqual(
      [OPEN, ALWAYS].map((mailbox) => ({
        event: 'mailbox.changed',
        mailbox,
        details: { challenge: 'always', disabled: true, bulk: 'bulk-1' },
      })),
    );
    expect(await ended()).toContainEqual({
      target: { kind: 'own-password', of: { mailbox: OPEN } },
      reason: 'app-password-required',
    });
    expect(await ended()).toContainEqual({ target: { kind: 'mailbox', address: OPEN }, reason: 'disabled' });
    expect(pauses.count).toBe(8);
  });

  it('leaves alone what is as it should be, so that it can be made again', async () => {
    const { change, changes } = await open();
    await change(always, [OPEN]);
    expect(await change(always, [OPEN])).toMatchObject({
      value: { items: [{ mailbox: OPEN, outcome: 'unchanged', changes: [], effects: [] }] },
    });
    expect(await changes()).toHaveLength(1);
  });

  it('puts into a group and takes out of it, listed or not, and tells what holds then', async () => {
    const { change, changes, ports } = await open();
    await addGroup('pilots', { challenge: 'always' }, ports);
    const join: BulkAction = { kind: 'add-to-group', group: 'Pilots' };
    const joined = {
      outcome: 'changed',
      changes: [{ field: 'groups', from: 'none', to: 'pilots' }],
      effects: [{ field: 'challenge', from: 'never', to: 'always', layer: 'group pilots' }],
    };
    const both = [OPEN, 'zoe@never.example'];
    const items = both.map((mailbox) => ({ mailbox, ...joined }));
    expect(await change(join, both, true)).toMatchObject({ value: { items } });
    expect(await change(join, both)).toMatchObject({ value: { items } });
    expect(await change(join, both)).toMatchObject({ value: { items: [{ outcome: 'unchanged' }, {}] } });
    const leave: BulkAction = { kind: 'remove-from-group', group: 'pilots' };
    expect(await change(leave, [OPEN])).toMatchObject({
      value: { items: [{ effects: [{ from: 'always', to: 'never', layer: 'platform' }] }] },
    });
    expect((await changes()).at(-1)).toEqual({
      event: 'group.member-removed',
      mailbox: OPEN,
      details: { group: 'pilots', bulk: 'bulk-1' },
    });
  });

  it('is refused as a whole when it makes no sense, or nothing can be recorded (R9.3)', async () => {
    const { change, changes, ports } = await open();
    expect(await change({ kind: 'set', request: { trustedBrowserDays: 999 } }, [OPEN])).toMatchObject({
      code: 'invalid',
    });
    expect(await change({ kind: 'add-to-group', group: 'nobody' }, [OPEN])).toMatchObject({ code: 'unknown-group' });
    expect(await changes()).toEqual([]);
    const unwritable = { ...ports, audit: Object.create(ports.audit, { isWritable: { value: false } }) };
    const selection = { kind: 'named', mailboxes: [OPEN] } as const;
    const asked = { selection, action: always, dryRun: false, id: 'bulk-2' };
    expect(await changeMailboxes(asked, unwritable)).toMatchObject({ code: 'unavailable' });
  });

  it.each([
    ['although those who are done leave the filter', false],
    ['although a dry run leaves them in the filter', true],
  ])('goes on where it stopped, %s', async (_why, dryRun) => {
    // Negative control: a dry run meets the same ones for ever when the cursor isn't passed on.
    const { ports, core } = await open();
    for (let index = 0; index < 7; index += 1) {
      await core.stores.accounts.addMailbox({
        ...{ address: `m${index}@never.example`, policy: {}, disabled: false, createdAt: START },
      });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const filter = { effective: 'never', domain: 'never.example' } as const;
      const selection = { kind: 'found', filter, limit: 3, ...(after !== undefined && { after }) } as const;
      const report = await changeMailboxes({ selection, action: always, dryRun, id: 'bulk-3' }, ports);
      if (report.kind === 'refused' || seen.length > 20) throw new Error(JSON.stringify(report));
      seen.push(...report.value.items.map(({ mailbox }) => mailbox));
      after = report.value.next;
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(8);
    const left = await ports.listing.count({ effective: 'never', domain: 'never.example' }, ports.platformPolicy, 99);
    expect(left).toBe(dryRun ? seen.length : 0);
  });
});

describe('what a change of a layer would change', () => {
  it('counts those for whom something else would hold, by field, from and to', async () => {
    const { ports, changes } = await open();
    await addGroup('pilots', { challenge: 'new-ip' }, ports);
    await addGroupMember('pilots', 'zoe@never.example', ports);
    const before = await changes();
    const preview = await previewPolicyChange(
      { kind: 'domain', name: 'NEVER.example' },
      { challenge: 'always', trustedBrowserDays: 30, permittedNetworks: { mail: ['192.0.2.0/24'] } },
      ports,
    );
    if (preview.kind === 'refused') throw new Error(preview.text);
    const { mailboxes, affected, fields } = preview.value;
    expect(affected).toBe(mailboxes);
    const told = fields.map(({ examples: _examples, ...rest }) => rest);
    expect(told).toContainEqual({ field: 'challenge', from: 'never', to: 'always', mailboxes: mailboxes - 1 });
    expect(told).toContainEqual({ field: 'trustedBrowserDays', from: '0', to: '30', mailboxes });
    const imap = { field: 'permittedNetworks.imap', from: 'everywhere', to: '192.0.2.0/24', mailboxes };
    expect(told).toContainEqual(imap);
    for (const { mailboxes: count, examples } of fields) {
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.length).toBeLessThanOrEqual(Math.min(5, count));
      expect(examples.every((address) => address.endsWith('@never.example'))).toBe(true);
    }
    expect(await changes()).toEqual(before);
  });

  it('says the same as what holds once it is saved', async () => {
    const { ports, core } = await open();
    const change = { challenge: 'always' } as const;
    const never = { effective: 'never', domain: 'never.example' } as const;
    const before = await core.stores.listing.count(never, ports.platformPolicy, 100);
    const preview = await previewPolicyChange({ kind: 'domain', name: 'never.example' }, change, ports);
    await changeDomain('never.example', change, ports);
    const after = await core.stores.listing.count(never, ports.platformPolicy, 100);
    expect(preview).toMatchObject({ value: { affected: before - after } });
  });

  it('is told of groups, listed members or not, and of the platform', async () => {
    const { ports } = await open();
    await addGroup('pilots', {}, ports);
    for (const member of [OPEN, 'zoe@never.example', ALWAYS]) await addGroupMember('pilots', member, ports);
    const group = { kind: 'group', name: 'pilots' } as const;
    expect(await previewPolicyChange(group, { challenge: 'always' }, ports)).toMatchObject({
      value: {
        mailboxes: 3,
        affected: 2,
        fields: [{ field: 'challenge', from: 'never', to: 'always', mailboxes: 2 }],
      },
    });
    expect(await previewPolicyChange(group, { challenge: 'inherit' }, ports)).toMatchObject({ value: { affected: 0 } });
    const platform = await previewPolicyChange({ kind: 'platform' }, { trustedBrowserDays: 7 }, ports);
    expect(platform).toMatchObject({ value: { fields: [{ from: '0', to: '7' }] } });
    expect(await previewPolicyChange({ kind: 'platform' }, { challenge: 'inherit' }, ports)).toMatchObject({
      value: { affected: 0 },
    });
  });

  it('is refused for what is not there, and for what makes no sense', async () => {
    const { ports } = await open();
    expect(await previewPolicyChange({ kind: 'group', name: 'x' }, {}, ports)).toMatchObject({ code: 'unknown-group' });
    const domain = { kind: 'domain', name: 'x.example' } as const;
    expect(await previewPolicyChange(domain, {}, ports)).toMatchObject({ code: 'unknown-domain' });
    const never = { kind: 'domain', name: 'never.example' } as const;
    expect(await previewPolicyChange(never, { factors: [] }, ports)).toMatchObject({ code: 'invalid' });
  });
});
