// What administrators of some domains can and can't do with these domains (R6.2, R2.9, P-34), where the walk through all
// operations doesn't look: names of several kinds, many at once, and what the platform keeps for itself.

import { describe, expect, it } from 'vitest';
import { PERMISSIONS_OF_ROLES } from '../../../../src/core/administrators/permissions.ts';
import type { Requester } from '../../../../src/core/administrators/requester.ts';
import type { Delegation } from '../../../../src/core/factors/delegation.ts';
import type { AdministrationServices } from '../../../../src/web/api/administration-services.ts';
import type { Answering } from '../../../../src/web/api/operation.ts';
import { perform, type RawInput } from '../../../../src/web/api/perform.ts';
import { ProblemError } from '../../../../src/web/api/problem.ts';
import {
  addAliasOperation,
  listAliasesOperation,
  removeAliasOperation,
} from '../../../../src/web/api/routes/alias-routes.ts';
import { exportAuditOperation, searchAuditOperation } from '../../../../src/web/api/routes/audit-routes.ts';
import { changeMailboxesOperation, previewPolicyOperation } from '../../../../src/web/api/routes/bulk-routes.ts';
import { endConnectionsOperation } from '../../../../src/web/api/routes/connection-routes.ts';
import { changeDomainOperation, showDomainOperation } from '../../../../src/web/api/routes/domain-routes.ts';
import { supplyFactorOperation } from '../../../../src/web/api/routes/factor-routes.ts';
import { addGroupMemberOperation, listGroupMembersOperation } from '../../../../src/web/api/routes/group-routes.ts';
import {
  addMailboxOperation,
  changeMailboxOperation,
  listMailboxesOperation,
  removeMailboxOperation,
  showMailboxOperation,
} from '../../../../src/web/api/routes/mailbox-routes.ts';
import { explainOperation, makeBackupOperation } from '../../../../src/web/api/routes/node-routes.ts';
import { endSessionsOperation } from '../../../../src/web/api/routes/web-session-routes.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { START } from '../../../support/core-fixture.ts';
import { appPassword, auditEntry, lookupKey } from '../../../support/records.ts';

const OWN = 'always.example';
const FOREIGN = 'never.example';
const ALICE = `alice@${OWN}`;
const STRANGER = `alice@${FOREIGN}`;

const DORA: Requester = {
  ...{ actor: 'dora', administrator: 'dora', role: 'domain-administrator', domains: new Set([OWN]) },
  permissions: PERMISSIONS_OF_ROLES['domain-administrator'],
  confirmedUntil: START + 1,
};

const ADA: Requester = {
  ...{ actor: 'ada', administrator: 'ada', role: 'platform-administrator', domains: 'all' },
  permissions: PERMISSIONS_OF_ROLES['platform-administrator'],
  confirmedUntil: START + 1,
};

const DELEGATED = { enabled: true, users: true, domainAdministrators: true };
const KEPT = { ...DELEGATED, domainAdministrators: false };

async function begin(override: Partial<AdministrationServices> = {}) {
  const fixture = await createAdministrationFixture(override);
  const asked = async <Answer>(
    requester: Requester,
    operation: Answering<Answer>,
    raw: Partial<RawInput>,
  ): Promise<Answer | string> => {
    try {
      return await perform(operation, { params: {}, query: {}, body: undefined, ...raw }, requester, fixture.services);
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.code;
      throw error;
    }
  };
  return {
    ...fixture,
    stores: fixture.core.stores,
    ask: <Answer>(operation: Answering<Answer>, raw: Partial<RawInput> = {}) => asked(DORA, operation, raw),
    askAsPlatform: <Answer>(operation: Answering<Answer>, raw: Partial<RawInput> = {}) => asked(ADA, operation, raw),
  };
}

