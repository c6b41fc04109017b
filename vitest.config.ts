import { defineConfig } from 'vitest/config';
import { FUZZ_FACTOR } from './test/support/runs.ts';

// Properties that run FUZZ_FACTOR times as often may take as many times as long.
const factor = Math.max(1, FUZZ_FACTOR);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { shuffle: true },
    testTimeout: 90_000 * factor,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    // Measured only with `npm test -- --coverage`.
    coverage: {
      provider: 'v8',
      include: ['src/core/**', 'src/protocol/**'],
      reporter: ['text'],
      // Whatever decides who may sign in, and whatever reads a stranger's bytes, has no branch that no test went through.
      thresholds: { branches: 100 },
    },
  },
});
