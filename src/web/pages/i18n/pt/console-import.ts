// The console in Portuguese: import and export of mailboxes.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {
  'console.import.title': 'Importar caixas',
  'console.import.text':
    'A primeira linha dá nome às colunas; cada linha seguinte é uma caixa, adicionada ou alterada. Nada é alterado antes de você ver o que mudaria.',
  'console.import.export': 'Exportar como CSV',
  'console.import.columns': 'Colunas',
  'console.import.columns-text':
    '“address” é obrigatória. Uma célula vazia não muda nada, “inherit” desfaz uma configuração, e listas têm espaços entre os itens. “groups” são todos os grupos da caixa a partir daí. As planilhas chamam o formato certo de “CSV UTF-8”.',
  'console.import.file': 'Arquivo CSV',
  'console.import.paste': 'Ou cole as linhas',
  'console.import.paste-hint': 'Também direto de uma planilha.',
  'console.import.preview': 'Ver o que mudaria',
  'console.import.preview-title': 'Isto mudaria',
  'console.import.done-title': 'Isto foi alterado',
  'console.import.apply': { one: 'Importar {count} caixa', other: 'Importar {count} caixas' },
  'console.import.again': 'Importar outras',
  'console.import.nothing': 'Nada mudaria.',
  'console.import.refused-note': {
    one: '{count} linha não pode ser aceita assim. A importação a ignora.',
    other: '{count} linhas não podem ser aceitas assim. A importação as ignora.',
  },
  'console.import.unreadable': 'Isto não é um arquivo de caixas. Nada foi alterado.',
  'console.import.more': 'Só as primeiras {shown} linhas com alterações são mostradas.',
  'console.import.id': 'Os registros no log de auditoria têm o identificador {id}.',
  'console.import.line': 'Linha',
  'console.import.mailbox': 'Caixa',
  'console.import.outcome': 'Resultado',
  'console.import.changes': 'Alterações',
  'console.import.added': 'Nova',
  'console.import.changed': 'Alterada',
  'console.import.unchanged': 'Como está',
  'console.import.refused': 'Não é possível',
  'console.import.disabled': 'Desativada',
  'console.import.groups': 'Grupos',
  'console.import.change': '{field}: {from} → {to}',
};
