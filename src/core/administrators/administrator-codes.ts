// Codes that the host's shell gives out: for an administrator's first sign-in, and to break the glass (R6.7). 15 letters
// (67.9 random bits) that are shown once; only a keyed hash of them is kept.

import { TYPED_CODE } from '../factors/typed-codes.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { AdministratorCode, AdministratorCodeHash } from './administrator-store.ts';

/** How long a set-up code waits to be used, unless told otherwise. */
export const SET_UP_CODE_LIFE: Millis = 24 * 3_600_000;

/** Longest life that a set-up code may be given. */
export const MAX_SET_UP_CODE_LIFE: Millis = 7 * 24 * 3_600_000;

/** A break-glass code is typed at once, or not at all. */
export const BREAK_GLASS_CODE_LIFE: Millis = 15 * 60_000;

/** How long a break-glass session lasts, unless told otherwise. */
export const BREAK_GLASS_SESSION: Millis = 15 * 60_000;

/** Longest break-glass session. */
export const MAX_BREAK_GLASS_SESSION: Millis = 60 * 60_000;

/** Shown once. */
export interface IssuedCode {
  readonly code: string;
  readonly endsAt: Millis;
}

export class AdministratorCodes {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #digest: KeyedDigest;

  /** @param ports.digest - Its purpose is no other's: no code of a mailbox is one of these (P-17). */
  constructor(ports: { readonly clock: Clock; readonly random: Random; readonly digest: KeyedDigest }) {
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#digest = ports.digest;
  }

  /** Makes one; nothing keeps it yet. */
  make(
    of: Pick<AdministratorCode, 'kind' | 'name' | 'sessionFor'>,
    life: Millis,
  ): { readonly issued: IssuedCode; readonly kept: AdministratorCode } {
    const drawn = TYPED_CODE.generate(this.#random);
    const endsAt = this.#clock.now() + life;
    return {
      issued: { code: TYPED_CODE.show(drawn), endsAt },
      kept: { ...of, hash: this.#hash(drawn), endsAt },
    };
  }

  /** What a code is found by; `undefined` for what can't be one. */
  hashOf(typed: string): AdministratorCodeHash | undefined {
    const normalized = TYPED_CODE.normalize(typed);
    return normalized === undefined ? undefined : this.#hash(normalized);
  }

  #hash(normalized: string): AdministratorCodeHash {
    return this.#digest.digest('administrator', normalized);
  }
}
