// Notices (R7.3): what a mailbox's owner is told of, and where.

import type { z } from 'zod';
import { NOTICE_KINDS, type NoticeKind } from '../../core/messages/message.ts';
import type { RecipientRules } from '../../core/notices/recipients.ts';
import { group, list, withDefault } from '../schema/setting.ts';
import { duration, flag, oneOf } from '../schema/values.ts';

export interface NoticesConfig extends RecipientRules {
  readonly kinds: readonly NoticeKind[];
}

export const notices: z.ZodType<NoticesConfig> = withDefault(
  group<NoticesConfig>({
    kinds: withDefault(list(oneOf(NOTICE_KINDS)), [...NOTICE_KINDS], {
      doc: "What a mailbox's owner is told of. An empty list: nothing.",
    }),
    'to-mailbox': withDefault(flag(), true, {
      doc: 'Whether the protected mailbox itself is told. Who has broken into it reads that too, and can delete it: the other addresses are the better ones.',
    }),
    'to-factors': withDefault(flag(), true, {
      doc: 'Whether the addresses are told that codes are mailed to.',
    }),
    'by-sms': withDefault(oneOf(['never', 'without-mail', 'always']), 'without-mail', {
      doc: 'When numbers are told that codes are sent to: `without-mail` where no address of codes is told.',
    }),
    'former-for': withDefault(duration({ min: '1h', max: '90d' }), '7d', {
      doc: 'How long an address or number is still told after it was removed, so that whoever removes it does not silence what comes next; one that was there for a shorter time is told for as short a time.',
    }),
  }),
  {},
  {
    doc: "Notices: mail, or SMS, to a mailbox's owner when its second step, its passwords or the places that it is used from change.",
  },
);
