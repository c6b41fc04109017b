// Deutsch: App-Passwörter, Sitzungen und Verbindungen.

import type { mail as english } from '../en/mail.ts';
import type { Translated } from '../messages.ts';

export const mail: Translated<typeof english> = {
  'app-passwords.title': 'App-Passwörter',
  'app-passwords.text':
    'Mailprogramme auf Telefonen und Computern können nicht nach einem Code fragen. Jedes bekommt stattdessen hier ein eigenes Passwort, das nichts als E-Mail öffnet.',
  'app-passwords.empty': 'Noch hat kein Mailprogramm ein App-Passwort.',
  'app-passwords.new': 'Neues App-Passwort',
  'app-passwords.read-only': 'Nur lesen',
  'app-passwords.stale': 'Wartet auf Ihr neues Passwort. Melden Sie sich einmal im Webmail an, dann geht es wieder.',
  'app-passwords.expired': 'Abgelaufen am {day}',
  'app-passwords.use': '{ago}, {place}',
  'app-passwords.revoke': 'Widerrufen',
  'app-passwords.revoke-title': '{name} widerrufen?',
  'app-passwords.revoke-text':
    'Das Mailprogramm, das es benutzt, wird sofort getrennt und kann sich nicht mehr anmelden.',
  'app-passwords.revoked': 'Das App-Passwort ist widerrufen.',

  'new-app-password.title': 'Neues App-Passwort',
  'new-app-password.text':
    'Eines für jedes Programm und Gerät: So können Sie eines beenden, ohne die anderen anzutasten.',
  'new-app-password.name': 'Wofür ist es?',
  'new-app-password.name-hint': 'Zum Beispiel „Thunderbird auf dem Laptop“',
  'new-app-password.name-wrong': 'Geben Sie einen Namen mit 1 bis 100 Zeichen ein.',
  'new-app-password.scopes': 'Was darf es?',
  'new-app-password.scope-imap': 'E-Mails lesen (IMAP)',
  'new-app-password.scope-pop3': 'E-Mails abholen (POP3)',
  'new-app-password.scope-smtp': 'E-Mails senden (SMTP)',
  'new-app-password.scope-sieve': 'Filter verwalten (ManageSieve)',
  'new-app-password.scope-dav': 'Kalender und Kontakte (CalDAV, CardDAV)',
  'new-app-password.scope-activesync': 'Synchronisieren (ActiveSync)',
  'new-app-password.scopes-wrong': 'Wählen Sie mindestens eines.',
  'new-app-password.read-only': 'Nur lesen: kann nichts ändern, verschieben oder löschen',
  'new-app-password.read-only-wrong': 'Was nur liest, kann für IMAP und SMTP gelten, für nichts anderes.',
  'new-app-password.expires': 'Gültig',
  'new-app-password.expires-30d': '30 Tage',
  'new-app-password.expires-90d': '90 Tage',
  'new-app-password.expires-365d': 'ein Jahr',
  'new-app-password.expires-never': 'bis ich es widerrufe',
  'new-app-password.expires-default': 'wie hier üblich',
  'new-app-password.confirm': 'Bestätigen Sie, dass Sie es sind',
  'new-app-password.password': 'Ihr Passwort',
  'new-app-password.password-hint': 'Das, mit dem Sie sich im Webmail anmelden',
  'new-app-password.make': 'App-Passwort erstellen',
  'new-app-password.too-many':
    'Sie haben so viele App-Passwörter, wie erlaubt sind. Widerrufen Sie eines, das Sie nicht mehr brauchen.',
  'new-app-password.none-here':
    'Mailprogramme melden sich bei diesem Postfach mit dem gewöhnlichen Passwort an; App-Passwörter gibt es hier nicht.',

  'made.title': 'Ihr App-Passwort',
  'made.once':
    'Es wird nur jetzt angezeigt. Geben Sie es im Mailprogramm anstelle Ihres Passworts ein; Leerzeichen, Bindestriche und Großschreibung sind egal.',
  'made.label': 'App-Passwort für {name}',
  'made.qr': 'QR-Code mit dem App-Passwort',
  'made.qr-text': 'Für ein Telefon: mit der Kamera scannen, dann den Text kopieren.',
  'made.settings': 'Einstellungen für Ihr Mailprogramm',
  'made.user-name': 'Benutzername',
  'made.incoming': 'Posteingang ({protocol})',
  'made.outgoing': 'Postausgang ({protocol})',
  'made.filters': 'Filter ({protocol})',
  'made.server': 'Server',
  'made.port': 'Port',
  'made.security': 'Sicherheit',
  'made.method': 'Authentifizierung: normales Passwort',
  'made.done': 'Fertig',

  'sessions.title': 'Sitzungen und Verbindungen',
  'sessions.web': 'Jetzt angemeldete Browser',
  'sessions.this': 'Dieser',
  'sessions.started': 'angemeldet {time}',
  'sessions.active': 'aktiv {ago}',
  'sessions.end-others': 'Alle anderen beenden',
  'sessions.end-others-text': 'Jeder andere Browser wird sofort abgemeldet.',
  'sessions.ended': 'Die Sitzung ist beendet.',
  'sessions.others-ended': {
    one: '{count} andere Sitzung wurde beendet.',
    other: '{count} andere Sitzungen wurden beendet.',
  },
  'sessions.connections': 'Jetzt verbundene Mailprogramme',
  'sessions.connections-empty': 'Kein Mailprogramm ist verbunden.',
  'sessions.connection-hint':
    'Ein Mailprogramm, das beendet wird, kann sich wieder verbinden. Damit es draußen bleibt, widerrufen Sie sein App-Passwort.',
  'sessions.connection-ended': 'Die Verbindung ist beendet.',
  'sessions.by-password': 'mit dem Passwort des Postfachs',
  'sessions.end-label': '{name} beenden',
};
