// The console in Japanese: navigation, refusals, what all pages say.

import type { consoleFrame as english } from '../en/console-frame.ts';
import type { Translated } from '../messages.ts';

export const consoleFrame: Translated<typeof english> = {
  'console.frame.name': '{site} 管理',
  'console.frame.menu': 'メニュー',
  'console.frame.sections': 'コンソールの項目',
  'console.frame.way': '現在の位置',
  'console.frame.who': 'サインイン中：',
  'console.frame.to-start': '最初のページへ',
  'console.frame.back': '戻る',
  'console.frame.break-glass':
    'これはサーバー上で2 段階目なしに作成された緊急用サインインです。あと{duration}で終了し、行ったことはすべてその旨とともに記録されます。',
  'console.frame.role-platform': 'プラットフォーム管理者',
  'console.frame.role-domain': 'ドメイン管理者',
  'console.frame.role-auditor': '監査者',
  'console.frame.dashboard': '概要',
  'console.frame.mailboxes': 'メールボックス',
  'console.frame.domains': 'ドメイン',
  'console.frame.groups': 'グループ',
  'console.frame.policy': 'ポリシー',
  'console.frame.providers': '2 段階目の方法',
  'console.frame.sessions': 'セッション',
  'console.frame.audit': '監査ログ',
  'console.frame.explain': '判定の説明',
  'console.frame.administrators': '管理者',
  'console.frame.tokens': 'API トークン',
  'console.frame.own': '自分のサインイン',
  'console.frame.filter': '絞り込む',
  'console.frame.filter-active': '絞り込み条件',
  'console.frame.filter-remove': 'この条件を外す：{filter}',
  'console.frame.filter-clear': '条件をすべて外す',
  'console.frame.pages': 'この一覧のページ',
  'console.frame.page-first': '最初のページ',
  'console.frame.page-next': '次のページ',
  'console.frame.select': '{name} を選択',
  'console.frame.select-all': 'このページのすべてを選択',
  'console.frame.progress': '{all} 件中 {done} 件',
  'console.frame.needed-title': '先にサインインしてください',
  'console.frame.needed-text': 'このページはサインイン済みの管理者のためのものです。',
  'console.frame.absent-text': 'アドレスが正しくないか、内容がもうないか、あなたの役割では見られません。',
  'console.frame.problem-fields': '入力内容を確認してください。',
  'console.frame.problem-gone': '対象はもうないか、担当ドメインの外にあります。何も変更されていません。',
  'console.frame.problem-not-permitted': 'あなたの役割では許可されていません。何も変更されていません。',
  'console.frame.problem-exists': 'この名前はすでに使われています。何も変更されていません。',
  'console.frame.problem-changed':
    'その間にほかの人が変更しました。何も保存されていません。現在の状態を確認し、必要ならもう一度変更してください。',
  'console.frame.problem-slow': '一度に行われた操作が多すぎます。少し待ってから、もう一度お試しください。',
  'console.frame.problem-unavailable':
    '現在この操作はできません。何も変更されていません。数分後にもう一度お試しください。',
};
