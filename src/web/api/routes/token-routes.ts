// /tokens: by which programs ask this API.

import { z } from 'zod';
import { createToken, listTokens, revokeToken } from '../../../core/administrators/tokens/manage-tokens.ts';
import type { Token } from '../../../core/administrators/tokens/token.ts';
import type { Millis } from '../../../core/units.ts';
import type { ListResource } from '../client/resources.ts';
import { listOf } from '../client/schemas/resource.ts';
import { createdTokenSchema, permissionSchema, tokenSchema } from '../client/schemas/token-schemas.ts';
import type { CreatedTokenResource, TokenResource } from '../client/token-resources.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { flag, text } from '../requests.ts';
import { timestamp } from '../views.ts';

export const listTokensOperation: Answering<ListResource<TokenResource>> = operation({
  id: 'listTokens',
  method: 'GET',
  path: '/tokens',
  tag: 'Tokens',
  summary: 'The tokens by which programs ask this API',
  permission: 'administrators:read',
  within: 'platform',
  query: z.strictObject({ ended: flag.default(false) }),
  answer: listOf(tokenSchema),
  handle: async ({ query }, services) => {
    const now = services.clock.now();
    return { items: (await listTokens(query, services)).map((token) => tokenView(token, now)) };
  },
});

export const createTokenOperation: Answering<CreatedTokenResource> = operation({
  id: 'createToken',
  method: 'POST',
  path: '/tokens',
  tag: 'Tokens',
  summary: 'Make a token, shown once',
  permission: 'administrators:write',
  within: 'platform',
  needsConfirmation: true,
  body: z.strictObject({
    name: text,
    permissions: z.array(permissionSchema).max(100),
    domains: z.array(text).max(10_000).optional(),
    expires: text.optional(),
  }),
  answer: createdTokenSchema,
  status: 201,
  handle: async ({ body }, services) => {
    const { token, secret } = successOf(await createToken(body, services));
    return { ...tokenView(token, services.clock.now()), token: secret };
  },
});

export const revokeTokenOperation: Answering<TokenResource> = operation({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/tokens/{id}',
  tag: 'Tokens',
  summary: 'Revoke a token, and those that were made with it',
  permission: 'administrators:write',
  within: 'platform',
  params: z.strictObject({ id: text }),
  answer: tokenSchema,
  handle: async ({ params }, services) =>
    tokenView(successOf(await revokeToken(params.id, services)), services.clock.now()),
});

function tokenView(token: Token, now: Millis): TokenResource {
  const { id, name, maker, madeBy, permissions, domains, createdAt, expiresAt, revokedAt, lastUse } = token;
  return {
    id,
    name,
    state: revokedAt !== undefined ? 'revoked' : expiresAt <= now ? 'expired' : 'active',
    ...(maker !== undefined && { maker }),
    ...(madeBy !== undefined && { madeBy }),
    permissions,
    domains: domains === 'all' ? 'all' : [...domains],
    createdAt: timestamp(createdAt),
    expiresAt: timestamp(expiresAt),
    ...(revokedAt !== undefined && { revokedAt: timestamp(revokedAt) }),
    ...(lastUse && { lastUse: { at: timestamp(lastUse.at), remoteAddress: lastUse.remoteAddress } }),
  };
}

export const TOKEN_OPERATIONS: readonly Operation[] = [listTokensOperation, createTokenOperation, revokeTokenOperation];
