// How Postern signs in at a backend for somebody it has allowed (R3.7).

import type { BackendSignIn, MailboxAddress } from '../decision.ts';

/** One backend's way, from the configuration. */
export type BackendSignInPlan = {
  /** What the backend calls a mailbox: its whole address, or the part before the `@`. */
  readonly loginName: 'address' | 'local-part';
} & (
  | { readonly kind: 'sealed' }
  | { readonly kind: 'passthrough' }
  | {
      readonly kind: 'master';
      readonly name: string;
      readonly password: string;
      /** RFC 4616's authorization identity, or Dovecot's `user*master` in one name. */
      readonly form:
        | { readonly kind: 'authorization-identity' }
        | { readonly kind: 'separator'; readonly separator: string };
    }
);

/** The backend's name for a mailbox. */
export function backendLoginName(plan: BackendSignInPlan, mailbox: MailboxAddress): string {
  return plan.loginName === 'address' ? mailbox : mailbox.slice(0, mailbox.lastIndexOf('@'));
}

/** Signs in with the mailbox's own password, as the client gave it or as it was sealed. */
export function withMailboxPassword(
  plan: BackendSignInPlan,
  mailbox: MailboxAddress,
  password: string,
  refusalMeans: 'client' | 'sealed',
): BackendSignIn {
  return { authenticationIdentity: backendLoginName(plan, mailbox), password, refusalMeans };
}

/**
 * Signs in as the master user, on behalf of the mailbox. `undefined` for a mailbox whose name has the separator: where
 * the backend splits, it would find another mailbox and another master user (P-15).
 */
export function asMasterUser(
  plan: BackendSignInPlan & { readonly kind: 'master' },
  mailbox: MailboxAddress,
): BackendSignIn | undefined {
  const { name, password, form } = plan;
  const target = backendLoginName(plan, mailbox);
  if (form.kind === 'authorization-identity') {
    return { authenticationIdentity: name, authorizationIdentity: target, password, refusalMeans: 'operator' };
  }
  if (target.includes(form.separator)) return undefined;
  return { authenticationIdentity: `${target}${form.separator}${name}`, password, refusalMeans: 'operator' };
}
