// Listeners of an API over reloads: those that stay keep their sockets; new ones open before old ones close.

import type { Config } from '../config/config.ts';
import type { Millis } from '../core/units.ts';
import type { PreparedChange } from '../net/prepared-change.ts';
import { TlsContexts } from '../net/tls-contexts.ts';
import {
  type ApiListener,
  type ApiListenerParts,
  type ApiListenerSettings,
  openApiListener,
} from '../web/api/api-listener.ts';
import { tlsSettings } from './door-settings.ts';

export interface ApiListenersParts {
  /** TLS sessions of one purpose can't be resumed for another. */
  readonly purpose: string;
  readonly handler: ApiListenerParts['handler'];
  readonly requestTimeout: Millis;
}

export class ApiListeners implements AsyncDisposable {
  readonly #parts: ApiListenersParts;
  #open: ReadonlyMap<string, ApiListener> = new Map();

  constructor(parts: ApiListenersParts) {
    this.#parts = parts;
  }

  /** In the order of the configuration; 0 for a socket. */
  get ports(): readonly number[] {
    return Array.from(this.#open.values(), ({ port }) => port);
  }

  /** Opens what isn't open yet; rejects with `ERR_LISTEN`, or `ERR_CONFIG_INVALID` for a certificate that can't be used. */
  async prepare(config: Config, wanted: readonly ApiListenerSettings[]): Promise<PreparedChange> {
    const { purpose, handler, requestTimeout } = this.#parts;
    const tls = tlsSettings(config, undefined);
    const contexts = tls && new TlsContexts(tls, purpose);
    const next = new Map<string, ApiListener>();
    const opened: ApiListener[] = [];
    const discard = async (): Promise<void> => {
      for (const listener of opened) await listener[Symbol.asyncDispose]();
    };
    try {
      for (const settings of wanted) {
        const key = JSON.stringify(settings);
        const kept = this.#open.get(key);
        const open = kept ?? (await openApiListener(settings, { handler, contexts, requestTimeout }));
        if (!kept) opened.push(open);
        next.set(key, open);
      }
    } catch (error) {
      await discard();
      throw error;
    }
    return { commit: () => this.#goOver(next, contexts), discard };
  }

  async #goOver(next: ReadonlyMap<string, ApiListener>, contexts: TlsContexts | undefined): Promise<void> {
    const former = this.#open;
    this.#open = next;
    for (const listener of next.values()) listener.renew(contexts);
    for (const [key, listener] of former) if (!next.has(key)) await listener[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#open.values()) await listener[Symbol.asyncDispose]();
  }
}
