// English.

import type { BuiltInLetters } from './built-in-letters.ts';

export const en: BuiltInLetters = {
  'sign-in-code': `subject: Your code for signing in to {{site}}
preview: It is valid until {{valid-until}}. Nobody from {{site}} will ever ask you for it.
sms: {{code}} is your code for {{site}}, valid until {{valid-until}}. Share it with nobody. Not you? Change your password.
sms: {{code}} is your code for {{site}}. Share it with nobody.
sms: {{code}} is your code.

# Your code for signing in

{{code}}

Somebody is signing in to {{mailbox}} with the right password. If that is you, enter this code in the browser that asks for it. It is valid until {{valid-until}} and only there.

| When | {{time}}
| From | {{place}}
| Browser | {{client}}
| At | {{host}}
| Reference | {{reference}}

Tell this code to nobody: not on the phone, not in a message, not to anybody who says they are from {{site}}.

## If this isn’t you

Then somebody knows your password. Don’t pass the code on. Open this page to stop the sign-in; opening it changes nothing until you press the button there, and you need no password for it:

{{dispute-url}}

Then change your password, and tell {{support}} what happened.
`,

  'verification-code': `subject: Confirm this address for {{site}}
preview: Your code is inside. It is valid until {{valid-until}}.
sms: {{code}} confirms this number for {{site}}, valid until {{valid-until}}. Share it with nobody. Not you? Ignore this message.
sms: {{code}} confirms this number for {{site}}. Share it with nobody.
sms: {{code}} confirms this number.

# Confirm this address

{{code}}

Codes for signing in to {{mailbox}} are to be sent here from now on. If that is what you want, enter this code on the page that asks for it. It is valid until {{valid-until}} and only there.

| When | {{time}}
| From | {{place}}
| Browser | {{client}}
| At | {{host}}
| Reference | {{reference}}

Tell this code to nobody: not on the phone, not in a message, not to anybody who says they are from {{site}}.

## If this isn’t you

Somebody gave your address by mistake, or somebody who knows the password of {{mailbox}} wants its codes. Don’t pass the code on: without it nothing happens. If {{mailbox}} is yours, open this page to stop them; opening it changes nothing until you press the button there, and you need no password for it:

{{dispute-url}}
`,

  'password-reset': `subject: Your password for {{site}} was reset
preview: {{mailbox}}, {{time}}
sms: {{site}}: the password of {{mailbox}} was reset. Not expected? Contact {{support}}.
sms: {{site}}: your password was reset. Not expected? Contact {{support}}.
sms: Your mail password was reset.

# Your password was reset

The password of {{mailbox}} is a new one. Every browser and every mail program that was signed in with the old one has been signed out.

| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If you didn’t expect this

Contact {{support}} at once, best in person or by phone, and give them the reference. Don’t answer this message.

{{support-url}}
`,

  'password-changed': `subject: Your password for {{site}} was changed
preview: {{mailbox}}, {{time}}
sms: {{site}}: the password of {{mailbox}} was changed. Not expected? Contact {{support}}.
sms: {{site}}: your password was changed. Not expected? Contact {{support}}.
sms: Your mail password was changed.

# Your password was changed

The password of {{mailbox}} is a new one. Every browser and every mail program that was signed in with the old one has been signed out.

| When | {{time}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If you didn’t expect this

Contact {{support}} at once, best in person or by phone, and give them the reference. Don’t answer this message.

{{support-url}}
`,

  'factor-added': `subject: A second step was added at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: a second step was added for {{mailbox}}. Not you? Change your password and contact {{support}}.
sms: {{site}}: a second step was added. Not you? Change your password now.
sms: A second step was added to your mailbox.

# A second step was added

From now on this can also be used to sign in to {{mailbox}}, after the password.

| Name | {{name}}
| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Whoever it was knows your password. Sign in, change your password, and remove what you don’t know from your account page. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'factor-removed': `subject: A second step was removed at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: a second step was removed from {{mailbox}}. Not you? Change your password and contact {{support}}.
sms: {{site}}: a second step was removed. Not you? Change your password now.
sms: A second step was removed from your mailbox.

# A second step was removed

This can’t be used any more to sign in to {{mailbox}}.

| Name | {{name}}
| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Whoever it was knows your password. Sign in, change your password, and look through your account page for what you don’t know. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'factors-reset': `subject: Your second step at {{site}} was reset
preview: {{mailbox}}, {{time}}
sms: {{site}}: the second step of {{mailbox}} was reset. Not expected? Contact {{support}}.
sms: {{site}}: your second step was reset. Not expected? Contact {{support}}.
sms: The second step of your mailbox was reset.

# Your second step was reset

Every second step of {{mailbox}}, and every recovery code, has been removed. At the next sign-in you are asked to set one up anew.

| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If you didn’t expect this

Sign in and set up your second step before somebody else does, and change your password. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'app-password-made': `subject: A new app password at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: a new app password opens {{mailbox}}. Not you? Revoke it, change your password, contact {{support}}.
sms: {{site}}: a new app password was made. Not you? Change your password now.
sms: A new app password opens your mailbox.

# A new app password was made

With it a mail program can open {{mailbox}} without being asked for a code.

| Name | {{name}}
| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Sign in, revoke this app password on your account page, and change your password: whoever made it knows that too. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'recovery-code-used': `subject: A recovery code was used at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: a recovery code was used to sign in to {{mailbox}}. Not you? Change your password and contact {{support}}.
sms: {{site}}: a recovery code was used. Not you? Change your password now.
sms: A recovery code of your mailbox was used.

# A recovery code was used

Somebody signed in to {{mailbox}} with the password and one of the recovery codes. That code won’t work again.

| When | {{time}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Somebody has your password and your recovery codes. Sign in, change your password, make new recovery codes, and end all other sessions on your account page. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'recovery-codes-renewed': `subject: New recovery codes at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: new recovery codes were made for {{mailbox}}. Not you? Change your password and contact {{support}}.
sms: {{site}}: new recovery codes were made. Not you? Change your password now.
sms: New recovery codes were made for your mailbox.

# New recovery codes were made

The earlier recovery codes of {{mailbox}} don’t work any more.

| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Whoever it was can get in with these codes. Sign in, change your password, make new recovery codes, and end all other sessions on your account page. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'new-country': `subject: Sign-in from a new country at {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: sign-in to {{mailbox}} from a new country. Not you? Change your password and contact {{support}}.
sms: {{site}}: sign-in from a new country. Not you? Change your password now.
sms: Your mailbox was opened from a new country.

# Sign-in from a new country

Somebody signed in to {{mailbox}} from a country where you haven’t signed in lately. On a journey, or through a company’s or VPN provider’s network, that may be you.

| When | {{time}}
| From | {{place}}
| Program | {{client}}
| Reference | {{reference}}

## If this wasn’t you

Sign in, change your password, and end all other sessions on your account page. Then tell {{support}}, and give them the reference.

{{account-url}}
`,

  'locked-down': `subject: Your mailbox at {{site}} was locked down
preview: {{mailbox}}, {{time}}
sms: {{site}}: {{mailbox}} was locked down to protect it. Contact {{support}}.
sms: {{site}}: your mailbox was locked down to protect it. Contact {{support}}.
sms: Your mailbox was locked down to protect it.

# Your mailbox was locked down

To protect {{mailbox}}, everything that was signed in has been signed out, all app passwords and trusted browsers have been ended, and a new password and a new second step are needed.

| When | {{time}}
| By | {{by}}
| From | {{place}}
| Browser | {{client}}
| Reference | {{reference}}

## What to do

Contact {{support}}, best in person or by phone, and give them the reference: they tell you how to get in again. Don’t answer this message.

{{support-url}}
`,

  notices: `subject: {{count}} security notices from {{site}}
preview: What happened to {{mailbox}}, and what to do if it wasn’t you.
sms: {{site}}: {{count}} security changes to {{mailbox}}. Not you? Change your password and contact {{support}}.
sms: {{site}}: {{count}} security changes. Not you? Change your password now.
sms: {{count}} security changes to your mailbox.

# What happened to {{mailbox}}

{{notices}}

## If any of this wasn’t you

Sign in, change your password, and look through your account page: remove second steps, app passwords and trusted browsers that you don’t know, and end all other sessions. If you can’t get in, or for everything else, contact {{support}} and give them the references.

{{account-url}}

{{support-url}}
`,

  footer: `{{site}} sent this on its own because it concerns the safety of {{mailbox}}. Answers are not read.
`,
};
