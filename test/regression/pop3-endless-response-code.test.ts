// Found by fuzzing: a backend's response code went into the log and the refusal whatever its length.

import { expect, it } from 'vitest';
import { readReply } from '../../src/protocol/pop3/reply.ts';

it('takes an over-long response code for text, which is cut', () => {
  const reply = readReply(`-ERR [${'R'.repeat(3000)}] no`);
  expect(reply).not.toHaveProperty('code');
  expect(reply).toHaveProperty('text', `[${'R'.repeat(511)}`);
});

it('still reads the longest codes that anybody uses', () => {
  expect(readReply('-ERR [SYS/PERM/SOMETHING-OF-A-PRODUCT] no')).toHaveProperty(
    'code',
    'SYS/PERM/SOMETHING-OF-A-PRODUCT',
  );
});
