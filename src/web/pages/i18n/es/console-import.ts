// The console in Spanish: import and export of mailboxes.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {
  'console.import.title': 'Importar buzones',
  'console.import.text':
    'La primera línea nombra las columnas; cada línea siguiente es un buzón que se añade o se cambia. No se cambia nada antes de que haya visto lo que cambiaría.',
  'console.import.export': 'Exportar como CSV',
  'console.import.columns': 'Columnas',
  'console.import.columns-text':
    '«address» es obligatoria. Una celda vacía no cambia nada, «inherit» anula un ajuste y las listas llevan espacios. «groups» son todos los grupos en los que estará el buzón. Las hojas de cálculo llaman al formato correcto «CSV UTF-8».',
  'console.import.file': 'Archivo CSV',
  'console.import.paste': 'O pegar las líneas',
  'console.import.paste-hint': 'También directamente desde una hoja de cálculo.',
  'console.import.preview': 'Ver qué cambiaría',
  'console.import.preview-title': 'Esto cambiaría',
  'console.import.done-title': 'Esto se ha cambiado',
  'console.import.apply': { one: 'Importar {count} buzón', other: 'Importar {count} buzones' },
  'console.import.again': 'Importar otros',
  'console.import.nothing': 'No cambiaría nada.',
  'console.import.refused-note': {
    one: '{count} línea no se puede aceptar así. La importación la omite.',
    other: '{count} líneas no se pueden aceptar así. La importación las omite.',
  },
  'console.import.unreadable': 'Esto no es un archivo de buzones. No se ha cambiado nada.',
  'console.import.more': 'Solo se muestran las primeras {shown} líneas con cambios.',
  'console.import.id': 'Sus entradas en el registro de auditoría llevan el identificador {id}.',
  'console.import.line': 'Línea',
  'console.import.mailbox': 'Buzón',
  'console.import.outcome': 'Resultado',
  'console.import.changes': 'Cambios',
  'console.import.added': 'Nuevo',
  'console.import.changed': 'Cambiado',
  'console.import.unchanged': 'Sin cambios',
  'console.import.refused': 'No es posible',
  'console.import.disabled': 'Desactivado',
  'console.import.groups': 'Grupos',
  'console.import.change': '{field}: {from} → {to}',
};
