// Deutsch: der Rahmen jeder Seite, und was einen Besuch beendet.

import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  'frame.skip': 'Zum Inhalt springen',
  'frame.account': 'Ihr Konto',
  'frame.sections': 'Bereiche Ihres Kontos',
  'frame.to-mail': 'Zurück zu Ihren E-Mails',
  'frame.sign-out': 'Abmelden',
  'frame.signed-in-as': 'Angemeldet als {mailbox}',
  'frame.language': 'Sprache',
  'frame.appearance': 'Darstellung',
  'frame.theme-auto': 'Wie das Gerät',
  'frame.theme-light': 'Hell',
  'frame.theme-dark': 'Dunkel',
  'frame.help': 'Hilfe',
  'frame.reference': 'Kennung {id}',

  'action.continue': 'Weiter',
  'action.cancel': 'Abbrechen',
  'action.save': 'Speichern',
  'action.remove': 'Entfernen',
  'action.end': 'Beenden',
  'action.copy': 'Kopieren',
  'action.copied': 'Kopiert',
  'action.print': 'Drucken',
  'action.download': 'Herunterladen',
  'action.try-again': 'Noch einmal versuchen',
  'action.sign-in': 'Anmelden',

  'time.ago-never': 'noch nie benutzt',
  'time.last-used': 'zuletzt benutzt {ago}',
  'time.added': 'hinzugefügt am {day}',
  'time.expires': 'bis {day}',
  'time.since': 'seit {time}',
  'place.unknown': 'Land unbekannt',
  'browser.unknown': 'Unbekannter Browser',
  'browser.on': '{browser} unter {system}',

  'door.imap': 'IMAP',
  'door.pop3': 'POP3',
  'door.smtp': 'SMTP',
  'door.sieve': 'ManageSieve',
  'door.dav': 'Kalender und Kontakte',
  'door.activesync': 'ActiveSync',
  'door.web': 'Webmail',

  'tls.implicit': 'SSL/TLS',
  'tls.starttls': 'STARTTLS',
  'tls.none': 'keine Verschlüsselung',

  'signed-out.title': 'Sie sind abgemeldet',
  'signed-out.text': 'Wenn das nicht Ihr eigenes Gerät ist, schließen Sie bitte auch das Browserfenster.',
  'signed-out.ended-title': 'Bitte melden Sie sich neu an',
  'signed-out.ended-text':
    'Diese Anmeldung ist beendet, weil sie zu lange gedauert hat oder zu viele Codes falsch waren. Es wurde nichts geöffnet.',
  'signed-out.password-title': 'Ihr neues Passwort ist gesetzt',
  'signed-out.password-text':
    'Melden Sie sich jetzt damit an. Mailprogramme mit App-Passwörtern arbeiten weiter wie bisher.',
  'signed-out.needed-title': 'Bitte melden Sie sich zuerst an',
  'signed-out.needed-text':
    'Diese Seite ist nur für angemeldete Personen. Melden Sie sich bei Ihren E-Mails an und kommen Sie dann wieder.',
  'signed-out.again': 'Wieder anmelden',

  'refused.title': 'Die Anmeldung ist gerade nicht möglich',
  'refused.text': 'Ihre Anmeldung wurde abgelehnt.',
  'refused.place-title': 'Von hier aus nicht',
  'refused.place':
    'Aus dem Netz oder Land, in dem Sie sich befinden, ist die Anmeldung nicht erlaubt. Von einem erlaubten Ort aus geht es wie gewohnt.',
  'refused.disabled-title': 'Dieses Postfach ist gesperrt',
  'refused.disabled': 'Niemand kann sich anmelden, bis die Verwaltung es wieder freigibt.',
  'refused.throttled-title': 'Zu viele Versuche',
  'refused.throttled':
    'Aus Ihrem Netz gab es zu viele fehlgeschlagene Anmeldungen. Warten Sie ein paar Minuten und versuchen Sie es dann noch einmal.',
  'refused.contact':
    'Wenn Sie das für einen Irrtum halten, wenden Sie sich an {support} und nennen Sie die Kennung unten.',
  'refused.support': 'Ihren Support',

  'unavailable.title': 'Einen Augenblick',
  'unavailable.text':
    'Wir können Ihre Anmeldung gerade nicht prüfen, deshalb bleibt sie geschlossen. An Ihrem Passwort oder Code liegt es nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  'broken.title': 'Etwas ist schiefgegangen',
  'broken.text': 'Der Fehler liegt bei uns und ist festgehalten. Gehen Sie zurück und versuchen Sie es noch einmal.',
  'absent.title': 'Hier ist nichts',
  'absent.text': 'Die Adresse stimmt nicht, oder was hier war, gibt es nicht mehr.',
  'stale.title': 'Diese Seite war veraltet',
  'stale.text':
    'Sie stammt aus einer früheren Anmeldung oder einem anderen Tab, darum wurde nichts geändert. Öffnen Sie die Seite neu und wiederholen Sie, was Sie tun wollten.',
  'foreign.title': 'Das kam nicht von unserer Seite',
  'foreign.text':
    'Eine andere Website oder etwas in Ihrem Browser hat das in Ihrem Namen gesendet. Es wurde nichts geändert.',
  'malformed.title': 'Das konnten wir nicht lesen',
  'malformed.text': 'Was Ihr Browser gesendet hat, passt nicht zu unserer Seite. Es wurde nichts geändert.',
  'outcome.mail': 'Zu Ihren E-Mails',
};
