// The console in German: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {
  'console.mailbox.unlisted':
    'Dieses Postfach hat noch keine eigenen Einstellungen: Es richtet sich nach seiner Domain.',
  'console.mailbox.list-it': 'Eigene Einstellungen anlegen',
  'console.mailbox.badge-unlisted': 'richtet sich nach der Domain',
  'console.mailbox.badge-disabled': 'gesperrt',
  'console.mailbox.badge-must-change': 'muss ein neues Passwort wählen',
  'console.mailbox.actions': 'Was Sie tun können',
  'console.mailbox.explain': 'Anmeldung erklären',
  'console.mailbox.audit': 'Einträge im Protokoll',

  'console.mailbox.domain': 'Domain',
  'console.mailbox.backend': 'Mailserver',
  'console.mailbox.source': 'Passwort wird geprüft von',
  'console.mailbox.mode': 'Zweiter Schritt wird verlangt',
  'console.mailbox.own-choice': 'Vom Inhaber gewählt',
  'console.mailbox.own-choice-none': 'nichts',
  'console.mailbox.added': 'Bekannt seit',
  'console.mailbox.password': 'Passwort',
  'console.mailbox.password-due': 'zu ändern seit {time}',
  'console.mailbox.clear-choice': 'Wahl zurücknehmen',
  'console.mailbox.clear-choice-title': 'Die Wahl des Inhabers zurücknehmen?',
  'console.mailbox.clear-choice-text':
    'Danach sagt allein die Richtlinie, wann ein zweiter Schritt verlangt wird. Der Inhaber kann wieder wählen, wo die Richtlinie es erlaubt.',

  'console.mailbox.enable': 'Freigeben',
  'console.mailbox.enable-title': '{mailbox} freigeben?',
  'console.mailbox.enable-text':
    'Der Inhaber kann sich wieder anmelden. Was eine Notsperre widerrufen hat, bleibt widerrufen: App-Passwörter, zweite Schritte, bekannte Orte.',
  'console.mailbox.disable': 'Sperren',
  'console.mailbox.disable-title': '{mailbox} sperren?',
  'console.mailbox.disable-text':
    'Jeder Zugang weist das Postfach ab, bis es wieder freigegeben wird. Sitzungen und Mailverbindungen enden binnen einer Sekunde. Gelöscht wird nichts.',
  'console.mailbox.lock-down': 'Notsperre',
  'console.mailbox.lock-down-title': 'Notsperre für {mailbox}?',
  'console.mailbox.lock-down-text':
    'Für ein Postfach, in dem jemand anderes sein könnte. All das geschieht auf einmal:',
  'console.mailbox.lock-down-disabled': 'Es wird gesperrt: Niemand kommt hinein, auch der Inhaber nicht.',
  'console.mailbox.lock-down-ended': 'Alle Sitzungen, Mailverbindungen und vertrauten Browser enden.',
  'console.mailbox.lock-down-revoked': 'Alle App-Passwörter werden widerrufen.',
  'console.mailbox.lock-down-factors':
    'Alle zweiten Schritte, Wiederherstellungscodes und bekannten Orte werden entfernt.',
  'console.mailbox.lock-down-mode': 'Von da an wird bei jeder Anmeldung ein zweiter Schritt verlangt.',
  'console.mailbox.lock-down-next':
    'Danach: das Passwort zurücksetzen, den Inhaber verständigen und das Postfach wieder freigeben.',
  'console.mailbox.remove': 'Entfernen',
  'console.mailbox.remove-title': '{mailbox} entfernen?',
  'console.mailbox.remove-text':
    'Einstellungen, Aliasse, App-Passwörter, zweite Schritte und Orte werden gelöscht, und was angemeldet ist, endet. Die Mails bleiben unberührt; das Postfach richtet sich dann nach seiner Domain.',

  'console.mailbox.reset-password': 'Passwort zurücksetzen',
  'console.mailbox.reset-title': 'Passwort von {mailbox} zurücksetzen?',
  'console.mailbox.reset-text':
    'Alle Sitzungen, Mailverbindungen und vertrauten Browser enden, und der Inhaber wird benachrichtigt. Zweite Schritte bleiben, wie sie sind.',
  'console.mailbox.reset-impossible':
    'Die Passwörter dieser Domain liegen anderswo, und es ist nichts eingerichtet, womit Postern sie ändern könnte.',
  'console.mailbox.new-password': 'Neues Passwort',
  'console.mailbox.new-password-hint': 'Leer lassen, um eines erzeugen zu lassen, das einmal angezeigt wird.',
  'console.mailbox.must-change': 'Der Inhaber muss bei der nächsten Anmeldung ein anderes wählen',
  'console.mailbox.revoke-app-passwords': 'Auch alle App-Passwörter widerrufen',
  'console.mailbox.reset-done': 'Das Passwort von {mailbox} ist zurückgesetzt',
  'console.mailbox.reset-given': 'Es ist das, das Sie eingegeben haben.',
  'console.mailbox.reset-ended':
    'Beendet: {sessions} Sitzungen, {connections} Mailverbindungen, {browsers} vertraute Browser.',
  'console.mailbox.reset-apps':
    'App-Passwörter: {revoked} widerrufen, {stale} warten auf die nächste Anmeldung im Webmail.',
  'console.mailbox.once': 'Wird nur jetzt angezeigt. Geben Sie es auf einem Weg weiter, den nur der Inhaber sieht.',
  'console.mailbox.to-mailbox': 'Zum Postfach',

  'console.mailbox.settings': 'Einstellungen',
  'console.mailbox.change-settings': 'Einstellungen ändern',
  'console.mailbox.settings-of': 'Einstellungen von {mailbox}',
  'console.mailbox.settings-lost':
    'Jemand anderes hat dieses Postfach inzwischen geändert. Im Formular steht, was Sie eingegeben haben: Vergleichen Sie es mit dem, was jetzt gilt, und speichern Sie noch einmal, wenn Sie es weiterhin wollen.',

  'console.mailbox.factors': 'Zweite Schritte',
  'console.mailbox.reset-factors': 'Alle zurücksetzen',
  'console.mailbox.reset-factors-title': 'Zweite Schritte von {mailbox} zurücksetzen?',
  'console.mailbox.reset-factors-text':
    'Alle werden entfernt, auch die Wiederherstellungscodes. Die nächste Anmeldung richtet einen neuen ein. Sitzungen und vertraute Browser enden.',
  'console.mailbox.remove-factor-title': 'Diesen zweiten Schritt entfernen?',
  'console.mailbox.remove-factor-text': 'Seine Codes öffnen dann nichts mehr, und der Inhaber wird benachrichtigt.',
  'console.mailbox.supply': 'Einen hinterlegen',
  'console.mailbox.supply-title': 'Einen zweiten Schritt hinterlegen',
  'console.mailbox.supply-text':
    'Codes gehen sofort dorthin; der erste richtige beweist, dass der Inhaber ihn bekommt. Es darf keine Adresse dieses Postfachs sein und keine einer Domain, die Postern schützt.',
  'console.mailbox.supply-none':
    'Hier lässt sich keine Art zuweisen, deren Codes verschickt werden: Keine ist eingerichtet, oder keine dürfen Sie zuweisen.',
  'console.mailbox.supply-kind': 'Codes kommen per',
  'console.mailbox.destination': 'E-Mail-Adresse, oder Mobilnummer mit Landesvorwahl',
  'console.mailbox.code-make': 'Einrichtungscode erzeugen',
  'console.mailbox.code-title': 'Einrichtungscode für {mailbox}',
  'console.mailbox.code-text':
    'Für den Fall, dass das Telefon verloren ging: Mit diesem Code richtet der Inhaber einmalig einen ersten zweiten Schritt ein. Er endet {time}.',

  'console.mailbox.app-passwords': 'App-Passwörter',
  'console.mailbox.app-password-for': 'App-Passwort „{name}“ für {mailbox}',
  'console.mailbox.mailbox-password': 'Passwort des Postfachs, wo der Mailserver es braucht',
  'console.mailbox.app-password-empty': 'Kein Mailprogramm hat eines.',

  'console.mailbox.forget-text': 'Jedes Netz und jedes Land gilt für dieses Postfach wieder als neu.',
  'console.mailbox.forget-one': 'Vergessen',
  'console.mailbox.browsers-empty': 'Keinem Browser wird vertraut.',
  'console.mailbox.revoke-browsers': 'Keinem mehr vertrauen',
  'console.mailbox.revoke-browsers-title': 'Keinem Browser von {mailbox} mehr vertrauen?',
  'console.mailbox.revoke-browsers-text': 'Jeder wird wieder nach einem zweiten Schritt gefragt.',
  'console.mailbox.sessions-empty': 'Niemand ist mit einem Browser angemeldet.',
  'console.mailbox.second-step-missing': 'zweiter Schritt fehlt',
  'console.mailbox.end-all': 'Alle beenden',
  'console.mailbox.history-who': 'Von wo',
  'console.mailbox.history-what': 'Ergebnis',
  'console.mailbox.history-when': 'Wann',

  'console.mailbox.names': 'Aliasse und Gruppen',
  'console.mailbox.aliases': 'Aliasse',
  'console.mailbox.aliases-empty': 'Es hat keine andere Adresse.',
  'console.mailbox.alias': 'Neuer Alias',
  'console.mailbox.add': 'Hinzufügen',
  'console.mailbox.groups': 'Gruppen',
  'console.mailbox.groups-empty': 'Es ist in keiner Gruppe.',
  'console.mailbox.group': 'Name einer Gruppe',
  'console.mailbox.leave': 'Herausnehmen',

  'console.mailbox.done-changed': 'Die Änderung ist gespeichert.',
  'console.mailbox.done-enabled': 'Das Postfach ist freigegeben.',
  'console.mailbox.done-disabled': 'Das Postfach ist gesperrt, und was angemeldet war, ist beendet.',
  'console.mailbox.done-locked':
    'Die Notsperre gilt. Setzen Sie das Passwort zurück, bevor Sie das Postfach freigeben.',
  'console.mailbox.done-added': 'Hinzugefügt.',
  'console.mailbox.done-removed': 'Entfernt.',
  'console.mailbox.done-ended': 'Beendet.',
  'console.mailbox.done-reset': 'Alle zweiten Schritte sind entfernt. Die nächste Anmeldung richtet einen neuen ein.',
  'console.mailbox.done-forgotten': 'Vergessen.',
};
