// The console in Japanese: signing in to the console, administrators, tokens.

import type { consoleAccess as english } from '../en/console-access.ts';
import type { Translated } from '../messages.ts';

export const consoleAccess: Translated<typeof english> = {
  'console.access.sign-in': '管理コンソールにサインイン',
  'console.access.sign-in-text': 'メールボックスではなく、管理者名でサインインします。',
  'console.access.name': '名前',
  'console.access.wrong': '名前またはパスワードが正しくありません。',
  'console.access.slowed': '試行回数が多すぎます。{duration}待ってから、もう一度お試しください。',
  'console.access.to-code': 'サーバーで発行されたコードを使う',
  'console.access.code-title': 'サーバーで発行されたコード',
  'console.access.code-text':
    'サーバーの運用者がサーバー上で発行します。新しい管理者、二段階目を失った管理者、または緊急時のためのものです。',
  'console.access.code-label': 'コード',
  'console.access.code-hint': '使えるのは一度だけです。',
  'console.access.code-wrong': 'このコードは正しくないか、もう有効ではありません。',
  'console.access.code-used': 'このコードはすでに使われています。',
  'console.access.to-sign-in': '名前とパスワードでサインイン',
  'console.access.challenge': '認証アプリに表示されている {name} のコードを入力してください。',
  'console.access.challenge-recovery':
    '{name} 用に保存した復旧コードを 1 つ入力してください。それぞれ一度だけ使えます。',
  'console.access.use-app': '認証アプリを使う',
  'console.access.set-up': 'サインインの設定',
  'console.access.set-up-text':
    '管理者は必ず二段階でサインインします。{name} のパスワードを決めてから、二段階目を設定してください。',
  'console.access.set-up-done': '設定が完了し、サインインしました。',
  'console.access.password-title': 'パスワードを決める',
  'console.access.not-taken': 'このパスワードは受け付けられませんでした。より長いもの、または別のものにしてください。',
  'console.access.not-set-up': '保存できませんでした。何も変更されていません。',
  'console.access.confirm-text':
    '重要な操作の前に、パスワードとコードをもう一度入力してください。数分間有効で、元のページに戻ります。',
  'console.access.confirm-wrong':
    'パスワードまたはコードが正しくないか、コードが使用済みです。最新のものを入力してください。',
};
