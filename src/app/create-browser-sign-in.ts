// The browser's sign-in and the account behind it, put together from a configuration and a state folder.

import { setTimeout as pause } from 'node:timers/promises';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { policyLayers } from '../core/accounts/policy-layers.ts';
import { createPasswordRecognizer } from '../core/app-passwords/password-recognizer.ts';
import type { AuditLog } from '../core/audit/audit-log.ts';
import { CodeDisputes } from '../core/challenge/code-disputes.ts';
import type { Disputes } from '../core/challenge/disputes.ts';
import type { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import { isNewCountry, rememberPlace } from '../core/places/known-places.ts';
import { isPermittedPlace } from '../core/places/permitted-places.ts';
import { trustBrowser } from '../core/places/trusted-browsers.ts';
import { effectiveWebPolicy } from '../core/policy/policy.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { MailConnection } from '../core/sessions/live-connections.ts';
import type { WebSessionRegistry } from '../core/sessions/web-session-registry.ts';
import { BrowserSignIn } from '../core/sign-in/browser-sign-in.ts';
import { SessionConfirmation } from '../core/sign-in/confirm-session.ts';
import { FactorEnrolment } from '../core/sign-in/factor-enrolment.ts';
import { requireSecondStep } from '../core/sign-in/second-step-requirement.ts';
import type { WebSignInParts } from '../core/sign-in/sign-in-parts.ts';
import { SecondStepThrottle } from '../core/throttle/second-step-throttle.ts';
import { Throttle } from '../core/throttle/throttle.ts';
import type { ServerSettings } from '../web/account/account-services.ts';
import { OwnAccount } from '../web/account/own-account.ts';
import { createSecondFactors, delegationOf, platformPolicyOf } from './create-second-factors.ts';
import { backendPlans } from './door-settings.ts';
import type { MessagePath } from './messaging.ts';
import { createPasswordSetters, createSignInSources } from './sign-in-sources.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface BrowserSignInSurroundings {
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: AuditLog;
  readonly uses: UseRecorder;
  readonly sessions: WebSessionRegistry;
  /** Mail connections that live, in every worker. */
  readonly connections: () => Promise<readonly MailConnection[]>;
  readonly messages: MessagePath;
}

/** What the web doors ask. */
export interface BrowserServices {
  readonly signIn: BrowserSignIn;
  readonly account: OwnAccount;
  readonly disputes: Disputes;
}

/** @param issuer - What authenticator apps show beside the mailbox. */
export async function createBrowserSignIn(
  loaded: LoadedConfig,
  surroundings: BrowserSignInSurroundings,
  issuer: string,
): Promise<BrowserServices> {
  const { config } = loaded;
  const { state, clock, random, log, audit, connections } = surroundings;
  const parts = await signInParts(loaded, surroundings);
  const { defaultExpiry } = config.appPasswords;
  const account = new OwnAccount({
    ...parts,
    factors: createSecondFactors(loaded, surroundings),
    platformPolicy: platformPolicyOf(config),
    webSessions: state.webSessions,
    limitsOf: (site) => config.sites[site]?.session,
    crypto: state.crypto,
    places: state.stores.places,
    placeRules: config.knownPlaces,
    trustedBrowsers: state.stores.trustedBrowsers,
    browserDigest: state.browserDigest,
    auditStore: state.stores.audit,
    enrolment: new FactorEnrolment(parts, issuer),
    confirmation: new SessionConfirmation(parts),
    connections,
    pause: (millis) => pause(millis),
    serverSettings: serverSettings(loaded),
    ...(defaultExpiry !== undefined && { defaultExpiry }),
    ...{ audit, clock, random, log },
  });
  const { webSessions, sentCodes, disputeDigest, stores } = state;
  const disputes = new CodeDisputes({
    ...{ webSessions, sentCodes, disputeDigest, connections, audit, clock, log },
    limitsOf: (site) => config.sites[site]?.session,
    revocations: stores.revocations,
    trustedBrowsers: stores.trustedBrowsers,
  });
  return { signIn: new BrowserSignIn(parts), account, disputes };
}

async function signInParts(loaded: LoadedConfig, surroundings: BrowserSignInSurroundings): Promise<WebSignInParts> {
  const { config, secrets } = loaded;
  const { state, hasher, clock, random, log, audit, uses, sessions } = surroundings;
  const { stores, throttle, crypto, digest, browserDigest } = state;
  const { accounts, appPasswords, revocations, places, trustedBrowsers } = stores;
  const platformPolicy = platformPolicyOf(config);
  const placePorts = { places, placeRules: config.knownPlaces, clock };
  const browserPorts = { trustedBrowsers, browserDigest, clock, random, audit };
  return {
    accounts,
    appPasswords,
    revocations,
    loginNames: config.loginNames,
    sources: await createSignInSources(loaded, surroundings),
    backends: backendPlans(config, secrets),
    passwordSetters: createPasswordSetters(loaded, surroundings),
    rulesFor: (account) => {
      const policy = effectiveWebPolicy(policyLayers(platformPolicy, account));
      return {
        ...policy,
        isPermittedPlace: (context, trace) => isPermittedPlace(policy, context, trace),
        requireSecondStep: (mailbox, context) =>
          requireSecondStep({ mailbox, policy, context }, { ...placePorts, ...browserPorts }),
      };
    },
    factors: createSecondFactors(loaded, surroundings),
    delegation: delegationOf(config),
    trustedBrowsers: {
      trust: (mailbox, browser) => trustBrowser(mailbox, browser, browserPorts),
      endAll: (mailbox) => trustedBrowsers.revokeAll(mailbox),
    },
    rememberPlace: (mailbox, context) => rememberPlace(mailbox, context, placePorts),
    isNewCountry: (mailbox, context) => isNewCountry(mailbox, context, placePorts),
    sessions,
    throttle: new Throttle({ store: throttle, limits: config.throttle, clock, digest }),
    secondStepThrottle: new SecondStepThrottle({ store: throttle, clock, random }),
    crypto,
    recognizer: createPasswordRecognizer({ hasher, digest: state.passwordDigest }),
    uses,
    audit,
    clock,
    random,
    log,
  };
}

/** Where mail clients find the doors: those on the loopback are for this machine's own programs. */
function serverSettings({ config }: LoadedConfig): ServerSettings {
  const doors = config.listeners.map(({ protocol, port, tls }) => ({ protocol, host: config.hostname, port, tls }));
  return { doors: doors.filter(({ tls }) => tls !== 'none') };
}
