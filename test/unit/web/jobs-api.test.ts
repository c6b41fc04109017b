// Long work through the API: changes of many mailboxes as jobs, and who may see and end them.

import { describe, expect, it } from 'vitest';
import { done } from '../../../src/core/administration/change.ts';
import type { Jobs } from '../../../src/core/administration/jobs.ts';
import { PERMISSIONS_OF_ROLES } from '../../../src/core/administrators/permissions.ts';
import { OPERATOR, type Requester } from '../../../src/core/administrators/requester.ts';
import type { JobDetailResource } from '../../../src/web/api/client/job-resources.ts';
import { perform } from '../../../src/web/api/perform.ts';
import { ProblemError } from '../../../src/web/api/problem.ts';
import { startImportJobOperation } from '../../../src/web/api/routes/import-job-routes.ts';
import {
  applyJobOperation,
  cancelJobOperation,
  listJobsOperation,
  showJobOperation,
  startBulkJobOperation,
} from '../../../src/web/api/routes/job-routes.ts';
import { type AdministrationFixture, createAdministrationFixture } from '../../support/administration-fixture.ts';
import { START } from '../../support/core-fixture.ts';

const NOTHING = { params: {}, query: {}, body: {} };

const auditor: Requester = {
  ...{ actor: 'eve', administrator: 'eve', role: 'auditor', domains: 'all', confirmedUntil: 'always' },
  permissions: PERMISSIONS_OF_ROLES.auditor,
};

async function withMailboxes(count: number): Promise<AdministrationFixture> {
  const node = await createAdministrationFixture();
  for (let index = 0; index < count; index += 1) {
    const address = `m${String(index).padStart(4, '0')}@never.example`;
    await node.core.stores.accounts.addMailbox({ address, policy: {}, disabled: false, createdAt: START });
  }
  return node;
}

async function ended(node: AdministrationFixture, id: string): Promise<JobDetailResource> {
  for (;;) {
    const { body } = await node.ask('GET', `/jobs/${id}`);
    if (body.state !== 'running') return body;
    await new Promise(setImmediate);
  }
}

async function problemOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
  return 'none';
}

/** A file of so many mailboxes that aren't there, in a domain that is. */
function fileOf(count: number, challenge = ''): string {
  return `address,challenge\n${Array.from({ length: count }, (_, at) => `i${at}@never.example,${challenge}\n`).join('')}`;
}

describe('a file of mailboxes as a job', () => {
  it('adds and changes what its rows say, with their lines, and keeps none of them', async () => {
    const node = await withMailboxes(0);
    const csv = `${fileOf(120, 'always')}alice@never.example,always\nx@nowhere.example,\n`;
    const started = await node.ask('POST', '/jobs/import', { csv });
    expect([started.status, started.body.state, started.body.total]).toEqual([201, 'running', 122]);
    const job = await ended(node, started.body.id);
    expect(job).toMatchObject({
      ...{ kind: 'import', state: 'finished', dryRun: false, done: 122 },
      outcomes: { added: 120, changed: 1, unchanged: 0, refused: 1 },
      failures: [{ subject: 'x@nowhere.example', line: 123, refusal: { code: 'unknown-domain' } }],
    });
    expect(JSON.stringify(await node.core.stores.jobs.list())).not.toContain('i7@never.example');
    const entries = await node.core.stores.audit.search({ event: 'mailbox.added' }, { limit: 500, after: 0 });
    expect([entries.length, entries[0]?.details?.['bulk']]).toEqual([120, job.id]);
  });

  it('does what its dry run showed, once, and only for who may', async () => {
    const node = await withMailboxes(0);
    const dry = await ended(node, (await node.ask('POST', '/jobs/import', { csv: fileOf(60), dryRun: true })).body.id);
    expect(dry).toMatchObject({ ready: true, outcomes: { added: 60 } });
    expect(await node.core.stores.accounts.findMailbox('i0@never.example')).toBeUndefined();
    const apply = (requester: Requester) =>
      perform(applyJobOperation, { ...NOTHING, params: { id: dry.id } }, requester, node.services);
    expect(await problemOf(apply(auditor))).toBe('not-permitted');
    expect(await problemOf(apply({ ...OPERATOR, confirmedUntil: START - 1 }))).toBe('confirmation-needed');
    const both = await Promise.all([1, 2].map(() => node.ask('POST', `/jobs/${dry.id}/apply`)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404]);
    const made = both.find(({ status }) => status === 201);
    expect(await ended(node, made?.body.id)).toMatchObject({ dryRun: false, outcomes: { added: 60 } });
    expect((await node.ask('GET', `/jobs/${dry.id}`)).body.ready).toBeUndefined();
  });

  it('changes nothing of other domains than those of whoever asks', async () => {
    const { services, core } = await withMailboxes(0);
    const dora: Requester = { ...OPERATOR, actor: 'dora', domains: new Set(['always.example']) };
    const body = { csv: fileOf(1) };
    const job = await perform(startImportJobOperation, { ...NOTHING, body }, dora, services);
    expect(job).toMatchObject({ outcomes: { added: 0, refused: 1 } });
    expect(await core.stores.accounts.findMailbox('i0@never.example')).toBeUndefined();
  });

  it('is refused as a whole for what is no file of mailboxes, before it begins', async () => {
    const node = await withMailboxes(0);
    for (const csv of ['address\n"open', 'address,mode\na@never.example,x\n', 'x'.repeat(10 * 1024 * 1024 + 1)]) {
      expect((await node.ask('POST', '/jobs/import', { csv })).body.code).toBe('invalid');
    }
    expect((await node.ask('GET', '/jobs')).body.items).toEqual([]);
  });
});

