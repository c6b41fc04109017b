// The small parts: where the file is looked for, what was probably meant, sizes.

import { describe, expect, it } from 'vitest';
import { findConfigPath } from '../../../src/config/find-config-path.ts';
import { formatPath } from '../../../src/config/problems.ts';
import { nearest } from '../../../src/config/schema/nearest.ts';
import { duration, size } from '../../../src/config/schema/values.ts';

describe('the path of the configuration', () => {
  const exists = () => true;

  it('is that of the flag, then that of the environment, then the usual one', () => {
    const environment = { POSTERN_CONFIG: '/env.yaml' };
    expect(findConfigPath({ flag: '/flag.yaml', environment, exists })).toEqual({
      path: '/flag.yaml',
      from: '--config',
    });
    expect(findConfigPath({ environment, exists })).toEqual({ path: '/env.yaml', from: 'POSTERN_CONFIG' });
    expect(findConfigPath({ environment: {}, exists })).toEqual({ path: '/etc/postern/postern.yaml', from: 'default' });
  });

  it('is the one that was named even if it is not there, so that a slip never loads another', () => {
    const only = (path: string) => path === '/etc/postern/postern.yaml';
    expect(findConfigPath({ flag: '/slip.yaml', environment: {}, exists: only })?.path).toBe('/slip.yaml');
    expect(findConfigPath({ environment: { POSTERN_CONFIG: '/slip.yaml' }, exists: only })?.path).toBe('/slip.yaml');
  });

  it('is none when nothing is named and nothing is there', () => {
    expect(findConfigPath({ environment: { POSTERN_CONFIG: '' }, exists: () => false })).toBeUndefined();
  });
});

describe('what was probably meant', () => {
  const keys = ['protocol', 'port', 'proxy-protocol-from', 'tls', 'minimum-version', 'name'];

  it.each([
    ['prot', 'protocol'],
    ['protcol', 'protocol'],
    ['minimumVersion', 'minimum-version'],
    ['minimum_version', 'minimum-version'],
    ['TLS', 'tls'],
    ['nmae', 'name'],
  ])('by %s is %s', (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
  });

  it.each(['', 'x', 'colour', 'certificate', 'y'.repeat(1_000)])('by %j is nothing', (word) => {
    expect(nearest(word, keys)).toBeUndefined();
  });
});

describe('sizes', () => {
  it.each([
    ['0 B', 0],
    ['64 KiB', 65_536],
    ['64KiB', 65_536],
    ['25 MiB', 26_214_400],
    ['1 GiB', 1_073_741_824],
  ])('read %s as octets', (written, octets) => {
    expect(size({ min: '0 B', max: '1 GiB' }).parse(written)).toBe(octets);
  });

  it.each(['64', '64 KB', '64 kib', '-1 B', '1.5 MiB', '2 GiB', ''])('refuse %j', (written) => {
    expect(size({ min: '0 B', max: '1 GiB' }).safeParse(written).success).toBe(false);
  });
});

describe('bounds', () => {
  it.each(['10s', '1m'])('belong to what is allowed: %s', (written) => {
    expect(duration({ min: '10s', max: '1m' }).safeParse(written).success).toBe(true);
  });

  it.each(['9s', '61s'])('are kept: %s', (written) => {
    expect(duration({ min: '10s', max: '1m' }).safeParse(written).success).toBe(false);
  });
});

describe('a key path', () => {
  it('is written as people write it', () => {
    expect(formatPath(['listeners', 0, 'proxy-protocol-from', 1])).toBe('listeners[0].proxy-protocol-from[1]');
    expect(formatPath([])).toBe('');
  });
});
