// Deutsch.

import type { BuiltInLetters } from './built-in-letters.ts';

export const de: BuiltInLetters = {
  'sign-in-code': `subject: Ihr Code für die Anmeldung bei {{site}}
preview: Er gilt bis {{valid-until}}. Niemand von {{site}} wird Sie je danach fragen.
sms: {{code}} ist Ihr Code für {{site}}, gültig bis {{valid-until}}. Geben Sie ihn niemandem. Nicht Sie? Ändern Sie Ihr Passwort.
sms: {{code}} ist Ihr Code für {{site}}. Geben Sie ihn niemandem.
sms: {{code}} ist Ihr Code.

# Ihr Code für die Anmeldung

{{code}}

Jemand meldet sich gerade mit dem richtigen Passwort bei {{mailbox}} an. Wenn Sie das sind, geben Sie diesen Code in dem Browser ein, der danach fragt. Er gilt bis {{valid-until}} und nur dort.

| Wann | {{time}}
| Woher | {{place}}
| Browser | {{client}}
| Bei | {{host}}
| Kennung | {{reference}}

Geben Sie diesen Code niemandem: nicht am Telefon, nicht in einer Nachricht und auch niemandem, der sich als {{site}} ausgibt.

## Wenn Sie das nicht sind

Dann kennt jemand Ihr Passwort. Geben Sie den Code nicht weiter. Öffnen Sie diese Seite, um die Anmeldung zu stoppen. Das Öffnen allein ändert nichts, erst der Knopf dort; ein Passwort brauchen Sie dafür nicht:

{{dispute-url}}

Ändern Sie danach Ihr Passwort und sagen Sie {{support}} Bescheid.
`,

  'verification-code': `subject: Bestätigen Sie diese Adresse für {{site}}
preview: Ihr Code steht in dieser Nachricht. Er gilt bis {{valid-until}}.
sms: {{code}} bestätigt diese Nummer für {{site}}, gültig bis {{valid-until}}. Geben Sie ihn niemandem. Nicht Sie? Dann ist nichts zu tun.
sms: {{code}} bestätigt diese Nummer für {{site}}. Geben Sie ihn niemandem.
sms: {{code}} bestätigt diese Nummer.

# Bestätigen Sie diese Adresse

{{code}}

Codes für die Anmeldung bei {{mailbox}} sollen künftig hierher gehen. Wenn Sie das möchten, geben Sie diesen Code auf der Seite ein, die danach fragt. Er gilt bis {{valid-until}} und nur dort.

| Wann | {{time}}
| Woher | {{place}}
| Browser | {{client}}
| Bei | {{host}}
| Kennung | {{reference}}

Geben Sie diesen Code niemandem: nicht am Telefon, nicht in einer Nachricht und auch niemandem, der sich als {{site}} ausgibt.

## Wenn Sie das nicht sind

Jemand hat sich bei der Adresse vertippt, oder jemand, der das Passwort von {{mailbox}} kennt, möchte dessen Codes haben. Geben Sie den Code nicht weiter: Ohne ihn geschieht nichts. Wenn {{mailbox}} Ihr Postfach ist, öffnen Sie diese Seite, um es zu stoppen. Das Öffnen allein ändert nichts, erst der Knopf dort; ein Passwort brauchen Sie dafür nicht:

{{dispute-url}}
`,

  'password-reset': `subject: Ihr Passwort bei {{site}} wurde zurückgesetzt
preview: {{mailbox}}, {{time}}
sms: {{site}}: Das Passwort von {{mailbox}} wurde zurückgesetzt. Unerwartet? Wenden Sie sich an {{support}}.
sms: {{site}}: Ihr Passwort wurde zurückgesetzt. Unerwartet? Wenden Sie sich an {{support}}.
sms: Ihr E-Mail-Passwort wurde zurückgesetzt.

# Ihr Passwort wurde zurückgesetzt

Für {{mailbox}} gilt ein neues Passwort. Jeder Browser und jedes Mailprogramm, das mit dem alten angemeldet war, ist abgemeldet.

| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht erwartet haben

Wenden Sie sich sofort an {{support}}, am besten persönlich oder am Telefon, und nennen Sie die Kennung. Antworten Sie nicht auf diese Nachricht.

{{support-url}}
`,

  'password-changed': `subject: Ihr Passwort bei {{site}} wurde geändert
preview: {{mailbox}}, {{time}}
sms: {{site}}: Das Passwort von {{mailbox}} wurde geändert. Unerwartet? Wenden Sie sich an {{support}}.
sms: {{site}}: Ihr Passwort wurde geändert. Unerwartet? Wenden Sie sich an {{support}}.
sms: Ihr E-Mail-Passwort wurde geändert.

# Ihr Passwort wurde geändert

Für {{mailbox}} gilt ein neues Passwort. Jeder Browser und jedes Mailprogramm, das mit dem alten angemeldet war, ist abgemeldet.

| Wann | {{time}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht erwartet haben

Wenden Sie sich sofort an {{support}}, am besten persönlich oder am Telefon, und nennen Sie die Kennung. Antworten Sie nicht auf diese Nachricht.

{{support-url}}
`,

  'factor-added': `subject: Bei {{site}} kam ein zweiter Schritt hinzu
preview: {{mailbox}}, {{time}}
sms: {{site}}: Für {{mailbox}} kam ein zweiter Schritt hinzu. Nicht Sie? Ändern Sie Ihr Passwort und wenden Sie sich an {{support}}.
sms: {{site}}: Ein zweiter Schritt kam hinzu. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Für Ihr Postfach kam ein zweiter Schritt hinzu.

# Ein zweiter Schritt kam hinzu

Ab jetzt kann man sich nach dem Passwort auch hiermit bei {{mailbox}} anmelden.

| Name | {{name}}
| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Wer immer es war, kennt Ihr Passwort. Melden Sie sich an, ändern Sie Ihr Passwort und entfernen Sie auf Ihrer Kontoseite, was Sie nicht kennen. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'factor-removed': `subject: Bei {{site}} wurde ein zweiter Schritt entfernt
preview: {{mailbox}}, {{time}}
sms: {{site}}: Bei {{mailbox}} wurde ein zweiter Schritt entfernt. Nicht Sie? Ändern Sie Ihr Passwort und wenden Sie sich an {{support}}.
sms: {{site}}: Ein zweiter Schritt wurde entfernt. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Bei Ihrem Postfach wurde ein zweiter Schritt entfernt.

# Ein zweiter Schritt wurde entfernt

Hiermit kann man sich bei {{mailbox}} nicht mehr anmelden.

| Name | {{name}}
| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Wer immer es war, kennt Ihr Passwort. Melden Sie sich an, ändern Sie Ihr Passwort und sehen Sie auf Ihrer Kontoseite nach, ob Sie alles kennen. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'factors-reset': `subject: Ihr zweiter Schritt bei {{site}} wurde zurückgesetzt
preview: {{mailbox}}, {{time}}
sms: {{site}}: Der zweite Schritt von {{mailbox}} wurde zurückgesetzt. Unerwartet? Wenden Sie sich an {{support}}.
sms: {{site}}: Ihr zweiter Schritt wurde zurückgesetzt. Unerwartet? Wenden Sie sich an {{support}}.
sms: Der zweite Schritt Ihres Postfachs wurde zurückgesetzt.

# Ihr zweiter Schritt wurde zurückgesetzt

Bei {{mailbox}} sind alle zweiten Schritte und alle Wiederherstellungscodes entfernt. Bei der nächsten Anmeldung richten Sie einen neuen ein.

| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht erwartet haben

Melden Sie sich an und richten Sie Ihren zweiten Schritt ein, bevor es jemand anders tut, und ändern Sie Ihr Passwort. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'app-password-made': `subject: Neues App-Passwort bei {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: Ein neues App-Passwort öffnet {{mailbox}}. Nicht Sie? Widerrufen Sie es, ändern Sie Ihr Passwort, fragen Sie {{support}}.
sms: {{site}}: Ein neues App-Passwort wurde erstellt. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Ein neues App-Passwort öffnet Ihr Postfach.

# Ein neues App-Passwort wurde erstellt

Damit kann ein Mailprogramm {{mailbox}} öffnen, ohne nach einem Code gefragt zu werden.

| Name | {{name}}
| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Melden Sie sich an, widerrufen Sie dieses App-Passwort auf Ihrer Kontoseite und ändern Sie Ihr Passwort: Wer es erstellt hat, kennt auch das. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'recovery-code-used': `subject: Bei {{site}} wurde ein Wiederherstellungscode benutzt
preview: {{mailbox}}, {{time}}
sms: {{site}}: Anmeldung bei {{mailbox}} mit einem Wiederherstellungscode. Nicht Sie? Ändern Sie Ihr Passwort, fragen Sie {{support}}.
sms: {{site}}: Ein Wiederherstellungscode wurde benutzt. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Ein Wiederherstellungscode Ihres Postfachs wurde benutzt.

# Ein Wiederherstellungscode wurde benutzt

Jemand hat sich mit dem Passwort und einem der Wiederherstellungscodes bei {{mailbox}} angemeldet. Dieser Code gilt nicht noch einmal.

| Wann | {{time}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Jemand hat Ihr Passwort und Ihre Wiederherstellungscodes. Melden Sie sich an, ändern Sie Ihr Passwort, erstellen Sie neue Wiederherstellungscodes und beenden Sie auf Ihrer Kontoseite alle anderen Sitzungen. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'recovery-codes-renewed': `subject: Neue Wiederherstellungscodes bei {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: Neue Wiederherstellungscodes für {{mailbox}}. Nicht Sie? Ändern Sie Ihr Passwort und wenden Sie sich an {{support}}.
sms: {{site}}: Neue Wiederherstellungscodes wurden erstellt. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Für Ihr Postfach gibt es neue Wiederherstellungscodes.

# Neue Wiederherstellungscodes wurden erstellt

Die früheren Wiederherstellungscodes von {{mailbox}} gelten nicht mehr.

| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Wer immer es war, kommt mit diesen Codes hinein. Melden Sie sich an, ändern Sie Ihr Passwort, erstellen Sie noch einmal neue Codes und beenden Sie auf Ihrer Kontoseite alle anderen Sitzungen. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'new-country': `subject: Anmeldung aus einem neuen Land bei {{site}}
preview: {{mailbox}}, {{time}}
sms: {{site}}: Anmeldung bei {{mailbox}} aus einem neuen Land. Nicht Sie? Ändern Sie Ihr Passwort und wenden Sie sich an {{support}}.
sms: {{site}}: Anmeldung aus einem neuen Land. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: Ihr Postfach wurde aus einem neuen Land geöffnet.

# Anmeldung aus einem neuen Land

Jemand hat sich bei {{mailbox}} aus einem Land angemeldet, aus dem Sie sich zuletzt nicht angemeldet haben. Auf Reisen oder über das Netz einer Firma oder eines VPN-Anbieters können Sie das selbst gewesen sein.

| Wann | {{time}}
| Woher | {{place}}
| Programm | {{client}}
| Kennung | {{reference}}

## Wenn Sie das nicht waren

Melden Sie sich an, ändern Sie Ihr Passwort und beenden Sie auf Ihrer Kontoseite alle anderen Sitzungen. Wenden Sie sich dann an {{support}} und nennen Sie die Kennung.

{{account-url}}
`,

  'locked-down': `subject: Ihr Postfach bei {{site}} wurde abgeriegelt
preview: {{mailbox}}, {{time}}
sms: {{site}}: {{mailbox}} wurde zum Schutz abgeriegelt. Wenden Sie sich an {{support}}.
sms: {{site}}: Ihr Postfach wurde zum Schutz abgeriegelt. Wenden Sie sich an {{support}}.
sms: Ihr Postfach wurde zum Schutz abgeriegelt.

# Ihr Postfach wurde abgeriegelt

Zum Schutz von {{mailbox}} ist alles abgemeldet, was angemeldet war. Alle App-Passwörter und vertrauten Browser sind beendet, und es braucht ein neues Passwort und einen neuen zweiten Schritt.

| Wann | {{time}}
| Durch | {{by}}
| Woher | {{place}}
| Browser | {{client}}
| Kennung | {{reference}}

## Was zu tun ist

Wenden Sie sich an {{support}}, am besten persönlich oder am Telefon, und nennen Sie die Kennung: Dort erfahren Sie, wie Sie wieder hineinkommen. Antworten Sie nicht auf diese Nachricht.

{{support-url}}
`,

  notices: `subject: {{count}} Sicherheitshinweise von {{site}}
preview: Was bei {{mailbox}} geschah, und was zu tun ist, wenn Sie es nicht waren.
sms: {{site}}: {{count}} Änderungen an der Sicherheit von {{mailbox}}. Nicht Sie? Ändern Sie Ihr Passwort, fragen Sie {{support}}.
sms: {{site}}: {{count}} Änderungen an der Sicherheit. Nicht Sie? Ändern Sie sofort Ihr Passwort.
sms: {{count}} Änderungen an der Sicherheit Ihres Postfachs.

# Was bei {{mailbox}} geschah

{{notices}}

## Wenn Sie etwas davon nicht waren

Melden Sie sich an, ändern Sie Ihr Passwort und gehen Sie Ihre Kontoseite durch: Entfernen Sie zweite Schritte, App-Passwörter und vertraute Browser, die Sie nicht kennen, und beenden Sie alle anderen Sitzungen. Wenn Sie nicht hineinkommen, und bei allem anderen, wenden Sie sich an {{support}} und nennen Sie die Kennungen.

{{account-url}}

{{support-url}}
`,

  footer: `{{site}} hat dies von selbst gesendet, weil es die Sicherheit von {{mailbox}} betrifft. Antworten werden nicht gelesen.
`,
};
