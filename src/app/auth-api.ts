// The sign-in API of a node: other mail servers ask it about their clients. Once per machine, whatever the workers.

import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { AuditLog } from '../core/audit/audit-log.ts';
import { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import { endOfPermit } from '../core/sessions/still-permitted.ts';
import type { Millis } from '../core/units.ts';
import { endText } from '../mail/refusal-texts.ts';
import { renderSubmission } from '../mail/submission/render.ts';
import { type PreparedChange, prepareAll, prepared } from '../net/prepared-change.ts';
import { type AuthApiServices, createAuthApi } from '../web/auth-api/auth-api.ts';
import { BearerTokens } from '../web/auth-api/bearer-tokens.ts';
import { ApiListeners } from './api-listeners.ts';
import type { Countries } from './countries.ts';
import { createMailSignIn } from './create-mail-sign-in.ts';
import type { State } from './state.ts';
import type { LoadedConfig } from './worker-link.ts';

/** How often audit entries are written, and last uses, as by a worker. */
const FLUSH_EVERY: Millis = 250;
const FLUSH_USES_EVERY: Millis = 2_000;

/** For a whole request: its body is small. */
const REQUEST_TIMEOUT: Millis = 10_000;

export interface AuthApiParts {
  readonly loaded: LoadedConfig;
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly countries: Countries;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface AuthApi extends AsyncDisposable {
  /** In the order of the configuration; 0 for a socket. */
  readonly ports: readonly number[];
  /** Goes over to a configuration; rejects when it can't be used. */
  prepare(loaded: LoadedConfig): Promise<PreparedChange>;
}

/** Opens its listeners, if any; throws `ERR_LISTEN`. */
export async function openAuthApi(parts: AuthApiParts): Promise<AuthApi> {
  const { state, log, countries, clock } = parts;
  const audit = new AuditLog(state.stores.audit, log);
  const uses = new UseRecorder({
    appPasswords: state.stores.appPasswords,
    listing: state.stores.listing,
    throttle: state.throttle,
    log,
  });
  const createServices = async (loaded: LoadedConfig): Promise<AuthApiServices> => {
    const { config, secrets } = loaded;
    const signIn = await createMailSignIn(loaded, { ...parts, audit, uses, countConnections: () => 0 });
    const texts = config.helpUrl === undefined ? {} : { helpUrl: config.helpUrl };
    return {
      tokens: new BearerTokens(
        config.authApi.clients.map(({ name, token }) => ({ name, token: secrets.reveal(token) })),
      ),
      requestsPerMinute: config.authApi.requestsPerMinute,
      log,
      clock,
      countryOf: (address) => countries.countryOf(address),
      judge: (attempt, context, askedBy) => signIn.judge(attempt, context, askedBy),
      endOfPermit: (permit) => endOfPermit(permit, { revocations: state.stores.revocations, clock }),
      reply: (decision) => {
        const { code, enhanced, lines } = renderSubmission(decision, texts);
        return { code, enhanced, lines };
      },
      // As the submission door's goodbye; RFC 5321 §3.8.
      goodbye: (reason) => ({ code: 421, enhanced: '4.7.0', lines: [endText(reason)] }),
    };
  };
  let services = await createServices(parts.loaded);
  const api = createAuthApi(() => services);
  await api.ready();
  const listeners = new ApiListeners({
    purpose: 'sign-in API',
    handler: (request, response) => api.routing(request, response),
    requestTimeout: REQUEST_TIMEOUT,
  });
  const opening = await listeners.prepare(parts.loaded.config, parts.loaded.config.authApi.listeners);
  await opening.commit();
  const timers = [
    setInterval(() => void audit.flush(), FLUSH_EVERY),
    setInterval(() => void uses.flush(), FLUSH_USES_EVERY),
  ];
  return {
    get ports() {
      return listeners.ports;
    },
    prepare: (loaded) =>
      prepareAll([
        async () => {
          const next = await createServices(loaded);
          return prepared(() => {
            services = next;
          });
        },
        () => listeners.prepare(loaded.config, loaded.config.authApi.listeners),
      ]),
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer);
      await listeners[Symbol.asyncDispose]();
      await api.close();
      await audit.flush();
      await uses.flush();
    },
  };
}
