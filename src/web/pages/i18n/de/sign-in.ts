// Deutsch: der zweite Schritt und die erste Einrichtung.

import type { signIn as english } from '../en/sign-in.ts';
import type { Translated } from '../messages.ts';

export const signIn: Translated<typeof english> = {
  'challenge.title': 'Noch ein Schritt',
  'challenge.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App für {mailbox} anzeigt.',
  'challenge.passkey': 'Benutzen Sie Ihren Passkey.',
  'challenge.recovery':
    'Geben Sie einen der Wiederherstellungscodes ein, die Sie für {mailbox} aufbewahrt haben. Jeder gilt einmal.',
  'challenge.code': 'Code',
  'challenge.code-hint': 'Die Ziffern, die {name} jetzt anzeigt',
  'challenge.recovery-code': 'Wiederherstellungscode',
  'challenge.trust': {
    one: 'In diesem Browser {count} Tag lang nicht mehr fragen',
    other: 'In diesem Browser {count} Tage lang nicht mehr fragen',
  },
  'challenge.trust-hint': 'Nur auf einem Gerät, das sonst niemand benutzt. Nach dem Passwort wird immer gefragt.',
  'challenge.others': 'Auf andere Weise',
  'challenge.use-factor': '{name} benutzen',
  'challenge.use-recovery': 'Einen Wiederherstellungscode benutzen',
  'challenge.wrong': 'Dieser Code stimmt nicht. Codes wechseln jede halbe Minute: Geben Sie den neuesten ein.',
  'challenge.recovery-wrong': 'Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.',
  'challenge.used': 'Dieser Code wurde schon benutzt. Warten Sie, bis die App den nächsten anzeigt.',
  'challenge.slowed': 'Es gab zu viele falsche Codes. Warten Sie {duration} und versuchen Sie es dann noch einmal.',
  'challenge.tries': { one: 'Sie haben noch {count} Versuch.', other: 'Sie haben noch {count} Versuche.' },
  'challenge.clock': 'Wird der richtige Code abgelehnt, prüfen Sie, ob sich die Uhr Ihres Telefons automatisch stellt.',
  'challenge.until': 'Offen bis {time}',
  'challenge.cancel': 'Abbrechen und abmelden',
  'challenge.none': 'Es gibt nichts, womit Sie antworten könnten. Wenden Sie sich an {support}.',

  'password.title': 'Ein neues Passwort wählen',
  'password.why':
    'Das Passwort von {mailbox} hat jemand anders gesetzt. Wählen Sie eines, das nur Sie kennen, und melden Sie sich dann damit an.',
  'password.new': 'Neues Passwort',
  'password.again': 'Noch einmal',
  'password.hint': 'Mindestens {least} Zeichen. Mehrere Wörter hintereinander sind gut, auch mit Leerzeichen.',
  'password.save': 'Dieses Passwort setzen',
  'password.different': 'Die beiden Passwörter sind nicht gleich.',
  'password.too-short': 'Dieses Passwort ist zu kurz.',
  'password.too-long': 'Dieses Passwort ist zu lang.',
  'password.name': 'Das ist der Name Ihres Postfachs. Wählen Sie ein Passwort, das niemand erraten kann.',
  'password.same': 'Das ist das Passwort, mit dem Sie sich angemeldet haben. Wählen Sie ein anderes.',
  'password.refused': 'Dieses Passwort wurde nicht angenommen. Wählen Sie ein anderes.',

  'enrolment.title': 'Zweiten Schritt einrichten',
  'enrolment.why':
    'Von jetzt an öffnet sich {mailbox} nur noch mit Ihrem Passwort und einem Code von Ihrem Telefon. Die Einrichtung dauert etwa eine Minute.',
  'enrolment.step-app': 'Eine Authenticator-App besorgen',
  'enrolment.step-app-text':
    'Jede App für Einmalcodes ist geeignet, und viele Passwortmanager haben das schon eingebaut. Wenn Sie keine haben, suchen Sie im App-Store Ihres Telefons nach „Authenticator“: zum Beispiel Aegis, Ente Auth, 2FAS, Google Authenticator oder Microsoft Authenticator.',
  'enrolment.step-scan': 'Diesen Code mit der App scannen',
  'enrolment.step-scan-text': 'Wählen Sie in der App „Konto hinzufügen“ und halten Sie die Kamera auf das Bild.',
  'enrolment.qr': 'QR-Code für Ihre Authenticator-App. Derselbe Schlüssel steht darunter zum Abtippen.',
  'enrolment.same-device': 'In einer App auf diesem Gerät öffnen',
  'enrolment.typed': 'Scannen geht nicht? Schlüssel eintippen',
  'enrolment.typed-text':
    'Wählen Sie in der App „Schlüssel eingeben“. Die Art ist „zeitbasiert“; Leerzeichen sind egal.',
  'enrolment.key': 'Schlüssel',
  'enrolment.step-code': 'Den Code eingeben, den die App anzeigt',
  'enrolment.name': 'Name für diese App',
  'enrolment.name-hint': 'Damit Sie sie später wiedererkennen, zum Beispiel „Mein Telefon“',
  'enrolment.finish': 'Einschalten',
  'enrolment.wrong':
    'Dieser Code stimmt nicht. Prüfen Sie, ob Sie das Bild auf dieser Seite gescannt haben, und geben Sie den neuesten Code ein.',
  'enrolment.expired':
    'Das hat zu lange gedauert, darum steht hier ein neues Bild. Scannen Sie dieses; das frühere gilt nicht mehr.',
  'enrolment.slowed': 'Es gab zu viele falsche Codes. Warten Sie {duration} und versuchen Sie es dann noch einmal.',
  'enrolment.code-title': 'Einrichtungscode eingeben',
  'enrolment.code-text':
    'Zu Ihrem Schutz lässt sich der zweite Schritt nur mit einem Code einrichten, den Sie von Ihrer Verwaltung bekommen.',
  'enrolment.code-label': 'Einrichtungscode',
  'enrolment.code-wrong': 'Dieser Einrichtungscode stimmt nicht oder gilt nicht mehr.',
  'enrolment.code-help': 'Sie haben keinen? Wenden Sie sich an {support}.',
  'enrolment.outside-title': 'Nicht aus diesem Netz',
  'enrolment.outside-text':
    'Zu Ihrem Schutz lässt sich der zweite Schritt nur im Netz Ihrer Organisation einrichten. Melden Sie sich dort noch einmal an oder wenden Sie sich an {support}.',
  'enrolment.many-title': 'Kein Platz für einen weiteren Weg',
  'enrolment.many-text': 'Sie haben so viele eingerichtet, wie erlaubt sind. Entfernen Sie zuerst einen.',
  'enrolment.not-allowed-title': 'Hier lässt sich nichts einrichten',
  'enrolment.not-allowed-text':
    'Ihre Verwaltung erlaubt für dieses Postfach nicht, selbst einen zweiten Schritt einzurichten. Wenden Sie sich an {support}.',
  'enrolment.exists-title': 'Inzwischen eingerichtet',
  'enrolment.exists-text':
    'Für dieses Postfach wurde inzwischen ein zweiter Schritt eingerichtet. Wenn Sie das waren, melden Sie sich noch einmal an und benutzen Sie ihn. Wenn nicht, wenden Sie sich sofort an {support}.',

  'codes.title': 'Wiederherstellungscodes aufbewahren',
  'codes.text':
    'Sie öffnen Ihr Konto, wenn Ihr Telefon verloren oder kaputt ist. Jeder gilt einmal. Bewahren Sie sie auf, wo sonst niemand nachsieht, aber nicht auf dem Telefon selbst.',
  'codes.once': 'Diese Codes werden nur jetzt angezeigt.',
  'codes.list': 'Ihre Wiederherstellungscodes',
  'codes.file': 'wiederherstellungscodes.txt',
  'codes.file-title': 'Wiederherstellungscodes für {mailbox} ({site}), erstellt am {day}',
  'codes.file-text': 'Jeder Code gilt einmal, anstelle eines Codes aus der App oder einer Nachricht.',
  'codes.saved': 'Aufbewahrt, weiter',
  'codes.enrolled': 'Ihr zweiter Schritt ist eingeschaltet.',
};
