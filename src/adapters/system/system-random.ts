// The operating system's CSPRNG, through node:crypto.

import { randomBytes } from 'node:crypto';
import type { Random } from '../../core/ports.ts';

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
