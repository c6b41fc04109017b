// What we ask of V8 must be flags that it has.

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('asks V8 for nothing that it does not know', () => {
  const module = new URL('../../../src/app/compile-early.ts', import.meta.url).href;
  const script = `import('${module}').then(({ compileEarly }) => compileEarly())`;
  const { status, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