describe('a change of many mailboxes as a job', () => {
  it('changes each that a filter finds once, though it no longer finds them afterwards', async () => {
    const node = await withMailboxes(250);
    const wish = { filter: { prefix: 'm0', effective: 'never' }, set: { challenge: 'always' } };
    const started = await node.ask('POST', '/jobs/bulk', wish);
    expect([started.status, started.body.state, started.body.total]).toEqual([201, 'running', 250]);
    const job = await ended(node, started.body.id);
    expect(job).toMatchObject({
      ...{ kind: 'bulk', state: 'finished', dryRun: false, actor: 'cli', done: 250, request: wish },
      outcomes: { added: 0, changed: 250, unchanged: 0, refused: 0 },
      effects: [{ field: 'challenge', from: 'never', to: 'always', items: 250 }],
    });
    const entries = await node.core.stores.audit.search({ event: 'mailbox.changed' }, { limit: 500, after: 0 });
    expect(new Set(entries.map(({ mailbox }) => mailbox)).size).toBe(250);
    expect(new Set(entries.map(({ details }) => details?.['bulk']))).toEqual(new Set([job.id]));
  });

  it('is `unchanged` when it is started again', async () => {
    const node = await withMailboxes(3);
    const wish = { filter: { prefix: 'm0' }, set: { challenge: 'always' } };
    await node.ask('POST', '/jobs/bulk', wish);
    expect((await node.ask('POST', '/jobs/bulk', wish)).body).toMatchObject({
      ...{ state: 'finished', outcomes: { changed: 0, unchanged: 3 } },
    });
  });

  it('says in a dry run what would be, and changes nothing', async () => {
    const node = await withMailboxes(150);
    const wish = { filter: { prefix: 'm0' }, set: { disabled: true }, dryRun: true };
    const { body } = await node.ask('POST', '/jobs/bulk', wish);
    expect(await ended(node, body.id)).toMatchObject({ dryRun: true, outcomes: { changed: 150 } });
    expect(await node.core.stores.audit.search({}, { limit: 10, after: 0 })).toEqual([]);
  });

  it('takes names as they come, and tells which it could not change and why', async () => {
    const node = await withMailboxes(120);
    const named = Array.from({ length: 120 }, (_, index) => `M${String(index).padStart(4, '0')}@never.example`);
    const mailboxes = [...named, 'nobody@elsewhere.example', named[0]];
    const { body } = await node.ask('POST', '/jobs/bulk', { mailboxes, set: { trustedBrowserDays: 0 } });
    expect(await ended(node, body.id)).toMatchObject({
      ...{ total: 121, done: 121, outcomes: { changed: 120, refused: 1 } },
      failures: [{ subject: 'nobody@elsewhere.example', refusal: { code: 'unknown-domain' } }],
    });
  });

  it('is refused before it begins where the change itself makes no sense', async () => {
    const node = await withMailboxes(1);
    expect((await node.ask('POST', '/jobs/bulk', { filter: {}, addToGroup: 'pilots' })).body.code).toBe(
      'unknown-group',
    );
    expect((await node.ask('POST', '/jobs/bulk', { filter: {} })).body.code).toBe('invalid');
    expect((await node.ask('POST', '/jobs/bulk', { set: { challenge: 'always' } })).body.code).toBe('invalid');
    expect((await node.ask('POST', '/jobs/bulk', { filter: {}, set: { trustedBrowserDays: 5_000 } })).body.code).toBe(
      'invalid',
    );
    expect((await node.ask('GET', '/jobs')).body.items).toEqual([]);
  });

  it('needs both steps lately, unless it is a dry run (R6.2)', async () => {
    const { services } = await withMailboxes(1);
    const lapsed: Requester = { ...OPERATOR, actor: 'alice', confirmedUntil: START - 1 };
    const wish = { filter: {}, set: { challenge: 'always' } };
    const start = (body: object) => perform(startBulkJobOperation, { ...NOTHING, body }, lapsed, services);
    expect(await problemOf(start(wish))).toBe('confirmation-needed');
    expect(await start({ ...wish, dryRun: true })).toMatchObject({ state: 'finished' });
  });
});

