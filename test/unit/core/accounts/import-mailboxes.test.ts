// Mailboxes as rows of a table: what a row adds and changes, what it can't, and that a dry run does nothing of it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importMailboxes } from '../../../../src/core/accounts/import-mailboxes.ts';
import { MAILBOX_COLUMNS, mailboxCells, readMailboxTable } from '../../../../src/core/accounts/mailbox-table.ts';
import { addGroup } from '../../../../src/core/accounts/manage-groups.ts';
import { csvRow } from '../../../../src/core/csv.ts';
import type { PolicyLayer } from '../../../../src/core/policy/policy.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { START } from '../../../support/core-fixture.ts';

const OPEN = 'alice@never.example';

async function open() {
  const { core, services, ended } = await createAdministrationFixture();
  const ports = { ...services, actor: 'test', pause: async () => undefined };
  const run = async (csv: string, more: { dryRun?: boolean; after?: number; limit?: number } = {}) => {
    const read = readMailboxTable(csv);
    if (read.kind === 'refused') return read;
    const request = { rows: read.value, after: 0, limit: 1_000, dryRun: false, id: 'bulk-1', ...more };
    return importMailboxes(request, ports);
  };
  const changes = async () => {
    await services.audit.flush();
    const entries = await core.stores.audit.search({ kind: 'change' }, { limit: 100, after: 0 });
    return entries.map(({ event, mailbox, details }) => ({ event, mailbox, details }));
  };
  return { core, ports, ended, run, changes, accounts: core.stores.accounts };
}

const FILE = `address,challenge,disabled,permittedNetworks.mail,groups
${OPEN},always,yes,192.0.2.0/24 2001:db8::/32,pilots
new@never.example,,,none,
alice@always.example,,,,
x@nowhere.example,always,,,
`;

