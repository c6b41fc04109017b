// What a mailbox is signed in to with, and what is signed in: app passwords, factors, places, browsers, connections and
// sessions. The schemas of resources.ts's types.

import { z } from 'zod';
import type { Resealed } from '../../../../core/app-passwords/reseal-app-passwords.ts';
import type { FactorReset } from '../../../../core/factors/manage-factors.ts';
import type { EndedConnections } from '../../../../core/sessions/end-connections.ts';
import type { EndedWebSessions } from '../../../../core/sessions/end-web-sessions.ts';
import type {
  AppPasswordResource,
  ConnectionResource,
  CreatedAppPasswordResource,
  EnrolmentCodeResource,
  FactorResource,
  FactorsResource,
  ForgottenPlacesResource,
  KnownPlacesResource,
  RevokedBrowsersResource,
  ServerResource,
  TrustedBrowserResource,
  WebSessionResource,
} from '../resources.ts';
import { factorKindSchema, mailDoorSchema, scopeSchema } from './policy-schemas.ts';
import { countSchema, resource, type Shape, timestampSchema } from './resource.ts';

const appPasswordShape: Shape<AppPasswordResource> = {
  id: z.string(),
  mailbox: z.string(),
  name: z.string(),
  state: z.enum(['active', 'expired', 'revoked', 'stale']),
  scopes: z.array(scopeSchema),
  readOnly: z.boolean(),
  networks: z.array(z.string()),
  createdAt: timestampSchema,
  expiresAt: z.exactOptional(timestampSchema),
  revokedAt: z.exactOptional(timestampSchema),
  lastUse: z.exactOptional(
    resource<NonNullable<AppPasswordResource['lastUse']>>({
      at: timestampSchema,
      door: mailDoorSchema,
      remoteAddress: z.string(),
      country: z.exactOptional(z.string()),
      clientName: z.exactOptional(z.string()),
    }),
  ),
};

export const appPasswordSchema: z.ZodType<AppPasswordResource> = resource<AppPasswordResource>(appPasswordShape);

export const serverShape: Shape<ServerResource> = {
  protocol: mailDoorSchema,
  host: z.string(),
  port: z.int(),
  tls: z.enum(['implicit', 'starttls', 'none']),
};

export const createdAppPasswordSchema: z.ZodType<CreatedAppPasswordResource> = resource<CreatedAppPasswordResource>({
  ...appPasswordShape,
  password: z.string(),
  servers: z.array(resource<ServerResource>(serverShape)),
});

export const factorSchema: z.ZodType<FactorResource> = resource<FactorResource>({
  id: z.string(),
  mailbox: z.string(),
  kind: factorKindSchema,
  name: z.string(),
  createdAt: timestampSchema,
  lastUsedAt: z.exactOptional(timestampSchema),
  destination: z.exactOptional(z.string()),
  default: z.boolean(),
  verified: z.boolean(),
});

export const factorsSchema: z.ZodType<FactorsResource> = resource<FactorsResource>({
  mailbox: z.string(),
  items: z.array(factorSchema),
  next: z.exactOptional(z.string()),
  recoveryCodesLeft: countSchema,
});

export const factorResetSchema: z.ZodType<FactorReset> = resource<FactorReset>({
  mailbox: z.string(),
  removed: countSchema,
});

export const enrolmentCodeSchema: z.ZodType<EnrolmentCodeResource> = resource<EnrolmentCodeResource>({
  mailbox: z.string(),
  code: z.string(),
  expiresAt: timestampSchema,
});

const placeTimes = { knownSince: timestampSchema, lastUsedAt: timestampSchema };

export const knownPlacesSchema: z.ZodType<KnownPlacesResource> = resource<KnownPlacesResource>({
  mailbox: z.string(),
  networks: z.array(
    resource<KnownPlacesResource['networks'][number]>({
      network: z.string(),
      country: z.exactOptional(z.string()),
      ...placeTimes,
    }),
  ),
  countries: z.array(z.object({ country: z.string(), ...placeTimes })),
});

export const forgottenPlacesSchema: z.ZodType<ForgottenPlacesResource> = resource<ForgottenPlacesResource>({
  mailbox: z.string(),
  forgotten: countSchema,
});

export const trustedBrowserSchema: z.ZodType<TrustedBrowserResource> = resource<TrustedBrowserResource>({
  id: z.string(),
  mailbox: z.string(),
  userAgent: z.string(),
  trustedAt: timestampSchema,
  endsAt: timestampSchema,
  lastUsedAt: timestampSchema,
});

export const revokedBrowsersSchema: z.ZodType<RevokedBrowsersResource> = resource<RevokedBrowsersResource>({
  mailbox: z.string(),
  revoked: countSchema,
});

export const connectionSchema: z.ZodType<ConnectionResource> = resource<ConnectionResource>({
  id: z.string(),
  worker: countSchema,
  door: mailDoorSchema,
  mailbox: z.string(),
  appPassword: z.exactOptional(z.object({ id: z.string(), name: z.string() })),
  remoteAddress: z.string(),
  clientName: z.exactOptional(z.string()),
  since: timestampSchema,
});

export const webSessionSchema: z.ZodType<WebSessionResource> = resource<WebSessionResource>({
  id: z.string(),
  state: z.enum(['pending', 'open']),
  mailbox: z.string(),
  site: z.string(),
  remoteAddress: z.string(),
  country: z.exactOptional(z.string()),
  userAgent: z.string(),
  startedAt: timestampSchema,
  lastActiveAt: timestampSchema,
  endsAt: timestampSchema,
  secondStep: z.exactOptional(z.string()),
});

export const resealedSchema: z.ZodType<Resealed> = resource<Resealed>({ mailbox: z.string(), resealed: countSchema });

export const endedConnectionsSchema: z.ZodType<EndedConnections> = resource<EndedConnections>({ ended: countSchema });

export const endedWebSessionsSchema: z.ZodType<EndedWebSessions> = resource<EndedWebSessions>({ ended: countSchema });
