// A message of each kind, as nobody got it: for previews.

import type { Message, Notice, NoticeKind } from '../core/messages/message.ts';
import type { Millis } from '../core/units.ts';
import type { LetterKind } from './templates/placeholders.ts';

export interface Sample {
  readonly at: Millis;
  /** `https://webmail.example.com` */
  readonly origin: string;
}

const TEN_MINUTES: Millis = 600_000;

const MAILBOX = 'alice@example.com';

const SUBJECTS: Partial<Readonly<Record<NoticeKind, string>>> = {
  'factor-added': 'Authenticator app on the new phone',
  'factor-removed': 'Authenticator app on the old phone',
  'app-password-made': 'Thunderbird on the laptop',
};

const BY_ADMINISTRATOR: readonly NoticeKind[] = ['password-reset', 'factors-reset', 'locked-down'];

/** `notices` has three. */
export function sampleMessage(kind: LetterKind, sample: Sample): Message {
  const accountUrl = `${sample.origin}/.postern/account`;
  switch (kind) {
    case 'sign-in-code':
    case 'verification-code':
      return {
        ...{ kind, code: '123456', endsAt: sample.at + TEN_MINUTES, origin: sample.origin },
        occasion: occasion(sample.at),
        disputeUrl: `${sample.origin}/.postern/not-me?token=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE`,
      };
    case 'notices': {
      const kinds: readonly NoticeKind[] = ['new-country', 'factor-added', 'app-password-made'];
      const notices = kinds.map((each, index) => sampleNotice(each, sample.at - (2 - index) * TEN_MINUTES));
      return { kind, mailbox: MAILBOX, notices, accountUrl };
    }
    default:
      return { kind: 'notices', mailbox: MAILBOX, notices: [sampleNotice(kind, sample.at)], accountUrl };
  }
}

function sampleNotice(kind: NoticeKind, at: Millis): Notice {
  const subject = SUBJECTS[kind];
  const byAdministrator = BY_ADMINISTRATOR.includes(kind);
  return {
    ...{
      kind,
      occasion: byAdministrator ? { at, mailbox: MAILBOX, decisionId: 'DA7K3MQ9ZTXB2RV' } : occasion(at),
      byAdministrator,
    },
    ...(subject !== undefined && { subject }),
  };
}

function occasion(at: Millis): Notice['occasion'] {
  return {
    ...{ at, mailbox: MAILBOX, remoteAddress: '198.51.100.7', country: 'PT', decisionId: 'DA7K3MQ9ZTXB2RV' },
    client: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
}
