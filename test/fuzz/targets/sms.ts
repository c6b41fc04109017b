// What SMS gateways answer, and what message centres report.

import { harmlessWords, judgeAnswer } from '../../../src/adapters/channels/sms-http/answer.ts';
import { readReceipt } from '../../../src/protocol/sms/delivery-receipt.ts';
import { type FuzzTarget, magnitude, promise, word } from '../target.ts';

function runReceipt(bytes: Uint8Array): string {
  const [state = 0, ...rest] = bytes;
  const text = Buffer.from(rest).toString('latin1');
  const receipt = readReceipt({ text, ...(state < 16 && { messageState: state }) });
  if (!receipt) return 'none';
  promise(receipt.messageId.length > 0 && receipt.messageId.length <= 80, 'an id is bounded', receipt);
  promise(/^[A-Z]{7}(?: err [0-9A-Za-z]{1,6})?$/.test(receipt.detail), 'a detail is a few plain words', receipt);
  return `${receipt.state} ${word(receipt.detail.slice(0, 11))} ${magnitude(receipt.messageId.length)}`;
}

const RECEIPT = 'id:a1 sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:DELIVRD err:000 text:Code';

/** Delivery receipts of SMPP. */
export const smsReceipt: FuzzTarget = {
  name: 'sms-receipt',
  seeds: [`\x20${RECEIPT}`, `\x05${RECEIPT}`, '\x02id:x', '\x20stat:', '\x20id: stat:DELIVRD'].map((text) =>
    Buffer.from(text, 'latin1'),
  ),
  dictionary: ['id:', 'stat:', 'err:', 'ID:', 'DELIVRD', 'UNDELIV', 'EXPIRED', ' ', '01b', '\0', 'x'.repeat(90)],
  run: runReceipt,
};

const HIDDEN = ['+491701234567', '491701234567', 'Code 765432 "now"', 'k3y&of=ours'];

const RULES = {
  accepted: [{ statuses: [200], part: { pointer: '/a~1b/0/s', pattern: '^(queued|sent)$' } }, { statuses: [202] }],
  refused: [{ statuses: [200, 400], part: { pattern: 'invalid (\\S+)' } }],
  messageId: { pointer: '/id' },
  errorCode: { pattern: 'code["=: ]+([^",} ]+)' },
} as const;

const STATUSES = [200, 201, 202, 302, 400, 401, 500];

function runAnswer(bytes: Uint8Array): string {
  const [index = 0, ...rest] = bytes;
  const answer = { status: STATUSES[index % STATUSES.length] ?? 500, body: Buffer.from(rest).toString() };
  const verdict = judgeAnswer(answer, RULES, HIDDEN);
  const words = harmlessWords(answer, HIDDEN);
  const logged = JSON.stringify(verdict);
  promise(/^[\x20-\x7e]{1,300}$/.test(words), 'words are printable and bounded', words);
  promise(logged.length < 220, 'a verdict is bounded', logged);
  for (const hidden of [...HIDDEN, '765432']) {
    promise(!logged.includes(hidden) && !(hidden !== '765432' && words.includes(hidden)), 'nothing hidden is shown', [
      logged,
      words,
    ]);
  }
  const isRight = answer.status === 202 || answer.status === 200;
  promise(verdict.kind !== 'accepted' || isRight, 'only what a rule accepts is accepted', [answer, verdict]);
  return `${answer.status} ${verdict.kind} ${'gatewayId' in verdict} ${'reason' in verdict && verdict.reason.includes('(')}`;
}

/** Answers of gateways with an HTTP interface. */
export const smsAnswer: FuzzTarget = {
  name: 'sms-answer',
  seeds: [
    '\0{"a/b": [{"s": "queued"}], "id": "SM1"}',
    '\x02ok',
    '\x04invalid number, code=21211',
    '\x04{"code": "+491701234567"}',
    '\x05Code 765432 "now"',
    '',
  ].map((text) => Buffer.from(text)),
  dictionary: [
    ...HIDDEN,
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"id"',
    '"code"',
    'null',
    '\\u0000',
    '49 170 123 4567',
    '\x1b[',
  ],
  run: runAnswer,
};
