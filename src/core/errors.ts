// Exceptions mean that the program or its surroundings broke; expected outcomes are values. Each has a stable code.

/** Every code that a PosternError can carry; documented one by one in docs/reference/errors.md. */
export type PosternErrorCode =
  | 'ERR_STORE_UNAVAILABLE'
  | 'ERR_STORE_BROKEN'
  | 'ERR_STORE_NEWER'
  | 'ERR_STATE_FOLDER'
  | 'ERR_CONFIG_INVALID'
  | 'ERR_LISTEN'
  | 'ERR_NODE_UNREACHABLE'
  | 'ERR_USAGE';

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
