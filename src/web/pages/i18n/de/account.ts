// Deutsch: die Kontoseiten.

import type { account as english } from '../en/account.ts';
import type { Translated } from '../messages.ts';

export const account: Translated<typeof english> = {
  'overview.title': 'Ihr Konto',
  'overview.history': 'Letzte Anmeldungen',
  'overview.history-empty': 'Es ist noch keine Anmeldung verzeichnet.',
  'overview.history-hint':
    'Etwas davon waren nicht Sie? Ändern Sie Ihr Passwort und beenden Sie alle anderen Sitzungen.',
  'overview.allowed': 'Angemeldet',
  'overview.refused': 'Abgelehnt',
  'overview.unavailable': 'Nicht entschieden',
  'overview.pending': 'Passwort richtig, zweiter Schritt verlangt',
  'overview.factors': { one: '{count} Weg ist eingerichtet', other: '{count} Wege sind eingerichtet' },
  'overview.codes': { one: 'noch {count} Code', other: 'noch {count} Codes' },
  'overview.app-passwords': { one: '{count} Mailprogramm', other: '{count} Mailprogramme' },
  'overview.browsers': { one: '{count} vertrauter Browser', other: '{count} vertraute Browser' },
  'overview.sessions': { one: '{count} Sitzung', other: '{count} Sitzungen' },
  'overview.connections': { one: '{count} Mailverbindung', other: '{count} Mailverbindungen' },

  'mode.title': 'Wann Sie gefragt werden',
  'mode.text': 'Nach Ihrem Passwort werden Sie immer gefragt. Hier geht es um den Code, der danach kommt.',
  'mode.never': 'Nie',
  'mode.never-text': 'Das Passwort allein öffnet Ihre E-Mails.',
  'mode.new-country': 'In einem neuen Land',
  'mode.new-country-text': 'Sie werden in Ländern gefragt, in denen Sie sich zuletzt nicht angemeldet haben.',
  'mode.new-ip': 'In einem neuen Netz',
  'mode.new-ip-text': 'Sie werden in Netzen gefragt, in denen Sie sich zuletzt nicht angemeldet haben.',
  'mode.always': 'Jedes Mal',
  'mode.always-text': 'Sie werden bei jeder Anmeldung in einem Browser gefragt.',
  'mode.inherit': 'Wie Ihre Organisation es vorsieht: {mode}',
  'mode.by-own': 'Das haben Sie gewählt.',
  'mode.by-mailbox': 'Für Ihr Postfach festgelegt.',
  'mode.by-group': 'Für Ihre Gruppe festgelegt.',
  'mode.by-domain': 'Für alle in {domain} festgelegt.',
  'mode.by-platform': 'Für alle hier festgelegt.',
  'mode.fixed': 'Das lässt sich hier nicht ändern: Ihre Organisation hat es festgelegt, oder strenger geht es nicht.',
  'mode.choose': 'Fragen',
  'mode.change': 'Ändern',
  'mode.saved': 'Ihre Wahl ist gespeichert.',

  'recovery.title': 'Wiederherstellungscodes',
  'recovery.text': 'Ein Wiederherstellungscode ersetzt Ihren zweiten Schritt, wenn er verloren ist. Jeder gilt einmal.',
  'recovery.left': {
    one: 'Sie haben noch {count} Wiederherstellungscode.',
    other: 'Sie haben noch {count} Wiederherstellungscodes.',
  },
  'recovery.none':
    'Sie haben keine Wiederherstellungscodes. Erstellen Sie jetzt welche und bewahren Sie sie sicher auf.',
  'recovery.new': 'Neue Codes erstellen',
  'recovery.new-hint': 'Die Codes, die Sie jetzt haben, gelten dann sofort nicht mehr.',

  'places.title': 'Browser und Orte',
  'places.browsers': 'Vertraute Browser',
  'places.browsers-text': 'In diesen werden Sie nur nach Ihrem Passwort gefragt.',
  'places.browsers-empty': 'Keinem Browser wird vertraut. Sie können das wählen, wenn Sie einen Code eingeben.',
  'places.this-browser': 'Dieser Browser',
  'places.browser-ended': 'Diesem Browser wird nicht mehr vertraut.',
  'places.known': 'Bekannte Orte',
  'places.known-text':
    'Hier haben Sie sich mit einem Code angemeldet. Ob Sie dort wieder gefragt werden, hängt davon ab, wann Sie gefragt werden.',
  'places.networks': 'Netze',
  'places.countries': 'Länder',
  'places.known-empty': 'Noch ist kein Ort bekannt.',
  'places.forget': 'Alle Orte vergessen',
  'places.forget-title': 'Alle Orte vergessen?',
  'places.forget-text':
    'Jedes Netz und jedes Land gilt dann wieder als neu, und Sie werden vielleicht öfter nach einem Code gefragt.',
  'places.forgotten': 'Alle Orte sind vergessen.',

  'confirm.title': 'Sind Sie es?',
  'confirm.text':
    'Bevor Sie ändern, wie Ihr Konto geschützt ist, geben Sie Ihr Passwort und einen Code noch einmal ein. Das gilt zehn Minuten lang.',
  'confirm.text-password':
    'Bevor Sie ändern, wie Ihr Konto geschützt ist, geben Sie Ihr Passwort noch einmal ein. Das gilt zehn Minuten lang.',
  'confirm.password': 'Passwort',
  'confirm.password-wrong': 'Dieses Passwort stimmt nicht.',
  'confirm.code-wrong': 'Dieser Code stimmt nicht oder wurde schon benutzt. Geben Sie den neuesten ein.',
  'confirm.slowed': 'Es gab zu viele Versuche. Warten Sie {duration} und versuchen Sie es dann noch einmal.',
  'confirm.lapsed':
    'Zehn Minuten sind vergangen, seit Sie zuletzt bestätigt haben, dass Sie es sind. Es wurde noch nichts geändert.',
  'confirm.method': 'Code von',
  'confirm.method-recovery': 'Wiederherstellungscode',

  'refusal.invalid': 'Bitte prüfen Sie Ihre Eingaben.',
  'refusal.gone': 'Das gibt es nicht mehr. Es wurde nichts geändert.',
  'refusal.last-factor':
    'Das ist der letzte, und ein zweiter Schritt ist vorgeschrieben. Fügen Sie zuerst einen anderen Weg hinzu.',
  'refusal.not-permitted': 'Ihre Organisation erlaubt das nicht.',
  'refusal.unavailable':
    'Das geht gerade nicht. Es wurde nichts geändert; bitte versuchen Sie es in ein paar Minuten noch einmal.',
  'refusal.other': 'Das war nicht möglich. Es wurde nichts geändert.',
  'refusal.once':
    'Dieses Formular wurde schon gesendet, und es wurde nichts ein zweites Mal erstellt. Was damals angezeigt wurde, ist nicht gespeichert: Erstellen Sie bei Bedarf etwas Neues.',
};
