// Writes a configuration from answers, as `postern init` does: only what was answered, each key with its documentation.

import type { ChallengeMode } from '../core/policy/policy.ts';
import type { RoundcubeSettings, SogoSettings } from '../core/webmail-settings.ts';
import { isGroup } from './render/describe.ts';
import { renderYaml } from './render/render-yaml.ts';
import { configJsonSchema } from './schema/json-schema.ts';
import { kebabCase } from './schema/setting.ts';
import type { BackendConfig, BackendServiceConfig, MasterSignInConfig } from './sections/backends.ts';
import type { ListenerConfig, MAIL_DOORS } from './sections/listeners.ts';
import type { NetworkUpstreamConfig, SocketUpstreamConfig } from './sections/sites.ts';
import type { CertificateConfig } from './sections/tls.ts';
import type { WebListenerConfig } from './sections/web.ts';

type Door = (typeof MAIL_DOORS)[number];

/** Where a secret is; `postern init` writes none into the file. */
export type SecretPlace = { readonly file: string } | { readonly environment: string };

/** What the default backend's service is like; what is left out has its default. */
export type ServiceAnswer = Pick<BackendServiceConfig, 'host' | 'port' | 'tls'> & Partial<BackendServiceConfig>;

export type ListenerAnswer = Pick<ListenerConfig, 'protocol' | 'port' | 'tls'> & Partial<ListenerConfig>;

export type SignInAnswer =
  | { readonly kind: 'sealed' }
  | { readonly kind: 'passthrough' }
  | (Pick<MasterSignInConfig, 'kind' | 'name'> &
      Partial<Pick<MasterSignInConfig, 'form' | 'separator'>> & { readonly password: SecretPlace });

export type WebListenerAnswer = Pick<WebListenerConfig, 'kind' | 'port'> & Partial<WebListenerConfig>;

/** A webmail that needs no description. */
export interface SiteAnswer {
  readonly origin: string;
  readonly upstream:
    | Pick<NetworkUpstreamConfig, 'kind' | 'host' | 'port' | 'tls'>
    | Pick<SocketUpstreamConfig, 'kind' | 'path'>;
  readonly profile:
    | (Pick<RoundcubeSettings, 'kind'> & Partial<RoundcubeSettings>)
    | (Pick<SogoSettings, 'kind'> & Partial<SogoSettings>);
}

export interface ConfigAnswers {
  readonly hostname: string;
  readonly state: string;
  readonly workers?: number | 'auto';
  readonly helpUrl?: string;
  readonly certificates: readonly CertificateConfig[];
  readonly listeners: readonly ListenerAnswer[];
  readonly backend: Readonly<Partial<Record<Door, ServiceAnswer>>> & {
    readonly signIn: SignInAnswer;
    readonly loginName?: BackendConfig['loginName'];
  };
  /** Asked only where the backend has no IMAP to say whether a password is right. */
  readonly signInSource?: 'imap' | 'local';
  readonly defaultDomain?: string;
  readonly recipientDelimiter?: string;
  readonly challenge?: ChallengeMode;
  /** The webmail behind Postern, and the doors where browsers connect to it. */
  readonly webmail?: { readonly site: SiteAnswer; readonly listeners: readonly WebListenerAnswer[] };
}

const HEADER = `# Configuration of Postern, written by \`postern init\`. What isn't said here has its default: see
# docs/reference/config.md or postern.example.yaml. \`postern doctor\` checks it.
`;

/** The file's text. What the answers say must be possible: the caller loads the text before writing it anywhere. */
export function writeConfig(answers: ConfigAnswers): string {
  const { hostname, state, workers, helpUrl, certificates, listeners, backend, challenge } = answers;
  const { defaultDomain, recipientDelimiter, signInSource, webmail } = answers;
  const config = {
    hostname,
    state,
    workers,
    helpUrl,
    tls: certificates.length === 0 ? undefined : { certificates },
    listeners,
    backends: { default: backend },
    signInSources: signInSource && { default: { kind: signInSource } },
    loginNames: defaultDomain || recipientDelimiter ? { defaultDomain, recipientDelimiter } : undefined,
    web: webmail && { listeners: webmail.listeners },
    sites: webmail && { webmail: webmail.site },
    policy: challenge && { challenge },
  };
  const written = inFileNotation(config);
  return `${HEADER}\n${renderYaml(configJsonSchema(), isGroup(written) ? written : {}, { others: 'left-out' })}`;
}

/** Kebab-case keys, and nothing that isn't said. The only names that the operator chooses are kebab-case anyway. */
function inFileNotation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inFileNotation);
  if (!isGroup(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      entry === undefined ? [] : [[kebabCase(key), inFileNotation(entry)]],
    ),
  );
}
