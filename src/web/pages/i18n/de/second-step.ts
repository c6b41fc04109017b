// Deutsch: Codes, die geschickt werden, was ein zweiter Schritt sein kann, und die Liste davon im Konto.

import type { secondStep as english } from '../en/second-step.ts';
import type { Translated } from '../messages.ts';

export const secondStep: Translated<typeof english> = {
  'sent.email': 'Wir haben einen Code an {destination} geschickt.',
  'sent.sms': 'Wir haben einen Code per SMS an {destination} geschickt.',
  'sent.hint': 'Sechs Ziffern, gültig bis {time}',
  'sent.spam': 'Nichts da? Sehen Sie auch im Spam-Ordner nach.',
  'sent.send': 'Code schicken',
  'sent.again': 'Noch einmal schicken',
  'sent.again-in': 'möglich in {duration}',
  'sent.once-more': 'Der Code wurde noch einmal geschickt. Es ist derselbe.',
  'sent.not-again': 'Der Code konnte nicht noch einmal geschickt werden. Der letzte gilt weiter.',
  'sent.too-soon': 'Warten Sie {duration}, dann kann er noch einmal geschickt werden. Der letzte gilt weiter.',
  'sent.slowed': 'Es wurden zu oft Codes angefordert. In {duration} kann wieder einer geschickt werden.',
  'sent.delayed': 'Dieser Code braucht länger als sonst, ist aber unterwegs.',
  'sent.failed': 'Dieser Code konnte nicht zugestellt werden und kommt nicht mehr an.',
  'sent.not-sent': 'Gerade kann kein Code an {destination} geschickt werden. An Ihrem Passwort liegt es nicht.',
  'sent.use-other': 'Nehmen Sie einen anderen Weg oder versuchen Sie es in ein paar Minuten noch einmal.',
  'sent.no-other':
    'Für dieses Postfach ist kein anderer Weg eingerichtet. Versuchen Sie es in ein paar Minuten noch einmal oder wenden Sie sich an {support}.',
  'sent.ready': 'Wir können einen Code an {destination} schicken.',
  'sent.wrong': 'Dieser Code stimmt nicht oder ist abgelaufen. Geben Sie den neuesten ein, den wir geschickt haben.',
  'sent.used': 'Dieser Code wurde schon benutzt. Lassen Sie sich einen anderen schicken.',

  'way.email': 'An {destination} schicken',
  'way.sms': 'SMS an {destination}',
  'way.not-now': 'Gerade nicht möglich',

  'kind.totp': 'Authenticator-App',
  'kind.totp-text': 'Eine App auf Ihrem Telefon zeigt einen Code an. Das geht auch ohne Netz und ist am sichersten.',
  'kind.email': 'E-Mail',
  'kind.email-text': 'Wir schicken einen Code an eine andere E-Mail-Adresse von Ihnen.',
  'kind.sms': 'SMS',
  'kind.sms-text': 'Wir schicken einen Code auf Ihr Mobiltelefon.',
  'kind.passkey': 'Passkey',

  'choice.why':
    'Von jetzt an öffnet sich {mailbox} nur noch mit Ihrem Passwort und einem Code. Wie möchten Sie ihn bekommen?',
  'choice.add': 'Wie möchten Sie Ihre Codes bekommen?',
  'choice.other': 'Anderen Weg wählen',

  'destination.email-title': 'Codes per E-Mail',
  'destination.email-text':
    'An welche Adresse dürfen wir Codes schicken? Sie müssen sie ohne dieses Postfach lesen können.',
  'destination.email-label': 'Ihre andere E-Mail-Adresse',
  'destination.email-malformed': 'An diese Adresse können wir nichts schicken. Bitte prüfen Sie sie.',
  'destination.email-change': 'Andere Adresse verwenden',
  'destination.sms-title': 'Codes per SMS',
  'destination.sms-text': 'An welches Mobiltelefon dürfen wir Codes schicken?',
  'destination.sms-label': 'Mobilnummer',
  'destination.sms-hint': 'Mit Ländervorwahl, zum Beispiel +49 170 1234567',
  'destination.sms-malformed': 'An diese Nummer können wir nichts schicken. Prüfen Sie sie, auch die Ländervorwahl.',
  'destination.sms-change': 'Andere Nummer verwenden',
  'destination.protected':
    'Diese Adresse öffnet sich mit derselben Anmeldung, für die der Code gedacht ist; dort könnten Sie ihn nicht lesen. Geben Sie eine bei einem anderen Anbieter ein.',
  'destination.known': 'Das haben Sie schon eingerichtet.',
  'destination.not-sent':
    'Wir konnten dorthin keinen Code schicken. Prüfen Sie Ihre Eingabe oder versuchen Sie es in ein paar Minuten noch einmal.',
  'destination.expired': 'Das hat zu lange gedauert. Lassen Sie sich einen neuen Code schicken.',

  'factors.title': 'Zweiter Schritt',
  'factors.text':
    'Womit Sie nach dem Passwort zeigen, dass Sie es sind. Ein zweiter Weg hilft, wenn der erste verloren geht.',
  'factors.empty': 'Es ist kein zweiter Schritt eingerichtet.',
  'factors.add': 'Weiteren Weg hinzufügen',
  'factors.default': 'Kommt zuerst',
  'factors.make-default': 'Zuerst danach fragen',
  'factors.made-default': 'Von jetzt an werden Sie zuerst danach gefragt.',
  'factors.unverified': 'Noch nicht bestätigt',
  'factors.change': 'Ändern',
  'factors.rename': 'Umbenennen',
  'factors.name': 'Name',
  'factors.remove-title': '{name} entfernen?',
  'factors.remove-app': 'Ihre Codes öffnen dann nichts mehr. Löschen Sie den Eintrag auch in der App.',
  'factors.remove-sent': 'Dorthin werden dann keine Codes mehr geschickt.',
  'factors.last': 'Einen anderen Weg haben Sie nicht. Fügen Sie einen hinzu, bevor Sie diesen entfernen.',
  'factors.added': 'Der neue Weg ist hinzugefügt.',
  'factors.renamed': 'Der Name ist geändert.',
  'factors.removed': 'Entfernt.',

  'confirm.send': 'Wir schicken einen Code an {destination}. Dann geben Sie ihn hier mit Ihrem Passwort ein.',
};
