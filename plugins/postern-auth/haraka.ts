// What this plugin uses of Haraka 3: its objects as far as they are touched, and the values of its constants, so that the
// folder can be copied beside any Haraka without installing a package.

/** What a hook gives to `next`: haraka-constants' values, which are Haraka's interface to plugins. */
export const CONT = 900;
export const OK = 906;
export const DENY = 902;
export const DENY_SOFT_AND_DISCONNECT = 909;

/** `respond` and the hooks of commands take an object of a class of this name for a code and a text of one's own. */
export class DSN {
  readonly code: number;
  readonly reply: string;

  constructor(code: number, reply: string) {
    this.code = code;
    this.reply = reply;
  }
}

export type Next = (result?: number, message?: DSN | string) => void;

export interface Connection {
  readonly uuid: string;
  readonly remote: { readonly ip: string; readonly port: number };
  readonly local: { readonly ip: string; readonly port: number; readonly host: string };
  readonly hello: { readonly host: string | null };
  readonly tls: {
    readonly enabled: boolean;
    readonly advertised?: boolean;
    readonly cipher?: { readonly name?: string; readonly version?: string };
  };
  readonly transaction: object | null;
  /** Each plugin's own, under names that they choose. */
  readonly notes: object;
  readonly results: { add(plugin: { readonly name: string }, result: object): void };
  readonly capabilities: string[];
  /** The client may send to anywhere. */
  relaying: boolean;
  /** What stands in `Received` of a signed-in client. */
  authheader: string;
  respond(code: number, message: string | readonly string[], then?: () => void): void;
  disconnect(): void;
  auth_results(message: string): void;
  loginfo(plugin: Plugin, message: string): void;
  lognotice(plugin: Plugin, message: string): void;
  logerror(plugin: Plugin, message: string): void;
}

export interface Plugin {
  readonly name: string;
  /** Seconds that a hook may take; 0: any time. */
  readonly timeout: number;
  readonly config: {
    get(file: string, options: { readonly booleans: readonly string[] }, changed: () => void): unknown;
  };
  inherits(parent: string): void;
  register_hook(hook: string, method: string): void;
  lognotice(message: string): void;
  logerror(message: string): void;
}
