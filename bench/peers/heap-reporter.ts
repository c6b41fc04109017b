// Loaded into a process under measurement before anything else (`--import`): tells its heap when it is asked. Costs
// nothing until then.

import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HEAP_REPORT_VARIABLE, HEAP_SIGNAL, type HeapReport } from '../load/heap-report.ts';

const file = process.env[HEAP_REPORT_VARIABLE];

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('unreachable: the flag exposes it');
  collect();
  collect(); // the first run queues what finalizers hold
}

if (file !== undefined) {
  process.on(HEAP_SIGNAL, () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    const report: HeapReport = { used: heapUsed, external };
    writeFileSync(`${file}.part`, JSON.stringify(report));
    renameSync(`${file}.part`, file);
  });
}
