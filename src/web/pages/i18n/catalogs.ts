// All texts, by language.

import type { Language } from '../../../core/language.ts';
import { account as deAccount } from './de/account.ts';
import { common as deCommon } from './de/common.ts';
import { console as deConsole } from './de/console.ts';
import { dispute as deDispute } from './de/dispute.ts';
import { mail as deMail } from './de/mail.ts';
import { secondStep as deSecondStep } from './de/second-step.ts';
import { signIn as deSignIn } from './de/sign-in.ts';
import { account } from './en/account.ts';
import { common } from './en/common.ts';
import { console } from './en/console.ts';
import { dispute } from './en/dispute.ts';
import { mail } from './en/mail.ts';
import { secondStep } from './en/second-step.ts';
import { signIn } from './en/sign-in.ts';
import { account as esAccount } from './es/account.ts';
import { common as esCommon } from './es/common.ts';
import { console as esConsole } from './es/console.ts';
import { dispute as esDispute } from './es/dispute.ts';
import { mail as esMail } from './es/mail.ts';
import { secondStep as esSecondStep } from './es/second-step.ts';
import { signIn as esSignIn } from './es/sign-in.ts';
import { account as frAccount } from './fr/account.ts';
import { common as frCommon } from './fr/common.ts';
import { console as frConsole } from './fr/console.ts';
import { dispute as frDispute } from './fr/dispute.ts';
import { mail as frMail } from './fr/mail.ts';
import { secondStep as frSecondStep } from './fr/second-step.ts';
import { signIn as frSignIn } from './fr/sign-in.ts';
import { account as jaAccount } from './ja/account.ts';
import { common as jaCommon } from './ja/common.ts';
import { console as jaConsole } from './ja/console.ts';
import { dispute as jaDispute } from './ja/dispute.ts';
import { mail as jaMail } from './ja/mail.ts';
import { secondStep as jaSecondStep } from './ja/second-step.ts';
import { signIn as jaSignIn } from './ja/sign-in.ts';
import type { Translated } from './messages.ts';
import { account as ptAccount } from './pt/account.ts';
import { common as ptCommon } from './pt/common.ts';
import { console as ptConsole } from './pt/console.ts';
import { dispute as ptDispute } from './pt/dispute.ts';
import { mail as ptMail } from './pt/mail.ts';
import { secondStep as ptSecondStep } from './pt/second-step.ts';
import { signIn as ptSignIn } from './pt/sign-in.ts';

type English = typeof common &
  typeof signIn &
  typeof account &
  typeof mail &
  typeof secondStep &
  typeof dispute &
  typeof console;

/** Names of texts. */
export type MessageKey = keyof English;

/** What English says, for the types of placeholders. */
export type EnglishText<Key extends MessageKey> = English[Key];

export type Catalog = Translated<English>;

/** Every language has every key: one that lacks a key doesn't compile. */
export const CATALOGS: Readonly<Record<Language, Catalog>> = {
  en: { ...common, ...signIn, ...account, ...mail, ...secondStep, ...dispute, ...console },
  de: { ...deCommon, ...deSignIn, ...deAccount, ...deMail, ...deSecondStep, ...deDispute, ...deConsole },
  fr: { ...frCommon, ...frSignIn, ...frAccount, ...frMail, ...frSecondStep, ...frDispute, ...frConsole },
  es: { ...esCommon, ...esSignIn, ...esAccount, ...esMail, ...esSecondStep, ...esDispute, ...esConsole },
  pt: { ...ptCommon, ...ptSignIn, ...ptAccount, ...ptMail, ...ptSecondStep, ...ptDispute, ...ptConsole },
  ja: { ...jaCommon, ...jaSignIn, ...jaAccount, ...jaMail, ...jaSecondStep, ...jaDispute, ...jaConsole },
};
