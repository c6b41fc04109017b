// Which ways past the second step are tried, and where: `docs/security-tests.md` is made of it. Run by `npm run generate`;
// a unit test checks it. A test names what it is about as `P-07`, or for the gate as `4.8, 7`.

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export const SECURITY_TESTS_FILE = 'docs/security-tests.md';

/** What went wrong elsewhere: bypasses, lock-outs and leaks of other second steps. */
export const PITFALLS: Readonly<Record<string, string>> = {
  'P-01': "The client's address is taken from what the client says",
  'P-02': 'Only a page is gated: scripts, files and deep links answer before the second step',
  'P-03': 'A pending session changes the factor',
  'P-04': 'A second try, or a wrong or empty code, opens the session',
  'P-05': 'A credential is issued before the second step',
  'P-06': 'Another door: DAV, ActiveSync, an old API',
  'P-07': 'Whoever has the password sets up the first factor',
  'P-08': 'Something that is unavailable skips the second step',
  'P-09': 'Codes can be guessed without end',
  'P-10': 'A code works twice',
  'P-11': 'Many at once get what one may have',
  'P-12': 'A code works for another sign-in',
  'P-13': 'Too many codes are right at a time',
  'P-14': 'Another spelling of a name has other counters or another policy',
  'P-15': 'One identity is checked, another one is signed in',
  'P-16': 'A password reset goes round the second step',
  'P-17': "One site's cookie opens another",
  'P-18': 'A page behind the first one asks nothing',
  'P-19': "A trusted browser is trusted for others, or for longer than its owner's password and factor",
  'P-20': 'A session keeps its cookie over a step',
  'P-21': 'App passwords are made without a fresh second step',
  'P-22': 'An app password opens the webmail or the account',
  'P-23': "An app password's scope is skipped for a trusted hop",
  'P-24': 'What was revoked lives on in a cache',
  'P-25': 'A client sends headers that only a proxy may send',
  'P-26': 'Commands before STARTTLS are taken after it',
  'P-27': 'One malformed message ends the sign-ins of others',
  'P-28': 'Answers tell whether a mailbox is there',
  'P-29': 'An outsider locks somebody out',
  'P-30': 'Codes are sent without end, to whatever address',
  'P-31': 'Recovery codes are kept in clear text, work twice, or are guessed',
  'P-32': 'Secrets in addresses or logs',
  'P-33': 'A helper switches the second step off for the next sign-in',
  'P-34': 'A policy is set, and nobody asks it',
  'P-35': 'The rule holds for some sources of passwords only',
  'P-36': 'Names of hosts come from the request',
  'P-37': 'Another site makes a browser do it: forged requests, frames, the back button',
};

/** Ways round a gate in front of a webmail. */
export const BYPASSES: Readonly<Record<string, string>> = {
  '4.8, 1': 'The session is live before the second step',
  '4.8, 2': 'The sign-in is sent elsewhere, or in another form',
  '4.8, 3': 'Fields that come twice, or under another name: one mailbox is asked, another opened',
  '4.8, 4': 'Another way to sign in: change of password, single sign-on, remembered cookies',
  '4.8, 5': 'Basic authentication, DAV, ActiveSync',
  '4.8, 6': 'Headers that claim an identity',
  '4.8, 7': 'A path that means something else to the webmail',
  '4.8, 8': 'The webmail can be reached directly',
  '4.8, 9': "The webmail's cookies are used from elsewhere",
  '4.8, 10': 'A planted session; a forged sign-in',
  '4.8, 11': 'Who is not recognised is let through',
  '4.8, 12': 'Codes are guessed over many sign-ins',
  '4.8, 13': 'An outsider locks somebody out',
  '4.8, 14': 'The challenge says that the password was right',
  '4.8, 15': 'A trusted browser used as a credential',
  '4.8, 16': 'Pages from a cache after the end',
  '4.8, 17': 'A request that hides in another',
  '4.8, 18': "The webmail's session stays behind a sign-in that nobody finished",
  '4.8, 19': 'A code is sent to the mailbox that it protects',
  '4.8, 20': 'What streams survives the end of its session',
  '4.8, 21': 'A second mailbox inside one session',
  '4.8, 22': 'An update of the webmail changes its answers',
};

/** Why there is no test; said only while there is none. */
export const UNTESTED: Readonly<Record<string, string>> = {
  'P-30': 'No code is sent by mail or SMS yet',
  'P-33': 'There is no such helper: after a reset the first factor is set up anew (P-07)',
  '4.8, 14':
    'So it is, where the webmail’s own form asks for the password: guesses are throttled as at any door (P-29)',
  '4.8, 19': 'No code is sent by mail yet',
};

/** Files of tests by what they are about. */
export type SecurityTests = ReadonlyMap<string, ReadonlySet<string>>;

/** What a test's text names. `4.8, 4 and 22`, `§4.8 #20`; a number before a dot is none (`421 4.8.0`). */
export function risksIn(text: string): readonly string[] {
  const pitfalls = text.match(/\bP-\d\d\b/g) ?? [];
  const bypasses = Array.from(text.matchAll(/\b4\.8,? #?\d+\b(?!\.)(?:(?:, | and |, #)#?\d+\b(?!\.))*/g), ([found]) =>
    (found.slice('4.8'.length).match(/\d+/g) ?? []).map((number) => `4.8, ${number}`),
  );
  return [...pitfalls, ...bypasses.flat()];
}

/** What the tests name. */
export function risksOfTests(): SecurityTests {
  const found = new Map<string, Set<string>>();
  for (const file of globSync('test/**/*{.test,-contract}.ts', { cwd: ROOT, exclude: ['test/unit/docs/**'] }).sort()) {
    for (const risk of risksIn(readFileSync(join(ROOT, file), 'utf8'))) {
      found.set(risk, (found.get(risk) ?? new Set()).add(file));
    }
  }
  return found;
}

function table(risks: Readonly<Record<string, string>>, tests: SecurityTests): string {
  const rows = Object.entries(risks).map(([risk, title]) => {
    const files = Array.from(tests.get(risk) ?? [], (file) => `[\`${file.slice('test/'.length)}\`](../${file})`);
    return `| ${risk} | ${title} | ${files.join(', ') || (UNTESTED[risk] ?? '')} |`;
  });
  return ['| | What goes wrong | Tried in |', '|---|---|---|', ...rows].join('\n');
}

/** The document's text. */
export function renderSecurityTests(tests: SecurityTests): string {
  return `<!-- Generated by \`npm run generate\`. Name P-07, or 4.8, 7, in a test; titles are in test/support/security-tests.ts. -->

# Security tests

What other second steps fell to, and where it is tried here. \`test/scenario/attacks/\` attacks a whole Postern, and
\`test/interop/web/\` does with a real Roundcube and SOGo behind it; the others try the same closer to the code.

## What went wrong elsewhere

${table(PITFALLS, tests)}

## Ways round a gate

${table(BYPASSES, tests)}
`;
}

if (import.meta.main) writeFileSync(join(ROOT, SECURITY_TESTS_FILE), renderSecurityTests(risksOfTests()));
