// /sms: how the way of text messages is, and a test of it.

import { z } from 'zod';
import { sendTestSms } from '../../../core/messages/send-test-sms.ts';
import type { SmsResource, SmsTestResource } from '../client/node-resources.ts';
import { smsSchema, smsTestSchema } from '../client/schemas/node-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { text } from '../requests.ts';
import { smsView } from '../views.ts';

export const showSmsOperation: Answering<SmsResource> = operation({
  id: 'showSms',
  method: 'GET',
  path: '/sms',
  tag: 'Text messages',
  summary: 'How the gateway of text messages is',
  permission: 'platform:read',
  within: 'platform',
  answer: smsSchema,
  handle: async (_input, { sms }) => smsView(sms),
});

export const testSmsOperation: Answering<SmsTestResource> = operation({
  id: 'testSms',
  method: 'POST',
  path: '/sms/test',
  tag: 'Text messages',
  summary: 'Send a text message as a test',
  permission: 'platform:write',
  within: 'platform',
  body: z.strictObject({ number: text }),
  answer: smsTestSchema,
  handle: async ({ body }, services) => {
    const { id, gateway, answer } = successOf(await sendTestSms(body, services));
    const { kind: outcome, gatewayId, words } = answer;
    return {
      ...{ id, gateway, outcome },
      ...(answer.kind !== 'accepted' && { reason: answer.reason }),
      ...(gatewayId !== undefined && { gatewayId }),
      ...(words !== undefined && { words }),
    };
  },
});

export const SMS_OPERATIONS: readonly Operation[] = [showSmsOperation, testSmsOperation];
