// Whatever a file holds, loading answers; it never throws, and what it says can be printed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatProblems } from '../../../src/config/problems.ts';
import { exampleValue } from '../../../src/config/render/example-value.ts';
import { configJsonSchema, type JsonSchema } from '../../../src/config/schema/json-schema.ts';
import { runs } from '../../support/runs.ts';
import { LEAST, load } from './load-text.ts';

const YAML_PARTS = [
  'a',
  ': ',
  '\n',
  '  ',
  '\t',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '&a',
  '*a',
  '!t',
  '|',
  '>',
  '---',
  '? ',
  '#',
  '%',
  '@',
  '\u{feff}',
  '\0',
  '<<',
  '1',
];

function expectAnAnswer(text: string): void {
  const loaded = load(text);
  const said = loaded.kind === 'invalid' ? loaded.problems : loaded.warnings;
  if (loaded.kind === 'invalid') expect(said.length).toBeGreaterThan(0);
  for (const problem of said) {
    expect(problem.line).toBeGreaterThan(0);
    expect(problem.column).toBeGreaterThan(0);
    expect(formatProblems([problem])).not.toMatch(/\p{Cc}/u);
  }
}

describe('loading', () => {
  it('answers any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectAnAnswer), { numRuns: runs(200) });
  });

  it('answers any jumble of what YAML is made of', () => {
    const jumble = fc.array(fc.constantFrom(...YAML_PARTS), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(fc.property(jumble, expectAnAnswer), { numRuns: runs(400) });
  });

  it('answers any data under any key', () => {
    const schema = configJsonSchema();
    const sections = Object.keys(schema.properties ?? {});
    const property = fc.property(fc.constantFrom(...sections), fc.jsonValue({ maxDepth: 3 }), (section, value) => {
      expectAnAnswer(stringify({ ...wholeExample(schema), [section]: value }));
    });
    fc.assert(property, { numRuns: runs(100) });
  });

  it('answers a good file with any one line damaged', () => {
    const lines = stringify(wholeExample(configJsonSchema())).split('\n');
    const damage = fc.tuple(
      fc.nat(lines.length - 1),
      fc.constantFrom('', ' x', '\tx: y', '- ', '{', 'x', ': 1', '12'),
      fc.boolean(),
    );
    const property = fc.property(damage, ([position, text, replaces]) => {
      const damaged = lines.map((line, index) => (index !== position ? line : replaces ? text : line + text));
      expectAnAnswer(damaged.join('\n'));
    });
    fc.assert(property, { numRuns: runs(150) });
  });

  it('answers a file cut off anywhere', () => {
    for (let length = 0; length <= LEAST.length; length += 3) expectAnAnswer(LEAST.slice(0, length));
  });
});

function wholeExample(schema: JsonSchema): object {
  const value = exampleValue(schema, {});
  return typeof value === 'object' && value !== null ? value : {};
}
