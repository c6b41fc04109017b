// What the command line can't do by itself and is handed by whoever composes the program.

import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { CountriesConfig } from '../config/sections/countries.ts';
import type { MessagesConfig } from '../config/sections/messages.ts';
import type { SmsConfig } from '../config/sections/sms.ts';
import type { ChainPosition } from '../core/audit/audit-chain.ts';
import type { ExportReport } from '../core/audit/verify-export.ts';
import type { Language } from '../core/language.ts';
import type { GatewayProbe } from '../core/messages/sms-gateway.ts';
import type { Millis } from '../core/units.ts';
import type { AuditVerificationResource } from '../web/api/client/audit-resources.ts';
import type { Check } from './doctor/check.ts';
import type { MachineProbe } from './probe/machine-probe.ts';
import type { ServiceProbe } from './probe/service-probe.ts';
import type { WebProbe } from './probe/web-probe.ts';

export interface MigrationReport {
  readonly file: string;
  /** Schema versions before and after; equal when there was nothing to do. */
  readonly from: number;
  readonly to: number;
}

export const PREVIEW_FORMATS = ['text', 'html', 'sms', 'eml'] as const;

export interface MessagePreview {
  readonly configPath: string;
  /** One of {@link MessageActions.kinds}. */
  readonly kind: string;
  /** Absent: as configured. */
  readonly language: Language | undefined;
  readonly format: (typeof PREVIEW_FORMATS)[number];
  /** When it is said to have happened. */
  readonly at: Millis;
}

/** What is known of messages to people, without a node. */
export interface MessageActions {
  readonly kinds: readonly string[];
  /** The built-in templates, with paths relative to a folder of templates. */
  readonly templates: readonly { readonly path: string; readonly text: string }[];
  /** Writes a message that nobody gets. Throws `ERR_CONFIG_INVALID`. */
  preview(preview: MessagePreview): Promise<string>;
}

/** Of the audit log in a file. */
export interface AuditVerification {
  /** A state folder, or a database that was backed up. */
  readonly path: string;
  /** The state folder that has the keys; absent: `path`. */
  readonly keys?: string;
  readonly last?: number;
  readonly expect?: ChainPosition;
}

export type ExportVerification = Omit<AuditVerification, 'last'>;

export interface CommandLineActions {
  /** Runs a node until a signal ends it. Throws a PosternError when it can't start. */
  serve(options: { readonly configPath: string }): Promise<void>;
  /** Brings the state that this configuration names up to date. */
  migrate(options: { readonly configPath: string }): Promise<MigrationReport>;
  /** Looks at the stores in a state folder, and the newest entries of the audit log, and says what is wrong with them, for `doctor`. Never throws. */
  checkStores(stateFolder: string): Promise<readonly Check[]>;
  /** Throws a PosternError when there is nothing to be looked at. */
  verifyAudit(verification: AuditVerification): Promise<AuditVerificationResource>;
  /** The same. */
  verifyAuditExport(verification: ExportVerification): Promise<ExportReport>;
  /** Opens the country data as a node would, for `doctor`. Never throws. */
  checkCountries(config: CountriesConfig, now: Millis): Promise<Check>;
  /** Loaded only by those who ask. */
  messages(): Promise<MessageActions>;
  /** Reads the templates of messages, for `doctor`. Never throws. */
  checkMessages(config: MessagesConfig): Promise<Check>;
  /** Reaches for the SMS gateway and sends nothing, for `doctor`. Never throws. */
  probeSms(config: SmsConfig, secrets: Secrets): Promise<GatewayProbe>;
  /** Looks at the mail path as a node would use it, for `doctor`; sends nothing. Never throws. */
  checkMailPath(loaded: { readonly config: Config; readonly secrets: Secrets }): Promise<readonly Check[]>;
  /** Looks at a mail server, for `init` and `doctor`. */
  readonly probe: ServiceProbe;
  /** Looks at a webmail, for the same. */
  readonly webProbe: WebProbe;
  readonly machineProbe: MachineProbe;
  readonly version: string;
}
