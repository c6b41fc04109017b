// The doctor on text messages: whether the gateway would take one. None is sent. A running node that holds a connection
// is believed, for a second one might end the first.

import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { SmsResource } from '../../web/api/client/node-resources.ts';
import type { CommandLineActions } from '../command-line-actions.ts';
import { createNodeClient } from '../node-client.ts';
import type { Check } from './check.ts';

/** Nothing to say where there is no gateway. */
export async function checkSms(
  { config, secrets }: { readonly config: Config; readonly secrets: Secrets },
  socketPath: string,
  { probeSms }: Pick<CommandLineActions, 'probeSms'>,
): Promise<readonly Check[]> {
  const { sms } = config;
  if (!sms) return [];
  const base = { check: 'sms.gateway', subject: sms.gateway.kind };
  const running = await askNode(socketPath);
  if (running?.gateway === sms.gateway.kind && running.state === 'up') {
    return [{ ...base, result: 'ok', text: 'works, says the running node' }];
  }
  const found = await probeSms(sms, secrets);
  if (found.kind === 'well') return [{ ...base, result: 'ok', text: found.text }];
  const remedy =
    'Does it answer at the address in sms.gateway, and take the name and password there? Until then nobody gets a code by SMS.';
  return [{ ...base, result: 'fail', text: found.text, remedy }];
}

async function askNode(socketPath: string): Promise<SmsResource | undefined> {
  try {
    return await createNodeClient(socketPath).ask<SmsResource>('GET', '/sms');
  } catch {
    return undefined; // no node: the check of the node says so
  }
}
