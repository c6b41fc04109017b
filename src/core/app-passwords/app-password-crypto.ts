// The cryptography that app passwords need, as a port: keys live behind it and never reach the core.

import type { LookupKey, Vault } from './app-password-store.ts';

export interface AppPasswordCrypto {
  /** Keyed hash of a normalized app password: its record's key. Fast by design: the secret has 90 random bits. */
  lookupKey(normalized: string): LookupKey;
  /** Makes a key pair whose private half only this app password opens, bound to the record's id. */
  createVault(normalized: string, id: string): Pick<Vault, 'publicKey' | 'wrappedPrivateKey'>;
  /** Seals a mailbox password under the app password itself, which is at hand when one is made: opens the fastest. */
  sealWithAppPassword(normalized: string, id: string, password: string): Uint8Array;
  /** Seals a mailbox password to a vault's public half, without the app password; bound to the record's id. */
  seal(publicKey: Uint8Array, id: string, password: string): Uint8Array;
  /** Opens what either of them sealed, with the app password; `undefined` when anything doesn't fit (another id, damaged octets). */
  open(vault: Vault, normalized: string, id: string): string | undefined;
}
