// The second factors, put together from the state and the methods that this version has.

import { createTotpMethod } from '../adapters/factors/totp/totp-method.ts';
import { SecondFactors } from '../core/factors/second-factors.ts';
import type { Clock, Random } from '../core/ports.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

/** Another one for each configuration: factors that were set up under an earlier one stay as they are. */
export function createSecondFactors(
  { config }: LoadedConfig,
  parts: { readonly state: State; readonly clock: Clock; readonly random: Random },
): SecondFactors {
  const { state, clock, random } = parts;
  const { totp, enrolmentCodeLife } = config.factors;
  return new SecondFactors({
    store: state.stores.factors,
    methods: [createTotpMethod(random, totp)],
    secrets: state.factorSecrets,
    digest: state.codeDigest,
    clock,
    random,
    enrolmentCodeLife,
  });
}
