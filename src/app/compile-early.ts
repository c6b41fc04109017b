// How soon V8 compiles what runs often. A sign-in runs much code, each function of it once, and V8 waits for some
// thousand calls before it compiles a function well: hours on a small site, in which a sign-in costs up to twice as much.

import { setFlagsFromString } from 'node:v8';

/** Calls before a function is compiled quickly, and well (V8: 400 and 3,000), and before its types count as settled. */
const FLAGS = [
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=1000',
  '--minimum-invocations-after-ic-update=100',
] as const;

/** For a process that takes sign-ins: called once, before its doors open. */
export function compileEarly(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
