// From a file to a configuration: read, parse, take the secrets out, check by the schema, check across sections. Pure
// but for the reading that it is handed: no network, no writing, nothing global.

import { shortTokens } from './auth-api-checks.ts';
import { checkSchema } from './check-schema.ts';
import type { Config } from './config.ts';
import { crossCheck } from './cross-checks.ts';
import { type ConfigProblem, type Finding, formatPath } from './problems.ts';
import { configJsonSchema } from './schema/json-schema.ts';
import type { Secrets } from './secrets.ts';
import { codeOf, type Surroundings, takeSecrets } from './source/take-secrets.ts';
import { readYaml, type YamlSource } from './source/yaml-source.ts';

export interface ConfigInput extends Surroundings {
  /** Where the file is; problems name it. */
  readonly path: string;
  /** What it says, when it isn't to be read from `path`. */
  readonly text?: string;
}

/** A configuration that can be run, or everything that is wrong with it. */
export type LoadedConfig =
  | {
      readonly kind: 'loaded';
      /** Deep-frozen, without a secret. */
      readonly config: Config;
      readonly secrets: Secrets;
      /** Doubtful, but possible. */
      readonly warnings: readonly ConfigProblem[];
    }
  | {
      readonly kind: 'invalid';
      /** At least one; in the order of the file. */
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

/** Loads a configuration. Never throws; a file that can't be read is a problem like others. */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const file = input.path;
  let text: string;
  try {
    text = input.text ?? input.readFile(file);
  } catch (error) {
    return {
      kind: 'invalid',
      problems: [{ file, path: '', reason: `cannot be read (${codeOf(error)})` }],
      warnings: [],
    };
  }
  const source = readYaml(text);
  const syntax = source.problems.map(({ path, ...rest }) => ({ file, path: formatPath(path), ...rest }));
  if (source.data === undefined) return { kind: 'invalid', problems: withoutRepeats(syntax), warnings: [] };

  const place = (findings: readonly Finding[]) => findings.map((finding) => placed(finding, file, source));
  const schema = configJsonSchema();
  const taken = takeSecrets(source.data ?? {}, schema, input);
  const checked = checkSchema(taken.data, schema);
  const crossed = checked.config && crossCheck({ config: checked.config, isWhole: checked.isWhole });
  const restored = (findings: readonly Finding[] = []) =>
    place(findings.map((finding) => ({ ...finding, path: checked.restore(finding.path) })));

  const warnings = restored(crossed?.warnings).sort(byPlace);
  // Only of a configuration whose every secret was found.
  const short = checked.config && taken.findings.length === 0 ? shortTokens(checked.config, taken.secrets) : [];
  const findings = [...taken.findings, ...checked.findings];
  const problems = [...syntax, ...place(findings), ...restored(crossed?.problems), ...restored(short)];
  if (problems.length > 0 || !checked.config) {
    return { kind: 'invalid', problems: withoutRepeats(problems).sort(byPlace), warnings };
  }
  return { kind: 'loaded', config: deepFreeze(checked.config), secrets: taken.secrets, warnings };
}

function placed({ path, atKey, ...rest }: Finding, file: string, source: YamlSource): ConfigProblem {
  return { file, ...source.locate(path, atKey), path: formatPath(path), ...rest };
}

/** What the reader refused has no value, for which the schema need not refuse it again. */
function withoutRepeats(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, line, column }) => {
    const key = `${line}:${column} ${path}`;
    return !seen.has(key) && seen.add(key);
  });
}

function byPlace(one: ConfigProblem, other: ConfigProblem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
