// Every page in every state that looks different, by name: what the browser tests look at and what the pictures show.

import {
  DISPUTE_TOKEN,
  dispute,
  type FakeAccount,
  factor,
  MINUTE,
  NOW,
  sending,
  sentFactors,
} from '../../../support/pages-account.ts';

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

const EVERY_KIND: FakeAccount['kinds'] = ['totp', 'email', 'sms'];

const NOT_ME = `/not-me?token=${DISPUTE_TOKEN}`;

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
  {
    name: 'challenge-email',
    session: 'challenge',
    path: '/challenge',
    account: { factors: [...sentFactors(), factor('totp-1', 'My phone')] },
    isPictured: true,
  },
  {
    name: 'challenge-sms-failed',
    session: 'challenge',
    path: '/challenge?use=sms-1',
    account: { factors: sentFactors(), sendings: new Map([['sms-1', sending({ delivery: 'failed', againAt: NOW })]]) },
  },
  {
    name: 'challenge-again',
    session: 'challenge',
    path: '/challenge?result=too-soon&wait=27',
    account: { factors: sentFactors(), sendings: new Map([['email-1', sending({ delivery: 'delayed' })]]) },
  },
  {
    name: 'challenge-not-sent',
    session: 'challenge',
    path: '/challenge',
    account: { factors: sentFactors(), sendsNot: { kind: 'not-sent' } },
    isPictured: true,
  },
  {
    name: 'challenge-send-slowed',
    session: 'challenge',
    path: '/challenge',
    account: { factors: sentFactors(), sendsNot: { kind: 'slowed', wait: 25 * MINUTE } },
  },
  {
    name: 'challenge-unsendable',
    session: 'challenge',
    path: '/challenge',
    account: { factors: [...sentFactors(), factor('totp-1', 'My phone')], unsendable: ['email', 'sms'] },
  },
  {
    name: 'challenge-sole-unsendable',
    session: 'challenge',
    path: '/challenge',
    account: { factors: sentFactors().slice(0, 1), unsendable: ['email'], hasRecoveryCodes: false },
  },
  { name: 'enrolment', session: 'enrolment', path: '/enrolment', isPictured: true },
  {
    name: 'enrolment-choice',
    session: 'enrolment',
    path: '/enrolment',
    account: { kinds: EVERY_KIND },
    isPictured: true,
  },
  {
    name: 'enrolment-email',
    session: 'enrolment',
    path: '/enrolment?kind=email',
    account: { kinds: EVERY_KIND },
    isPictured: true,
  },
  { name: 'enrolment-sms', session: 'enrolment', path: '/enrolment?kind=sms', account: { kinds: EVERY_KIND } },
  {
    name: 'enrolment-email-code',
    session: 'enrolment',
    path: '/enrolment?kind=email',
    account: {
      kinds: EVERY_KIND,
      begun: { kind: 'email', destination: 'alice@private.example.org', sending: sending() },
    },
    isPictured: true,
  },
  {
    name: 'enrolment-email-refused',
    session: 'enrolment',
    path: '/enrolment?kind=email',
    account: { kinds: EVERY_KIND, enrolmentRefusal: 'destination-protected' },
    post: { fields: { destination: 'alice@example.com' }, form: '/enrolment/send' },
  },
  {
    name: 'enrolment-email-code-needed',
    session: 'enrolment',
    path: '/enrolment?kind=email',
    account: { kinds: EVERY_KIND, enrolmentCode: 'x' },
    post: { fields: { destination: 'alice@example.org' }, form: '/enrolment/send' },
  },
  { name: 'enrolment-nothing', session: 'enrolment', path: '/enrolment', account: { kinds: [] } },
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
  { name: 'not-me', path: NOT_ME, account: { dispute: dispute() }, isPictured: true },
  { name: 'not-me-signed-in', path: NOT_ME, account: { dispute: dispute({ signIn: 'signed-in' }) } },
  { name: 'not-me-over', path: NOT_ME, account: { dispute: dispute({ signIn: 'over' }) } },
  {
    name: 'not-me-stopped',
    path: `${NOT_ME}&result=stopped`,
    account: { dispute: dispute({ signIn: 'over' }) },
    isPictured: true,
  },
  {
    name: 'not-me-everywhere',
    path: `/not-me/everywhere?token=${DISPUTE_TOKEN}`,
    account: { dispute: dispute({ signIn: 'over' }) },
  },
  {
    name: 'not-me-everywhere-done',
    path: `${NOT_ME}&result=everywhere&count=4`,
    account: { dispute: dispute({ signIn: 'over' }) },
  },
  { name: 'not-me-unknown', path: NOT_ME },
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
  {
    name: 'new-app-password-send-first',
    session: 'open',
    path: '/account/app-passwords/new',
    account: { factors: sentFactors() },
  },
  {
    name: 'new-app-password-sent',
    session: 'open',
    path: '/account/app-passwords/new',
    account: { factors: sentFactors(), sendings: new Map([['email-1', sending()]]) },
  },
  {
    name: 'authenticators',
    session: 'open',
    path: '/account/authenticators',
    account: {
      factors: [
        factor('totp-1', 'My phone', { lastUsedAt: NOW - 120 * MINUTE, isDefault: true }),
        factor('email-1', 'Private mail', { kind: 'email', destination: 'a•••@example.org' }),
        factor('sms-1', 'Mobile', { kind: 'sms', destination: '+49 ••• 67', isUnverified: true }),
      ],
    },
    isPictured: true,
  },
  { name: 'factor-choice', session: 'confirmed', path: '/account/authenticators/new', account: { kinds: EVERY_KIND } },
  {
    name: 'factor-sms',
    session: 'confirmed',
    path: '/account/authenticators/new?kind=sms',
    account: { kinds: EVERY_KIND },
  },
  {
    name: 'factor-email-code',
    session: 'confirmed',
    path: '/account/authenticators/new?kind=email&result=wrong',
    account: {
      kinds: EVERY_KIND,
      begun: { kind: 'email', destination: 'alice@private.example.org', sending: sending() },
    },
  },
  {
    name: 'factor-enrolment-code',
    session: 'confirmed',
    path: '/account/authenticators/new',
    account: { enrolmentCode: 'x' },
  },
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
  {
    name: 'confirm-send',
    session: 'open',
    path: '/account/confirm?next=/account/recovery-codes/new',
    account: { factors: [...sentFactors(), factor('totp-1', 'My phone')] },
    isPictured: true,
  },
  {
    name: 'confirm-sent',
    session: 'open',
    path: '/account/confirm?next=/account/recovery-codes/new&result=sent',
    account: { factors: sentFactors(), sendings: new Map([['email-1', sending()]]) },
  },
  { name: 'confirm-lapsed', session: 'open', path: '/account/confirm?next=/account/mode&result=lapsed' },
];
