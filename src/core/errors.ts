// Exceptions mean that the program or its surroundings broke; expected outcomes are values. Each has a stable code.

/** Every code that a PosternError can carry, with what it means and what to do; docs/reference/errors.md is made of it. */
export const POSTERN_ERRORS = {
  ERR_STORE_UNAVAILABLE: {
    meaning: 'A store could not be asked: it is locked, its disk is full or gone, or its file cannot be opened.',
    remedy: 'Clients get a temporary failure meanwhile. Look at the disk and the permissions of the state folder.',
  },
  ERR_STORE_BROKEN: {
    meaning: 'A store holds what it never should, or refused what it never should.',
    remedy: 'Keep a copy of the state folder, restore the last backup and report it with the log.',
  },
  ERR_STORE_NEWER: {
    meaning: 'The state was written by a newer version of Postern than this one.',
    remedy: 'Start the newer version, or restore a backup that this version made.',
  },
  ERR_STATE_FOLDER: {
    meaning: 'The state folder is missing, or this user may not read and write it, or others may.',
    remedy: 'Correct `state` in the configuration, or the owner and mode (0700) of the folder.',
  },
  ERR_CONFIG_INVALID: {
    meaning: 'The configuration says something that cannot be; the message lists everything with its line.',
    remedy: 'Correct what is listed. `postern doctor` checks without starting.',
  },
  ERR_LISTEN: {
    meaning: 'An address or port could not be opened.',
    remedy:
      'Another program may have the port, the address may not be of this machine, or the user may not open ports below 1024.',
  },
  ERR_NODE_UNREACHABLE: {
    meaning: 'No running Postern answered on the socket in the state folder.',
    remedy: 'Start it, or name the configuration of the one that runs with `--config`.',
  },
  ERR_USAGE: {
    meaning: 'The command line was not understood.',
    remedy: "See `postern help` and the command's own `--help`.",
  },
} as const;

export type PosternErrorCode = keyof typeof POSTERN_ERRORS;

export class PosternError extends Error {
  readonly code: PosternErrorCode;
  readonly fields: Readonly<Record<string, string | number | boolean>>;

  constructor(
    code: PosternErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly fields?: Readonly<Record<string, string | number | boolean>> } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = 'PosternError';
    this.code = code;
    this.fields = options.fields ?? {};
  }
}

/** Whether a store, rather than the program, is what failed: temporary, and answered as such. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof PosternError && error.code === 'ERR_STORE_UNAVAILABLE';
}
