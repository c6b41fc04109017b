// The sign-in sources that a configuration names, put together (R4).

import { createLocalPasswordSetter } from '../adapters/sources/local/local-password-setter.ts';
import { createLocalSource } from '../adapters/sources/local/local-source.ts';
import { createPasswordCommand } from '../adapters/sources/password-command/password-command.ts';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import type { PasswordSetter } from '../core/accounts/password-setter.ts';
import type { SignInSource } from '../core/accounts/sign-in-source.ts';
import { backendLoginName } from '../core/mail-auth/backend-sign-in.ts';
import type { Clock, Log } from '../core/ports.ts';
import { BackendDirectory } from '../mail/backend-directory.ts';
import { imapDoor } from '../mail/imap/door.ts';
import { createImapSource } from '../mail/imap/sign-in-source.ts';
import { backendPlans, mailDoorSettings } from './door-settings.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

/** By name, as domains refer to them. */
export async function createSignInSources(
  { config, secrets }: LoadedConfig,
  parts: { readonly state: State; readonly hasher: PasswordHasher; readonly log: Log },
): Promise<ReadonlyMap<string, SignInSource>> {
  const { backends } = mailDoorSettings(config, undefined);
  const targets = new Map(Array.from(backends).flatMap(([name, { imap }]) => (imap ? [[name, imap] as const] : [])));
  const directory = new BackendDirectory({ protocol: imapDoor, targets, hostname: config.hostname, log: parts.log });
  const plans = backendPlans(config, secrets);
  const sources = new Map<string, SignInSource>();
  for (const [name, source] of Object.entries(config.signInSources)) {
    if (source.kind === 'local') {
      const { state, hasher, log } = parts;
      sources.set(name, await createLocalSource({ passwords: state.stores.localPasswords, hasher, log }));
      continue;
    }
    const plan = plans.get(source.backend);
    const loginName = (mailbox: string): string => (plan ? backendLoginName(plan, mailbox) : mailbox);
    sources.set(name, createImapSource({ backend: source.backend, directory, loginName }));
  }
  return sources;
}

/** What sets passwords, by the name of the sign-in source that it belongs to; a source without it has none. */
export function createPasswordSetters(
  { config }: Pick<LoadedConfig, 'config'>,
  parts: { readonly state: State; readonly hasher: PasswordHasher; readonly clock: Clock; readonly log: Log },
): ReadonlyMap<string, PasswordSetter> {
  const { state, hasher, clock, log } = parts;
  const setters = new Map<string, PasswordSetter>();
  for (const [name, source] of Object.entries(config.signInSources)) {
    if (source.kind === 'imap') {
      const { passwordCommand: argv } = source;
      if (argv) setters.set(name, createPasswordCommand({ argv, log }));
    } else {
      setters.set(name, createLocalPasswordSetter({ passwords: state.stores.localPasswords, hasher, clock, log }));
    }
  }
  return setters;
}
