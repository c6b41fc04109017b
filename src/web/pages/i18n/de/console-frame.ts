// The console in German: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {
  'console.frame.name': '{site} Verwaltung',
  'console.frame.menu': 'Menü',
  'console.frame.sections': 'Bereiche der Konsole',
  'console.frame.way': 'Wo Sie sind',
  'console.frame.who': 'Angemeldet:',
  'console.frame.to-start': 'Zur ersten Seite',
  'console.frame.back': 'Zurück',
  'console.frame.break-glass':
    'Dies ist eine Notfall-Anmeldung, auf dem Server selbst und ohne zweiten Schritt erstellt. Sie endet in {duration}, und alles, was Sie tun, wird als solche protokolliert.',
  'console.frame.role-platform': 'Plattform-Administrator',
  'console.frame.role-domain': 'Domain-Administrator',
  'console.frame.role-auditor': 'Prüfer',
  'console.frame.dashboard': 'Übersicht',
  'console.frame.mailboxes': 'Postfächer',
  'console.frame.domains': 'Domains',
  'console.frame.groups': 'Gruppen',
  'console.frame.policy': 'Richtlinie',
  'console.frame.providers': 'Zweite Schritte',
  'console.frame.sessions': 'Sitzungen',
  'console.frame.audit': 'Audit-Protokoll',
  'console.frame.explain': 'Erklären',
  'console.frame.administrators': 'Administratoren',
  'console.frame.tokens': 'API-Tokens',
  'console.frame.own': 'Ihre Anmeldung',
  'console.frame.filter': 'Filtern',
  'console.frame.filter-active': 'Gefiltert nach',
  'console.frame.filter-remove': 'Diesen Filter entfernen: {filter}',
  'console.frame.filter-clear': 'Alle Filter entfernen',
  'console.frame.pages': 'Seiten dieser Liste',
  'console.frame.page-first': 'Erste Seite',
  'console.frame.page-next': 'Nächste Seite',
  'console.frame.select': '{name} auswählen',
  'console.frame.select-all': 'Alle auf dieser Seite auswählen',
  'console.frame.progress': '{done} von {all}',
  'console.frame.needed-title': 'Bitte melden Sie sich erst an',
  'console.frame.needed-text': 'Diese Seite ist für angemeldete Administratoren.',
  'console.frame.absent-text':
    'Die Adresse stimmt nicht, der Inhalt wurde entfernt, oder Ihre Rolle umfasst ihn nicht.',
  'console.frame.problem-fields': 'Bitte prüfen Sie Ihre Angaben.',
  'console.frame.problem-gone':
    'Das gibt es nicht mehr, oder es liegt außerhalb Ihrer Domains. Es wurde nichts geändert.',
  'console.frame.problem-not-permitted': 'Ihre Rolle erlaubt das nicht. Es wurde nichts geändert.',
  'console.frame.problem-exists': 'Diesen Namen gibt es schon. Es wurde nichts geändert.',
  'console.frame.problem-changed':
    'Inzwischen hat jemand anderes dies geändert. Es wurde nichts gespeichert: Sehen Sie sich den jetzigen Stand an und wiederholen Sie Ihre Änderung, wenn Sie sie noch wollen.',
  'console.frame.problem-slow': 'Das war zu viel auf einmal. Warten Sie einen Moment und versuchen Sie es dann erneut.',
  'console.frame.problem-unavailable':
    'Das geht im Moment nicht. Es wurde nichts geändert; versuchen Sie es in einigen Minuten erneut.',
};
