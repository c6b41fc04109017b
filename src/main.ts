// The program `postern`.

import { parseArgs } from 'node:util';
import { serve } from './app/serve.ts';
import { PosternError } from './core/errors.ts';

const { values } = parseArgs({ allowPositionals: true, options: { config: { type: 'string' } } });
try {
  await serve({ configPath: values.config ?? '/etc/postern/postern.yaml' });
} catch (error) {
  if (!(error instanceof PosternError)) throw error;
  process.stderr.write(`postern: ${error.message}\n`);
  process.exitCode = error.code === 'ERR_CONFIG_INVALID' ? 78 : 1;
}
