// The second factors, put together from the configuration, the state and the methods that this version has.

import { createTotpMethod } from '../adapters/factors/totp/totp-method.ts';
import type { Config } from '../config/config.ts';
import { SentCodes, type SmsCaps } from '../core/challenge/sent-codes.ts';
import { type Delegation, existingKinds } from '../core/factors/delegation.ts';
import { DestinationGuard } from '../core/factors/destination-guard.ts';
import { SecondFactors } from '../core/factors/second-factors.ts';
import { FACTOR_KINDS, type PlatformPolicy } from '../core/policy/policy.ts';
import type { Clock, Random } from '../core/ports.ts';
import { disputeUrl } from '../web/dispute/dispute-url.ts';
import type { MessagePath } from './messaging.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface FactorSurroundings {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly messages: MessagePath;
}

const NO_SMS: SmsCaps = { perNumber: 0, perMailbox: 0, perHour: 0 };

/** Another one for each configuration: factors that were set up under an earlier one stay as they are. */
export function createSecondFactors(loaded: LoadedConfig, parts: FactorSurroundings): SecondFactors {
  const { state, clock, random } = parts;
  const { factors, loginNames, sms } = loaded.config;
  const { totp, email, enrolmentCodeLife } = factors;
  return new SecondFactors({
    store: state.stores.factors,
    methods: [createTotpMethod(random, totp)],
    secrets: state.factorSecrets,
    digest: state.codeDigest,
    sentCodes: createSentCodes(loaded, parts),
    destinations: new DestinationGuard({
      accounts: state.stores.accounts,
      loginNames,
      rules: {
        protectedDomains: email.protectedDomains,
        numbers: { prefixes: sms?.allowedPrefixes ?? [], defaultCountry: sms?.defaultCountry },
      },
    }),
    clock,
    random,
    enrolmentCodeLife,
  });
}

/** What sends codes, and takes the reports of what became of them. */
export function createSentCodes(
  { config }: LoadedConfig,
  { state, clock, random, messages }: FactorSurroundings,
): SentCodes {
  return new SentCodes({
    store: state.sentCodes,
    secrets: state.sentCodeSecrets,
    digest: state.disputeDigest,
    messenger: messages,
    linksOf: (name) => {
      const origin = config.sites[name]?.origin;
      return origin === undefined ? undefined : { origin, disputeUrl: (token) => disputeUrl(origin, token) };
    },
    smsCaps: config.sms?.limits ?? NO_SMS,
    clock,
    random,
  });
}

/** What the operator decides of each kind (R2.9). An app is set up by its owner or not at all: nobody assigns one. */
export function delegationOf({ factors: { totp, email, sms } }: Pick<Config, 'factors'>): Delegation {
  return { totp: { ...totp, domainAdministrators: false }, email, sms };
}

/** The platform's layer of policy, with the kinds of factors that exist. */
export function platformPolicyOf(config: Pick<Config, 'factors' | 'policy'>): PlatformPolicy {
  return { ...config.policy, existingFactors: existingKinds(FACTOR_KINDS, delegationOf(config)) };
}
