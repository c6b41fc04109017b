// The part of mailauth that tests use; it has no types of its own.

declare module 'mailauth' {
  export interface DkimResult {
    readonly status: { readonly result: string };
    readonly signingDomain: string;
  }

  export function authenticate(
    message: Buffer,
    options: {
      readonly ip: string;
      readonly helo: string;
      readonly sender: string;
      readonly resolver: (name: string, type: string) => Promise<readonly (readonly string[])[]>;
    },
  ): Promise<{ readonly dkim: { readonly results: readonly DkimResult[] } }>;
}
