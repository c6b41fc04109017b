// What we ask of V8 must be flags that it has.

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([
  ['compile-early', 'compileEarly'],
  ['collect-late', 'collectLate'],
])('asks V8 for nothing that it does not know: %s', (file, call) => {
  const module = new URL(`../../../src/app/${file}.ts`, import.meta.url).href;
  const script = `import('${module}').then(({ ${call} }) => ${call}())`;
  const { status, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