describe('an administrator of some domains', () => {
  it('is told of a domain that is here what is told of one that is not', async () => {
    const { ask } = await begin();
    for (const domain of [FOREIGN, 'nowhere.example']) {
      const address = `alice@${domain}`;
      expect(await ask(showMailboxOperation, { params: { address } })).toBe('unknown-domain');
      expect(await ask(addMailboxOperation, { body: { address } })).toBe('unknown-domain');
      expect(await ask(showDomainOperation, { params: { name: domain } })).toBe('unknown-domain');
      expect(await ask(explainOperation, { query: { loginName: address, door: 'web', ip: '192.0.2.1' } })).toBe(
        'unknown-domain',
      );
      expect(await ask(previewPolicyOperation, { body: { domain, change: {} } })).toBe('unknown-domain');
      expect(await ask(addAliasOperation, { body: { alias: `info@${domain}`, target: ALICE } })).toBe('unknown-domain');
    }
  });

  it('reaches no mailbox of another domain by an alias of the own one, and removes none by an alias elsewhere', async () => {
    const { ask, stores } = await begin();
    await stores.accounts.addAlias({ alias: `sales@${OWN}`, target: STRANGER });
    await stores.accounts.addAlias({ alias: `sales@${FOREIGN}`, target: ALICE });
    const [here, there] = [`sales@${OWN}`, `sales@${FOREIGN}`];
    await stores.appPasswords.insert(appPassword('ap-left', { mailbox: there }), lookupKey('ap-left'));
    expect(await ask(showMailboxOperation, { params: { address: here } })).toMatch(/^unknown-/);
    expect(await ask(changeMailboxOperation, { params: { address: here }, body: { disabled: true } })).toMatch(
      /^unknown-/,
    );
    expect(await ask(removeAliasOperation, { params: { alias: here } })).toBe('unknown-alias');
    expect(await ask(removeAliasOperation, { params: { alias: there } })).toBe('unknown-alias');
    expect(await ask(removeMailboxOperation, { params: { address: there } })).toBe('unknown-mailbox');
    expect(await stores.appPasswords.find('ap-left')).toBeDefined();
    expect(await ask(addAliasOperation, { body: { alias: `new@${OWN}`, target: STRANGER } })).toBe('unknown-mailbox');
    expect(await ask(listAliasesOperation, { query: { target: FOREIGN } })).toEqual({ items: [] });
    expect(await stores.accounts.listAliases(STRANGER)).toHaveLength(1);
    expect(await stores.accounts.listAliases(ALICE)).toHaveLength(1);
  });

  it('makes no domain another name of the own one', async () => {
    const { ask } = await begin();
    expect(await ask(addAliasOperation, { body: { alias: '@old.example', target: OWN } })).toBe('not-permitted');
  });

  it('changes many at once, but none of another domain, however it is selected', async () => {
    const { ask, stores } = await begin();
    const named = await ask(changeMailboxesOperation, {
      body: { mailboxes: [ALICE, STRANGER], set: { disabled: true } },
    });
    expect(named).toMatchObject({
      items: [
        { mailbox: ALICE, outcome: 'changed' },
        { mailbox: STRANGER, outcome: 'refused', refusal: { code: 'unknown-domain' } },
      ],
    });
    const found = await ask(changeMailboxesOperation, { body: { filter: {}, set: { challenge: 'never' } } });
    expect(found).toMatchObject({ items: [{ mailbox: ALICE }, { mailbox: `bob@${OWN}` }] });
    expect(await stores.accounts.findMailbox(STRANGER)).toMatchObject({ disabled: false, policy: {} });
  });

  it('needs no confirmation to see what a change of many would do', async () => {
    const { services } = await begin();
    const lapsed = { ...DORA, confirmedUntil: START };
    const body = { filter: {}, set: { disabled: true } };
    const dryRun = { params: {}, query: {}, body: { ...body, dryRun: true } };
    expect(await perform(changeMailboxesOperation, dryRun, lapsed, services)).toMatchObject({ dryRun: true });
    await expect(perform(changeMailboxesOperation, { ...dryRun, body }, lapsed, services)).rejects.toMatchObject({
      problem: { code: 'confirmation-needed' },
    });
  });

  it('counts, and is given, own mailboxes only', async () => {
    const { ask } = await begin();
    const all = await ask(listMailboxesOperation, { query: { count: 'true' } });
    expect(all).toMatchObject({ total: { mailboxes: 2 } });
    expect(await ask(listMailboxesOperation, { query: { domain: FOREIGN } })).toEqual({ items: [] });
    // Whose they are isn't a thing to ask for.
    expect(await ask(listMailboxesOperation, { query: { domains: FOREIGN } })).toBe('invalid');
  });

  it('puts own mailboxes into groups, and sees no member of another domain', async () => {
    const { ask, stores } = await begin();
    await stores.groups.add({ name: 'staff', policy: {}, createdAt: START });
    await stores.groups.addMember('staff', STRANGER);
    const staff = { params: { name: 'staff' } };
    await ask(addGroupMemberOperation, { ...staff, body: { mailbox: ALICE } });
    expect(await ask(listGroupMembersOperation, { ...staff, query: { limit: '1' } })).toEqual({
      items: [{ group: 'staff', mailbox: ALICE }],
    });
    expect(await ask(addGroupMemberOperation, { ...staff, body: { mailbox: `bob@${FOREIGN}` } })).toBe(
      'unknown-domain',
    );
  });

  it('sees what a change of the own domain would do, and not what one of the platform or a group would', async () => {
    const { ask, stores } = await begin();
    await stores.groups.add({ name: 'staff', policy: {}, createdAt: START });
    expect(await ask(previewPolicyOperation, { body: { domain: OWN, change: { challenge: 'never' } } })).toMatchObject({
      mailboxes: 2,
    });
    expect(await ask(previewPolicyOperation, { body: { group: 'staff', change: {} } })).toBe('not-permitted');
    expect(await ask(previewPolicyOperation, { body: { change: {} } })).toBe('not-permitted');
  });

  it('changes the policy of the own domain, but not where it signs in', async () => {
    // Negative control: fails without the look at backend and signInSource in domain-routes.ts.
    const { ask, askAsPlatform } = await begin();
    const own = { params: { name: OWN } };
    expect(await ask(changeDomainOperation, { ...own, body: { challenge: 'new-ip' } })).toMatchObject({
      challenge: 'new-ip',
    });
    for (const body of [{ backend: 'default' }, { signInSource: 'default' }]) {
      expect(await ask(changeDomainOperation, { ...own, body })).toBe('not-permitted');
      expect(await askAsPlatform(changeDomainOperation, { ...own, body })).toMatchObject({ name: OWN });
    }
  });

  it('ends what is of the own domain, by whatever it is named', async () => {
    // Negative control: fails without the look at the app password in connection-routes.ts.
    const { ask, stores, ended } = await begin();
    await stores.appPasswords.insert(appPassword('ap-other', { mailbox: STRANGER }), lookupKey('ap-other'));
    await stores.appPasswords.insert(appPassword('ap-own', { mailbox: ALICE }), lookupKey('ap-own'));
    expect(await ask(endConnectionsOperation, { body: { appPassword: 'ap-other' } })).toBe('unknown-app-password');
    expect(await ask(endConnectionsOperation, { body: { mailbox: STRANGER } })).toBe('unknown-domain');
    expect(await ask(endSessionsOperation, { body: { mailbox: STRANGER } })).toBe('unknown-domain');
    expect(await ended()).toEqual([]);
    expect(await ask(endConnectionsOperation, { body: { appPassword: 'ap-own' } })).toEqual({ ended: 0 });
  });

  it('follows the audit log without hearing of anybody else, also of what concerns nobody', async () => {
    const { ask, stores } = await begin();
    await stores.audit.append([
      auditEntry(START, { mailbox: STRANGER }),
      auditEntry(START, { mailbox: ALICE }),
      auditEntry(START),
      auditEntry(START, { mailbox: STRANGER }),
    ]);
    expect(await ask(searchAuditOperation, { query: { after: '0' } })).toMatchObject({
      items: [{ sequence: 2, mailbox: ALICE }],
      after: 2,
    });
    // A page of one is full of what is theirs: it is no page of all from which the rest was taken.
    expect(await ask(searchAuditOperation, { query: { limit: '1' } })).toMatchObject({
      items: [{ sequence: 2 }],
      after: 2,
    });
    expect(await ask(exportAuditOperation, { query: {} })).toMatchObject({ items: [{ sequence: 2 }] });
    expect(await ask(searchAuditOperation, { query: { mailbox: STRANGER } })).toMatchObject({ items: [] });
  });
});

