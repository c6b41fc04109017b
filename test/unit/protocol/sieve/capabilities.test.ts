import { describe, expect, it } from 'vitest';
import {
  commonListing,
  listingLines,
  offeredListing,
  readCapability,
  type SieveCapability,
} from '../../../../src/protocol/sieve/capabilities.ts';
import { SieveLineReader, type SieveToken } from '../../../../src/protocol/sieve/line-reader.ts';

const DOVECOT: readonly SieveCapability[] = [
  { name: 'IMPLEMENTATION', value: 'Dovecot Pigeonhole' },
  { name: 'SIEVE', value: 'fileinto reject envelope' },
  { name: 'NOTIFY', value: 'mailto' },
  { name: 'SASL', value: 'PLAIN LOGIN' },
  { name: 'STARTTLS' },
  { name: 'VERSION', value: '1.0' },
  { name: 'XCLIENT' },
];

function tokens(text: string): readonly SieveToken[] {
  const reader = new SieveLineReader(1000);
  reader.append(Buffer.from(`${text}\r\n`));
  const line = reader.takeLine();
  return line.kind === 'line' ? line.tokens : [];
}

describe('the offered listing (M1)', () => {
  it('is exactly the backend’s where a client plans by it, and nothing of the connection to it', () => {
    expect(offeredListing({ listing: DOVECOT })).toEqual(DOVECOT.slice(0, 3));
  });

  it('never has UNAUTHENTICATE, OWNER or what is unknown', () => {
    const listing = [...DOVECOT, { name: 'UNAUTHENTICATE' }, { name: 'OWNER', value: 'tim' }, { name: 'X-NEW' }];
    expect(offeredListing({ listing })).toEqual(DOVECOT.slice(0, 3));
  });

  it('keeps limits and extensions', () => {
    const listing = [...DOVECOT, { name: 'MAXREDIRECTS', value: '4' }, { name: 'EXTLISTS', value: 'x' }];
    expect(offeredListing({ listing }).slice(3)).toEqual(listing.slice(-2));
  });

  it('has what RFC 5804 §1.7 requires even when the backend was never seen', () => {
    expect(offeredListing({ listing: [] })).toEqual([
      { name: 'IMPLEMENTATION', value: 'Postern' },
      { name: 'SIEVE', value: '' },
    ]);
  });
});

describe('what several backends list (M1)', () => {
  const one = [
    { name: 'IMPLEMENTATION', value: 'Pigeonhole' },
    { name: 'SIEVE', value: 'fileinto vacation regex' },
    { name: 'NOTIFY', value: 'mailto' },
    { name: 'MAXREDIRECTS', value: '4' },
  ];
  const other = [
    { name: 'SIEVE', value: 'vacation fileinto' },
    { name: 'IMPLEMENTATION', value: 'Cyrus' },
    { name: 'MAXREDIRECTS', value: '4' },
  ];

  it('is what each of them does, word for word', () => {
    expect(commonListing([one, other])).toEqual([
      { name: 'SIEVE', value: 'fileinto vacation' },
      { name: 'MAXREDIRECTS', value: '4' },
    ]);
    expect(commonListing([one])).toEqual(one);
    expect(commonListing([one, [{ name: 'SIEVE' }]])).toEqual([{ name: 'SIEVE', value: '' }]);
    expect(commonListing([[{ name: 'SIEVE' }], one])).toEqual([{ name: 'SIEVE', value: '' }]);
    expect(commonListing([])).toEqual([]);
  });
});

describe('the listing on the wire', () => {
  it('has an empty SASL where nobody may sign in (RFC 5804 §1.7)', () => {
    expect(listingLines([{ name: 'SIEVE', value: 'a "b"' }], { startTls: true, signIn: false })).toBe(
      '"SIEVE" "a \\"b\\""\r\n"SASL" ""\r\n"STARTTLS"\r\n"VERSION" "1.0"\r\n',
    );
  });

  it('has the mechanisms where one may', () => {
    expect(listingLines([], { startTls: false, signIn: true })).toBe('"SASL" "PLAIN LOGIN"\r\n"VERSION" "1.0"\r\n');
  });
});

describe('a backend’s capability', () => {
  it.each([
    ['"SIEVE" "fileinto"', { name: 'SIEVE', value: 'fileinto' }],
    ['"starttls"', { name: 'STARTTLS' }],
    ['{5}\r\nSIEVE {1}\r\nx', { name: 'SIEVE', value: 'x' }],
  ])('is read from %j', (text, expected) => {
    expect(readCapability(tokens(text))).toEqual(expected);
  });

  it.each(['', '""', '"A" B', 'A "b"', '"A" "b" "c"', '"A" (', '{1}\r\n\u0080'])('is not read from %j', (text) => {
    expect(readCapability(tokens(text))).toBeUndefined();
  });
});
