// What is recorded of changes to factors, what is refused, and what a reset ends; through the API where it has them.

import { describe, expect, it } from 'vitest';
import { addAlias } from '../../../../src/core/accounts/manage-aliases.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import {
  issueEnrolmentCode,
  listFactors,
  removeFactor,
  renameFactor,
  renewRecoveryCodes,
  resetFactors,
  supplyFactor,
} from '../../../../src/core/factors/manage-factors.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { codeFromApp } from '../../../support/factors-fixture.ts';

const ALICE = 'alice@always.example';
const PATH = `/mailboxes/${ALICE}`;

async function open() {
  const fixture = await createAdministrationFixture();
  const { onFactorReset: onReset, ...services } = fixture.services;
  return { ...fixture, ports: { ...services, onReset, actor: ALICE } };
}

async function enrol({ services, core }: AdministrationFixture, name = 'Phone', mailbox = ALICE) {
  const key = { mailbox, boundTo: name, kind: 'totp' } as const;
  const started = await services.factors.startEnrolment({ ...key, issuer: 'Example' });
  const code = started.kind === 'started' ? codeFromApp(started.presentation.uri, core.now) : '';
  const ended = await services.factors.finishEnrolment({ ...key, code, name });
  if (ended.kind !== 'enrolled') throw new Error(ended.kind);
  return ended.factor;
}

async function changes({ core }: AdministrationFixture) {
  const entries = await core.stores.audit.search({ kind: 'change' }, { limit: 9, after: 0 });
  return entries.map(({ event, mailbox, actor, details }) => ({ event, mailbox, actor, details }));
}

describe('the factors of a mailbox', () => {
  it('are listed for its address or an alias, without secrets', async () => {
    const fixture = await open();
    const { id } = await enrol(fixture);
    await fixture.ask('POST', '/aliases', { alias: 'info@always.example', target: ALICE });
    await fixture.services.factors.renewRecoveryCodes(ALICE);
    const { status, body } = await fixture.ask('GET', '/mailboxes/INFO@always.example/factors');
    const createdAt = new Date(fixture.core.now).toISOString();
    const item = { id, mailbox: ALICE, kind: 'totp', name: 'Phone', createdAt, default: false, verified: true };
    expect([status, body]).toEqual([200, { mailbox: ALICE, items: [item], recoveryCodesLeft: 10 }]);
    await fixture.core.stores.factors.claimTimeStep(id, Number.MAX_SAFE_INTEGER, fixture.core.now);
    const used = await fixture.ask('GET', `${PATH}/factors`);
    expect(used.body.items).toEqual([{ ...item, lastUsedAt: createdAt }]);
  });

  it('are removed one by one, and that is recorded (R6.6)', async () => {
    const fixture = await open();
    const [phone, tablet] = [await enrol(fixture), await enrol(fixture, 'Tablet')];
    expect((await fixture.ask('DELETE', `${PATH}/factors/${phone.id}`)).body).toMatchObject({ name: 'Phone' });
    const again = await fixture.ask('DELETE', `${PATH}/factors/${phone.id}`);
    expect(again.body).toMatchObject({ status: 404, code: 'unknown-factor' });
    const foreign = await fixture.ask('DELETE', `/mailboxes/bob@always.example/factors/${tablet.id}`);
    expect(foreign.body).toMatchObject({ status: 404, code: 'unknown-factor' });
    expect((await fixture.ask('GET', `${PATH}/factors`)).body.items).toMatchObject([{ name: 'Tablet' }]);
    const details = { factor: phone.id, kind: 'totp', name: 'Phone' };
    expect(await changes(fixture)).toEqual([{ event: 'factor.removed', mailbox: ALICE, actor: 'cli', details }]);
    expect(fixture.resets).toEqual([]);
  });

  it('are renamed by their owner to what can be shown', async () => {
    const fixture = await open();
    const { id } = await enrol(fixture);
    const rename = (name: string, which = id) => renameFactor(ALICE, { id: which, name }, fixture.ports);
    expect(await rename(' Work\u0000 phone ')).toMatchObject({ kind: 'done', value: { id, name: 'Work phone' } });
    expect(await rename('\u200b')).toMatchObject({ code: 'invalid', problems: [{ field: 'name' }] });
    expect(await rename('Phone', 'f-unknown')).toMatchObject({ code: 'unknown-factor' });
    const details = { factor: id, kind: 'totp', name: 'Work phone' };
    expect(await changes(fixture)).toEqual([{ event: 'factor.renamed', mailbox: ALICE, actor: ALICE, details }]);
  });

  it('are renamed by an administrator, with an entry that says who (R6.1, R6.6)', async () => {
    const fixture = await open();
    const { id } = await enrol(fixture);
    const renamed = await fixture.ask('PATCH', `${PATH}/factors/${id}`, { name: 'Old phone' });
    expect(renamed.body).toMatchObject({ id, mailbox: ALICE, name: 'Old phone' });
    expect((await fixture.ask('PATCH', `${PATH}/factors/${id}`, { name: ' ' })).status).toBe(422);
    expect((await fixture.ask('PATCH', `${PATH}/factors/f-9`, { name: 'x' })).body).toMatchObject({
      code: 'unknown-factor',
    });
    expect(await changes(fixture)).toMatchObject([{ event: 'factor.renamed', mailbox: ALICE, actor: 'cli' }]);
  });

  it('keep their address from becoming an alias, whose end would bring them back', async () => {
    const fixture = await open();
    const alias = { alias: 'carol@always.example', target: ALICE };
    await enrol(fixture, 'Phone', alias.alias);
    expect(await addAlias(alias, fixture.ports)).toMatchObject({ kind: 'refused', code: 'exists' });
    await fixture.ask('DELETE', `/mailboxes/${alias.alias}`);
    expect(await addAlias(alias, fixture.ports)).toMatchObject({ kind: 'done' });
  });
});

