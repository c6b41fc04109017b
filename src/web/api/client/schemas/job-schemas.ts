// Long work: the schemas of job-resources.ts's types.

import { z } from 'zod';
import {
  JOB_KINDS,
  JOB_STATES,
  type Job,
  type JobFailure,
  type JobRefusal,
  type TalliedEffect,
} from '../../../../core/administration/job.ts';
import type { JobDetailResource, JobResource } from '../job-resources.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

const refusal = resource<JobRefusal>({ code: z.string(), text: z.string() });

const shape: Shape<JobResource> = {
  id: z.string(),
  kind: z.enum(JOB_KINDS),
  state: z.enum(JOB_STATES),
  dryRun: z.boolean(),
  actor: z.string(),
  startedAt: timestampSchema,
  endedAt: z.exactOptional(timestampSchema),
  total: z.exactOptional(countSchema),
  done: countSchema,
  outcomes: resource<Job['outcomes']>({
    ...{ added: countSchema, changed: countSchema, unchanged: countSchema, refused: countSchema },
  }),
  refusal: z.exactOptional(refusal),
};

export const jobSchema: z.ZodType<JobResource> = resource(shape);

export const jobDetailSchema: z.ZodType<JobDetailResource> = resource<JobDetailResource>({
  ...shape,
  effects: z.array(
    resource<TalliedEffect>({ field: z.string(), from: z.string(), to: z.string(), items: countSchema }),
  ),
  failures: z.array(resource<JobFailure>({ subject: z.string(), line: z.exactOptional(countSchema), refusal })),
  request: z.exactOptional(z.looseObject({})),
  ready: z.exactOptional(z.literal(true)),
});
