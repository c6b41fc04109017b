// Which browser or mail client somebody uses, out of what it says of itself. What it says is untrusted: only names from
// these lists come out.

type Names = readonly (readonly [RegExp, string])[];

/** More particular ones first: each browser also claims to be those it is made of. */
const BROWSERS: Names = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const MAIL_CLIENTS: Names = [
  [/\bThunderbird\b/i, 'Thunderbird'],
  [/\bOutlook\b/i, 'Outlook'],
  [/\biPhone Mail\b|\biPad Mail\b|\bcom\.apple\.mail\b|\bMac OS X Mail\b|\bApple ?Mail\b/i, 'Apple Mail'],
  [/\bK-9\b|\bK9Mail\b/i, 'K-9 Mail'],
  [/\bFairEmail\b/i, 'FairEmail'],
  [/\bEvolution\b/i, 'Evolution'],
  [/\bKMail\b/i, 'KMail'],
  [/\bThe Bat!/i, 'The Bat!'],
  [/\bMutt\b/i, 'Mutt'],
];

const SYSTEMS: Names = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export interface RecognizedClient {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

/** Of a `User-Agent`. */
export function recognizeBrowser(userAgent: string): RecognizedClient {
  return { browser: find(BROWSERS, userAgent), system: find(SYSTEMS, userAgent) };
}

/** Of a `User-Agent`, or of what a mail client says of itself. */
export function recognizeClient(client: string): RecognizedClient {
  return { browser: find(MAIL_CLIENTS, client) ?? find(BROWSERS, client), system: find(SYSTEMS, client) };
}

function find(names: Names, text: string): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}
