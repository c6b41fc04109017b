// A mailbox's second factors: listed, supplied, renamed, removed one by one, reset, and a code to set up the first one with. No
// secret of a factor leaves, nor the whole of where its codes go, and recovery codes are for their owner only.

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  type FactorReset,
  issueEnrolmentCode,
  listFactors,
  makeDefaultFactor,
  removeFactor,
  renameFactor,
  resetFactors,
  supplyFactor,
} from '../../../core/factors/manage-factors.ts';
import type { RouteServices } from '../administration-services.ts';
import type { EnrolmentCodeResource, FactorResource, FactorsResource } from '../client/resources.ts';
import { successOf } from '../problem.ts';
import { pathParameter, read, text } from '../requests.ts';
import { factorView, timestamp } from '../views.ts';

const supply = z.strictObject({ kind: z.enum(['email', 'sms']), destination: text, name: text.optional() });
const naming = z.strictObject({ name: text });

export function factorRoutes(api: FastifyInstance, services: () => RouteServices): void {
  api.get('/mailboxes/:address/factors', async ({ params }): Promise<FactorsResource> => {
    const { mailbox, factors, recoveryCodesLeft } = successOf(
      await listFactors(pathParameter(params, 'address'), services()),
    );
    return { mailbox, items: factors.map(factorView), recoveryCodesLeft };
  });

  api.post('/mailboxes/:address/factors', async ({ params, body }, reply): Promise<FactorResource> => {
    const ports = { ...services(), role: 'platform-administrator' } as const;
    const supplied = successOf(await supplyFactor(pathParameter(params, 'address'), read(supply, body), ports));
    reply.code(201);
    return factorView(supplied);
  });

  api.put('/mailboxes/:address/factors/:id/default', async ({ params }): Promise<FactorResource> => {
    const address = pathParameter(params, 'address');
    return factorView(successOf(await makeDefaultFactor(address, pathParameter(params, 'id'), services())));
  });

  api.delete('/mailboxes/:address/factors', async ({ params }): Promise<FactorReset> => {
    const { onFactorReset: onReset, ...ports } = services();
    return successOf(await resetFactors(pathParameter(params, 'address'), { ...ports, onReset }));
  });

  api.delete('/mailboxes/:address/factors/:id', async ({ params }): Promise<FactorResource> => {
    const address = pathParameter(params, 'address');
    return factorView(successOf(await removeFactor(address, pathParameter(params, 'id'), services())));
  });

  api.patch('/mailboxes/:address/factors/:id', async ({ params, body }): Promise<FactorResource> => {
    const wanted = { id: pathParameter(params, 'id'), name: read(naming, body).name };
    return factorView(successOf(await renameFactor(pathParameter(params, 'address'), wanted, services())));
  });

  api.post('/mailboxes/:address/enrolment-code', async ({ params }, reply): Promise<EnrolmentCodeResource> => {
    const issued = successOf(await issueEnrolmentCode(pathParameter(params, 'address'), services()));
    reply.code(201);
    return { ...issued, expiresAt: timestamp(issued.expiresAt) };
  });
}