describe('an import of mailboxes (R6.3)', () => {
  const items = [
    {
      line: 2,
      mailbox: OPEN,
      outcome: 'changed',
      changes: [
        { field: 'challenge', from: 'inherit', to: 'always' },
        { field: 'permittedNetworks.mail', from: 'inherit', to: '192.0.2.0/24 2001:db8::/32' },
        { field: 'disabled', from: 'false', to: 'true' },
        { field: 'groups', from: 'none', to: 'pilots' },
      ],
      effects: expect.arrayContaining([{ field: 'challenge', from: 'never', to: 'always', layer: 'mailbox' }]),
    },
    {
      line: 3,
      mailbox: 'new@never.example',
      outcome: 'added',
      changes: [{ field: 'permittedNetworks.mail', from: 'inherit', to: 'none' }],
    },
    { line: 4, mailbox: 'alice@always.example', outcome: 'unchanged', changes: [], effects: [] },
    { line: 5, mailbox: 'x@nowhere.example', outcome: 'refused', refusal: { code: 'unknown-domain' } },
  ];

  it('tells in a dry run what it would do, and does none of it', async () => {
    // Negative control: fails when a dry run reaches the use cases of one mailbox.
    const { run, ports, changes, ended } = await open();
    await addGroup('pilots', {}, ports);
    const before = await changes();
    expect(await run(FILE, { dryRun: true })).toMatchObject({ value: { dryRun: true, items } });
    expect([await changes(), await ended()]).toEqual([before, []]);
  });

  it('does what the dry run said, each with the id of the whole in its audit entry, and nothing the second time', async () => {
    const { run, ports, changes, accounts } = await open();
    await addGroup('pilots', {}, ports);
    expect(await run(FILE)).toMatchObject({ value: { id: 'bulk-1', items } });
    expect(
      (await changes()).slice(1).map(({ event, mailbox, details }) => [event, mailbox, details?.['bulk']]),
    ).toEqual([
      ['group.member-added', OPEN, 'bulk-1'],
      ['mailbox.changed', OPEN, 'bulk-1'],
      ['mailbox.added', 'new@never.example', 'bulk-1'],
    ]);
    expect(await accounts.resolve(OPEN)).toMatchObject({
      mailbox: { disabled: true, policy: { challenge: 'always' } },
      groups: [{ name: 'pilots' }],
    });
    const again = await run(FILE);
    const outcomes = again.kind === 'done' ? again.value.items.map(({ outcome }) => outcome) : [];
    expect(outcomes).toEqual(['unchanged', 'unchanged', 'unchanged', 'refused']);
  });

  it('writes only what is another thing, so that nothing ends which goes on', async () => {
    // Negative control: fails when the whole row goes to the use case: `challenge` would end what own passwords opened.
    const { run, changes, ended } = await open();
    await run('address,challenge,userChoice\nalice@always.example,always,\n');
    const before = (await ended()).length;
    await run('address,challenge,userChoice\nalice@always.example,always,no\n');
    expect((await changes()).at(-1)?.details).toEqual({ userChoice: 'false', bulk: 'bulk-1' });
    expect(await ended()).toHaveLength(before);
  });

  it('takes settings back by inherit, and leaves groups by none', async () => {
    const { run, ports, accounts } = await open();
    await addGroup('pilots', {}, ports);
    await run(`address;challenge;permittedCountries.web;groups\n${OPEN};always;all but KP;pilots\n`);
    expect(await accounts.resolve(OPEN)).toMatchObject({
      mailbox: { policy: { permittedCountries: { web: { deny: ['KP'] } } } },
    });
    await run(`address;challenge;permittedCountries.web;groups\n${OPEN};Inherit;inherit;none\n`);
    expect(await accounts.resolve(OPEN)).toMatchObject({ mailbox: { policy: {} }, groups: [] });
  });

  it.each([
    ['no address', ',always,,', { field: 'address', reason: 'is no address such as anna@example.com' }],
    [
      'a name without a domain',
      'alice,always,,',
      { field: 'address', reason: 'is no address such as anna@example.com' },
    ],
    [
      'a mode that is none',
      `${OPEN},sometimes,,`,
      { field: 'challenge', reason: expect.stringContaining('must be never') },
    ],
    ['a flag that is none', `${OPEN},,maybe,`, { field: 'disabled', reason: 'must be yes or no' }],
    ['a control', `${OPEN},,ye\u0007s,`, { field: 'disabled', reason: 'must be yes or no' }],
    [
      'a network that is none',
      `${OPEN},,,300.1.2.3`,
      { field: 'permittedNetworks.mail', reason: expect.stringContaining('300.1.2.3') },
    ],
  ])('refuses a row with %s, and does all others', async (_what, row, problem) => {
    const { run, accounts } = await open();
    const report = await run(`address,challenge,disabled,permittedNetworks.mail\n${row}\nalice@always.example,,yes,\n`);
    expect(report).toMatchObject({
      value: {
        items: [{ outcome: 'refused', refusal: { code: 'invalid', problems: [problem] } }, { outcome: 'changed' }],
      },
    });
    expect((await accounts.findMailbox(OPEN))?.disabled).toBe(false);
  });

  it('refuses the second row of a mailbox, however it is spelt, and an alias', async () => {
    const { run, accounts } = await open();
    await accounts.addAlias({ alias: 'info@never.example', target: OPEN });
    const report = await run(`address,disabled\n${OPEN},yes\n ALICE@Never.example ,no\ninfo@never.example,no\n`);
    expect(report).toMatchObject({
      value: {
        items: [
          { outcome: 'changed' },
          { outcome: 'refused', refusal: { problems: [{ field: 'address', reason: 'is in line 2 already' }] } },
          { outcome: 'refused', refusal: { code: 'exists', text: `info@never.example is an alias of ${OPEN}` } },
        ],
      },
    });
    expect((await accounts.findMailbox(OPEN))?.disabled).toBe(true);
  });

  it('looks at no row while a column is unknown, is there twice, or says nobody', async () => {
    const { run, changes } = await open();
    expect(await run('mailbox,challenge,Challenge,\na@never.example,always,always,\n')).toMatchObject({
      kind: 'refused',
      problems: [
        { field: 'mailbox', reason: 'is no column that is known' },
        { field: 'Challenge', reason: 'is there twice' },
        { field: 'column 4', reason: 'is no column that is known' },
        { field: 'address', reason: 'is a column that must be there' },
      ],
    });
    expect(await changes()).toEqual([]);
  });

  it('refuses a row with a group that is not there', async () => {
    const { run, accounts } = await open();
    expect(await run(`address,groups\n${OPEN},pilots\n`)).toMatchObject({
      value: { items: [{ outcome: 'refused', refusal: { code: 'invalid', problems: [{ field: 'groups' }] } }] },
    });
    expect((await accounts.resolve(OPEN))?.groups).toEqual([]);
  });

  it('goes part by part, and changes nothing while nothing can be recorded', async () => {
    const { run, ports } = await open();
    const part = await run(FILE, { limit: 2 });
    expect(part).toMatchObject({ value: { next: 2, items: [{ line: 2 }, { line: 3 }] } });
    const rest = await run(FILE, { limit: 2, after: 2 });
    expect(rest).toMatchObject({ value: { items: [{ line: 4 }, { line: 5 }] } });
    expect(rest.kind === 'done' && rest.value.next).toBe(undefined);
    Object.defineProperty(ports.audit, 'isWritable', { value: false });
    expect(await run(FILE)).toMatchObject({ kind: 'refused', code: 'unavailable' });
    expect(await run(FILE, { dryRun: true })).toMatchObject({ kind: 'done' });
  });

  it('changes nothing when it gets what an export wrote', async () => {
    const network = fc.constantFrom('192.0.2.0/24', '2001:db8::/32', '10.0.0.0/8');
    const networks = fc.uniqueArray(network);
    const rule = fc.constantFrom({ allow: ['DE', 'unknown'] }, { allow: [] }, { deny: [] }, { deny: ['KP', 'AT'] });
    const policies: fc.Arbitrary<PolicyLayer> = fc.record(
      {
        challenge: fc.constantFrom('never', 'always', 'new-ip'),
        permittedNetworks: fc.dictionary(fc.constantFrom('mail', 'imap', 'web', 'administration'), networks, {
          minKeys: 1,
        }),
        permittedCountries: fc.dictionary(fc.constantFrom('mail', 'web'), rule, { minKeys: 1 }),
        trustedNetworks: networks,
        evenFromTrustedNetworks: fc.boolean(),
        trustedBrowserDays: fc.nat({ max: 365 }),
        userChoice: fc.boolean(),
        compare: fc.constantFrom('known', 'last'),
        enrolment: fc.constantFrom('anywhere', 'enrolment-code'),
        factors: fc.constantFrom(['totp'] as const, ['email', 'sms'] as const),
      },
      { requiredKeys: [] },
    );
    const names = fc.constantFrom('anna', '=cmd', '+a', '-b', "'=c", "o'neill", 'jürgen');
    await fc.assert(
      fc.asyncProperty(names, policies, fc.boolean(), async (name, policy, disabled) => {
        const { run, accounts, ports, core } = await open();
        const address = `${name}@never.example`;
        await accounts.addMailbox({ address, policy, disabled, createdAt: START });
        const { items } = await core.stores.listing.list({}, { order: 'address', limit: 100 }, ports.platformPolicy);
        const rows = items.map(mailboxCells).map((cells) => MAILBOX_COLUMNS.map((column) => cells.get(column) ?? ''));
        const report = await run([MAILBOX_COLUMNS, ...rows].map(csvRow).join(''));
        const outcomes = report.kind === 'done' ? report.value.items.map(({ outcome }) => outcome) : [report.text];
        expect([items.length, new Set(outcomes)]).toEqual([outcomes.length, new Set(['unchanged'])]);
      }),
      { numRuns: 60 },
    );
  });

  it('makes of anything either a table or a refusal, and never throws', async () => {
    const { run } = await open();
    const cell = fc.oneof(fc.constantFrom(...MAILBOX_COLUMNS, OPEN, 'inherit', 'none', 'always', '"', ''), fc.string());
    const text = fc.array(fc.array(cell).map((cells) => cells.join(','))).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.string({ unit: 'binary' })), async (csv) => {
        const report = await run(csv, { dryRun: true });
        expect(['done', 'refused']).toContain(report.kind);
      }),
    );
  });
});
