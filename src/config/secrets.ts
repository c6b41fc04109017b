// Secrets live apart from the configuration, which holds only their names: whoever prints, logs or copies either of
// them prints no secret.

import { PosternError } from '../core/errors.ts';

declare const brand: unique symbol;

/** Names a secret: the key path where it stands in the file. Not itself secret. */
export type SecretName = string & { readonly [brand]: 'secret' };

/** The secrets of one configuration. JSON says that they are redacted; `inspect` doesn't see private fields at all. */
export class Secrets {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = new Map(values);
  }

  /** The secret itself, for the one place that needs it. Throws `ERR_CONFIG_INVALID` for another configuration's name. */
  reveal(name: SecretName): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new PosternError('ERR_CONFIG_INVALID', `there is no secret ${name}`);
    return value;
  }

  toJSON(): string {
    return '[redacted]';
  }
}
