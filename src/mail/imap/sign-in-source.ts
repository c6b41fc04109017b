// The default sign-in source (R4.1): the backend itself says whether a password is right, by an IMAP sign-in that is
// ended at once. It is told the client's address where it believes us, so that its own throttling sees the client.

import type { SignInSource, SignInVerdict } from '../../core/accounts/sign-in-source.ts';
import type { BackendDirectory } from '../backend-directory.ts';
import type { DialOutcome } from '../backend-link.ts';

/** @param parts.loginName - The backend's name for a mailbox. */
export function createImapSource<Refusal, Ready, Facts>(parts: {
  readonly backend: string;
  readonly directory: BackendDirectory<Refusal, Ready, Facts>;
  readonly loginName: (mailbox: string) => string;
}): SignInSource {
  const { backend, directory, loginName } = parts;
  return {
    judgedByBackend: backend,
    async verify(mailbox, password, context) {
      const signIn = { authenticationIdentity: loginName(mailbox), password, refusalMeans: 'client' } as const;
      return verdictOf(await directory.signIn(backend, signIn, { context }));
    },
  };
}

function verdictOf<Ready, Facts>(outcome: DialOutcome<Ready, Facts>): SignInVerdict {
  switch (outcome.kind) {
    case 'signed-in':
      outcome.link.socket.destroySoon();
      return { kind: 'right' };
    case 'refused':
      return { kind: 'wrong' };
    case 'probed':
    case 'failed':
      return { kind: 'unavailable', dependency: 'sign-in-source' };
  }
}
