// The console in Japanese: import and export of mailboxes.

import type { consoleImport as english } from '../en/console-import.ts';
import type { Translated } from '../messages.ts';

export const consoleImport: Translated<typeof english> = {
  'console.import.title': 'メールボックスのインポート',
  'console.import.text':
    '1 行目は列の名前です。2 行目以降の各行が 1 つのメールボックスで、追加または変更されます。変更内容を確認するまで、何も変更されません。',
  'console.import.export': 'CSV にエクスポート',
  'console.import.columns': '列',
  'console.import.columns-text':
    '「address」は必須です。空のセルは何も変更せず、「inherit」は設定を取り消します。リストは空白で区切ります。「groups」には、以後所属するすべてのグループを書きます。表計算ソフトでは「CSV UTF-8」形式で保存してください。',
  'console.import.file': 'CSV ファイル',
  'console.import.paste': 'または行を貼り付け',
  'console.import.paste-hint': '表計算ソフトから直接貼り付けることもできます。',
  'console.import.preview': '変更内容を確認',
  'console.import.preview-title': '次のように変更されます',
  'console.import.done-title': '次のように変更しました',
  'console.import.apply': { other: '{count} 件のメールボックスをインポート' },
  'console.import.again': '別のものをインポート',
  'console.import.nothing': '変更されるものはありません。',
  'console.import.refused-note': { other: '{count} 行はこのままでは取り込めません。インポートでは除外されます。' },
  'console.import.unreadable': 'メールボックスのファイルとして読み取れません。何も変更されていません。',
  'console.import.more': '変更のある行のうち、最初の {shown} 行だけを表示しています。',
  'console.import.id': '監査ログの記録の ID は {id} です。',
  'console.import.line': '行',
  'console.import.mailbox': 'メールボックス',
  'console.import.outcome': '結果',
  'console.import.changes': '変更内容',
  'console.import.added': '新規',
  'console.import.changed': '変更',
  'console.import.unchanged': '変更なし',
  'console.import.refused': '取り込めません',
  'console.import.disabled': '無効',
  'console.import.groups': 'グループ',
  'console.import.change': '{field}：{from} → {to}',
};
