// Deutsch: „Das war ich nicht“.

import type { dispute as english } from '../en/dispute.ts';
import type { Translated } from '../messages.ts';

export const dispute: Translated<typeof english> = {
  'dispute.title': 'Waren Sie das?',
  'dispute.waiting':
    'Jemand hat das richtige Passwort von {mailbox} eingegeben. Danach haben wir einen Code verlangt, den Sie bekommen haben. Eingegeben wurde er nicht.',
  'dispute.signed-in':
    'Jemand hat das richtige Passwort von {mailbox} und den Code eingegeben, den Sie bekommen haben, und ist jetzt angemeldet.',
  'dispute.over':
    'Jemand hat das richtige Passwort von {mailbox} eingegeben. Diese Anmeldung ist vorbei; durch sie ist nichts offen.',
  'dispute.over-title': 'Diese Anmeldung ist vorbei',
  'dispute.when': 'Wann',
  'dispute.where': 'Von wo',
  'dispute.browser': 'Womit',
  'dispute.stop': 'Diese Anmeldung stoppen',
  'dispute.if-me': 'Wenn Sie es waren, schließen Sie diese Seite. Dann geschieht nichts.',
  'dispute.stopped-title': 'Die Anmeldung ist gestoppt',
  'dispute.stopped': 'Niemand kann damit weitermachen, und was sie geöffnet hatte, ist geschlossen.',
  'dispute.next': 'Was jetzt zu tun ist',
  'dispute.password': 'Ändern Sie Ihr Passwort',
  'dispute.password-text': 'Wer das war, kennt es. Ändern Sie es auch überall sonst, wo Sie es verwenden.',
  'dispute.support': 'Sagen Sie Bescheid',
  'dispute.support-text': 'Wenden Sie sich an {support} und nennen Sie die Kennung unten.',
  'dispute.all': 'Überall abmelden',
  'dispute.all-text':
    'Wenn Sie meinen, dass jemand in Ihrem Postfach war, beenden Sie alles, was jetzt angemeldet ist.',
  'dispute.all-title': 'Überall abmelden?',
  'dispute.all-what':
    'Alle Browser und Mailprogramme von {mailbox} werden sofort getrennt, auch Ihre eigenen, und keinem Browser wird mehr vertraut. Passwörter bleiben, wie sie sind.',
  'dispute.all-done-title': 'Überall abgemeldet',
  'dispute.all-done': {
    one: '{count} Browser oder Mailverbindung wurde beendet.',
    other: '{count} Browser und Mailverbindungen wurden beendet.',
  },
  'dispute.gone-title': 'Dieser Link gilt nicht mehr',
  'dispute.gone':
    'Er ist zu alt, oder ein Teil davon fehlt. Wenn Sie einen Code bekommen haben, den Sie nicht wollten, kennt jemand Ihr Passwort: Ändern Sie es und wenden Sie sich an {support}.',
};
