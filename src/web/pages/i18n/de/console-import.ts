// The console in German: import and export of mailboxes.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {
  'console.import.title': 'Postfächer importieren',
  'console.import.text':
    'Die erste Zeile benennt die Spalten; jede weitere ist ein Postfach, das angelegt oder geändert wird. Nichts wird geändert, bevor Sie gesehen haben, was sich ändern würde.',
  'console.import.export': 'Als CSV exportieren',
  'console.import.columns': 'Spalten',
  'console.import.columns-text':
    '„address“ muss da sein. Eine leere Zelle ändert nichts, „inherit“ nimmt eine Einstellung zurück, Listen haben Leerzeichen dazwischen. „groups“ sind alle Gruppen, in denen das Postfach danach ist. In Tabellenprogrammen heißt das richtige Format „CSV UTF-8“.',
  'console.import.file': 'CSV-Datei',
  'console.import.paste': 'Oder die Zeilen einfügen',
  'console.import.paste-hint': 'Auch direkt aus einer Tabelle.',
  'console.import.preview': 'Zeigen, was sich ändern würde',
  'console.import.preview-title': 'Das würde sich ändern',
  'console.import.done-title': 'Das wurde geändert',
  'console.import.apply': { one: '{count} Postfach importieren', other: '{count} Postfächer importieren' },
  'console.import.again': 'Andere importieren',
  'console.import.nothing': 'Nichts würde sich ändern.',
  'console.import.refused-note': {
    one: '{count} Zeile ist so nicht möglich. Der Import lässt sie aus.',
    other: '{count} Zeilen sind so nicht möglich. Der Import lässt sie aus.',
  },
  'console.import.unreadable': 'Das ist keine Datei mit Postfächern. Nichts wurde geändert.',
  'console.import.more': 'Nur die ersten {shown} Zeilen mit Änderungen werden angezeigt.',
  'console.import.id': 'Die Einträge im Protokoll haben die Kennung {id}.',
  'console.import.line': 'Zeile',
  'console.import.mailbox': 'Postfach',
  'console.import.outcome': 'Ergebnis',
  'console.import.changes': 'Änderungen',
  'console.import.added': 'Neu',
  'console.import.changed': 'Geändert',
  'console.import.unchanged': 'Wie es ist',
  'console.import.refused': 'Nicht möglich',
  'console.import.disabled': 'Gesperrt',
  'console.import.groups': 'Gruppen',
  'console.import.change': '{field}: {from} → {to}',
};
