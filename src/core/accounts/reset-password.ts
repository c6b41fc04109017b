// An administrator gives a mailbox a new password of its own, through its sign-in source (R6.4), and everything that the
// old one opened ends. App passwords stay, but what they hold is the old one: they wait for the next web sign-in, which
// seals the new one for them.

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { AppPasswordStore } from '../app-passwords/app-password-store.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Random } from '../ports.ts';
import { type EndEverythingPorts, type EndedWithMailbox, endEverything } from '../sessions/end-everything.ts';
import { typedSecretFormat } from '../typed-secret.ts';
import { revokeAppPasswords } from './lock-down.ts';
import { type AccountPorts, findAccount } from './manage-mailboxes.ts';
import { passwordProblem } from './password-rules.ts';
import type { PasswordSetter } from './password-setter.ts';

/** 20 letters of 23: 90.5 random bits. Dashes are a part of it. */
const FORMAT = typedSecretFormat({ letters: 20, group: 5, ignored: /-/g });

export interface ResetPasswordPorts extends ChangePorts, AccountPorts, EndEverythingPorts {
  readonly appPasswords: Pick<AppPasswordStore, 'list' | 'revoke' | 'markStale'>;
  /** By the name of the sign-in source that they belong to. */
  readonly passwordSetters: ReadonlyMap<string, PasswordSetter>;
  readonly random: Random;
}

export interface PasswordResetWish {
  /** Absent: one is made. */
  readonly password?: string | undefined;
  /** Its owner is to choose another one at the next sign-in. */
  readonly mustChange: boolean;
  readonly revokeAppPasswords: boolean;
}

export interface PasswordReset {
  readonly mailbox: MailboxAddress;
  /** The one that was made, to be told once; absent: it was given. */
  readonly password?: string;
  readonly mustChange: boolean;
  readonly ended: EndedWithMailbox;
  /** What became of app passwords: revoked, or waiting for the next web sign-in. */
  readonly appPasswords: { readonly revoked: number; readonly stale: number };
}

/** May throw `ERR_STORE_UNAVAILABLE`. Where the setter can't say what it did, nothing is ended, and it can be done again. */
export async function resetPassword(
  given: string,
  wish: PasswordResetWish,
  ports: ResetPasswordPorts,
): Promise<Outcome<PasswordReset>> {
  const found = await findAccount(given, ports);
  if (found.kind === 'refused') return found;
  const { address: mailbox, domain } = found.value;
  const setter = ports.passwordSetters.get(domain.signInSource);
  if (!setter) {
    const text = `Postern can't set passwords at the sign-in source ${domain.signInSource} of ${mailbox}: set it there, then end what is signed in`;
    return refuse('no-password-setter', text);
  }
  const { mustChange } = wish;
  const password = wish.password ?? FORMAT.show(FORMAT.generate(ports.random));
  const problem = passwordProblem(password);
  if (problem !== undefined) return invalid([{ field: 'password', reason: problem }]);
  const refusal = refusalWhileUnrecorded(ports);
  if (refusal) return refusal;
  const setting = await setter.set({ mailbox, password, mustChange });
  if (setting.kind !== 'set') {
    const { kind: outcome, reason } = setting;
    await recordChange(ports, { event: 'mailbox.password-not-reset', mailbox, details: { outcome, why: reason } });
    return outcome === 'refused'
      ? refuse('password-refused', `the sign-in source ${domain.signInSource} refused the password: ${reason}`)
      : refuse('unavailable', `nobody can say whether the password of ${mailbox} was set: ${reason}`);
  }
  const due = mustChange ? { since: ports.clock.now(), by: ports.actor } : undefined;
  await ports.accounts.setPasswordChangeDue(mailbox, due);
  const ended = await endEverything(mailbox, 'password-changed', ports);
  const appPasswords = wish.revokeAppPasswords
    ? { revoked: await revokeAppPasswords(mailbox, ports), stale: 0 }
    : { revoked: 0, stale: await markStale(mailbox, ports) };
  await recordChange(ports, {
    event: 'mailbox.password-reset',
    mailbox,
    details: { mustChange, ...ended, revoked: appPasswords.revoked, stale: appPasswords.stale },
  });
  return done({ mailbox, ...(wish.password === undefined && { password }), mustChange, ended, appPasswords });
}

/** What they hold is the old password: no backend is asked whether it takes it. Says how many hold any. */
async function markStale(
  mailbox: MailboxAddress,
  { appPasswords, clock }: Pick<ResetPasswordPorts, 'appPasswords' | 'clock'>,
): Promise<number> {
  const held = await appPasswords.list(mailbox, { includeRevoked: false });
  const sealed = held.flatMap(({ id, vault }) => (vault?.sealedAt === undefined ? [] : [{ id, at: vault.sealedAt }]));
  for (const { id, at } of sealed) await appPasswords.markStale(id, at, clock.now());
  return sealed.length;
}