describe('jobs of administrators', () => {
  // Negative control: fails when pieces are performed as the requester of the start.
  it('stop when their administrator is disabled meanwhile (P-34, R6.2)', async () => {
    const node = await withMailboxes(350);
    const { administrators } = node.core.stores;
    await administrators.add({
      ...{ name: 'alice', role: 'platform-administrator', domains: 'all', createdAt: START, stamp: 's1' },
    });
    const alice: Requester = { ...OPERATOR, actor: 'alice', administrator: 'alice' };
    const wish = { filter: { prefix: 'm0' }, set: { challenge: 'always' } };
    const { id } = await perform(startBulkJobOperation, { ...NOTHING, body: wish }, alice, node.services);
    await administrators.change('alice', { disabled: true, stamp: 's2' }, 'unguarded');
    const job = await ended(node, id);
    expect(job).toMatchObject({ state: 'stopped', refusal: { code: 'not-permitted' } });
    expect(job.done).toBeLessThan(350);
  });

  it('stop when they are auditors from now on', async () => {
    const node = await withMailboxes(350);
    const { administrators } = node.core.stores;
    await administrators.add({
      ...{ name: 'alice', role: 'platform-administrator', domains: 'all', createdAt: START, stamp: 's1' },
    });
    const alice: Requester = { ...OPERATOR, actor: 'alice', administrator: 'alice' };
    const wish = { filter: { prefix: 'm0' }, set: { challenge: 'always' } };
    const { id } = await perform(startBulkJobOperation, { ...NOTHING, body: wish }, alice, node.services);
    await administrators.change('alice', { role: 'auditor', stamp: 's2' }, 'unguarded');
    expect(await ended(node, id)).toMatchObject({
      ...{ state: 'stopped', refusal: { code: 'not-permitted', text: 'this takes the permission mailboxes:write' } },
    });
  });

  it('are known to whoever looks after all domains, and else to themselves', async () => {
    const { services, ask } = await withMailboxes(1);
    const { id } = (await ask('POST', '/jobs/bulk', { filter: {}, set: { challenge: 'always' } })).body;
    const bob: Requester = { ...auditor, actor: 'bob', administrator: 'bob', domains: new Set(['never.example']) };
    const listed = (requester: Requester) => perform(listJobsOperation, NOTHING, requester, services);
    expect((await listed(auditor)).items.map((job) => job.id)).toEqual([id]);
    expect((await listed(bob)).items).toEqual([]);
    const shown = (requester: Requester) =>
      perform(showJobOperation, { ...NOTHING, params: { id } }, requester, services);
    expect(await shown(auditor)).toMatchObject({ id, actor: 'cli' });
    expect(await problemOf(shown(bob))).toBe('unknown-job');
    const admin: Requester = { ...bob, permissions: PERMISSIONS_OF_ROLES['domain-administrator'] };
    const cancelled = (requester: Requester) =>
      perform(cancelJobOperation, { ...NOTHING, params: { id } }, requester, services);
    expect(await problemOf(cancelled(admin))).toBe('unknown-job');
    expect(await problemOf(cancelled(auditor))).toBe('not-permitted');
    expect(await cancelled(OPERATOR)).toMatchObject({ state: 'finished' });
  });

  it('are not known to whoever has the name of somebody who was removed (R6.2)', async () => {
    // Negative control: fails when jobs are known by the name alone.
    const { services, core } = await withMailboxes(1);
    const bob: Requester = {
      ...{ actor: 'bob', administrator: 'bob', role: 'domain-administrator', domains: new Set(['never.example']) },
      ...{ permissions: PERMISSIONS_OF_ROLES['domain-administrator'], confirmedUntil: 'always' },
    };
    const { administrators } = core.stores;
    const added = { name: 'bob', role: 'domain-administrator', domains: new Set(['never.example']) } as const;
    await administrators.add({ ...added, createdAt: START, stamp: 's1' });
    const wish = { filter: {}, set: { challenge: 'always' } };
    const { id } = await perform(startBulkJobOperation, { ...NOTHING, body: wish }, bob, services);
    const known = async () => [
      (await perform(listJobsOperation, NOTHING, bob, services)).items.map((job) => job.id),
      await perform(showJobOperation, { ...NOTHING, params: { id } }, bob, services).then(
        () => 'shown',
        (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
      ),
    ];
    expect(await known()).toEqual([[id], 'shown']);
    await administrators.remove('bob', 'unguarded');
    await administrators.add({ ...added, createdAt: START + 1_000, stamp: 's2' });
    expect(await known()).toEqual([[], 'unknown-job']);
  });

  it('are refused, with a code, while too many run', async () => {
    const full: Jobs = {
      ...{ recover: async () => undefined, list: async () => [], [Symbol.asyncDispose]: async () => undefined },
      start: async () => ({ kind: 'refused', code: 'too-many-jobs', text: '4 jobs are running: wait for one' }),
      find: async () => ({ kind: 'refused', code: 'unknown-job', text: 'there is no job' }),
      cancel: async () => done({} as never),
      apply: async () => done({} as never),
    };
    const { ask } = await createAdministrationFixture({ jobs: full });
    expect(await ask('POST', '/jobs/bulk', { filter: {}, set: { challenge: 'always' } })).toMatchObject({
      ...{ status: 409, body: { code: 'too-many-jobs' } },
    });
  });
});
