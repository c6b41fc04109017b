// The node itself: how it is, what it would decide, and a copy of its state.

import { stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { z } from 'zod';
import { findAccount } from '../../../core/accounts/manage-mailboxes.ts';
import { recordChange } from '../../../core/administration/change.ts';
import type { ClientContext } from '../../../core/decision.ts';
import { isUnavailable } from '../../../core/errors.ts';
import { canonicalCountry, UNKNOWN_COUNTRY } from '../../../core/places/country-rules.ts';
import { canonicalIp } from '../../../core/places/networks.ts';
import { explainWebSignIn } from '../../../core/sign-in/explain-web-sign-in.ts';
import type { BackupResource, StatusResource } from '../client/node-resources.ts';
import type { ExplanationResource } from '../client/resources.ts';
import { backupSchema, explanationSchema, statusSchema } from '../client/schemas/node-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { mailDoor, text } from '../requests.ts';
import { mailPathView, timestamp } from '../views.ts';

const ip = text
  .transform((written) => canonicalIp(written) ?? '')
  .refine((address) => address !== '', { error: 'must be an IP address' });
const country = text
  .transform((written) => canonicalCountry(written) ?? '')
  .refine((code) => code !== '', { error: 'must be a country code such as DE, or unknown' });
const explanation = z.strictObject({
  loginName: text,
  door: z.union([mailDoor, z.literal('web')]),
  ip,
  country: country.optional(),
});

export const showStatusOperation: Answering<StatusResource> = operation({
  id: 'showStatus',
  method: 'GET',
  path: '/status',
  tag: 'Node',
  summary: 'How the node is',
  permission: 'platform:read',
  within: 'platform',
  answer: statusSchema,
  handle: async (_input, { accounts, clock, ...ports }) => {
    const { startedAt, mailPath, ...status } = await ports.status();
    const stores = await accounts.listDomains().then(
      () => 'ok' as const,
      (error: unknown) => {
        if (!isUnavailable(error)) throw error;
        return 'unavailable' as const;
      },
    );
    return {
      ...status,
      connections: (await ports.connections()).length,
      startedAt: timestamp(startedAt),
      uptimeSeconds: Math.max(0, Math.floor((clock.now() - startedAt) / 1_000)),
      stores,
      auditLog: (await ports.isAuditWritable()) ? 'ok' : 'unavailable',
      ...(mailPath && { mailPath: mailPathView(mailPath) }),
    };
  },
});

export const explainOperation: Answering<ExplanationResource> = operation({
  id: 'explain',
  method: 'GET',
  path: '/explain',
  tag: 'Policy',
  summary: 'What would be decided of a sign-in at a door from a place, and why',
  permission: 'mailboxes:read',
  within: 'handler',
  query: explanation,
  answer: explanationSchema,
  handle: async ({ query: { loginName, door, ip: remoteAddress, country: given } }, services) => {
    // The doors know everybody: whoever may not is told what is said of a name that nobody has.
    if (services.requester.domains !== 'all') successOf(await findAccount(loginName, services));
    const country = given ?? services.countryOf(remoteAddress);
    const from = { remoteAddress, ...(country !== undefined && country !== UNKNOWN_COUNTRY && { country }) };
    const trace =
      door === 'web'
        ? await explainWebSignIn(loginName, from, services)
        : await services.explain(loginName, contextOf(door, from));
    return { loginName, door, remoteAddress, trace };
  },
});

export const makeBackupOperation: Answering<BackupResource> = operation({
  id: 'makeBackup',
  method: 'POST',
  path: '/backup',
  tag: 'Node',
  summary: 'Copy the durable state to a file of the node',
  permission: 'platform:write',
  within: 'platform',
  needsConfirmation: true,
  body: z.strictObject({ file: text.refine(isAbsolute, { error: 'must be an absolute path' }) }),
  answer: backupSchema,
  handle: async ({ body: { file } }, services) => {
    const folder = await stat(dirname(file)).catch(() => undefined);
    if (!folder?.isDirectory()) throw refused(file, 'there is no such folder');
    // Who isn't at the machine can't see what it would replace: the configuration, a key.
    if (services.requester.isOperator !== true && (await stat(file).catch(() => undefined))) {
      throw refused(file, 'it is there already');
    }
    await services.audit.flush();
    try {
      await services.backup(file);
    } catch (error) {
      throw refused(file, error instanceof Error ? error.message : 'unknown error');
    }
    await recordChange(services, { event: 'backup.made', details: { file } });
    return { file, octets: (await stat(file)).size };
  },
});

export const NODE_OPERATIONS: readonly Operation[] = [showStatusOperation, explainOperation, makeBackupOperation];

function refused(file: string, reason: string): ProblemError {
  return new ProblemError(problem('backup-refused', `${file} could not be written: ${reason}`));
}

/** A client of this door at this place, of which nothing else is known. */
function contextOf(door: ClientContext['door'], from: Pick<ClientContext, 'remoteAddress' | 'country'>): ClientContext {
  return {
    ...from,
    door,
    listener: 'explain',
    remotePort: 0,
    localAddress: '',
    localPort: 0,
    connectionId: 'explain',
  };
}
