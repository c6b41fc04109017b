// docs/rfc-coverage.md says what the sources cite, no more and no less.

import { describe, expect, it } from 'vitest';
import {
  citationsIn,
  citationsOfDocument,
  citationsOfSources,
  numberOf,
  RFC_TITLES,
} from '../../support/rfc-coverage.ts';

const REMEDY = 'run `npm run generate`';

function missing(from: ReadonlyMap<string, ReadonlySet<string>>, inside: typeof from): readonly string[] {
  return Array.from(from).flatMap(([citation, files]) =>
    Array.from(files)
      .filter((file) => !inside.get(citation)?.has(file))
      .map((file) => `${citation} in ${file}`),
  );
}

describe('the table of RFC sections', () => {
  const sources = citationsOfSources();
  const document = citationsOfDocument();

  it('has every section that a source cites', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(missing(sources, document), REMEDY).toEqual([]);
  });

  it('has nothing that no source cites', () => {
    expect(missing(document, sources), REMEDY).toEqual([]);
  });

  it('has a title for each RFC, and no title too many', () => {
    expect(Object.keys(RFC_TITLES).map(Number)).toEqual(
      [...new Set(Array.from(sources.keys(), numberOf))].toSorted((a, b) => a - b),
    );
  });
});

describe('a citation', () => {
  it.each([
    ['// (RFC 9051 §6.2.1).', ['RFC 9051 §6.2.1']],
    ['// RFC 5321 §4.2, §4.4 and RFC 2034: …', ['RFC 5321 §4.2', 'RFC 5321 §4.4', 'RFC 2034']],
    ['/**\n * of RFC 9051 §6.3.3,\n * §6.4.1). */', ['RFC 9051 §6.3.3', 'RFC 9051 §6.4.1']],
    ["// within RFC 2449's 512 octets", ['RFC 2449']],
    ['// RFC 5804 §1-§2', ['RFC 5804 §1', 'RFC 5804 §2']],
    ['// (I2, §3)', []],
  ])('is read out of %j', (text, expected) => {
    expect(citationsIn(text)).toEqual(expected);
  });
});
