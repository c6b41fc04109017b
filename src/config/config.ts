// The configuration as the program sees it: the sum of the sections, deep-frozen, without a secret.

import type { z } from 'zod';
import type { LoginNameRules } from '../core/accounts/login-name.ts';
import type { PlaceRules } from '../core/places/known-places.ts';
import type { PlatformLayer } from '../core/policy/policy.ts';
import type { ThrottleLimits } from '../core/throttle/throttle.ts';
import { type Fields, group } from './schema/setting.ts';
import { type AdministrationConfig, administration } from './sections/administration.ts';
import { type AppPasswordsConfig, appPasswords } from './sections/app-passwords.ts';
import { type AuditConfig, audit } from './sections/audit.ts';
import { type AuthApiConfig, authApi } from './sections/auth-api.ts';
import { type BackendConfig, backends } from './sections/backends.ts';
import { type BrandingConfig, branding } from './sections/branding.ts';
import { type CountriesConfig, countries } from './sections/countries.ts';
import { type FactorsConfig, factors } from './sections/factors.ts';
import { type GeneralConfig, general } from './sections/general.ts';
import { knownPlaces } from './sections/known-places.ts';
import { type LimitsConfig, limits } from './sections/limits.ts';
import { type ListenerConfig, listeners } from './sections/listeners.ts';
import { type LogConfig, log } from './sections/log.ts';
import { loginNames } from './sections/login-names.ts';
import { type MailPathConfig, mailPath } from './sections/mail-path.ts';
import { type MessagesConfig, messages } from './sections/messages.ts';
import { type MetricsConfig, metrics } from './sections/metrics.ts';
import { type NoticesConfig, notices } from './sections/notices.ts';
import { policy } from './sections/policy.ts';
import { type SignInSourceConfig, signInSources } from './sections/sign-in-sources.ts';
import { type SiteConfig, sites } from './sections/sites.ts';
import { type SmsConfig, sms } from './sections/sms.ts';
import { throttle } from './sections/throttle.ts';
import { type TlsConfig, tls } from './sections/tls.ts';
import { type WebConfig, web } from './sections/web.ts';

/** Everything that one file says, defaults filled in. Secrets are only named here; see `Secrets`. */
export interface Config extends GeneralConfig {
  readonly tls: TlsConfig;
  readonly listeners: readonly ListenerConfig[];
  /** By name; a name that isn't there finds nothing, whatever it is. Has `default`. */
  readonly backends: Readonly<Record<string, BackendConfig>>;
  /** By name, as `backends`. Has `default`. */
  readonly signInSources: Readonly<Record<string, SignInSourceConfig>>;
  readonly loginNames: LoginNameRules;
  readonly web: WebConfig;
  /** By name, as `backends`. */
  readonly sites: Readonly<Record<string, SiteConfig>>;
  readonly policy: PlatformLayer;
  readonly appPasswords: AppPasswordsConfig;
  /** Absent: no mail leaves. */
  readonly mailPath?: MailPathConfig;
  readonly factors: FactorsConfig;
  /** Absent: there are no text messages. */
  readonly sms?: SmsConfig;
  readonly throttle: ThrottleLimits;
  readonly knownPlaces: PlaceRules;
  readonly countries: CountriesConfig;
  readonly notices: NoticesConfig;
  readonly limits: LimitsConfig;
  readonly log: LogConfig;
  readonly authApi: AuthApiConfig;
  readonly administration: AdministrationConfig;
  readonly metrics: MetricsConfig;
  readonly audit: AuditConfig;
  readonly branding: BrandingConfig;
  readonly messages: MessagesConfig;
}

const fields: Fields<Config> = {
  ...general,
  tls,
  listeners,
  backends,
  'sign-in-sources': signInSources,
  'login-names': loginNames,
  web,
  sites,
  policy,
  'app-passwords': appPasswords,
  'mail-path': mailPath,
  factors,
  sms,
  throttle,
  'known-places': knownPlaces,
  countries,
  notices,
  limits,
  log,
  'auth-api': authApi,
  administration,
  metrics,
  audit,
  branding,
  messages,
};

/** The schema of the whole file, secrets already taken out. */
export const configSchema: z.ZodType<Config> = group<Config>(fields);
