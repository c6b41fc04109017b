// Loads configurations from texts, for the tests of this folder.

import type { Config } from '../../../src/config/config.ts';
import { type LoadedConfig, loadConfig } from '../../../src/config/load-config.ts';
import { type ConfigProblem, formatProblems } from '../../../src/config/problems.ts';

/** The least that a configuration must say. Nine lines, to which tests add theirs. */
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

export interface Files {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

export function load(text: string, { environment = {}, files = {} }: Files = {}): LoadedConfig {
  return loadConfig({
    path: 'postern.yaml',
    text,
    environment,
    readFile: (path) => {
      const found = files[path];
      if (found === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
      return found;
    },
  });
}

/** The configuration of a text that must load. */
export function configOf(text: string, files: Files = {}): Config {
  const loaded = load(text, files);
  if (loaded.kind === 'invalid') throw new Error(formatProblems(loaded.problems));
  return loaded.config;
}

/** The problems of a text that must not load, as lines. */
export function problemsOf(text: string, files: Files = {}): readonly string[] {
  const loaded = load(text, files);
  return loaded.kind === 'invalid' ? lines(loaded.problems) : [];
}

export function warningsOf(text: string): readonly string[] {
  return lines(load(text).warnings);
}

function lines(problems: readonly ConfigProblem[]): readonly string[] {
  return problems.length === 0 ? [] : formatProblems(problems).split('\n');
}
