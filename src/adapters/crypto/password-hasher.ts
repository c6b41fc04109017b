// Argon2id (RFC 9106) for passwords that people choose, in node:crypto's thread pool. Only a few run at a time, as each
// takes 19 MiB and tens of milliseconds of a core that the mail doors need too; what waits is bounded.

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordHasher } from '../../core/accounts/local-passwords.ts';
import { type Argon2idHash, formatPhc, parsePhc } from './phc.ts';

export interface PasswordHasherOptions {
  /** How many run at a time; fewer than the thread pool has, which also serves files and DNS. */
  readonly concurrency?: number;
  /** How many checks may wait; the next one hears `overloaded`. */
  readonly queue?: number;
}

/** OWASP's smallest recommendation for Argon2id: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const;
/** Octets, as RFC 9106 §3.1 recommends. */
const SALT = 16;
const HASH = 32;

/** At 40 ms each, whoever comes last waits about a second. */
const DEFAULTS = { concurrency: 2, queue: 50 } as const;

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { concurrency = DEFAULTS.concurrency, queue = DEFAULTS.queue } = options;
  const slots = new Slots(concurrency);
  return {
    async hash(password) {
      const salt = randomBytes(SALT);
      const parameters = { ...PARAMETERS, salt, length: HASH };
      return formatPhc({ ...parameters, hash: await slots.run(() => derive(password, parameters)) });
    },

    async verify(phc, password) {
      const { hash, ...parameters } = parsePhc(phc);
      if (slots.waiting >= queue) return 'overloaded';
      const derived = await slots.run(() => derive(password, { ...parameters, length: hash.length }));
      return timingSafeEqual(derived, hash) ? 'right' : 'wrong';
    },
  };
}

/** Runs so many at a time, the others in the order in which they came. */
class Slots {
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      // The slot goes to who waits longest, without being free in between.
      const next = this.#queue.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

function derive(
  password: string,
  { memory, passes, parallelism, salt, length }: Omit<Argon2idHash, 'hash'> & { readonly length: number },
): Promise<Buffer> {
  const parameters = { message: password, nonce: salt, memory, passes, parallelism, tagLength: length };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
}
