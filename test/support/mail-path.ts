// A real mail path for tests: a Haraka in a folder of its own, what it reported and what it logged.

import { expect } from 'vitest';
import { HarakaMailPath } from '../../src/adapters/channels/haraka/haraka-mail-path.ts';
import type { MailPathSettings } from '../../src/adapters/channels/haraka/mail-path-settings.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import type { DeliveryReport } from '../../src/core/messages/carriers.ts';
import type { Log, LogFields } from '../../src/core/ports.ts';
import { PATIENCE_MS } from './deadline.ts';
import { MAIL_PATH_SETTINGS } from './mail-path-settings.ts';
import { makeTempFolder, type TempFolder } from './temp.ts';

export interface TestMailPath extends AsyncDisposable {
  readonly path: HarakaMailPath;
  readonly folder: TempFolder;
  readonly reports: readonly DeliveryReport[];
  readonly logged: readonly { readonly event: string; readonly fields: LogFields }[];
  /** Waits for a report. */
  untilReported(id: string, outcome: DeliveryReport['outcome']): Promise<DeliveryReport>;
}

/** Opens one, and waits until it takes mail. */
export async function openTestMailPath(
  settings: Partial<MailPathSettings>,
  { folder: given }: { readonly folder?: TempFolder } = {},
): Promise<TestMailPath> {
  const folder = given ?? (await makeTempFolder('path'));
  const reports: DeliveryReport[] = [];
  const logged: { event: string; fields: LogFields }[] = [];
  const path = new HarakaMailPath({
    folder: folder.file('haraka'),
    settings: { ...MAIL_PATH_SETTINGS, ...settings },
    clock: systemClock,
    log: recordingLog(logged),
    onDelivery: (report) => reports.push(report),
  });
  await path.untilUp();
  return {
    path,
    folder,
    reports,
    logged,
    async untilReported(id, outcome) {
      const find = () => reports.find((report) => report.id === id && report.outcome === outcome);
      await expect.poll(find, { timeout: PATIENCE_MS, message: outcome }).toBeDefined();
      return find() as DeliveryReport;
    },
    async [Symbol.asyncDispose]() {
      await path[Symbol.asyncDispose]();
      if (!given) await folder[Symbol.asyncDispose]();
    },
  };
}

function recordingLog(lines: { event: string; fields: LogFields }[]): Log {
  const record = (event: string, fields: LogFields = {}): void => void lines.push({ event, fields });
  return {
    debug: record,
    info: record,
    warn: record,
    error: (event, error, fields = {}) => record(event, { ...fields, error: String(error) }),
  };
}
