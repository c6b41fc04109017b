// How codes that were sent rest: sealed under a key of the installation, as a port; the key never reaches the core.

/** Whose code it is, unambiguously: it opens for nothing else. */
export type SentCodeOwner = readonly string[];

export interface SentCodeSecrets {
  seal(code: string, owner: SentCodeOwner): Uint8Array;
  /** `undefined` when it was sealed for another owner, under another key, or was damaged. */
  open(sealed: Uint8Array, owner: SentCodeOwner): string | undefined;
  /** In a time that tells nothing of where two codes differ. */
  isSame(one: string, other: string): boolean;
}
