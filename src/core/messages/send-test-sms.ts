// An operator's test of the SMS gateway: one text that says what it is. Bounded, because each costs money, and recorded.

import {
  type ChangePorts,
  done,
  invalid,
  type Outcome,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { Clock, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { OutgoingSms } from './carriers.ts';
import type { GatewayAnswer, SmsGatewayHealth } from './sms-gateway.ts';
import { isAllowedNumber, isE164, maskedNumber } from './sms-number.ts';

/** The way of text messages, as administrators see it. */
export interface SmsDesk {
  /** The gateway's kind; absent: there is none. */
  readonly gateway: string | undefined;
  readonly allowedPrefixes: readonly string[];
  /** Never throws. */
  send(sms: OutgoingSms): Promise<GatewayAnswer>;
  health(): SmsGatewayHealth;
  /** Whether one more test may be sent now; counts it. */
  takeTestTurn(now: Millis): boolean;
}

/** How long the gateway may try. */
const TEST_LIFE: Millis = 600_000;

export interface TestSmsPorts extends ChangePorts {
  readonly sms: SmsDesk;
  readonly random: Random;
  readonly clock: Clock;
}

/** What came of a test. */
export interface TestedSms {
  readonly id: string;
  readonly gateway: string;
  readonly answer: GatewayAnswer;
}

/** Sends a test. What the gateway says to it is a value, whatever it is. */
export async function sendTestSms(
  given: { readonly number: string },
  ports: TestSmsPorts,
): Promise<Outcome<TestedSms>> {
  const { sms, clock, random } = ports;
  const { gateway } = sms;
  // People write numbers in groups.
  const number = given.number.replace(/[ ()./-]/g, '');
  if (gateway === undefined) return refuse('no-sms-gateway', 'there is no SMS gateway: see the section sms');
  if (!isE164(number)) return invalid([{ field: 'number', reason: 'must be an international number: +491701234567' }]);
  if (!isAllowedNumber(number, sms.allowedPrefixes)) {
    const reason = `begins with none of sms.allowed-prefixes (${sms.allowedPrefixes.join(', ')})`;
    return invalid([{ field: 'number', reason }]);
  }
  const unrecorded = refusalWhileUnrecorded(ports);
  if (unrecorded) return unrecorded;
  if (!sms.takeTestTurn(clock.now())) return refuse('throttled', 'too many tests; try again in ten minutes');
  const id = newRecordId('sms-test', random);
  const at = new Date(clock.now()).toISOString().slice(11, 16);
  const text = `Test of text messages from Postern, sent by the administrator at ${at} UTC.`;
  const answer = await sms.send({ id, to: number, text, endsAt: clock.now() + TEST_LIFE });
  const reason = answer.kind === 'accepted' ? undefined : answer.reason;
  const details = { id, number: maskedNumber(number), outcome: answer.kind, ...(reason !== undefined && { reason }) };
  await recordChange(ports, { event: 'sms.tested', details });
  return done({ id, gateway, answer });
}
