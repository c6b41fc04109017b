// How soon V8 collects a whole heap for buffers. A stream's octets come in buffers of 64 KiB, outside of the heap; V8 begins
// a collection of everything whenever some 32 MiB of them are new, and so several times a second while somebody uploads or
// downloads: each marks the program itself, which is most of the heap and all alive.

import { setFlagsFromString } from 'node:v8';

/** Buffers count within the limit that the heap as a whole grows by (V8: off), so that the next collection may come later. */
const FLAG = '--external-memory-accounted-in-global-limit';

/** For a process that passes streams on: called once, before its doors open. */
export function collectLate(): void {
  setFlagsFromString(FLAG);
}
