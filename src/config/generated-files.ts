// The files that are made of the sections, as texts by their paths in the repository.

import { isGroup } from './render/describe.ts';
import { exampleValue } from './render/example-value.ts';
import { renderConfigReference, renderErrorReference } from './render/render-reference.ts';
import { renderYaml } from './render/render-yaml.ts';
import { configJsonSchema } from './schema/json-schema.ts';

const EXAMPLE_HEADER = `# Every setting of Postern, with its default where it has one. Generated: edit src/config/sections instead.
# Lines that begin with "# " explain; where "#" stands right before a key, the setting is switched off.
# yaml-language-server: $schema=./postern.schema.json
`;

/** Makes all of them. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const schema = configJsonSchema();
  const example = exampleValue(schema, {});
  return new Map([
    ['config/postern.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
    [
      'config/postern.example.yaml',
      `${EXAMPLE_HEADER}\n${renderYaml(schema, isGroup(example) ? example : {}, { others: 'switched-off' })}`,
    ],
    ['docs/reference/config.md', renderConfigReference(schema)],
    ['docs/reference/errors.md', renderErrorReference()],
  ]);
}
