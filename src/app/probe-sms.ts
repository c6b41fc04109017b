// The doctor on the SMS gateway: it is reached for as a node would, and sent nothing.

import type { Secrets } from '../config/secrets.ts';
import type { SmsConfig } from '../config/sections/sms.ts';
import type { GatewayProbe } from '../core/messages/sms-gateway.ts';
import type { Log } from '../core/ports.ts';
import { probeSmsGateway } from './sms-path.ts';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Never throws. */
export async function probeSms(config: SmsConfig, secrets: Secrets): Promise<GatewayProbe> {
  try {
    return await probeSmsGateway(config, secrets, {
      log: silent,
      clock: { now: Date.now },
      onDelivery: () => undefined,
    });
  } catch (error) {
    return { kind: 'ill', text: error instanceof Error ? error.message : String(error) };
  }
}
