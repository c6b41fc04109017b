// Whether a mailbox's password still is the one that its app passwords hold, and sealing it for all of them where it isn't
// (R3.7). Here it is decided and computed; it is kept once its owner has done everything that a sign-in asks for.

import type { AppPasswordId, MailboxAddress } from '../decision.ts';
import type { AppPasswordCrypto } from './app-password-crypto.ts';
import type { AppPassword, AppPasswordStore, SealedBox, SealedForMailbox, Vault } from './app-password-store.ts';
import type { PasswordRecognizer } from './password-recognizer.ts';

export interface SealingPorts {
  readonly appPasswords: Pick<AppPasswordStore, 'list' | 'findVerifier'>;
  readonly crypto: Pick<AppPasswordCrypto, 'seal'>;
  readonly recognizer: PasswordRecognizer;
}

/** What a right password is, compared with what was known of it. */
export interface PasswordNews {
  /** False only when it certainly is the one that was known. */
  readonly isNew: boolean;
  /** To be kept; absent: everything holds it already. */
  readonly renewal?: SealedForMailbox;
}

/**
 * Looks at a password that is right.
 *
 * @param options.isSealed - The backend is signed in to with it: it belongs into the app passwords' vaults.
 * @param options.mustRecognize - Something else ends with a change of the password (R1.7).
 * Throws `ERR_STORE_UNAVAILABLE`; `overloaded`: too many ask at once.
 */
export async function examinePassword(
  mailbox: MailboxAddress,
  password: string,
  options: { readonly isSealed: boolean; readonly mustRecognize: boolean },
  ports: SealingPorts,
): Promise<PasswordNews | 'overloaded'> {
  const records = await ports.appPasswords.list(mailbox, { includeRevoked: false });
  const holders = options.isSealed ? records.filter(({ vault }) => vault !== undefined) : [];
  if (holders.length === 0 && !options.mustRecognize) return { isNew: false };
  const verifier = await ports.appPasswords.findVerifier(mailbox);
  const verdict = verifier === undefined ? 'wrong' : await ports.recognizer.recognizes(verifier, mailbox, password);
  if (verdict === 'overloaded') return 'overloaded';
  const isKept = holders.every(holdsSomethingFresh);
  if (verdict === 'right' && isKept) return { isNew: false };
  return {
    isNew: verdict !== 'right',
    renewal: {
      boxes: options.isSealed
        ? sealForAll(records, password, ports.crypto)
        : records.flatMap(({ id, vault }) => (vault ? [asItIs(id, vault)] : [])),
      verifier: await ports.recognizer.verifierOf(mailbox, password),
    },
  };
}

/** Seals a password that is right for every app password. */
export function sealForAll(
  records: readonly AppPassword[],
  password: string,
  crypto: Pick<AppPasswordCrypto, 'seal'>,
): readonly SealedBox[] {
  return records.flatMap(({ id, vault }) =>
    vault ? [{ ...asItIs(id, vault), sealedPassword: crypto.seal(vault.publicKey, id, password) }] : [],
  );
}

function asItIs(id: AppPasswordId, { sealedAt }: Vault): SealedBox {
  return { id, ...(sealedAt !== undefined && { sealedAt }) };
}

function holdsSomethingFresh({ vault }: AppPassword): boolean {
  return vault?.sealedPassword !== undefined && vault.staleSince === undefined;
}