describe('kinds of factors that are kept for platform administrators (R2.9)', () => {
  const delegation: Delegation = { totp: DELEGATED, email: DELEGATED, sms: KEPT };
  const onlyTotp = { challenge: 'never', factors: ['totp'] } as const;

  it('are supplied by them, and by nobody else', async () => {
    // Negative control: fails with the role of a platform administrator for everybody.
    const { ask, askAsPlatform } = await begin({ delegation });
    const supply = { params: { address: ALICE }, body: { kind: 'sms', destination: '+49 170 1234567' } };
    expect(await ask(supplyFactorOperation, supply)).toBe('factor-not-allowed');
    const mail = { ...supply, body: { kind: 'email', destination: 'alice@private.example' } };
    expect(await ask(supplyFactorOperation, mail)).toMatchObject({ kind: 'email' });
    expect(await askAsPlatform(supplyFactorOperation, supply)).toMatchObject({ kind: 'sms' });
  });

  it('are allowed by policy by them, and by nobody else: for a mailbox, a new one, many, a domain', async () => {
    // Negative control: fails without refusalBeyondLimits in manage-mailboxes.ts, change-mailboxes.ts, manage-domains.ts.
    const { ask, askAsPlatform } = await begin({ delegation, platformPolicy: onlyTotp });
    const sms = { factors: ['totp', 'sms'] };
    const one = { params: { address: ALICE }, body: sms };
    expect(await ask(changeMailboxOperation, one)).toBe('factor-not-allowed');
    expect(await ask(addMailboxOperation, { body: { address: `carol@${OWN}`, ...sms } })).toBe('factor-not-allowed');
    expect(await ask(changeDomainOperation, { params: { name: OWN }, body: sms })).toBe('factor-not-allowed');
    for (const dryRun of [true, false]) {
      expect(await ask(changeMailboxesOperation, { body: { mailboxes: [ALICE], set: sms, dryRun } })).toMatchObject({
        items: [{ outcome: 'refused', refusal: { code: 'factor-not-allowed' } }],
      });
    }
    expect(await ask(changeMailboxOperation, { ...one, body: { factors: ['email'] } })).toMatchObject({
      factors: ['email'],
    });
    expect(await askAsPlatform(changeMailboxOperation, one)).toMatchObject(sms);
  });

  it('may be said again, and taken away, where they are allowed already', async () => {
    const { ask } = await begin({ delegation });
    const one = { params: { address: ALICE } };
    for (const factors of [['totp', 'sms'], ['totp']]) {
      expect(await ask(changeMailboxOperation, { ...one, body: { factors } })).toMatchObject({ factors });
    }
    // Somebody has taken them away here: to say nothing would give them back.
    expect(await ask(changeMailboxOperation, { ...one, body: { factors: 'inherit' } })).toBe('factor-not-allowed');
    expect(await ask(changeMailboxOperation, { ...one, body: { disabled: true } })).toMatchObject({ disabled: true });
  });
});

describe('a backup', () => {
  it('replaces no file for somebody who is not at the machine', async () => {
    const { askAsPlatform, backups } = await begin();
    expect(await askAsPlatform(makeBackupOperation, { body: { file: process.execPath } })).toBe('backup-refused');
    expect(backups).toEqual([]);
  });
});
