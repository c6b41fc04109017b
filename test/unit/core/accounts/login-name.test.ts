// Every spelling of a name is one mailbox or nobody's (P-14, P-15).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import {
  canonicalAddress,
  canonicalDomain,
  type LoginNameRules,
  resolveLoginName,
} from '../../../../src/core/accounts/login-name.ts';
import { createCoreFixture } from '../../../support/core-fixture.ts';
import { runs } from '../../../support/runs.ts';

const RULES: LoginNameRules = { defaultDomain: 'example.com', recipientDelimiter: '+' };

/** What people and attackers make names of. */
const scraps = fc.constantFrom(
  ...[
    'alice',
    'ALICE',
    'ａｌｉｃｅ',
    'example.com',
    'EXAMPLE.com',
    'bücher.example',
    '@',
    '＠',
    '.',
    '。',
    '+',
    '*',
    '％',
  ],
  ...[
    '%',
    '/',
    '\\',
    '"',
    ' ',
    '\t',
    '\u0000',
    '\u00ad',
    '\u200d',
    '\u202e',
    'ß',
    'İ',
    'ſ',
    'K',
    'Σ',
    'J\u030c',
    'ﬁ',
    '℀',
  ],
  ...['xn--', '-', '_', "'", '!', '#', '=', '[', ']', ':', '1', '0x7f', '\ud800'],
);
const names = fc.oneof(
  fc.array(scraps, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

describe('a canonical address', () => {
  it.each([
    ['alice@example.com', 'alice@example.com'],
    ['ALICE@Example.COM', 'alice@example.com'],
    ['alice', 'alice@example.com'],
    ['ａｌｉｃｅ＠example.com', 'alice@example.com'],
    ['alice@bücher.example', 'alice@xn--bcher-kva.example'],
    ['alice@BÜCHER.example', 'alice@xn--bcher-kva.example'],
    ['alice@example。com', 'alice@example.com'],
    ['alice@exam\u00adple.com', 'alice@example.com'],
    ['\u212aelvin@example.com', 'kelvin@example.com'],
    ['alice+news@example.com', 'alice+news@example.com'],
    ["o'brien@example.com", "o'brien@example.com"],
    ['J\u030cane@example.com', '\u01f0ane@example.com'],
    ['jörg@example.com', 'jörg@example.com'],
  ])('of %j is %j', (typed, canonical) => {
    expect(canonicalAddress(typed, RULES)).toBe(canonical);
  });

  it.each([
    [''],
    ['@'],
    ['@example.com'],
    ['alice@'],
    ['alice@example.com.'],
    ['alice@.example.com'],
    ['alice@-example.com'],
    ['alice@exa mple.com'],
    ['alice@exam%70le.com'],
    ['alice@[192.0.2.1]'],
    ['alice@example.com:993'],
    ['alice@user@example.com'],
    ['alice*master@example.com'],
    ['alice％master@example.com'],
    ['alice%example.org@example.com'],
    ['"alice"@example.com'],
    ['a,b@example.com'],
    ['alice\\@example.com'],
    ['alice/a@example.com'],
    ['.\u0000@example.com'],
    ['alice\u202e@example.com'],
    ['alice\u200b@example.com'],
    ['alice@xn--.example'],
    ['alice@日本。'],
    [`${'a'.repeat(250)}@example.com`],
    [`alice@${'a'.repeat(64)}.example`],
  ])('is not in %j', (typed) => {
    expect(canonicalAddress(typed, RULES)).toBeUndefined();
  });

  it('of a name without a domain is nobody when there is no default', () => {
    expect(canonicalAddress('alice', {})).toBeUndefined();
  });

  it('is its own canonical form, and has one @ with a domain in ASCII behind it', () => {
    // Negative control: fails when names are folded only once (`J` with a caron).
    fc.assert(
      fc.property(names, (typed) => {
        const canonical = canonicalAddress(typed, RULES);
        if (canonical === undefined) return;
        expect(canonicalAddress(canonical, RULES)).toBe(canonical);
        expect(canonical).toMatch(/^[^@\s*%/\\"\p{C}]+@[a-z0-9.-]+$/u);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('folds every character so that folding again changes nothing', () => {
    for (let point = 0x80; point < 0x1_0000; point += 1) {
      if (point >= 0x3000 && point < 0xf900) continue;
      const canonical = canonicalAddress(`a${String.fromCodePoint(point)}\u030c@example.com`, RULES);
      if (canonical !== undefined) expect(canonicalAddress(canonical, RULES)).toBe(canonical);
    }
  });
});

describe('a canonical domain', () => {
  it('is in A-labels, and never what only looks like one', () => {
    expect(canonicalDomain('BÜCHER.Example')).toBe('xn--bcher-kva.example');
    expect(canonicalDomain('')).toBeUndefined();
    expect(canonicalDomain('ex ample')).toBeUndefined();
    expect(canonicalDomain('a'.repeat(254))).toBeUndefined();
    // URL would read it as the address 192.0.2.1.
    expect(canonicalDomain('１９２。0x2.513')).toBeUndefined();
  });
});

describe('a login name resolves', () => {
  const open = async (rules: LoginNameRules = RULES) => {
    const { accounts } = openMemoryStores();
    for (const name of ['example.com', 'bücher.example']) {
      const domain = { name: canonicalDomain(name) ?? '', backend: 'default', signInSource: 'default' };
      await accounts.putDomain({ ...domain, policy: {}, createdAt: 0 });
    }
    for (const address of ['alice@example.com', 'r+d@example.com', 'jörg@example.com']) {
      await accounts.addMailbox({ address, policy: {}, disabled: false, createdAt: 0 });
    }
    await accounts.addAlias({ alias: 'info@example.com', target: 'alice@example.com' });
    await accounts.addAlias({ alias: '@example.net', target: 'example.com' });
    await accounts.addAlias({ alias: 'sales@example.net', target: 'alice@example.com' });
    return async (typed: string) => (await resolveLoginName(typed, rules, accounts))?.address;
  };

  it.each([
    ['alice', 'alice@example.com'],
    ['ALICE+news', 'alice@example.com'],
    ['alice+a+b@example.com', 'alice@example.com'],
    ['alice@example.net', 'alice@example.com'],
    ['alice+tag@example.net', 'alice@example.com'],
    ['info+tag@example.net', 'alice@example.com'],
    ['sales@example.net', 'alice@example.com'],
    ['sales+tag@example.net', 'alice@example.com'],
    ['r+d@example.com', 'r+d@example.com'],
    ['jörg@example.com', 'jörg@example.com'],
    ['bob@example.com', 'bob@example.com'],
    ['bob+tag@example.net', 'bob@example.com'],
    ['bob@bücher.example', 'bob@xn--bcher-kva.example'],
  ])('%j to %j', async (typed, address) => {
    expect(await (await open())(typed)).toBe(address);
  });

  it.each([
    ['alice@elsewhere.example'],
    ['jürgen@example.com'],
    ['alíce@example.com'],
    ['аlice@example.com'],
    ['+alice@example.com'],
    ['alice.@example.com'],
    ['alice#x@example.com'],
    ['alice=x@example.com'],
  ])('%j to nobody', async (typed) => {
    expect(await (await open())(typed)).toBeUndefined();
  });

  it('with a tag to nobody where tags are not known: the backend may take them off (P-14)', async () => {
    // Negative control: fails when a mailbox that nobody listed may have any name in ASCII.
    const resolve = await open({ defaultDomain: 'example.com' });
    expect(await resolve('alice+x')).toBeUndefined();
    expect(await resolve('bob+x')).toBeUndefined();
    expect(await resolve('r+d')).toBe('r+d@example.com');
  });
});

describe('what is sent to the backend', () => {
  it('is the canonical name of the mailbox that was judged, whatever was typed', async () => {
    const core = await createCoreFixture();
    await fc.assert(
      fc.asyncProperty(names, fc.constantFrom('', '@never.example', '@NEVER.example'), async (name, domain) => {
        core.asked.length = 0;
        const decision = await core.attempt(`${name}${domain}`, 'own password');
        const [asked] = core.asked;
        if (asked === undefined) return;
        expect(decision).toMatchObject({ kind: 'allow', mailbox: asked.mailbox });
        expect(asked.signIn.authenticationIdentity).toBe(asked.mailbox);
        expect(canonicalAddress(asked.mailbox, {})).toBe(asked.mailbox);
        expect((await core.stores.accounts.resolve(asked.mailbox))?.address).toBe(asked.mailbox);
        expect(asked.mailbox).toMatch(/^[a-z0-9_'.-]+@never\.example$/);
      }),
      { numRuns: runs(300) },
    );
  });
});
