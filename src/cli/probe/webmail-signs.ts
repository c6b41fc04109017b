// By what a webmail is known: the fields of its sign-in form, its cookies, the addresses of its files. What is found here
// only helps whoever writes a configuration; the gate judges by its own rules.

import type { WebPlace, WebProbe, WebReport } from './web-probe.ts';

/** A webmail that can be put behind Postern without describing it. */
export type KnownWebmail =
  | {
      readonly kind: 'roundcube';
      /** Begins and ends with a slash. */
      readonly basePath: string;
      readonly sessionCookie: string;
      readonly extraFields: readonly string[];
    }
  | { readonly kind: 'sogo' };

export type WebmailFinding =
  | { readonly kind: 'known'; readonly webmail: KnownWebmail }
  /** It answers, but isn't one of those. */
  | { readonly kind: 'unknown'; readonly hasPasswordField: boolean }
  | { readonly kind: 'unreachable'; readonly text: string };

type Answered = Extract<WebReport, { kind: 'answered' }>;

/** Roundcube's own, of which its forms have all. */
const ROUNDCUBE_FIELDS: readonly string[] = ['_token', '_task', '_action', '_timezone', '_url', '_user', '_pass'];

/** Where packages put a webmail that isn't at the root. */
const USUAL_PATHS: readonly string[] = ['/SOGo/', '/roundcube/', '/webmail/', '/mail/'];

const MOST_REDIRECTS = 3;

/** The names of the fields in a page's forms. */
export function fieldNames(body: string): readonly string[] {
  return Array.from(body.matchAll(/<(?:input|select)\b[^>]*\bname=["']?([^"'\s>]+)/gi), ([, name = '']) => name);
}

/** Whether a page is Roundcube's sign-in form. */
export function isRoundcubeForm(body: string): boolean {
  const names = fieldNames(body);
  return names.includes('_user') && names.includes('_pass');
}

/** Whether a page is SOGo's: its form is made by a script, so its files tell. */
export function isSogoPage(body: string): boolean {
  return /\/SOGo(?:\.woa)?\/WebServerResources\//.test(body);
}

/** Asks at a path, or, for the root, wherever webmails usually are. */
export async function findWebmail(place: WebPlace, path: string, probe: WebProbe): Promise<WebmailFinding> {
  const findings: WebmailFinding[] = [];
  for (const each of path === '/' ? [path, ...USUAL_PATHS] : [path]) {
    const finding = await lookAt(place, each, probe);
    if (finding.kind !== 'unknown') return finding;
    findings.push(finding);
  }
  return findings.find((each) => each.kind === 'unknown' && each.hasPasswordField) ?? findings[0] ?? NOTHING;
}

const NOTHING: WebmailFinding = { kind: 'unknown', hasPasswordField: false };

async function lookAt(place: WebPlace, path: string, probe: WebProbe): Promise<WebmailFinding> {
  let target = path;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const report = await probe.ask({ place, target });
    if (report.kind === 'unreachable') return report;
    const { status, location, body } = report;
    if (status >= 300 && status < 400 && location?.startsWith('/')) {
      target = location;
      continue;
    }
    const webmail = knownWebmail(report, target);
    if (webmail) return { kind: 'known', webmail };
    return { kind: 'unknown', hasPasswordField: /<input\b[^>]*\btype=["']?password/i.test(body) };
  }
  return NOTHING;
}

function knownWebmail({ body, cookies }: Answered, target: string): KnownWebmail | undefined {
  if (isRoundcubeForm(body)) {
    const basePath = (/^[^?]*\//.exec(target) ?? ['/'])[0];
    const sessionCookie = cookies.find((name) => /sess/i.test(name) && !/auth$/i.test(name)) ?? 'roundcube_sessid';
    const extraFields = fieldNames(body).filter((name) => name.startsWith('_') && !ROUNDCUBE_FIELDS.includes(name));
    return { kind: 'roundcube', basePath, sessionCookie, extraFields: [...new Set(extraFields)] };
  }
  return isSogoPage(body) ? { kind: 'sogo' } : undefined;
}
