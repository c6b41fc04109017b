// Which RFC sections the sources cite, and where: `docs/rfc-coverage.md` is made of it. Run by `npm run generate`; a unit
// test compares table and sources both ways.

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The document, within the repository. */
export const RFC_COVERAGE_FILE = 'docs/rfc-coverage.md';

/** A section's files, by `RFC 9051 §6.2.1`, or by `RFC 3461` where a document is cited as a whole. */
export type Citations = ReadonlyMap<string, ReadonlySet<string>>;

/** What each RFC is, for who doesn't know them by number. A cited RFC without a title here fails the test. */
export const RFC_TITLES: Readonly<Record<number, string>> = {
  1035: 'Domain names',
  1123: 'Requirements for Internet hosts',
  1870: 'SMTP message size declaration',
  1939: 'Post Office Protocol, version 3',
  2034: 'SMTP enhanced error codes',
  2045: 'MIME: message bodies',
  2047: 'MIME: header text',
  2104: 'HMAC',
  2177: 'IMAP IDLE',
  2449: 'POP3 extensions (CAPA) and response codes',
  2595: 'TLS with IMAP and POP3',
  2920: 'SMTP pipelining',
  2971: 'IMAP ID',
  3030: 'SMTP CHUNKING (BDAT) and BINARYMIME',
  3206: 'POP3 SYS and AUTH response codes',
  3207: 'SMTP over TLS (STARTTLS)',
  3282: 'Content-Language',
  3339: 'Date and time on the Internet',
  3461: 'SMTP delivery status notifications',
  3463: 'Enhanced mail status codes',
  3516: 'IMAP BINARY',
  3676: 'Text/plain with format=flowed, and signatures',
  3834: 'Automatic answers to mail',
  3986: 'Uniform resource identifiers',
  4180: 'Comma-separated values (CSV)',
  4226: 'One-time passwords by counter (HOTP)',
  4291: 'IPv6 addresses',
  4422: 'SASL',
  4513: 'LDAP: authentication methods and security mechanisms',
  4616: 'SASL PLAIN',
  4954: 'SMTP AUTH',
  4959: 'IMAP initial client response (SASL-IR)',
  5034: 'POP3 AUTH',
  5161: 'IMAP ENABLE',
  5248: 'Registry of enhanced mail status codes',
  5321: 'SMTP',
  5322: 'Internet message format',
  5530: 'IMAP response codes',
  5804: 'ManageSieve',
  5869: 'HKDF',
  5890: 'Internationalized domain names: definitions',
  5891: 'Internationalized domain names: protocol',
  5952: 'Text form of IPv6 addresses',
  6154: 'IMAP LIST special use',
  6238: 'One-time passwords by time (TOTP)',
  6265: 'HTTP cookies',
  6376: 'DKIM signatures',
  6409: 'Message submission',
  6454: 'The Web Origin Concept',
  6455: 'WebSocket',
  6531: 'SMTP internationalized mail (SMTPUTF8)',
  6750: 'OAuth 2 bearer tokens',
  6797: 'HTTP Strict Transport Security',
  6855: 'IMAP UTF-8',
  6856: 'POP3 UTF-8',
  6901: 'JSON Pointer',
  7162: 'IMAP CONDSTORE and QRESYNC',
  7301: 'TLS application-layer protocol negotiation (ALPN)',
  7489: 'DMARC',
  7578: 'Forms with files (multipart/form-data)',
  7617: "The 'Basic' HTTP Authentication Scheme",
  7888: 'IMAP non-synchronizing literals',
  7889: 'IMAP APPENDLIMIT',
  8098: 'Message disposition notifications',
  8259: 'The JavaScript Object Notation (JSON) Data Interchange Format',
  8301: 'DKIM: algorithms and key lengths',
  8314: 'TLS for mail access and submission',
  8437: 'IMAP UNAUTHENTICATE',
  8441: 'Bootstrapping WebSockets with HTTP/2',
  8446: 'TLS 1.3',
  8439: 'ChaCha20 and Poly1305 for IETF protocols',
  8785: 'Canonical JSON',
  9051: 'IMAP4rev2',
  9106: 'Argon2',
  9110: 'HTTP semantics',
  9112: 'HTTP/1.1',
  9113: 'HTTP/2',
  9180: 'Hybrid public key encryption (HPKE)',
  9457: 'Problem details for HTTP APIs',
  9651: 'Structured field values for HTTP',
};

const SECTION = String.raw`§\d+(?:\.\d+)*`;
const CITATION = new RegExp(String.raw`RFC (\d{3,5})(?:'s)?((?:(?:, | and |-| )${SECTION})*)`, 'g');

/** Every citation in TypeScript text, also where a comment breaks it over two lines. */
export function citationsIn(text: string): readonly string[] {
  const joined = text.replace(/\n\s*(?:\/\/|\*(?!\/))?\s*/g, ' ');
  return Array.from(joined.matchAll(CITATION)).flatMap(([, number = '', rest = '']) => {
    const sections = rest.match(new RegExp(SECTION, 'g')) ?? [];
    return sections.length > 0 ? sections.map((section) => `RFC ${number} ${section}`) : [`RFC ${number}`];
  });
}

/** What the files of `src/` cite. */
export function citationsOfSources(): Citations {
  const found = new Map<string, Set<string>>();
  for (const file of globSync('src/**/*.ts', { cwd: ROOT }).sort()) {
    for (const citation of citationsIn(readFileSync(join(ROOT, file), 'utf8'))) {
      found.set(citation, (found.get(citation) ?? new Set()).add(file));
    }
  }
  return found;
}

/** What the document's rows say. */
export function citationsOfDocument(): Citations {
  const found = new Map<string, ReadonlySet<string>>();
  for (const line of readFileSync(join(ROOT, RFC_COVERAGE_FILE), 'utf8').split('\n')) {
    const [, citation, files = ''] = /^\| (RFC \d+(?: §[\d.]+)?) \| [^|]* \| ([^|]*) \|$/.exec(line) ?? [];
    if (citation) found.set(citation, new Set(Array.from(files.matchAll(/`([^`]+)`/g), ([, file = '']) => file)));
  }
  return found;
}

/** The RFC's number in a citation. */
export function numberOf(citation: string): number {
  return Number(/\d+/.exec(citation)?.[0]);
}

/** The document's text. */
export function renderRfcCoverage(citations: Citations): string {
  const rows = Array.from(citations)
    .toSorted(([a], [b]) => numberOf(a) - numberOf(b) || a.localeCompare(b, 'en', { numeric: true }))
    .map(([citation, files]) => {
      const links = Array.from(files, (file) => `[\`${file}\`](../${file})`);
      return `| ${citation} | ${RFC_TITLES[numberOf(citation)] ?? ''} | ${links.join(', ')} |`;
    });
  return `<!-- Generated by \`npm run generate\`. Cite sections in src/, add titles in test/support/rfc-coverage.ts. -->

# RFC coverage

Every RFC section that a line of \`src/\` says it obeys or knows of. A row without a section is a document cited as a whole.
Texts: \`https://www.rfc-editor.org/rfc/rfcNNNN\`.

| Section | Title | Where |
|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) writeFileSync(join(ROOT, RFC_COVERAGE_FILE), renderRfcCoverage(citationsOfSources()));
