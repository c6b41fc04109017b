// How messages leave this node, once for all of its workers: the mail path, and an SMS gateway where there is one.

import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { HarakaMailPath } from '../adapters/channels/haraka/haraka-mail-path.ts';
import type {
  DeliveryReport,
  HandedOver,
  MailCarrier,
  OutgoingMail,
  OutgoingSms,
  SmsCarrier,
} from '../core/messages/carriers.ts';
import type { MailPathHealth } from '../core/messages/mail-path-health.ts';
import type { Clock, Log } from '../core/ports.ts';
import { createMessageMetrics, type MessageMetrics } from '../observability/message-metrics.ts';
import { mailPathSettings } from './mail-path-settings.ts';
import type { LoadedConfig } from './worker-link.ts';

/** Both are always there, and answer `unavailable` while the configuration has none. */
export interface Carriers {
  readonly mail: MailCarrier;
  readonly sms: SmsCarrier;
}

/** An SMS gateway as the node keeps it. */
export interface OpenSmsCarrier extends SmsCarrier, AsyncDisposable {
  /** Goes over to a configuration; rejects, and goes on with what it had, when it can't be used. */
  reload(loaded: LoadedConfig): Promise<void>;
}

export interface SmsPorts {
  /** For gateways that are written to by mail. */
  readonly mail: MailCarrier;
  readonly clock: Clock;
  readonly log: Log;
  onDelivery(report: DeliveryReport): void;
}

export interface CarriersOptions {
  readonly loaded: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Registry;
  /** What became of each accepted message. Must not throw. */
  onDelivery(report: DeliveryReport): void;
  /** Makes the SMS gateway. Absent: there is none. */
  openSms?(loaded: LoadedConfig, ports: SmsPorts): Promise<OpenSmsCarrier>;
}

export interface NodeCarriers extends Carriers, AsyncDisposable {
  /** Begins to deliver; from then on the state folder must be this node's alone. */
  start(): void;
  /** Nothing when there is no mail path. */
  mailHealth(): Promise<MailPathHealth | undefined>;
  /** Goes over to a configuration; rejects, and changes nothing, when it can't be used. What is queued is kept. */
  reload(loaded: LoadedConfig): Promise<void>;
}

const NOT_CONFIGURED: HandedOver = { kind: 'unavailable', reason: 'not configured' };

/** Opens what the configuration has; throws `ERR_CONFIG_INVALID`. A path that can't start now is tried again, and told. */
export async function openCarriers(options: CarriersOptions): Promise<NodeCarriers> {
  const { loaded, clock, log, registry } = options;
  const metrics = createMessageMetrics(registry, async () => mailPath?.health());
  const onDelivery = (report: DeliveryReport): void => {
    tellDelivery(report, log, metrics);
    options.onDelivery(report);
  };
  const open = ({ config }: LoadedConfig, settings: NonNullable<ReturnType<typeof mailPathSettings>>): HarakaMailPath =>
    new HarakaMailPath({ folder: join(config.state, 'haraka'), settings, clock, log, onDelivery });
  const settings = mailPathSettings(loaded);
  let mailPath = settings && open(loaded, settings);
  const mail: MailCarrier = {
    carry: async (letter: OutgoingMail) => count('email', (await mailPath?.carry(letter)) ?? NOT_CONFIGURED),
  };
  const sms = await options.openSms?.(loaded, { mail, clock, log, onDelivery }).catch(async (error: unknown) => {
    await mailPath?.[Symbol.asyncDispose]();
    throw error;
  });
  return {
    mail,
    start: () => mailPath?.start(),
    sms: { carry: async (message: OutgoingSms) => count('sms', (await sms?.carry(message)) ?? NOT_CONFIGURED) },
    mailHealth: async () => mailPath?.health(),
    async reload(next) {
      const wanted = mailPathSettings(next);
      await sms?.reload(next);
      if (wanted && mailPath) await mailPath.reload(wanted);
      else if (wanted) {
        mailPath = open(next, wanted);
        mailPath.start();
      } else {
        const former = mailPath;
        mailPath = undefined;
        await former?.[Symbol.asyncDispose]();
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([mailPath?.[Symbol.asyncDispose](), sms?.[Symbol.asyncDispose]()]);
    },
  };

  function count(kind: 'email' | 'sms', handedOver: HandedOver): HandedOver {
    metrics.handedOver(kind, handedOver.kind);
    if (handedOver.kind !== 'accepted') {
      log.warn('message.not-accepted', { channel: kind, outcome: handedOver.kind, reason: handedOver.reason });
    }
    return handedOver;
  }
}

function tellDelivery({ id, outcome, detail }: DeliveryReport, log: Log, metrics: MessageMetrics): void {
  metrics.reported(outcome);
  const fields = { messageId: id, ...(detail !== undefined && { detail }) };
  switch (outcome) {
    case 'delivered':
      log.info('message.delivered', fields);
      break;
    case 'delayed':
      log.warn('message.delayed', fields);
      break;
    case 'failed':
      log.warn('message.failed', fields);
      break;
    case 'expired':
      log.warn('message.expired', fields);
      break;
  }
}
