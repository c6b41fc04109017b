// What may be answered with: a mailbox's factors of the kinds that policy allows.

import type { Factor } from '../factors/factor.ts';
import type { AccountRules } from './sign-in-parts.ts';

/** The default one first. */
export function usableOf(factors: readonly Factor[], rules: Pick<AccountRules, 'factors'>): readonly Factor[] {
  const usable = factors.filter(({ kind }) => rules.factors.value.includes(kind));
  return usable.toSorted((one, other) => Number(other.isDefault ?? false) - Number(one.isDefault ?? false));
}
