// /sms: how the way of text messages is, and a test of it.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sendTestSms } from '../../../core/messages/send-test-sms.ts';
import type { RouteServices } from '../administration-services.ts';
import type { SmsResource, SmsTestResource } from '../client/node-resources.ts';
import { successOf } from '../problem.ts';
import { read, text } from '../requests.ts';
import { smsView } from '../views.ts';

const test = z.strictObject({ number: text });

export function smsRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/sms', async (): Promise<SmsResource> => {
    return smsView(services().sms);
  });

  api.post('/sms/test', async ({ body }): Promise<SmsTestResource> => {
    const { id, gateway, answer } = successOf(await sendTestSms(read(test, body), services()));
    const { kind: outcome, gatewayId, words } = answer;
    return {
      ...{ id, gateway, outcome },
      ...(answer.kind !== 'accepted' && { reason: answer.reason }),
      ...(gatewayId !== undefined && { gatewayId }),
      ...(words !== undefined && { words }),
    };
  });
}
