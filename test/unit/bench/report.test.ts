// What the bench makes of its samples: medians, goals, tables.

import { describe, expect, it } from 'vitest';
import type { Measure } from '../../../bench/measure.ts';
import { readOptions } from '../../../bench/options.ts';
import { renderReport } from '../../../bench/report.ts';
import { judge, Results } from '../../../bench/results.ts';
import { median, percentile } from '../../../bench/statistics.ts';

const measure: Measure = {
  name: 'sign-in-imaps',
  doors: 'mail',
  title: 'Sign-in',
  note: 'As it is done.',
  figures: [
    { id: 'imaps-rate', title: 'sign-ins', unit: '/s', digits: 0, better: 'higher' },
    { id: 'imaps-cpu', title: 'CPU per sign-in', unit: 'ms', digits: 2, better: 'lower' },
  ],
  contenders: ['nginx', 'postern'],
  sample: async () => ({}),
};

function someResults(): Results {
  const results = new Results();
  for (const rate of [900, 1100, 1000]) results.add('nginx', { 'imaps-rate': rate, 'imaps-cpu': 0.5 });
  for (const rate of [950, 800, 1000]) results.add('postern', { 'imaps-rate': rate, 'imaps-cpu': 1 });
  return results;
}

describe('the bench’s statistics', () => {
  it('takes the middle value, or the mean of the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });
});

describe('the bench’s goals', () => {
  it('compares medians with a multiple of a peer’s', () => {
    const results = someResults();
    const rate = { figure: 'imaps-rate', bound: 'at-least', factor: 0.9, peer: 'nginx' } as const;
    expect(judge(rate, results)).toEqual({ value: 950, limit: 900, isMet: true });
    const cpu = { figure: 'imaps-cpu', bound: 'at-most', factor: 1.5, peer: 'nginx' } as const;
    expect(judge(cpu, results)).toEqual({ value: 1, limit: 0.75, isMet: false });
  });

  it('compares with a plain number where there is no peer, and adds what may be added', () => {
    const results = someResults();
    expect(judge({ figure: 'imaps-cpu', bound: 'at-most', factor: 1 }, results)?.isMet).toBe(true);
    const cpu = { figure: 'imaps-cpu', bound: 'at-most', factor: 1, peer: 'nginx', plus: 0.5 } as const;
    expect(judge(cpu, results)).toEqual({ value: 1, limit: 1, isMet: true });
  });

  it('asks for a figure only on a machine where the named contender reaches it', () => {
    const rate = { figure: 'imaps-rate', bound: 'at-least', factor: 960, where: 'nginx' } as const;
    expect(judge(rate, someResults())).toEqual({ value: 950, limit: 960, isMet: false });
    expect(judge({ ...rate, factor: 1001 }, someResults())).toBeUndefined();
    expect(judge({ ...rate, where: 'haproxy' }, someResults())).toBeUndefined();
  });

  it('says nothing of what was not measured', () => {
    const goal = { figure: 'imaps-cpu', bound: 'at-most', factor: 1, peer: 'haproxy' } as const;
    expect(judge(goal, someResults())).toBeUndefined();
  });
});

describe('the bench’s report', () => {
  it('shows medians, the ratio to each peer, goals met and missed, and every round', () => {
    const report = renderReport({
      ...{ measures: [measure], results: someResults(), machine: ['2 cores'], command: 'npm run bench', rounds: 3 },
      ...{ startedAt: new Date(0), endedAt: new Date(600_000), loads: [2], left: ['submission needs Postfix'] },
    });
    expect(report).toContain('made by `npm run bench` on 1970-01-01, in 10 minutes');
    expect(report).toContain('- submission needs Postfix');
    expect(report).toContain('| sign-ins, /s | 1,000 | 950 | 0.95 × |');
    expect(report).toContain('| CPU per sign-in, ms | 0.50 | 1.00 | 2.00 × |');
    expect(report).toContain('| Sign-in: CPU per sign-in | ≤ 1.5 × nginx | 1.00 | 0.75 | **missed** |');
    expect(report).toContain('| Sign-in: sign-ins | ≥ 0.9 × nginx | 950 | 900 | met |');
    expect(report).toContain('| sign-in-imaps: sign-ins, /s | nginx | 900 · 1,100 · 1,000 |');
  });
});

describe('the bench’s command line', () => {
  it('writes the results file only for a run of everything at full length', () => {
    expect(readOptions([]).out).toBe('bench/RESULTS.md');
    expect(readOptions(['--rounds', '5']).out).toBe('bench/RESULTS.md');
    expect(readOptions(['--quick']).out).toBeUndefined();
    expect(readOptions(['--only', 'noop']).out).toBeUndefined();
    expect(readOptions(['--quick', '--out', 'x.md']).out).toBe('x.md');
  });

  it('refuses what it does not know', () => {
    expect(() => readOptions(['--contenders', 'nginx,apache'])).toThrow('no contender is called apache');
    expect(() => readOptions(['--rounds', 'many'])).toThrow('not a number above zero: many');
    expect(() => readOptions(['--fast'])).toThrow('--fast');
  });
});
