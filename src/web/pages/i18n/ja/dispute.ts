// 日本語：「自分ではありません」。

import type { dispute as english } from '../en/dispute.ts';
import type { Translated } from '../messages.ts';

export const dispute: Translated<typeof english> = {
  'dispute.title': 'ご本人ですか？',
  'dispute.waiting':
    '誰かが {mailbox} の正しいパスワードを入力しました。そこでコードを求め、あなたに送信しました。コードはまだ入力されていません。',
  'dispute.signed-in':
    '誰かが {mailbox} の正しいパスワードと、あなたに送信したコードを入力し、現在サインインしています。',
  'dispute.over':
    '誰かが {mailbox} の正しいパスワードを入力しました。このサインインは終了していて、開いているものはありません。',
  'dispute.over-title': 'このサインインは終了しています',
  'dispute.when': '日時',
  'dispute.where': '場所',
  'dispute.browser': 'ブラウザー',
  'dispute.stop': 'このサインインを止める',
  'dispute.if-me': 'ご本人の場合は、このページを閉じてください。何も起こりません。',
  'dispute.stopped-title': 'サインインを止めました',
  'dispute.stopped': '誰も続けることはできません。開かれていたものは閉じました。',
  'dispute.next': '次にすること',
  'dispute.password': 'パスワードを変更する',
  'dispute.password-text': '相手はパスワードを知っています。同じパスワードを使っているほかの場所でも変更してください。',
  'dispute.support': '連絡する',
  'dispute.support-text': '{support}に連絡し、下の照会番号をお伝えください。',
  'dispute.all': 'すべてサインアウト',
  'dispute.all-text': '誰かがメールボックスに入ったと思われる場合は、現在のサインインをすべて終了してください。',
  'dispute.all-title': 'すべてサインアウトしますか？',
  'dispute.all-what':
    '{mailbox} のすべてのブラウザーとメールソフトが、ご自分のものも含めてすぐに切断され、信頼済みブラウザーもなくなります。パスワードは変わりません。',
  'dispute.all-done-title': 'すべてサインアウトしました',
  'dispute.all-done': { other: 'ブラウザーとメール接続を {count} 件終了しました。' },
  'dispute.gone-title': 'このリンクは使えません',
  'dispute.gone':
    '古すぎるか、一部が欠けています。頼んでいないコードが届いた場合、誰かがパスワードを知っています。パスワードを変更し、{support}に連絡してください。',
};
