// 日本語：各ページの枠と、訪問の終わり。

import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  'frame.skip': '本文へ移動',
  'frame.account': 'アカウント',
  'frame.sections': 'アカウントの項目',
  'frame.to-mail': 'メールに戻る',
  'frame.sign-out': 'サインアウト',
  'frame.signed-in-as': '{mailbox} でサインイン中',
  'frame.language': '言語',
  'frame.appearance': '表示',
  'frame.theme-auto': '端末に合わせる',
  'frame.theme-light': 'ライト',
  'frame.theme-dark': 'ダーク',
  'frame.help': 'ヘルプ',
  'frame.reference': '照会番号 {id}',

  'action.continue': '続ける',
  'action.cancel': 'キャンセル',
  'action.save': '保存',
  'action.remove': '削除',
  'action.end': '終了',
  'action.copy': 'コピー',
  'action.copied': 'コピーしました',
  'action.print': '印刷',
  'action.download': 'ダウンロード',
  'action.try-again': 'もう一度試す',
  'action.sign-in': 'サインイン',

  'time.ago-never': '未使用',
  'time.last-used': '最終使用：{ago}',
  'time.added': '{day}に追加',
  'time.expires': '{day}まで',
  'time.since': '{time}から',
  'place.unknown': '国は不明',
  'browser.unknown': '不明なブラウザー',
  'browser.on': '{browser}（{system}）',

  'door.imap': 'IMAP',
  'door.pop3': 'POP3',
  'door.smtp': 'SMTP',
  'door.sieve': 'ManageSieve',
  'door.dav': '予定表と連絡先',
  'door.activesync': 'ActiveSync',
  'door.web': 'ウェブメール',

  'tls.implicit': 'SSL/TLS',
  'tls.starttls': 'STARTTLS',
  'tls.none': '暗号化なし',

  'signed-out.title': 'サインアウトしました',
  'signed-out.text': 'ご自分の端末でない場合は、ブラウザーのウィンドウも閉じてください。',
  'signed-out.ended-title': 'もう一度サインインしてください',
  'signed-out.ended-text':
    '時間がかかりすぎたか、誤ったコードが多すぎたため、このサインインは終了しました。何も開かれていません。',
  'signed-out.password-title': '新しいパスワードを設定しました',
  'signed-out.password-text':
    'そのパスワードでサインインしてください。アプリパスワードを使うメールソフトは、これまでどおり使えます。',
  'signed-out.needed-title': '先にサインインしてください',
  'signed-out.needed-text':
    'このページはサインイン中の方だけが使えます。メールにサインインしてから、もう一度お越しください。',
  'signed-out.again': 'もう一度サインイン',

  'refused.title': '現在サインインできません',
  'refused.text': 'サインインは拒否されました。',
  'refused.place-title': 'この場所からは使えません',
  'refused.place':
    '現在のネットワークまたは国からのサインインは許可されていません。許可された場所からは、いつもどおり使えます。',
  'refused.disabled-title': 'このメールボックスは停止中です',
  'refused.disabled': '管理者が再開するまで、誰もサインインできません。',
  'refused.throttled-title': '試行回数が多すぎます',
  'refused.throttled':
    'お使いのネットワークからのサインインの失敗が多すぎました。数分待ってから、もう一度お試しください。',
  'refused.contact': '誤りと思われる場合は、{support}に連絡し、下の照会番号をお伝えください。',
  'refused.support': 'サポート窓口',

  'unavailable.title': '少々お待ちください',
  'unavailable.text':
    '現在サインインを確認できないため、開くことができません。パスワードやコードに問題はありません。数分後にもう一度お試しください。',
  'broken.title': '問題が発生しました',
  'broken.text': 'こちら側の不具合で、記録されました。前の画面に戻って、もう一度お試しください。',
  'absent.title': 'ここには何もありません',
  'absent.text': 'アドレスが誤っているか、ここにあったものはもうありません。',
  'stale.title': 'このページは古くなっていました',
  'stale.text':
    '以前のサインインまたは別のタブのページだったため、何も変更されていません。ページを開き直して、もう一度操作してください。',
  'foreign.title': '当サイトのページから送られたものではありません',
  'foreign.text': '別のサイト、またはブラウザー内の何かが、あなたの名前で送信しました。何も変更されていません。',
  'malformed.title': '読み取れませんでした',
  'malformed.text': 'ブラウザーから送られた内容が、このページの形式と異なります。何も変更されていません。',
  'outcome.mail': 'メールへ',
};
