// What is read from people rather than from programs: configuration files, and names to sign in with.

import { parse, stringify } from 'yaml';
import { formatProblems } from '../../../src/config/problems.ts';
import { exampleValue } from '../../../src/config/render/example-value.ts';
import { configJsonSchema } from '../../../src/config/schema/json-schema.ts';
import { canonicalAddress, canonicalDomain } from '../../../src/core/accounts/login-name.ts';
import { LEAST, load } from '../../unit/config/load-text.ts';
import { type FuzzTarget, magnitude, promise, word } from '../target.ts';

function runConfig(bytes: Uint8Array): string {
  const loaded = load(Buffer.from(bytes).toString('utf8'), { environment: { A: 'b' }, files: { '/a': 'c\n' } });
  const said = loaded.kind === 'invalid' ? loaded.problems : loaded.warnings;
  promise(loaded.kind === 'loaded' || said.length > 0, 'there is a reason for each no');
  for (const problem of said) {
    promise((problem.line ?? 0) > 0 && (problem.column ?? 0) > 0, 'a problem has a place', problem);
    promise(!/\p{Cc}/u.test(formatProblems([problem])), 'a problem can be printed', formatProblems([problem]));
  }
  if (loaded.kind === 'loaded') promise(Object.isFrozen(loaded.config.listeners), 'a configuration stays as it is');
  const reasons = said
    .slice(0, 4)
    .map(({ path, reason }) => word(`${path.replace(/\d+/g, 'n').slice(0, 12)}:${reason.slice(0, 12)}`));
  return [loaded.kind, `p${magnitude(said.length)}`, ...reasons.map((reason) => reason.replace(/[^\w:.-]/g, '?'))].join(
    ' ',
  );
}

const SCHEMA = configJsonSchema();
const KEYS = Object.keys(SCHEMA.properties ?? {});

/** A whole configuration for each section: the least that there must be, and that section with all that it can say. */
const SECTIONS = Object.entries(exampleValue(SCHEMA, {}) ?? {}).map(([key, value]) =>
  stringify({ ...parse(LEAST), [key]: value }),
);
const SECRETS = ['{ environment: A }', '{ environment: NONE }', '{ file: /a }', '{ file: a }', '""', 'x: 1', '[]'];

/** A configuration file, from text to what is checked across its sections. */
export const config: FuzzTarget = {
  name: 'config',
  seeds: [
    LEAST,
    '',
    'a',
    '- a',
    '{}',
    'a: &a [*a]',
    `${LEAST}---\na: 1\n`,
    '%YAML 1.2\n---\n',
    ...SECTIONS,
    ...SECRETS.map((secret) => `${LEAST}    sign-in: { kind: master, name: u, password: ${secret} }\n`),
  ].map((text) => Buffer.from(text)),
  dictionary: [
    ': ',
    '\n',
    '\n  ',
    '\n- ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '!t ',
    '!!binary ',
    '|\n',
    '>\n',
    '---\n',
    '...\n',
    '? ',
    '#',
    '%',
    '\t',
    '<<: ',
  ]
    .concat([
      '\xef\xbb\xbf',
      '\0',
      '~',
      'null',
      'true',
      '0x10',
      '1e999',
      '-1',
      '.inf',
      '30s',
      '25 MiB',
      '10.0.0.0/8',
      '::/0',
      '"\\u0000"',
      '__proto__: ',
      '$A',
      'constructor: ',
    ])
    .concat(KEYS.map((key) => `\n${key}: `)),
  run: runConfig,
};

const RULES = { defaultDomain: 'example.org', recipientDelimiter: '+' };

function runLoginName(bytes: Uint8Array): string {
  const name = Buffer.from(bytes).toString('utf8');
  const domain = canonicalDomain(name);
  if (domain !== undefined) {
    promise(/^[a-z0-9.-]{1,253}$/.test(domain), 'a domain is A-labels', domain);
    promise(canonicalDomain(domain) === domain, 'a canonical domain stays as it is', [domain, canonicalDomain(domain)]);
  }
  const address = canonicalAddress(name, RULES);
  const kind = `${domain === undefined ? 'no-domain' : domain === name.toLowerCase() ? 'domain' : 'folded-domain'}`;
  if (address === undefined) return `${kind} nobody`;
  promise(canonicalAddress(address, RULES) === address, 'a canonical address stays as it is', [
    address,
    canonicalAddress(address, RULES),
  ]);
  promise(!/[\p{Cc}\p{Z}"*%/\\,;<>()]/u.test(address), 'no separator of any product gets through', address);
  promise(address.split('@').length === 2, 'an address has one @', address);
  promise(Buffer.byteLength(address) <= 254, 'an address is bounded (RFC 5321 §4.5.3.1.3)', address);
  for (const other of [name.normalize('NFC'), name.normalize('NFKC'), asciiUpper(name), ` ${name}`.slice(1)]) {
    promise(canonicalAddress(other, RULES) === address, 'every spelling is the same (P-14)', [other, address]);
  }
  return `${kind} ${/^[\x21-\x7e]+$/.test(address) ? 'ascii' : 'unicode'}-${magnitude(address.length)}-${name.includes('@')}-${address.includes('xn--')}`;
}

function asciiUpper(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Login names and domains. */
export const loginName: FuzzTarget = {
  name: 'login-name',
  seeds: [
    'Tim',
    'tim@example.org',
    'TIM+tag@Example.ORG',
    't\u00efm@b\u00fccher.example',
    'a@b@c',
    '',
    '@',
    'a@',
    '\uff54im',
    'a\u0308@x',
    '\u0130@x',
    'x@1.2.3.4',
  ]
    .concat([
      'x@xn--bcher-kva.example',
      `${'x'.repeat(64)}@${'y'.repeat(63)}.example`,
      'tim@\u212bngstr\u00f6m.se',
      'a@b\u3002c',
      'a*b@c',
      'a%b@c',
      'a..b@c',
      '\u03a3\u03a3@x',
      'a@[::1]',
    ])
    .map((text) => Buffer.from(text)),
  dictionary: [
    '@',
    '.',
    '+',
    '-',
    '_',
    '*',
    '%',
    '/',
    '"',
    ' ',
    '\0',
    '\r\n',
    'example.org',
    'xn--',
    '0x7f.1',
    '::1',
    ':80',
    '#',
    '?',
    '\\',
  ].concat(
    [
      '\u00e9',
      'e\u0301',
      '\u212a',
      '\ufb01',
      '\u0130',
      '\u1e9e',
      '\u00df',
      '\u03a3',
      '\u200d',
      '\u00ad',
      '\u3002',
      '\uff20',
      '\u2025',
      '\u{1d400}',
      '\ufdfa',
      '\u0345',
      '\u0300',
      '\u2100',
    ].map((text) => Buffer.from(text).toString('latin1')),
  ),
  run: runLoginName,
};
