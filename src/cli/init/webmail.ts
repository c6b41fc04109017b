// The questions of `postern init` about a webmail: where it is, what it is, and under which name browsers know it.

import type { SiteAnswer } from '../../config/write-config.ts';
import { PosternError } from '../../core/errors.ts';
import type { WebProbe } from '../probe/web-probe.ts';
import { findWebmail, type KnownWebmail, type WebmailFinding } from '../probe/webmail-signs.ts';
import { harmless } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { InitOptions } from './init-options.ts';

interface WebmailPorts {
  readonly terminal: Terminal;
  readonly webProbe: WebProbe;
  readonly ask: (question: string, fallback: string) => Promise<string>;
}

type Upstream = SiteAnswer['upstream'];

interface Address {
  readonly upstream: Upstream;
  /** Begins and ends with a slash. */
  readonly path: string;
}

const NONE = 'none';

/** `undefined`: there is none, or it has to be described first. Throws `ERR_USAGE` for what can't be meant. */
export async function chooseWebmail(
  options: InitOptions,
  { domain, ...ports }: WebmailPorts & { readonly domain: string },
): Promise<SiteAnswer | undefined> {
  const { ask } = ports;
  const written =
    options.webmail ?? (await ask('Address of the webmail behind Postern, such as http://127.0.0.1:8080', NONE));
  if (written === NONE) return undefined;
  const address = readAddress(written);
  const webmail = await chooseKind(options, address, { ...ports, written });
  if (!webmail) return undefined;
  const origin = options.webmailOrigin ?? (await ask('Address by which browsers know it', `https://webmail.${domain}`));
  return { origin: origin.replace(/\/$/, ''), upstream: address.upstream, profile: profileOf(webmail) };
}

/** `http://HOST:PORT/path/`, `https://…` or `unix:/path/of/socket`. Throws `ERR_USAGE`. */
function readAddress(written: string): Address {
  const [, socket] = /^unix:(\/.+)$/.exec(written) ?? [];
  if (socket !== undefined) return { upstream: { kind: 'unix-socket', path: socket }, path: '/' };
  if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) {
    throw new PosternError(
      'ERR_USAGE',
      `"${written}" is no address: write http://HOST:PORT, https://HOST or unix:/PATH`,
    );
  }
  const { protocol, hostname, port, pathname } = new URL(written);
  const isSecure = protocol === 'https:';
  return {
    upstream: {
      kind: 'network',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isSecure ? 443 : 80) : Number(port),
      tls: isSecure ? 'implicit' : 'none',
    },
    path: pathname.endsWith('/') ? pathname : `${pathname}/`,
  };
}

async function chooseKind(
  { webmailKind, yes }: InitOptions,
  { upstream, path }: Address,
  { terminal, webProbe, ask, written }: WebmailPorts & { readonly written: string },
): Promise<KnownWebmail | undefined> {
  if (webmailKind !== undefined) return toldKind(webmailKind, path);
  terminal.writeError(`Looking at ${harmless(written)} …\n`);
  const finding = await findWebmail(upstream, path, webProbe);
  terminal.writeError(`${harmless(findingText(finding))}\n`);
  if (finding.kind === 'known') return finding.webmail;
  if (yes) {
    throw new PosternError('ERR_USAGE', `${written}: ${findingText(finding)}; --webmail-kind says what it is`);
  }
  return toldKind(await ask('Which webmail it is (roundcube, sogo, none)', NONE), path);
}

/** What somebody says that it is, with what is usual for it. */
function toldKind(kind: string, path: string): KnownWebmail | undefined {
  switch (kind) {
    case 'roundcube':
      return { kind, basePath: path, sessionCookie: DEFAULT_COOKIE, extraFields: [] };
    case 'sogo':
      return { kind };
    case NONE:
      return undefined;
    default:
      throw new PosternError('ERR_USAGE', `"${kind}" is none of roundcube, sogo and none`);
  }
}

function findingText(finding: WebmailFinding): string {
  switch (finding.kind) {
    case 'known':
      return finding.webmail.kind === 'sogo' ? 'It is SOGo.' : `It is Roundcube, at ${finding.webmail.basePath}.`;
    case 'unreachable':
      return `nobody answers there (${finding.text})`;
    case 'unknown':
      return finding.hasPasswordField
        ? 'a sign-in form of another webmail: docs/guides/webmail-profiles.md says how to describe it'
        : 'something answers, but shows no sign-in form';
  }
}

const DEFAULT_COOKIE = 'roundcube_sessid';

/** Only what isn't the default. */
function profileOf(webmail: KnownWebmail): SiteAnswer['profile'] {
  if (webmail.kind === 'sogo') return { kind: 'sogo' };
  const { basePath, sessionCookie, extraFields } = webmail;
  return {
    kind: 'roundcube',
    ...(basePath !== '/' && { basePath }),
    ...(sessionCookie !== DEFAULT_COOKIE && { sessionCookie }),
    ...(extraFields.length > 0 && { extraFields }),
  };
}
