// The console in French: import and export of mailboxes.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {
  'console.import.title': 'Importer des boîtes',
  'console.import.text':
    'La première ligne nomme les colonnes ; chaque ligne suivante est une boîte, ajoutée ou modifiée. Rien n’est modifié avant que vous ayez vu ce qui le serait.',
  'console.import.export': 'Exporter en CSV',
  'console.import.columns': 'Colonnes',
  'console.import.columns-text':
    '« address » est obligatoire. Une cellule vide ne change rien, « inherit » annule un réglage, et les listes sont séparées par des espaces. « groups » donne tous les groupes de la boîte désormais. Les tableurs appellent le bon format « CSV UTF-8 ».',
  'console.import.file': 'Fichier CSV',
  'console.import.paste': 'Ou coller les lignes',
  'console.import.paste-hint': 'Y compris directement depuis un tableur.',
  'console.import.preview': 'Voir ce qui changerait',
  'console.import.preview-title': 'Voici ce qui changerait',
  'console.import.done-title': 'Voici ce qui a changé',
  'console.import.apply': { one: 'Importer {count} boîte', other: 'Importer {count} boîtes' },
  'console.import.again': 'En importer d’autres',
  'console.import.nothing': 'Rien ne changerait.',
  'console.import.refused-note': {
    one: '{count} ligne ne peut être acceptée telle quelle. L’importation l’omet.',
    other: '{count} lignes ne peuvent être acceptées telles quelles. L’importation les omet.',
  },
  'console.import.unreadable': 'Ce n’est pas un fichier de boîtes. Rien n’a été modifié.',
  'console.import.more': 'Seules les {shown} premières lignes modifiées sont affichées.',
  'console.import.id': 'Ses entrées dans le journal d’audit portent l’identifiant {id}.',
  'console.import.line': 'Ligne',
  'console.import.mailbox': 'Boîte',
  'console.import.outcome': 'Résultat',
  'console.import.changes': 'Modifications',
  'console.import.added': 'Nouvelle',
  'console.import.changed': 'Modifiée',
  'console.import.unchanged': 'Inchangée',
  'console.import.refused': 'Impossible',
  'console.import.disabled': 'Désactivée',
  'console.import.groups': 'Groupes',
  'console.import.change': '{field} : {from} → {to}',
};
