// A mailbox's second factors: listed, supplied, renamed, removed one by one, reset, and a code to set up the first one with. No
// secret of a factor leaves, nor the whole of where its codes go, and recovery codes are for their owner only.

import { z } from 'zod';
import { assigningRoleOf } from '../../../core/administrators/requester.ts';
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
import type { EnrolmentCodeResource, FactorResource, FactorsResource } from '../client/resources.ts';
import {
  enrolmentCodeSchema,
  factorResetSchema,
  factorSchema,
  factorsSchema,
} from '../client/schemas/sign-in-schemas.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { addressed, text } from '../requests.ts';
import { factorView, timestamp } from '../views.ts';

const oneFactor = addressed.extend({ id: text });

export const listFactorsOperation: Answering<FactorsResource> = operation({
  id: 'listFactors',
  method: 'GET',
  path: '/mailboxes/{address}/factors',
  tag: 'Factors',
  summary: 'The second factors of a mailbox, and how many recovery codes it has left',
  permission: 'mailboxes:read',
  within: 'mailbox',
  params: addressed,
  answer: factorsSchema,
  handle: async ({ params }, services) => {
    const { mailbox, factors, recoveryCodesLeft } = successOf(await listFactors(params.address, services));
    return { mailbox, items: factors.map(factorView), recoveryCodesLeft };
  },
});

export const supplyFactorOperation: Answering<FactorResource> = operation({
  id: 'supplyFactor',
  method: 'POST',
  path: '/mailboxes/{address}/factors',
  tag: 'Factors',
  summary: 'Give a mailbox a factor whose codes go to an address or a number',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  body: z.strictObject({ kind: z.enum(['email', 'sms']), destination: text, name: text.optional() }),
  answer: factorSchema,
  status: 201,
  handle: async ({ params, body }, services) => {
    const ports = { ...services, role: assigningRoleOf(services.requester) };
    return factorView(successOf(await supplyFactor(params.address, body, ports)));
  },
});

export const makeDefaultFactorOperation: Answering<FactorResource> = operation({
  id: 'makeDefaultFactor',
  method: 'PUT',
  path: '/mailboxes/{address}/factors/{id}/default',
  tag: 'Factors',
  summary: 'Make a factor the one that a challenge asks for first',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: oneFactor,
  answer: factorSchema,
  handle: async ({ params: { address, id } }, services) =>
    factorView(successOf(await makeDefaultFactor(address, id, services))),
});

export const resetFactorsOperation: Answering<FactorReset> = operation({
  id: 'resetFactors',
  method: 'DELETE',
  path: '/mailboxes/{address}/factors',
  tag: 'Factors',
  summary: 'Remove all factors and recovery codes of a mailbox: its next sign-in sets up a new one',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: factorResetSchema,
  handle: async ({ params }, { onFactorReset: onReset, ...ports }) =>
    successOf(await resetFactors(params.address, { ...ports, onReset })),
});

export const removeFactorOperation: Answering<FactorResource> = operation({
  id: 'removeFactor',
  method: 'DELETE',
  path: '/mailboxes/{address}/factors/{id}',
  tag: 'Factors',
  summary: 'Remove one factor of a mailbox',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: oneFactor,
  answer: factorSchema,
  handle: async ({ params: { address, id } }, services) =>
    factorView(successOf(await removeFactor(address, id, services))),
});

export const renameFactorOperation: Answering<FactorResource> = operation({
  id: 'renameFactor',
  method: 'PATCH',
  path: '/mailboxes/{address}/factors/{id}',
  tag: 'Factors',
  summary: 'Give a factor another name',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  params: oneFactor,
  body: z.strictObject({ name: text }),
  answer: factorSchema,
  handle: async ({ params: { address, id }, body: { name } }, services) =>
    factorView(successOf(await renameFactor(address, { id, name }, services))),
});

export const issueEnrolmentCodeOperation: Answering<EnrolmentCodeResource> = operation({
  id: 'issueEnrolmentCode',
  method: 'POST',
  path: '/mailboxes/{address}/enrolment-code',
  tag: 'Factors',
  summary: 'A code, shown once, with which an owner may set up a first factor',
  permission: 'mailboxes:recover',
  within: 'mailbox',
  needsConfirmation: true,
  params: addressed,
  answer: enrolmentCodeSchema,
  status: 201,
  handle: async ({ params }, services) => {
    const issued = successOf(await issueEnrolmentCode(params.address, services));
    return { ...issued, expiresAt: timestamp(issued.expiresAt) };
  },
});

export const FACTOR_OPERATIONS: readonly Operation[] = [
  listFactorsOperation,
  supplyFactorOperation,
  makeDefaultFactorOperation,
  resetFactorsOperation,
  removeFactorOperation,
  renameFactorOperation,
  issueEnrolmentCodeOperation,
];
