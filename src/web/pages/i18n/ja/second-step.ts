// 日本語：送信されるコード、2 段階目の方法、アカウントでの一覧。

import type { secondStep as english } from '../en/second-step.ts';
import type { Translated } from '../messages.ts';

export const secondStep: Translated<typeof english> = {
  'sent.email': '{destination} にコードを送信しました。',
  'sent.sms': '{destination} に SMS でコードを送信しました。',
  'sent.hint': '6 桁の数字、{time}まで有効',
  'sent.spam': '届かないときは、迷惑メールフォルダーも確認してください。',
  'sent.send': 'コードを送信',
  'sent.again': 'もう一度送信',
  'sent.again-in': '{duration}後に可能',
  'sent.once-more': 'コードをもう一度送信しました。同じコードです。',
  'sent.not-again': 'コードを再送信できませんでした。前のコードはまだ使えます。',
  'sent.too-soon': 'あと{duration}で再送信できます。前のコードはまだ使えます。',
  'sent.slowed': 'コードの送信回数が多すぎます。あと{duration}で、もう一度送信できます。',
  'sent.delayed': '通常より時間がかかっていますが、コードは配送中です。',
  'sent.failed': 'このコードは配送できませんでした。届くことはありません。',
  'sent.not-sent': '現在 {destination} にコードを送信できません。パスワードに問題はありません。',
  'sent.use-other': 'ほかの方法を使うか、数分後にもう一度お試しください。',
  'sent.no-other':
    'このメールボックスには、ほかの方法が設定されていません。数分後にもう一度試すか、{support}に連絡してください。',
  'sent.ready': '{destination} にコードを送信できます。',
  'sent.wrong': 'コードが違うか、有効期限が切れています。最後に送信したコードを入力してください。',
  'sent.used': 'このコードはすでに使われました。もう一度送信してください。',

  'way.email': '{destination} に送信',
  'way.sms': '{destination} に SMS を送信',
  'way.not-now': '現在は使えません',

  'kind.totp': '認証アプリ',
  'kind.totp-text': 'スマートフォンのアプリにコードが表示されます。通信がなくても使え、最も安全です。',
  'kind.email': 'メール',
  'kind.email-text': 'お持ちの別のメールアドレスにコードを送信します。',
  'kind.sms': 'SMS',
  'kind.sms-text': '携帯電話にコードを送信します。',
  'kind.passkey': 'パスキー',

  'choice.why': '今後 {mailbox} を開くには、パスワードとコードの両方が必要です。コードの受け取り方を選んでください。',
  'choice.add': 'コードの受け取り方を選んでください。',
  'choice.other': 'ほかの方法を選ぶ',

  'destination.email-title': 'メールで受け取る',
  'destination.email-text':
    'コードを送信してよいアドレスを入力してください。このメールボックスなしで読めるものに限ります。',
  'destination.email-label': '別のメールアドレス',
  'destination.email-malformed': 'このアドレスには送信できません。確認してください。',
  'destination.email-change': '別のアドレスを使う',
  'destination.sms-title': 'SMS で受け取る',
  'destination.sms-text': 'コードを送信してよい携帯電話の番号を入力してください。',
  'destination.sms-label': '携帯電話番号',
  'destination.sms-hint': '国番号を付けてください。例：+81 90 1234 5678',
  'destination.sms-malformed': 'この番号には送信できません。番号と国番号を確認してください。',
  'destination.sms-change': '別の番号を使う',
  'destination.protected':
    'このアドレスは、コードを使うのと同じサインインで開くため、そこではコードを読めません。別の事業者のアドレスを入力してください。',
  'destination.known': 'すでに設定されています。',
  'destination.not-sent': 'コードを送信できませんでした。入力内容を確認するか、数分後にもう一度お試しください。',
  'destination.expired': '時間がかかりすぎました。新しいコードを送信してください。',

  'factors.title': '2 段階認証',
  'factors.text':
    'パスワードの後に、ご本人であることを確認する方法です。もう 1 つ設定しておくと、紛失したときに役立ちます。',
  'factors.empty': '2 段階認証は設定されていません。',
  'factors.add': '方法を追加',
  'factors.default': '最初に確認',
  'factors.make-default': '最初に確認する',
  'factors.made-default': '今後は、これを最初に確認します。',
  'factors.unverified': '未確認',
  'factors.change': '変更',
  'factors.rename': '名前を変更',
  'factors.name': '名前',
  'factors.remove-title': '{name} を削除しますか？',
  'factors.remove-app': '今後、そのコードは使えなくなります。アプリ側の登録も削除してください。',
  'factors.remove-sent': '今後、そこにはコードを送信しません。',
  'factors.last': 'これが唯一の方法です。削除する前に、別の方法を追加してください。',
  'factors.added': '方法を追加しました。',
  'factors.renamed': '名前を変更しました。',
  'factors.removed': '削除しました。',

  'confirm.send': '{destination} にコードを送信します。その後、ここでパスワードと一緒に入力してください。',
};
