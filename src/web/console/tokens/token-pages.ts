// The pages about the API's tokens.

import type { ConsoleRoutes } from '../console-contract.ts';
import { createToken, showNewToken, TOKEN_KEEPS } from './new-token-page.ts';
import { askToRevoke, revokeToken, showTokens } from './tokens-page.ts';

const WRITE = { permission: 'administrators:write', takesAllDomains: true } as const;

export const TOKEN_PAGES: ConsoleRoutes = {
  '/tokens': { permission: 'administrators:read', takesAllDomains: true, get: showTokens },
  '/tokens/new': { ...WRITE, get: showNewToken, post: createToken, keeps: TOKEN_KEEPS },
  '/tokens/revoke': { ...WRITE, get: askToRevoke, post: revokeToken },
};
