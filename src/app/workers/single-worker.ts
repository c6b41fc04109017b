// One worker in the node's own process: the default.

import type { Millis } from '../../core/units.ts';
import { DoorWorker } from '../door-worker.ts';
import type { LoadedConfig, WorkerPool } from '../worker-link.ts';
import type { WorkerParts } from '../worker-parts.ts';

/** Opens the doors, or throws and leaves nothing open. */
export async function openSingleWorker(parts: WorkerParts, loaded: LoadedConfig): Promise<WorkerPool> {
  const worker = await DoorWorker.open(parts, loaded);
  return {
    wanted: 1,
    running: [{ worker: 1, pid: process.pid }],
    listeners: async () => worker.listeners,
    connections: async () => worker.connections().map((connection) => ({ ...connection, worker: 1 })),
    isAuditWritable: async () => worker.isAuditWritable,
    metrics: async () => [await worker.metrics()],
    prepare: (next) => worker.prepare(next),
    drain: (limit: Millis) => worker.drain(limit),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}
