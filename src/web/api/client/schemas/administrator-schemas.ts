// Administrators and what they do about themselves: the schemas of administrator-resources.ts's types.

import { z } from 'zod';
import { ROLES } from '../../../../core/administrators/administrator.ts';
import { PERMISSIONS, type Permission } from '../../../../core/administrators/permissions.ts';
import type {
  AdministratorResource,
  AdministratorWithCodeResource,
  AuthenticatorResource,
  BegunAuthenticatorResource,
  BreakGlassResource,
  ConsoleSessionResource,
  EndedConsoleSessionsResource,
  OwnAdministratorResource,
  RecoveryCodesResource,
} from '../administrator-resources.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

const permissionSchema: z.ZodType<Permission> = z.enum(Object.keys(PERMISSIONS) as Permission[]);

const administratorShape: Shape<AdministratorResource> = {
  name: z.string(),
  role: z.enum(ROLES),
  domains: z.union([z.literal('all'), z.array(z.string())]),
  disabled: z.boolean(),
  setUp: z.boolean(),
  createdAt: timestampSchema,
  lastSignInAt: z.exactOptional(timestampSchema),
};

export const administratorSchema: z.ZodType<AdministratorResource> =
  resource<AdministratorResource>(administratorShape);

export const administratorWithCodeSchema: z.ZodType<AdministratorWithCodeResource> =
  resource<AdministratorWithCodeResource>({
    ...administratorShape,
    code: z.string(),
    codeEndsAt: timestampSchema,
    console: z.exactOptional(z.string()),
  });

export const consoleSessionSchema: z.ZodType<ConsoleSessionResource> = resource<ConsoleSessionResource>({
  id: z.string(),
  administrator: z.string(),
  state: z.enum(['challenge', 'set-up', 'open']),
  breakGlass: z.boolean(),
  current: z.boolean(),
  remoteAddress: z.string(),
  userAgent: z.string(),
  country: z.exactOptional(z.string()),
  startedAt: timestampSchema,
  lastActiveAt: timestampSchema,
  endsAt: timestampSchema,
});

export const endedConsoleSessionsSchema: z.ZodType<EndedConsoleSessionsResource> =
  resource<EndedConsoleSessionsResource>({ ended: countSchema });

export const breakGlassSchema: z.ZodType<BreakGlassResource> = resource<BreakGlassResource>({
  name: z.string(),
  code: z.string(),
  codeEndsAt: timestampSchema,
  minutes: countSchema,
  console: z.exactOptional(z.string()),
});

export const ownAdministratorSchema: z.ZodType<OwnAdministratorResource> = resource<OwnAdministratorResource>({
  ...administratorShape,
  permissions: z.array(permissionSchema),
  recoveryCodesLeft: countSchema,
});

export const authenticatorSchema: z.ZodType<AuthenticatorResource> = resource<AuthenticatorResource>({
  id: z.string(),
  name: z.string(),
  createdAt: timestampSchema,
  lastUsedAt: z.exactOptional(timestampSchema),
});

export const begunAuthenticatorSchema: z.ZodType<BegunAuthenticatorResource> = resource<BegunAuthenticatorResource>({
  uri: z.string(),
  typed: z.string(),
});

export const recoveryCodesSchema: z.ZodType<RecoveryCodesResource> = resource<RecoveryCodesResource>({
  codes: z.array(z.string()),
});