describe('a reset of the factors (R6.3)', () => {
  it('removes them all and ends the sessions that they opened', async () => {
    // Negative control: fails without the call of `onReset`.
    const fixture = await open();
    await enrol(fixture);
    await enrol(fixture, 'Tablet');
    const { body } = await fixture.ask('DELETE', `${PATH}/factors`);
    expect(body).toEqual({ mailbox: ALICE, removed: 2 });
    expect(fixture.resets).toEqual([`${ALICE} by cli`]);
    expect((await fixture.ask('GET', `${PATH}/factors`)).body.items).toEqual([]);
    const reset = { event: 'factor.reset', mailbox: ALICE, actor: 'cli', details: { removed: 2 } };
    expect(await changes(fixture)).toEqual([reset]);
  });

  it('is recorded when the sessions can not be ended, and ends them when it is asked again', async () => {
    // Negative control: fails when the entry is written last, or when nothing is ended where there is no factor.
    const fixture = await open();
    await enrol(fixture);
    const onReset = async () => Promise.reject(new PosternError('ERR_STORE_UNAVAILABLE', 'locked'));
    const failed = resetFactors(ALICE, { ...fixture.ports, onReset });
    await expect(failed).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await changes(fixture)).toMatchObject([{ event: 'factor.reset', details: { removed: 1 } }]);
    expect(await resetFactors(ALICE, fixture.ports)).toMatchObject({ value: { removed: 0 } });
    expect(fixture.resets).toEqual([`${ALICE} by ${ALICE}`]);
  });
});

describe('codes that are given out', () => {
  it('lets an administrator give out an enrolment code, of which the audit log knows no more than that (R6.6)', async () => {
    const fixture = await open();
    const { status, body } = await fixture.ask('POST', `${PATH}/enrolment-code`);
    const expires = new Date(fixture.core.now + 7 * 86_400_000).toISOString();
    expect([status, body]).toEqual([201, { mailbox: ALICE, code: body.code, expiresAt: expires }]);
    expect(await fixture.services.factors.checkEnrolmentCode(ALICE, body.code)).toBe(true);
    const issued = { event: 'enrolment-code.issued', mailbox: ALICE, actor: 'cli', details: { expires } };
    expect(await changes(fixture)).toEqual([issued]);
  });

  it('gives their owner recovery codes, and records that there are new ones', async () => {
    const fixture = await open();
    const outcome = await renewRecoveryCodes(ALICE, fixture.ports);
    const codes = outcome.kind === 'done' ? outcome.value : [];
    expect(await fixture.services.factors.useRecoveryCode(ALICE, codes[3] ?? '')).toBe('right');
    const renewed = { event: 'recovery-codes.renewed', mailbox: ALICE, actor: ALICE, details: { count: 10 } };
    expect(await changes(fixture)).toEqual([renewed]);
  });
});

describe('a change of factors', () => {
  const calls = [
    ['rename', (given, ports) => renameFactor(given, { id: 'f-1', name: 'Phone' }, ports)],
    ['remove', (given, ports) => removeFactor(given, 'f-1', ports)],
    ['reset', (given, ports) => resetFactors(given, ports)],
    ['renewal of recovery codes', (given, ports) => renewRecoveryCodes(given, ports)],
    ['issue of an enrolment code', (given, ports) => issueEnrolmentCode(given, ports)],
  ] as const satisfies readonly (readonly [string, (given: string, ports: Ports) => Promise<object>])[];

  it.each(calls)('(%s) is refused for a mailbox that is not there', async (_name, call) => {
    const { ports } = await open();
    expect(await call('alice@elsewhere.example', ports)).toMatchObject({ kind: 'refused', code: 'unknown-domain' });
    expect(await listFactors('nobody', { ...ports, loginNames: { recipientDelimiter: '+' } })).toMatchObject({
      code: 'unknown-mailbox',
    });
  });

  it.each(calls)('(%s) is refused while nothing can be recorded (R9.3)', async (_name, call) => {
    const fixture = await open();
    const { audit, factors } = fixture.ports;
    await enrol(fixture);
    fixture.core.stores.audit.append = async () => Promise.reject(new Error('disk full'));
    audit.record({ at: 0, kind: 'change', event: 'backup.made' });
    await audit.flush();
    expect(await call(ALICE, fixture.ports)).toMatchObject({ kind: 'refused', code: 'unavailable' });
    expect(await factors.list(ALICE)).toHaveLength(1);
    expect(await factors.recoveryCodesLeft(ALICE)).toBe(0);
  });
});

