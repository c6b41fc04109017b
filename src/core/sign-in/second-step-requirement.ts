// Whether this sign-in needs a second step (R1.1, R1.3, R1.4, R1.7): named checks, in this order, the first that can say
// decides. Each leaves a step of the trace with the layer that its rule came from (R1.8). Asked only after the password
// was right (R1.2). What can't be asked is thrown, never taken for "no" (R9.3).

import type { TraceStep } from '../audit/audit-store.ts';
import type { MailboxAddress } from '../decision.ts';
import { lookUpPlace, type Origin, type PlacePorts, placeOf, renewPlace } from '../places/known-places.ts';
import { isInNetworks } from '../places/networks.ts';
import type { TrustedBrowser } from '../places/trusted-browser-store.ts';
import {
  findTrustedBrowser,
  isStillGranted,
  type RecognizeBrowserPorts,
  recognizeBrowser,
} from '../places/trusted-browsers.ts';
import type { ChallengeMode, Sourced } from '../policy/policy.ts';
import { PASSWORD_ALONE } from '../sessions/web-session.ts';
import type { WebContext } from '../web-context.ts';

/** What of the effective policy decides; the web doors' effective policy fits. */
export interface SecondStepPolicy {
  readonly challenge: Sourced<ChallengeMode>;
  /** CIDR (R1.4). */
  readonly trustedNetworks: Sourced<readonly string[]>;
  /** Trusted networks don't count. */
  readonly evenFromTrustedNetworks: Sourced<boolean>;
  /** 0: no browser is trusted (R1.7). */
  readonly trustedBrowserDays: Sourced<number>;
  /** `last`: only the place of the last completed sign-in is known (R1.3). */
  readonly compare: Sourced<'known' | 'last'>;
}

/** Why a second step is needed, or isn't. Stable: sessions and the audit log keep it. */
export type SecondStepReason =
  | typeof PASSWORD_ALONE
  | 'trusted-network'
  | 'trusted-browser'
  | 'known-network'
  | 'known-country'
  | 'mode-always'
  | 'new-network'
  | 'new-country'
  | 'unknown-country';

export interface SecondStepRequirement {
  readonly needed: boolean;
  readonly because: SecondStepReason;
  readonly trace: readonly TraceStep[];
}

export interface SecondStepRequest {
  readonly mailbox: MailboxAddress;
  readonly policy: SecondStepPolicy;
  readonly context: Origin & Pick<WebContext, 'trustedBrowser'>;
}

export type SecondStepPorts = PlacePorts & RecognizeBrowserPorts;

/** What a check came to, when it decides. */
type Verdict = Omit<SecondStepRequirement, 'trace'>;

/** One request on its way through the checks. */
interface Question extends SecondStepRequest {
  readonly ports: SecondStepPorts;
  readonly trace: TraceStep[];
  recognize(): Promise<TrustedBrowser | undefined>;
}

/**
 * Decides, and records what was used: the trusted browser that was recognized, and, where no second step is needed, the
 * known places of this sign-in. May throw `ERR_STORE_UNAVAILABLE`: then nobody is let in.
 */
export async function requireSecondStep(
  request: SecondStepRequest,
  ports: SecondStepPorts,
): Promise<SecondStepRequirement> {
  const { mailbox, policy, context } = request;
  const presented = { cookie: context.trustedBrowser, days: policy.trustedBrowserDays.value };
  const requirement = await runChecks(request, ports, () => recognizeBrowser(mailbox, presented, ports));
  if (!requirement.needed) await renewPlace(mailbox, context, ports);
  return requirement;
}

/** What {@link requireSecondStep} would decide, recording nothing (R1.8). May throw `ERR_STORE_UNAVAILABLE`. */
export function explainSecondStep(request: SecondStepRequest, ports: SecondStepPorts): Promise<SecondStepRequirement> {
  const { mailbox, policy, context } = request;
  return runChecks(request, ports, async () => {
    const found = await findTrustedBrowser(mailbox, context.trustedBrowser, ports);
    return found && isStillGranted(found, policy.trustedBrowserDays.value, ports.clock.now()) ? found : undefined;
  });
}

