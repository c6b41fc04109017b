// A configuration from a text, with secrets from an environment of the test's own.

import type { LoadedConfig } from '../../src/app/worker-link.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { formatProblems } from '../../src/config/problems.ts';

/** The least that a configuration must say. */
export const LEAST = `hostname: mail.example.com
tls:
  certificates:
    - { certificate: /etc/postern/chain.pem, key: /etc/postern/key.pem }
listeners:
  - { protocol: imap, port: 993, tls: implicit }
backends:
  default:
    imap: { host: 127.0.0.1, port: 143, tls: none }
`;

/** Throws, with all problems, for a text that isn't valid. */
export function loaded(text: string, environment: Readonly<Record<string, string>> = {}): LoadedConfig {
  const result = loadConfig({ path: 'postern.yaml', text, environment, readFile: () => '' });
  if (result.kind === 'invalid') throw new Error(formatProblems(result.problems));
  return result;
}