type Ports = Awaited<ReturnType<typeof open>>['ports'];

describe('factors that an administrator supplies (R2.3, R2.4, R2.9)', () => {
  const MAIL = { kind: 'email', destination: 'alice@elsewhere.example', name: 'Private' };

  it('count at once, unverified, and are recorded by as much as is shown (R6.6)', async () => {
    const fixture = await open();
    const { status, body } = await fixture.ask('POST', `${PATH}/factors`, MAIL);
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'email', name: 'Private', verified: false, default: false });
    expect(JSON.stringify(await fixture.ask('GET', `${PATH}/factors`))).not.toContain(MAIL.destination);
    const details = { factor: body.id, kind: 'email', name: 'Private', destination: 'a•••@elsewhere.example' };
    expect(await changes(fixture)).toEqual([{ event: 'factor.supplied', mailbox: ALICE, actor: 'cli', details }]);
  });

  it.each([
    ['invalid', 422, { kind: 'email', destination: 'nobody' }],
    ['invalid', 422, { kind: 'email', destination: ALICE }],
    ['invalid', 422, { kind: 'email', destination: 'bob+codes@always.example' }],
    ['invalid', 422, { kind: 'sms', destination: '+1 212 555 0123' }],
    ['invalid', 422, { kind: 'totp', destination: 'x' }],
    ['exists', 409, { kind: 'email', destination: 'ALICE@elsewhere.example' }],
  ])('are refused as %s (%i): %j', async (code, status, wish) => {
    const fixture = await open();
    await fixture.ask('POST', `${PATH}/factors`, MAIL);
    expect((await fixture.ask('POST', `${PATH}/factors`, wish)).body).toMatchObject({ code, status });
    expect((await fixture.ask('GET', `${PATH}/factors`)).body.items).toHaveLength(1);
  });

  it('are refused beyond what a mailbox may have, and for mailboxes that nobody has', async () => {
    const fixture = await open();
    for (let index = 0; index < 20; index += 1) {
      await fixture.ask('POST', `${PATH}/factors`, { ...MAIL, destination: `a${index}@elsewhere.example` });
    }
    expect((await fixture.ask('POST', `${PATH}/factors`, MAIL)).body).toMatchObject({ code: 'too-many-factors' });
    const nobody = await fixture.ask('POST', '/mailboxes/x@nowhere.example/factors', MAIL);
    expect(nobody.status).toBe(404);
  });

  it('are refused where the kind does not exist, or is not for those who ask', async () => {
    // Negative control: fails without the look at delegation.
    const fixture = await open();
    const email = { enabled: true, users: true, domainAdministrators: false };
    const wish = { kind: 'email', destination: 'alice@elsewhere.example' } as const;
    const ask = (role: 'platform-administrator' | 'domain-administrator', enabled: boolean) =>
      supplyFactor(ALICE, wish, { ...fixture.ports, role, delegation: { email: { ...email, enabled } } });
    expect(await ask('domain-administrator', true)).toMatchObject({ code: 'factor-not-allowed' });
    expect(await ask('platform-administrator', false)).toMatchObject({ code: 'factor-not-allowed' });
    expect(await ask('platform-administrator', true)).toMatchObject({ kind: 'done' });
  });

  it('are refused while nobody can record it', async () => {
    const fixture = await open();
    Object.defineProperty(fixture.services.audit, 'isWritable', { value: false });
    expect((await fixture.ask('POST', `${PATH}/factors`, MAIL)).body).toMatchObject({ code: 'unavailable' });
  });

  it('can be made the default, and that is recorded', async () => {
    const fixture = await open();
    const { body: factor } = await fixture.ask('POST', `${PATH}/factors`, MAIL);
    const path = `${PATH}/factors/${factor.id}/default`;
    expect((await fixture.ask('PUT', path)).body).toMatchObject({ id: factor.id, default: true });
    expect((await changes(fixture)).at(-1)).toMatchObject({ event: 'factor.made-default', actor: 'cli' });
    expect((await fixture.ask('PUT', `${PATH}/factors/f-unknown/default`)).body).toMatchObject({
      code: 'unknown-factor',
    });
  });
});
