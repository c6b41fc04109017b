// What the account pages ask of the core for the mailbox that is signed in. Every call may throw
// `ERR_STORE_UNAVAILABLE`. What changes something returns an `Outcome`, whose refusals are shown as they are.

import type { Outcome } from '../../core/administration/change.ts';
import type { AppPassword } from '../../core/app-passwords/app-password-store.ts';
import type { AppPasswordWish, CreatedAppPassword } from '../../core/app-passwords/create-app-password.ts';
import type { StoredAuditEntry } from '../../core/audit/audit-store.ts';
import type { Dependency, MailDoor } from '../../core/decision.ts';
import type { CodeSending, Factor } from '../../core/factors/factor.ts';
import type { ChallengeMode, Sourced } from '../../core/policy/policy.ts';
import type { MailConnection } from '../../core/sessions/live-connections.ts';
import type { OpenSession } from '../../core/sessions/web-session.ts';
import type { Enrolment } from '../../core/sign-in/enrolment-contract.ts';
import type {
  CodeSent,
  PresentedSession,
  SecondStepAnswer,
  SendingWish,
} from '../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../core/units.ts';
import type { Country, WebContext } from '../../core/web-context.ts';

/** The mailbox's mode as it is, and what its owner may make of it (R1.6). */
export interface ModeView {
  /** In force now, and the layer that says so; `own choice` when the owner chose it. */
  readonly challenge: Sourced<ChallengeMode>;
  /** What policy alone would say. */
  readonly byPolicy: ChallengeMode;
  /** What the owner may choose from, strictest last; empty: nothing. */
  readonly choices: readonly ChallengeMode[];
}

export interface KnownPlaces {
  readonly networks: readonly { readonly network: string; readonly country?: Country; readonly lastUsedAt: Millis }[];
  readonly countries: readonly { readonly country: Country; readonly lastUsedAt: Millis }[];
}

export interface TrustedBrowserView {
  readonly id: string;
  readonly userAgent: string;
  readonly trustedAt: Millis;
  readonly endsAt: Millis;
  readonly lastUsedAt: Millis;
  /** The one that asks. */
  readonly isThisOne: boolean;
}

/** Where mail clients find this site's doors, for the page after an app password was made. */
export interface ServerSettings {
  readonly doors: readonly {
    readonly protocol: MailDoor;
    readonly host: string;
    readonly port: number;
    readonly tls: 'implicit' | 'starttls' | 'none';
  }[];
}

export type Confirmation =
  | { readonly kind: 'confirmed'; readonly presented: PresentedSession<OpenSession> }
  /** `delay`: hold the answer back for this long (R9.1). */
  | { readonly kind: 'not-right'; readonly which: 'password' | 'code'; readonly delay?: Millis }
  | { readonly kind: 'slowed'; readonly wait: Millis }
  | { readonly kind: 'unavailable'; readonly dependency: Dependency };

export interface AccountServices {
  readonly enrolment: Enrolment;
  /** Whether what is sensitive may be done now, or must be confirmed first. */
  isConfirmed(session: OpenSession): boolean;
  /**
   * Asks again (R3.8): the password at the mailbox's sign-in source, and a second step where the mailbox has a factor.
   * A new cookie comes with it.
   */
  confirm(
    presented: PresentedSession<OpenSession>,
    given: { readonly password: string; readonly answer?: SecondStepAnswer },
    context: WebContext,
  ): Promise<Confirmation>;

  /** Sends a code to confirm with. It is good for this session only. */
  sendCode(session: OpenSession, factorId: string, wish: SendingWish): Promise<CodeSent>;
  /** The code that is under way to confirm with; sends nothing. */
  sending(session: OpenSession, factorId: string): Promise<CodeSending | undefined>;

  mode(session: OpenSession): Promise<ModeView>;
  /** Confirmed sessions only. `inherit`: as policy says. */
  chooseMode(session: OpenSession, mode: ChallengeMode | 'inherit'): Promise<Outcome<ModeView>>;

  factors(session: OpenSession): Promise<readonly Factor[]>;
  renameFactor(session: OpenSession, id: string, name: string): Promise<Outcome<Factor>>;
  /** The one that a challenge asks for first. */
  makeDefaultFactor(session: OpenSession, id: string): Promise<Outcome<Factor>>;
  /** Confirmed sessions only. Never the last one while policy demands one (R2.8). */
  removeFactor(session: OpenSession, id: string, context: WebContext): Promise<Outcome<Factor>>;
  recoveryCodesLeft(session: OpenSession): Promise<number>;
  /** Confirmed sessions only. Ends the old ones; the new ones are shown once (R2.6). */
  newRecoveryCodes(session: OpenSession, context: WebContext): Promise<Outcome<readonly string[]>>;

  knownPlaces(session: OpenSession): Promise<KnownPlaces>;
  forgetPlaces(session: OpenSession): Promise<Outcome<KnownPlaces>>;
  trustedBrowsers(session: OpenSession, context: WebContext): Promise<readonly TrustedBrowserView[]>;
  revokeTrustedBrowser(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>>;

  appPasswords(session: OpenSession): Promise<readonly AppPassword[]>;
  /** Confirmed sessions only; `wish.mailboxPassword` is what was given when it was confirmed, asked again by the page. */
  createAppPassword(
    session: OpenSession,
    wish: AppPasswordWish,
    context: WebContext,
  ): Promise<Outcome<CreatedAppPassword>>;
  revokeAppPassword(session: OpenSession, id: string): Promise<Outcome<AppPassword>>;
  readonly serverSettings: ServerSettings;

  sessions(session: OpenSession): Promise<readonly OpenSession[]>;
  endSession(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>>;
  /** All but the one that asks. */
  endOtherSessions(session: OpenSession): Promise<Outcome<{ readonly ended: number }>>;
  connections(session: OpenSession): Promise<readonly MailConnection[]>;
  endConnection(session: OpenSession, id: string): Promise<Outcome<{ readonly id: string }>>;

  /** Newest first. */
  history(session: OpenSession, limit: number): Promise<readonly StoredAuditEntry[]>;
}
