// The way of text messages out of the node: the gateway that the configuration names, with what holds for every gateway.
// A number that isn't allowed gets nothing, whoever asks (P-30); nothing is thrown; the log has neither numbers nor words.

import type { Secrets } from '../config/secrets.ts';
import type { SmsConfig } from '../config/sections/sms.ts';
import type { HandedOver, OutgoingSms, SmsCarrier } from '../core/messages/carriers.ts';
import type { SmsDesk } from '../core/messages/send-test-sms.ts';
import type { GatewayAnswer, GatewayProbe, SmsGateway, SmsGatewayHealth } from '../core/messages/sms-gateway.ts';
import { isAllowedNumber, maskedNumber } from '../core/messages/sms-number.ts';
import { createSmsGateway, type SmsPorts } from './create-sms-gateway.ts';

/** A carrier with what operators want of it. */
export interface ConfiguredSmsCarrier extends SmsCarrier, AsyncDisposable {
  /** Begins to keep a connection, where the gateway has one. */
  start(): void;
  /** As `carry`, with the gateway's own id and words. Never throws. */
  send(sms: OutgoingSms): Promise<GatewayAnswer>;
  health(): SmsGatewayHealth;
  probe(): Promise<GatewayProbe>;
}

/** The carrier of a configuration. Throws `ERR_CONFIG_INVALID` when a file that it names can't be read. */
export function createSmsCarrier(config: SmsConfig, secrets: Secrets, ports: SmsPorts): ConfiguredSmsCarrier {
  return carrierOf(createSmsGateway(config.gateway, secrets, ports), config, ports);
}

/** Asks the gateway of a configuration how it is: for the doctor. */
export async function probeSmsGateway(config: SmsConfig, secrets: Secrets, ports: SmsPorts): Promise<GatewayProbe> {
  const gateway = createSmsGateway(config.gateway, secrets, ports);
  try {
    return await gateway.probe();
  } finally {
    await gateway[Symbol.asyncDispose]();
  }
}

function carrierOf(gateway: SmsGateway, config: SmsConfig, { clock, log }: SmsPorts): ConfiguredSmsCarrier {
  async function send(sms: OutgoingSms): Promise<GatewayAnswer> {
    const about = { id: sms.id, gateway: config.gateway.kind, to: maskedNumber(sms.to) };
    const answer = await judgeAndSend(sms);
    if (answer.kind === 'accepted') log.info('sms.accepted', { ...about, gatewayId: answer.gatewayId });
    else if (answer.kind === 'refused') log.warn('sms.refused', { ...about, reason: answer.reason });
    else log.warn('sms.unavailable', { ...about, reason: answer.reason });
    return answer;
  }

  async function judgeAndSend(sms: OutgoingSms): Promise<GatewayAnswer> {
    if (!isAllowedNumber(sms.to, config.allowedPrefixes)) return { kind: 'refused', reason: 'number not allowed' };
    if (sms.endsAt <= clock.now()) return { kind: 'refused', reason: 'too late' };
    try {
      return await gateway.send(sms);
    } catch (error) {
      log.error('sms.broken', error, { id: sms.id });
      return { kind: 'unavailable', reason: 'the gateway broke' };
    }
  }

  return {
    start: () => gateway.start?.(),
    send,
    carry: async (sms) => {
      const answer = await send(sms);
      return answer.kind === 'accepted' ? { kind: 'accepted' } : { kind: answer.kind, reason: answer.reason };
    },
    health: () => gateway.health(),
    probe: () => gateway.probe(),
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

const NOT_CONFIGURED: HandedOver = { kind: 'unavailable', reason: 'not configured' };

/** Tests that an operator may send: each costs money. */
const TEST_TURNS = { most: 5, within: 600_000 } as const;

/** One carrier for as long as the process lives, whatever configuration comes. */
export class SmsPath implements SmsCarrier, SmsDesk, AsyncDisposable {
  readonly #ports: SmsPorts;
  #config: SmsConfig | undefined;
  /** Of what is in use: configuration and secrets. */
  #signature: string;
  #carrier: ConfiguredSmsCarrier | undefined;
  #isStarted = false;
  #tests: readonly number[] = [];

  /** Throws as `createSmsCarrier`. */
  constructor(config: SmsConfig | undefined, secrets: Secrets, ports: SmsPorts) {
    this.#ports = ports;
    this.#config = config;
    this.#signature = signatureOf(config, secrets);
    this.#carrier = config && createSmsCarrier(config, secrets, ports);
  }

  /** Begins to keep a connection, for gateways that have one: from then on the state folder must be this node's alone. */
  start(): void {
    this.#isStarted = true;
    this.#carrier?.start();
  }

  /** Whether there is a gateway at all. */
  get isConfigured(): boolean {
    return this.#carrier !== undefined;
  }

  get gateway(): string | undefined {
    return this.#config?.gateway.kind;
  }

  get allowedPrefixes(): readonly string[] {
    return this.#config?.allowedPrefixes ?? [];
  }

  async carry(sms: OutgoingSms): Promise<HandedOver> {
    return this.#carrier?.carry(sms) ?? NOT_CONFIGURED;
  }

  async send(sms: OutgoingSms): Promise<GatewayAnswer> {
    return this.#carrier?.send(sms) ?? NOT_CONFIGURED;
  }

  health(): SmsGatewayHealth {
    return this.#carrier?.health() ?? { state: 'unknown' };
  }

  takeTestTurn(now: number): boolean {
    const recent = this.#tests.filter((at) => at > now - TEST_TURNS.within);
    const isFree = recent.length < TEST_TURNS.most;
    this.#tests = isFree ? [...recent, now] : recent;
    return isFree;
  }

  /** Goes over to another gateway; throws, and goes on with the one it has, when that can't be made. */
  async reload(config: SmsConfig | undefined, secrets: Secrets): Promise<void> {
    const signature = signatureOf(config, secrets);
    if (signature === this.#signature) return;
    const next = config && createSmsCarrier(config, secrets, this.#ports);
    const before = this.#carrier;
    this.#config = config;
    this.#signature = signature;
    // Texts that come meanwhile wait for the new connection: many message centres allow one at a time.
    this.#carrier = next;
    await before?.[Symbol.asyncDispose]();
    if (this.#isStarted) next?.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#carrier?.[Symbol.asyncDispose]();
  }
}

/** Another file with the same name may hold another secret. Never leaves the process. */
function signatureOf(config: SmsConfig | undefined, secrets: Secrets): string {
  if (!config) return '';
  const { gateway } = config;
  const names = [
    ...('token' in gateway ? [gateway.token] : []),
    ...('password' in gateway ? [gateway.password] : []),
    ...('secret' in gateway && gateway.secret !== undefined ? [gateway.secret] : []),
    ...(gateway.kind === 'http' && gateway.authentication.kind === 'basic' ? [gateway.authentication.password] : []),
    ...(gateway.kind === 'http' && gateway.authentication.kind === 'bearer' ? [gateway.authentication.token] : []),
  ];
  return JSON.stringify([config, names.map((name) => secrets.reveal(name))]);
}
