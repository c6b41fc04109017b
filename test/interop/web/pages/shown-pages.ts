// Every page in every state that looks different, by name: what the browser tests look at and what the pictures show.

import type { FakeAccount } from '../../../support/pages-account.ts';

export interface ShownPage {
  readonly name: string;
  /** The state of the session; absent: nobody is signed in. */
  readonly session?: 'challenge' | 'enrolment' | 'open' | 'confirmed';
  /** Below the prefix. */
  readonly path: string;
  /** Fields to fill and a button to press, for what is the answer to a form. */
  readonly post?: { readonly fields: Readonly<Record<string, string>>; readonly form: string };
  readonly account?: Partial<FakeAccount>;
  /** Has a picture in docs/screenshots. */
  readonly isPictured?: boolean;
}

export const SHOWN_PAGES: readonly ShownPage[] = [
  { name: 'challenge', session: 'challenge', path: '/challenge', isPictured: true },
  {
    name: 'challenge-wrong',
    session: 'challenge',
    path: '/challenge?result=wrong',
    account: { triesLeft: 3 },
    isPictured: true,
  },
  { name: 'challenge-slowed', session: 'challenge', path: '/challenge?result=slowed&wait=24' },
  { name: 'challenge-recovery', session: 'challenge', path: '/challenge?use=recovery-code' },
  {
    name: 'challenge-none',
    session: 'challenge',
    path: '/challenge',
    account: { factors: [], hasRecoveryCodes: false },
  },
  { name: 'enrolment', session: 'enrolment', path: '/enrolment', isPictured: true },
  { name: 'enrolment-wrong', session: 'enrolment', path: '/enrolment?result=wrong&name=Phone' },
  { name: 'enrolment-code', session: 'enrolment', path: '/enrolment', account: { enrolmentCode: 'x' } },
  {
    name: 'enrolment-outside',
    session: 'enrolment',
    path: '/enrolment',
    account: { enrolmentRefusal: 'outside-trusted-network' },
  },
  {
    name: 'recovery-codes-shown',
    session: 'enrolment',
    path: '/enrolment',
    post: { fields: { code: '123456' }, form: '/enrolment' },
    isPictured: true,
  },
  { name: 'signed-out', path: '/signed-out', isPictured: true },
  { name: 'ended', path: '/signed-out?why=ended' },
  { name: 'sign-in-needed', path: '/account' },
  { name: 'absent', path: '/nothing-here' },
  { name: 'account', session: 'open', path: '/account', isPictured: true },
  { name: 'app-passwords', session: 'open', path: '/account/app-passwords', isPictured: true },
  {
    name: 'app-passwords-empty',
    session: 'open',
    path: '/account/app-passwords?result=once',
    account: { appPasswords: [] },
  },
  { name: 'new-app-password', session: 'open', path: '/account/app-passwords/new', isPictured: true },
  {
    name: 'new-app-password-wrong',
    session: 'open',
    path: '/account/app-passwords/new?scopes=-&name=Laptop&result=code&method=recovery-code',
  },
  {
    name: 'app-password-made',
    session: 'confirmed',
    path: '/account/app-passwords/new',
    post: {
      fields: { name: 'Thunderbird on the laptop', password: 'correct horse battery staple' },
      form: '/account/app-passwords/new',
    },
    isPictured: true,
  },
  { name: 'app-password-revoke', session: 'open', path: '/account/app-passwords/revoke?id=ap-1' },
  { name: 'authenticators', session: 'open', path: '/account/authenticators', isPictured: true },
  { name: 'authenticator-new', session: 'confirmed', path: '/account/authenticators/new' },
  { name: 'authenticator-remove', session: 'confirmed', path: '/account/authenticators/remove?id=totp-1' },
  { name: 'recovery-codes', session: 'open', path: '/account/recovery-codes', account: { recoveryCodes: 2 } },
  { name: 'recovery-codes-new', session: 'confirmed', path: '/account/recovery-codes/new' },
  { name: 'mode', session: 'confirmed', path: '/account/mode', isPictured: true },
  { name: 'mode-unconfirmed', session: 'open', path: '/account/mode?result=saved' },
  { name: 'places', session: 'open', path: '/account/places', isPictured: true },
  {
    name: 'places-empty',
    session: 'open',
    path: '/account/places?refused=unavailable',
    account: { browsers: [], places: { networks: [], countries: [] } },
  },
  { name: 'places-forget', session: 'open', path: '/account/places/forget' },
  { name: 'sessions', session: 'open', path: '/account/sessions', isPictured: true },
  { name: 'confirm', session: 'open', path: '/account/confirm?next=/account/recovery-codes/new', isPictured: true },
  { name: 'confirm-lapsed', session: 'open', path: '/account/confirm?next=/account/mode&result=lapsed' },
];
