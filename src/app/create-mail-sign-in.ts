// The decision on a mail client's sign-in, put together from a configuration and a state folder.

import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import type { AuditLog } from '../core/audit/audit-log.ts';
import { MailSignIn } from '../core/mail-auth/mail-sign-in.ts';
import type { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import { Throttle } from '../core/throttle/throttle.ts';
import { backendPlans } from './door-settings.ts';
import { createSignInSources } from './sign-in-sources.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface MailSignInSurroundings {
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: AuditLog;
  readonly uses: UseRecorder;
  /** Live connections of a mailbox in this process. */
  countConnections(mailbox: string): number;
}

export async function createMailSignIn(
  { config, secrets }: LoadedConfig,
  parts: MailSignInSurroundings,
): Promise<MailSignIn> {
  const { state, clock, random, log, audit, uses } = parts;
  const { stores, throttle, crypto, digest } = state;
  return new MailSignIn({
    accounts: stores.accounts,
    appPasswords: stores.appPasswords,
    revocations: stores.revocations,
    crypto,
    throttle: new Throttle({ store: throttle, limits: config.throttle, clock, digest }),
    uses,
    audit,
    clock,
    random,
    log,
    loginNames: config.loginNames,
    platformPolicy: config.policy,
    sources: await createSignInSources({ config, secrets }, parts),
    backends: backendPlans(config, secrets),
    hintAppPassword: config.appPasswords.hint,
    connections: { limit: config.limits.connectionsPerMailbox, count: (mailbox) => parts.countConnections(mailbox) },
  });
}
