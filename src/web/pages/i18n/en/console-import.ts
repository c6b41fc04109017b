// The console in English: import and export of mailboxes.

export const consoleImport = {
  'console.import.title': 'Import mailboxes',
  'console.import.text':
    'The first line names the columns; every further line is a mailbox, which is added or changed. Nothing is changed before you have seen what would be.',
  'console.import.export': 'Export as CSV',
  'console.import.columns': 'Columns',
  'console.import.columns-text':
    '“address” must be there. An empty cell changes nothing, “inherit” takes a setting back, and lists have spaces between. “groups” are all groups that the mailbox is in from then on. Spreadsheets call the right format “CSV UTF-8”.',
  'console.import.file': 'CSV file',
  'console.import.paste': 'Or paste the lines',
  'console.import.paste-hint': 'Also straight out of a spreadsheet.',
  'console.import.preview': 'See what would change',
  'console.import.preview-title': 'This would change',
  'console.import.done-title': 'This was changed',
  'console.import.apply': { one: 'Import {count} mailbox', other: 'Import {count} mailboxes' },
  'console.import.again': 'Import others',
  'console.import.nothing': 'Nothing would change.',
  'console.import.refused-note': {
    one: '{count} line can’t be taken as it is. Importing leaves it out.',
    other: '{count} lines can’t be taken as they are. Importing leaves them out.',
  },
  'console.import.unreadable': 'This is no file of mailboxes. Nothing was changed.',
  'console.import.more': 'Only the first {shown} lines with changes are shown.',
  'console.import.id': 'Its entries in the audit log have the id {id}.',
  'console.import.line': 'Line',
  'console.import.mailbox': 'Mailbox',
  'console.import.outcome': 'Outcome',
  'console.import.changes': 'Changes',
  'console.import.added': 'New',
  'console.import.changed': 'Changed',
  'console.import.unchanged': 'As it is',
  'console.import.refused': 'Not possible',
  'console.import.disabled': 'Disabled',
  'console.import.groups': 'Groups',
  'console.import.change': '{field}: {from} → {to}',
} as const;
