// The console in German: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {
  'console.access.sign-in': 'Bei der Verwaltung anmelden',
  'console.access.sign-in-text': 'Mit Ihrem Administratornamen; das ist nicht Ihr Postfach.',
  'console.access.name': 'Name',
  'console.access.wrong': 'Name oder Passwort stimmt nicht.',
  'console.access.slowed': 'Das waren zu viele Versuche. Warten Sie {duration} und versuchen Sie es dann erneut.',
  'console.access.to-code': 'Ich habe einen Code vom Server',
  'console.access.code-title': 'Code vom Server',
  'console.access.code-text':
    'Wer den Server betreibt, erstellt ihn dort: für neue Administratoren, nach Verlust des zweiten Schritts oder für den Notfall.',
  'console.access.code-label': 'Code',
  'console.access.code-hint': 'Er gilt einmal.',
  'console.access.code-wrong': 'Dieser Code stimmt nicht oder gilt nicht mehr.',
  'console.access.code-used': 'Dieser Code wurde schon benutzt.',
  'console.access.to-sign-in': 'Mit Name und Passwort anmelden',
  'console.access.challenge': 'Geben Sie den Code ein, den Ihre Authenticator-App für {name} zeigt.',
  'console.access.challenge-recovery':
    'Geben Sie einen der Wiederherstellungscodes ein, die Sie für {name} gesichert haben. Jeder gilt einmal.',
  'console.access.use-app': 'Authenticator-App benutzen',
  'console.access.set-up': 'Richten Sie Ihre Anmeldung ein',
  'console.access.set-up-text':
    'Administratoren melden sich immer in zwei Schritten an. Wählen Sie das Passwort für {name} und richten Sie dann den zweiten Schritt ein.',
  'console.access.set-up-done': 'Ihre Anmeldung ist eingerichtet, und Sie sind angemeldet.',
  'console.access.password-title': 'Wählen Sie ein Passwort',
  'console.access.not-taken': 'Dieses Passwort wurde nicht angenommen. Wählen Sie ein längeres oder ein anderes.',
  'console.access.not-set-up': 'Das konnte nicht gespeichert werden. Es wurde nichts geändert.',
  'console.access.confirm-text':
    'Hier wird etwas geöffnet oder gelöscht. Geben Sie Ihr Passwort und einen Code noch einmal ein. Das gilt für einige Minuten und führt Sie dorthin zurück, wo Sie waren.',
  'console.access.confirm-wrong':
    'Passwort oder Code stimmt nicht, oder der Code wurde schon benutzt. Geben Sie den neuesten ein.',
};
