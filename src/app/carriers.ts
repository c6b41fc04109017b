// How messages leave this node, once for all of its workers: the mail path, and an SMS gateway where there is one.

import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { HarakaMailPath } from '../adapters/channels/haraka/haraka-mail-path.ts';
import type { DeliveryReport, HandedOver, MailCarrier, OutgoingMail, OutgoingSms } from '../core/messages/carriers.ts';
import type { MailPathHealth } from '../core/messages/mail-path-health.ts';
import type { Clock, Log } from '../core/ports.ts';
import { createMessageMetrics, type MessageMetrics } from '../observability/message-metrics.ts';
import { createSmsMetrics } from '../observability/sms-metrics.ts';
import { mailPathSettings } from './mail-path-settings.ts';
import type { MessageCarriers } from './messaging.ts';
import { SmsPath } from './sms-path.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface CarriersOptions {
  readonly loaded: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Registry;
  /** What became of each accepted message. Must not throw. */
  onDelivery(report: DeliveryReport): void;
}

export interface NodeCarriers extends MessageCarriers, AsyncDisposable {
  /** The gateway itself, for operators. */
  readonly smsPath: SmsPath;
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
  const smsPath = await openSmsPath();
  createSmsMetrics(registry, smsPath);
  return {
    mail,
    sms: { carry: async (message: OutgoingSms) => count('sms', await smsPath.carry(message)) },
    smsPath,
    start() {
      mailPath?.start();
      smsPath.start();
    },
    mailHealth: async () => mailPath?.health(),
    async reload(next) {
      const wanted = mailPathSettings(next);
      await smsPath.reload(next.config.sms, next.secrets);
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
      await Promise.all([mailPath?.[Symbol.asyncDispose](), smsPath[Symbol.asyncDispose]()]);
    },
  };

  async function openSmsPath(): Promise<SmsPath> {
    try {
      return new SmsPath(loaded.config.sms, loaded.secrets, { mail, clock, log, onDelivery });
    } catch (error) {
      await mailPath?.[Symbol.asyncDispose]();
      throw error;
    }
  }

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
