// The console in Japanese: one mailbox's page.

import type { consoleMailbox as english } from '../en/console-mailbox.ts';
import type { Translated } from '../messages.ts';

export const consoleMailbox: Translated<typeof english> = {
  'console.mailbox.unlisted': 'このメールボックスには独自の設定がまだなく、ドメインの設定に従っています。',
  'console.mailbox.list-it': '独自の設定を作成',
  'console.mailbox.badge-unlisted': 'ドメインに従う',
  'console.mailbox.badge-disabled': '無効',
  'console.mailbox.badge-must-change': 'パスワード変更が必要',
  'console.mailbox.actions': '実行できる操作',
  'console.mailbox.explain': 'サインインの判定を説明',
  'console.mailbox.audit': '監査ログの記録',

  'console.mailbox.domain': 'ドメイン',
  'console.mailbox.backend': 'メールサーバー',
  'console.mailbox.source': 'パスワードの確認先',
  'console.mailbox.mode': '2 段階目を求める条件',
  'console.mailbox.own-choice': '利用者本人の選択',
  'console.mailbox.own-choice-none': 'なし',
  'console.mailbox.added': '登録日',
  'console.mailbox.password': 'パスワード',
  'console.mailbox.password-due': '{time} から変更待ち',
  'console.mailbox.clear-choice': '選択を取り消す',
  'console.mailbox.clear-choice-title': '利用者本人の選択を取り消しますか？',
  'console.mailbox.clear-choice-text':
    '以後は、いつ 2 段階目を求めるかをポリシーだけが決めます。ポリシーが許す範囲で、利用者は選び直せます。',

  'console.mailbox.enable': '有効にする',
  'console.mailbox.enable-title': '{mailbox} を有効にしますか？',
  'console.mailbox.enable-text':
    '利用者は再びサインインできます。緊急停止で取り消されたもの（アプリパスワード、2 段階目、既知の場所）は元に戻りません。',
  'console.mailbox.disable': '無効にする',
  'console.mailbox.disable-title': '{mailbox} を無効にしますか？',
  'console.mailbox.disable-text':
    '再び有効にするまで、すべての入口で拒否されます。セッションとメール接続は 1 秒以内に終了します。データは削除されません。',
  'console.mailbox.lock-down': '緊急停止',
  'console.mailbox.lock-down-title': '{mailbox} を緊急停止しますか？',
  'console.mailbox.lock-down-text':
    '第三者に侵入された可能性があるメールボックスのための操作です。次のすべてが一度に行われます。',
  'console.mailbox.lock-down-disabled': '無効になり、利用者本人を含めて誰も入れなくなります。',
  'console.mailbox.lock-down-ended': 'すべてのセッション、メール接続、信頼済みブラウザーが終了します。',
  'console.mailbox.lock-down-revoked': 'すべてのアプリパスワードが取り消されます。',
  'console.mailbox.lock-down-factors': 'すべての 2 段階目、リカバリーコード、既知の場所が削除されます。',
  'console.mailbox.lock-down-mode': '以後、サインインのたびに 2 段階目を求めます。',
  'console.mailbox.lock-down-next': 'その後、パスワードをリセットし、利用者に連絡してから、再び有効にしてください。',
  'console.mailbox.remove': '削除',
  'console.mailbox.remove-title': '{mailbox} を削除しますか？',
  'console.mailbox.remove-text':
    '設定、エイリアス、アプリパスワード、2 段階目、場所が削除され、サインイン中のものは終了します。メール自体には影響せず、以後はドメインの設定に従います。',

  'console.mailbox.reset-password': 'パスワードをリセット',
  'console.mailbox.reset-title': '{mailbox} のパスワードをリセットしますか？',
  'console.mailbox.reset-text':
    'すべてのセッション、メール接続、信頼済みブラウザーが終了し、利用者に通知されます。2 段階目はそのままです。',
  'console.mailbox.reset-impossible':
    'このドメインのパスワードは別の場所で管理されており、Postern から変更する手段が設定されていません。',
  'console.mailbox.new-password': '新しいパスワード',
  'console.mailbox.new-password-hint': '空欄にすると自動生成され、一度だけ表示されます。',
  'console.mailbox.must-change': '次のサインイン時に利用者に変更させる',
  'console.mailbox.revoke-app-passwords': 'アプリパスワードもすべて取り消す',
  'console.mailbox.reset-done': '{mailbox} のパスワードをリセットしました',
  'console.mailbox.reset-given': '入力されたパスワードが設定されました。',
  'console.mailbox.reset-ended':
    '終了したもの：セッション {sessions}、メール接続 {connections}、信頼済みブラウザー {browsers}。',
  'console.mailbox.reset-apps':
    'アプリパスワード：{revoked} 件を取り消し、{stale} 件は次の Web メールへのサインイン待ちです。',
  'console.mailbox.once': '表示されるのは今だけです。利用者本人だけが見られる方法で伝えてください。',
  'console.mailbox.to-mailbox': 'メールボックスへ',

  'console.mailbox.settings': '設定',
  'console.mailbox.change-settings': '設定を変更',
  'console.mailbox.settings-of': '{mailbox} の設定',
  'console.mailbox.settings-lost':
    'その間に別の人がこのメールボックスを変更しました。フォームには入力した内容が残っています。現在の設定と見比べ、必要ならもう一度保存してください。',

  'console.mailbox.factors': '2 段階目',
  'console.mailbox.reset-factors': 'すべてリセット',
  'console.mailbox.reset-factors-title': '{mailbox} の 2 段階目をリセットしますか？',
  'console.mailbox.reset-factors-text':
    'リカバリーコードを含めてすべて削除され、次のサインインで新しく設定します。セッションと信頼済みブラウザーは終了します。',
  'console.mailbox.remove-factor-title': 'この 2 段階目を削除しますか？',
  'console.mailbox.remove-factor-text': '以後そのコードは使えなくなり、利用者に通知されます。',
  'console.mailbox.supply': '登録する',
  'console.mailbox.supply-title': '2 段階目を登録',
  'console.mailbox.supply-text':
    'コードはすぐにそこへ送られ、最初の正しいコードで本人が受け取れることが確認されます。このメールボックス自身や、Postern が保護するドメインのアドレスは使えません。',
  'console.mailbox.supply-none':
    'コードを送信する方法はここでは割り当てられません。設定されていないか、割り当てる権限がありません。',
  'console.mailbox.supply-kind': 'コードの送信方法',
  'console.mailbox.destination': 'メールアドレス、または国番号付きの携帯電話番号',
  'console.mailbox.code-make': '登録コードを発行',
  'console.mailbox.code-title': '{mailbox} の登録コード',
  'console.mailbox.code-text':
    '携帯電話をなくした利用者のためのコードです。最初の 2 段階目を一度だけ設定できます。有効期限：{time}。',

  'console.mailbox.app-passwords': 'アプリパスワード',
  'console.mailbox.app-password-for': '{mailbox} のアプリパスワード「{name}」',
  'console.mailbox.mailbox-password': 'メールボックスのパスワード（メールサーバーが必要とする場合）',
  'console.mailbox.app-password-empty': 'アプリパスワードはありません。',

  'console.mailbox.forget-text': 'このメールボックスでは、すべてのネットワークと国が再び新しい場所として扱われます。',
  'console.mailbox.forget-one': '消去',
  'console.mailbox.browsers-empty': '信頼済みブラウザーはありません。',
  'console.mailbox.revoke-browsers': 'すべての信頼を取り消す',
  'console.mailbox.revoke-browsers-title': '{mailbox} のブラウザーの信頼をすべて取り消しますか？',
  'console.mailbox.revoke-browsers-text': 'どのブラウザーでも再び 2 段階目を求めます。',
  'console.mailbox.sessions-empty': 'ブラウザーでサインインしている人はいません。',
  'console.mailbox.second-step-missing': '2 段階目が未完了',
  'console.mailbox.end-all': 'すべて終了',
  'console.mailbox.history-who': '接続元',
  'console.mailbox.history-what': '結果',
  'console.mailbox.history-when': '日時',

  'console.mailbox.names': 'エイリアスとグループ',
  'console.mailbox.aliases': 'エイリアス',
  'console.mailbox.aliases-empty': 'ほかのアドレスはありません。',
  'console.mailbox.alias': '新しいエイリアス',
  'console.mailbox.add': '追加',
  'console.mailbox.groups': 'グループ',
  'console.mailbox.groups-empty': 'どのグループにも入っていません。',
  'console.mailbox.group': 'グループ名',
  'console.mailbox.leave': '外す',

  'console.mailbox.done-changed': '変更を保存しました。',
  'console.mailbox.done-enabled': 'メールボックスを有効にしました。',
  'console.mailbox.done-disabled': 'メールボックスを無効にし、サインイン中のものを終了しました。',
  'console.mailbox.done-locked': 'メールボックスを緊急停止しました。有効にする前にパスワードをリセットしてください。',
  'console.mailbox.done-added': '追加しました。',
  'console.mailbox.done-removed': '削除しました。',
  'console.mailbox.done-ended': '終了しました。',
  'console.mailbox.done-reset': 'すべての 2 段階目を削除しました。次のサインインで新しく設定します。',
  'console.mailbox.done-forgotten': '消去しました。',
};
