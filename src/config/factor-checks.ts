// Whether the kinds of second factors that exist can be used. Pure, as `cross-checks.ts`, which runs this too.

import type { Draft } from './draft.ts';
import type { Finding } from './problems.ts';

type Check = (draft: Draft) => readonly Finding[];

export const FACTOR_WARNINGS: readonly Check[] = [nothingToSignInWith];

/** A warning only: in mode `never` nobody is asked. */
function nothingToSignInWith({ config: { factors, mailPath, sms }, isWhole }: Draft): readonly Finding[] {
  if (!['factors', 'mail-path', 'sms'].every(isWhole)) return [];
  const { totp, email } = factors;
  if (totp.enabled || (email.enabled && mailPath) || (factors.sms.enabled && sms)) return [];
  const reason =
    'no kind of second factor is left: codes by mail need mail-path, codes by SMS need sms. Who is asked for a second step is refused';
  return [{ path: ['factors', 'totp', 'enabled'], reason }];
}