async function runChecks(
  request: SecondStepRequest,
  ports: SecondStepPorts,
  recognize: Question['recognize'],
): Promise<SecondStepRequirement> {
  const { value: mode, layer } = request.policy.challenge;
  const trace: TraceStep[] = [{ check: 'challenge', result: mode, layer }];
  if (mode === 'never') return { needed: false, because: PASSWORD_ALONE, trace };
  const question: Question = { ...request, ports, trace, recognize };
  const verdict = trustedNetwork(question) ?? (await trustedBrowser(question)) ?? (await byMode(mode, question));
  return { ...verdict, trace };
}

function trustedNetwork({ policy, context, trace }: Question): Verdict | undefined {
  const { trustedNetworks: trusted, evenFromTrustedNetworks: even } = policy;
  const isInside = isInNetworks(context.remoteAddress, trusted.value);
  if (isInside && even.value) {
    trace.push({ check: 'trusted-networks', result: 'inside, but asked even there', layer: even.layer });
    return undefined;
  }
  trace.push({ check: 'trusted-networks', result: isInside ? 'inside' : 'outside', layer: trusted.layer });
  return isInside ? { needed: false, because: 'trusted-network' } : undefined;
}

async function trustedBrowser({ policy, context, trace, recognize }: Question): Promise<Verdict | undefined> {
  const { value: days, layer } = policy.trustedBrowserDays;
  const add = (result: string): undefined => {
    trace.push({ check: 'trusted-browser', result, layer });
  };
  if (days <= 0) return add('not offered');
  if (context.trustedBrowser === undefined) return add('not presented');
  const browser = await recognize();
  if (browser === undefined) return add('not recognized');
  add(`recognized (${browser.id})`);
  return { needed: false, because: 'trusted-browser' };
}

function byMode(mode: Exclude<ChallengeMode, 'never'>, question: Question): Verdict | Promise<Verdict> {
  switch (mode) {
    case 'always':
      return { needed: true, because: 'mode-always' };
    case 'new-ip':
      return knownNetwork(question);
    case 'new-country':
      return knownCountry(question);
  }
}

async function knownNetwork({ mailbox, policy, context, ports, trace }: Question): Promise<Verdict> {
  const { value: compare, layer } = policy.compare;
  const place = placeOf(context, ports.placeRules);
  const { networkKnown, last } = await lookUpPlace(mailbox, place, ports);
  const isKnown = compare === 'last' ? last?.network === place.network : networkKnown;
  trace.push({ check: 'known-network', result: `${place.network} is ${familiarity(isKnown, compare)}`, layer });
  return isKnown ? { needed: false, because: 'known-network' } : { needed: true, because: 'new-network' };
}

async function knownCountry({ mailbox, policy, context, ports, trace }: Question): Promise<Verdict> {
  const { value: compare, layer } = policy.compare;
  const { country } = context;
  if (country === undefined) {
    trace.push({ check: 'known-country', result: 'unknown, which counts as new', layer });
    return { needed: true, because: 'unknown-country' };
  }
  const { countryKnown, last } = await lookUpPlace(mailbox, placeOf(context, ports.placeRules), ports);
  const isKnown = compare === 'last' ? last?.country === country : countryKnown;
  trace.push({ check: 'known-country', result: `${country} is ${familiarity(isKnown, compare)}`, layer });
  return isKnown ? { needed: false, because: 'known-country' } : { needed: true, because: 'new-country' };
}

function familiarity(isKnown: boolean, compare: 'known' | 'last'): string {
  if (compare === 'known') return isKnown ? 'known' : 'new';
  return isKnown ? 'that of the last sign-in' : 'not that of the last sign-in';
}
