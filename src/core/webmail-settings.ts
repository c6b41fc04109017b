// Which webmail a site has and what a site says of it, as the configuration has it and the gate's profiles take it.

interface AnyWebmailSettings {
  /** What the webmail calls a mailbox. */
  readonly loginName: 'address' | 'local-part';
}

export interface RoundcubeSettings extends AnyWebmailSettings {
  readonly kind: 'roundcube';
  /** Where it is on the site; begins and ends with a slash. */
  readonly basePath: string;
  /** Roundcube's `session_name`. */
  readonly sessionCookie: string;
  /** Roundcube's `session_auth_name`. */
  readonly authCookie: string;
  /** Fields that a plugin adds to the sign-in form and wants back. */
  readonly extraFields: readonly string[];
  readonly passedCookies: readonly string[];
}

export interface SogoSettings extends AnyWebmailSettings {
  readonly kind: 'sogo';
}

/** What an answer must look like; everything that is given must hold. */
export interface AnswerPattern {
  readonly status: number;
  /** How the path of its redirect begins. */
  readonly location?: string;
  /** A cookie that it sets. */
  readonly cookie?: string;
}

export interface GenericFormSettings extends AnyWebmailSettings {
  readonly kind: 'generic-form';
  /** Where a person who is signed in begins: a path. */
  readonly home: string;
  /** Path, and query if it has one, of the page with the form. */
  readonly page: string;
  /** Path, and query if it has one, that the form is sent to. */
  readonly action: string;
  readonly nameField: string;
  readonly passwordField: string;
  /** Further fields of the form whose values the webmail wants: tokens, mostly. */
  readonly otherFields: readonly string[];
  readonly accepted: AnswerPattern;
  readonly refused: AnswerPattern;
  /** An answer that says that nobody is signed in any more. */
  readonly signedOut?: AnswerPattern;
  /** Cookies without which nobody is signed in, and whose values stay as they are for as long as a session lasts. */
  readonly sessionCookies: readonly string[];
  /** Cookies without which nobody is signed in, whose values change in between. */
  readonly rotatingCookies: readonly string[];
  readonly mirroredCookies: readonly string[];
  readonly passedCookies: readonly string[];
  /** Paths that end with a slash, below which files with `publicExtensions` are for everybody. */
  readonly publicFolders: readonly string[];
  readonly publicExtensions: readonly string[];
  /** Paths, or with a slash at the end all below them, that are closed in every state. */
  readonly closed: readonly string[];
  /** The request, by GET, that signs out: path and query. */
  readonly logOut: string;
  /** Paths, or with a slash at the end all below them, that only scripts ask for. */
  readonly scripts: readonly string[];
  /** What a script is told when the session is gone. */
  readonly deadScript: { readonly status: number; readonly type: string; readonly body: string };
  /** Paths that a script asks for by itself. */
  readonly polls: readonly string[];
  readonly upgrades: readonly string[];
}

export type WebmailSettings = RoundcubeSettings | SogoSettings | GenericFormSettings;
