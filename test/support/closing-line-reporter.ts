// Prints the run's last line, "N passed, N failed, N skipped", and fails a CI run that skipped anything: there every
// server that a test wants is installed, so a skip means that something was not tested.

import type { Reporter, TestModule } from 'vitest/node';

class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state] += 1;
      }
    }
    if (process.env['CI'] && counts.skipped > 0) {
      process.stdout.write('In CI a skipped test is a failure: something it needs was not installed.\n');
      process.exitCode = 1;
    }
    process.on('exit', () => {
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}

// vitest loads reporters by their default export.
// biome-ignore lint/style/noDefaultExport: the runner's interface
export default ClosingLineReporter;
