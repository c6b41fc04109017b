// 日本語：2 段階目と最初の設定。

import type { signIn as english } from '../en/sign-in.ts';
import type { Translated } from '../messages.ts';

export const signIn: Translated<typeof english> = {
  'challenge.title': 'あと一歩です',
  'challenge.totp': '認証アプリに表示されている {mailbox} のコードを入力してください。',
  'challenge.passkey': 'パスキーを使ってください。',
  'challenge.recovery': '{mailbox} 用に保管したリカバリーコードを 1 つ入力してください。それぞれ 1 回だけ使えます。',
  'challenge.code': 'コード',
  'challenge.code-hint': '{name} に今表示されている数字',
  'challenge.recovery-code': 'リカバリーコード',
  'challenge.trust': { other: 'このブラウザーでは {count} 日間確認しない' },
  'challenge.trust-hint': 'ほかの人が使わない端末でのみ選んでください。パスワードは毎回必要です。',
  'challenge.others': 'ほかの方法',
  'challenge.use-factor': '{name} を使う',
  'challenge.use-recovery': 'リカバリーコードを使う',
  'challenge.wrong': 'コードが違います。コードは 30 秒ごとに変わります。最新のコードを入力してください。',
  'challenge.recovery-wrong': 'リカバリーコードが違うか、すでに使われています。',
  'challenge.used': 'このコードはすでに使われました。次のコードが表示されるまでお待ちください。',
  'challenge.slowed': '誤ったコードが多すぎました。{duration}待ってから、もう一度お試しください。',
  'challenge.tries': { other: 'あと {count} 回試せます。' },
  'challenge.clock': '正しいコードが通らないときは、スマートフォンの時刻が自動設定になっているか確認してください。',
  'challenge.until': '{time}まで有効',
  'challenge.cancel': '中止してサインアウト',
  'challenge.none': '使える方法がありません。{support}に連絡してください。',

  'password.title': '新しいパスワードを決める',
  'password.why':
    '{mailbox} のパスワードは、ほかの人が設定したものです。ご自分だけが知っているパスワードを決めて、それでサインインしてください。',
  'password.new': '新しいパスワード',
  'password.again': 'もう一度',
  'password.hint': '{least} 文字以上。いくつかの単語を並べたものがよく、空白も使えます。',
  'password.save': 'このパスワードにする',
  'password.different': '2つのパスワードが一致しません。',
  'password.too-short': 'このパスワードは短すぎます。',
  'password.too-long': 'このパスワードは長すぎます。',
  'password.name': 'これはメールボックスの名前です。だれにも推測できないパスワードにしてください。',
  'password.same': 'これはサインインに使ったパスワードです。別のものにしてください。',
  'password.refused': 'このパスワードは受け付けられませんでした。別のものにしてください。',

  'enrolment.title': '2 段階認証の設定',
  'enrolment.why':
    '今後 {mailbox} を開くには、パスワードとスマートフォンのコードの両方が必要です。設定は 1 分ほどで終わります。',
  'enrolment.step-app': '認証アプリを用意する',
  'enrolment.step-app-text':
    'ワンタイムコードに対応したアプリなら何でも使えます。多くのパスワード管理アプリにも備わっています。お持ちでない場合は、アプリストアで「authenticator」を検索してください。Aegis、Ente Auth、2FAS、Google Authenticator、Microsoft Authenticator などがあります。',
  'enrolment.step-scan': 'このコードをアプリで読み取る',
  'enrolment.step-scan-text': 'アプリで「アカウントを追加」を選び、カメラを画像に向けてください。',
  'enrolment.qr': '認証アプリ用の QR コード。同じキーが下にあり、手で入力できます。',
  'enrolment.same-device': 'この端末のアプリで開く',
  'enrolment.typed': '読み取れないときは、キーを入力',
  'enrolment.typed-text':
    'アプリで「キーを入力」を選んでください。種類は「時間ベース」です。空白は入力しなくてもかまいません。',
  'enrolment.key': 'キー',
  'enrolment.step-code': 'アプリに表示されたコードを入力する',
  'enrolment.name': 'このアプリの名前',
  'enrolment.name-hint': '後で見分けるための名前。例：「自分のスマートフォン」',
  'enrolment.finish': '有効にする',
  'enrolment.wrong': 'コードが違います。このページの画像を読み取ったか確認し、最新のコードを入力してください。',
  'enrolment.expired':
    '時間がかかりすぎたため、新しい画像になりました。こちらを読み取ってください。前の画像は無効です。',
  'enrolment.slowed': '誤ったコードが多すぎました。{duration}待ってから、もう一度お試しください。',
  'enrolment.code-title': '登録コードを入力してください',
  'enrolment.code-text': '安全のため、2 段階認証の設定には、管理者から受け取ったコードが必要です。',
  'enrolment.code-label': '登録コード',
  'enrolment.code-wrong': '登録コードが違うか、有効期限が切れています。',
  'enrolment.code-help': 'お持ちでない場合は、{support}に連絡してください。',
  'enrolment.outside-title': 'このネットワークからは設定できません',
  'enrolment.outside-text':
    '安全のため、2 段階認証は組織のネットワーク内でのみ設定できます。組織内でもう一度サインインするか、{support}に連絡してください。',
  'enrolment.many-title': 'これ以上追加できません',
  'enrolment.many-text': '設定の数が上限に達しています。先にどれかを削除してください。',
  'enrolment.not-allowed-title': 'ここでは設定できません',
  'enrolment.not-allowed-text':
    'このメールボックスでは、2 段階認証をご自身で設定することを管理者が許可していません。{support}に連絡してください。',
  'enrolment.exists-title': 'すでに設定されています',
  'enrolment.exists-text':
    '設定の途中で、このメールボックスの 2 段階認証が設定されました。ご自身で行った場合は、もう一度サインインしてそれを使ってください。心当たりがない場合は、すぐに{support}に連絡してください。',

  'codes.title': 'リカバリーコードの保管',
  'codes.text':
    'スマートフォンの紛失や故障のときに、アカウントを開くためのコードです。それぞれ 1 回だけ使えます。ほかの人の目に触れない場所に保管してください。スマートフォンの中は避けてください。',
  'codes.once': 'このコードは今しか表示されません。',
  'codes.list': 'リカバリーコード',
  'codes.file': 'recovery-codes.txt',
  'codes.file-title': '{mailbox}（{site}）のリカバリーコード、{day}作成',
  'codes.file-text': '各コードは、アプリやメッセージのコードの代わりに 1 回だけ使えます。',
  'codes.saved': '保管したので続ける',
  'codes.enrolled': '2 段階認証が有効になりました。',
};
