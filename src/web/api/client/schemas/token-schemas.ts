// Tokens. The schemas of token-resources.ts's types.

import { z } from 'zod';
import { PERMISSIONS, type Permission } from '../../../../core/administrators/permissions.ts';
import type { CreatedTokenResource, TokenResource } from '../token-resources.ts';
import { resource, type Shape, timestampSchema } from './resource.ts';

export const permissionSchema: z.ZodType<Permission> = z.enum(Object.keys(PERMISSIONS) as Permission[]);

const tokenShape: Shape<TokenResource> = {
  id: z.string(),
  name: z.string(),
  state: z.enum(['active', 'expired', 'revoked']),
  maker: z.exactOptional(z.string()),
  madeBy: z.exactOptional(z.string()),
  permissions: z.array(permissionSchema),
  domains: z.union([z.array(z.string()), z.literal('all')]),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
  revokedAt: z.exactOptional(timestampSchema),
  lastUse: z.exactOptional(
    resource<NonNullable<TokenResource['lastUse']>>({ at: timestampSchema, remoteAddress: z.string() }),
  ),
};

export const tokenSchema: z.ZodType<TokenResource> = resource<TokenResource>(tokenShape);

export const createdTokenSchema: z.ZodType<CreatedTokenResource> = resource<CreatedTokenResource>({
  ...tokenShape,
  token: z.string(),
});
