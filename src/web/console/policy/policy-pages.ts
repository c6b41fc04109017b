// The console's pages for policy: domains, groups, the platform's layer, kinds of second step.

import type { ConsoleRoutes } from '../console-contract.ts';
import { addDomain, showDomainForm, showDomains } from './domains.ts';
import { addGroup, showGroupForm, showGroups } from './groups.ts';
import { postLayerForm, showLayerForm } from './layer-form.ts';
import { DOMAIN_OWNER, GROUP_OWNER } from './layer-owner.ts';
import { askToRemoveDomain, changeDomainPlace, removeDomain, showDomain, showDomainPlace } from './one-domain.ts';
import { addMember, askToRemoveGroup, removeGroup, removeMember, showGroup } from './one-group.ts';
import { showPlatform, showProviders } from './platform.ts';

export const POLICY_PAGES: ConsoleRoutes = {
  '/domains': { permission: 'domains:read', get: showDomains },
  '/domains/add': { permission: 'platform:write', get: showDomainForm, post: addDomain },
  '/domains/one': { permission: 'domains:read', get: showDomain },
  '/domains/policy': {
    permission: 'domains:write',
    get: showLayerForm(DOMAIN_OWNER),
    post: postLayerForm(DOMAIN_OWNER),
  },
  '/domains/where': { permission: 'platform:write', get: showDomainPlace, post: changeDomainPlace },
  '/domains/remove': { permission: 'platform:write', get: askToRemoveDomain, post: removeDomain },

  '/groups': { permission: 'groups:read', get: showGroups },
  '/groups/add': { permission: 'groups:write', get: showGroupForm, post: addGroup },
  '/groups/one': { permission: 'groups:read', get: showGroup },
  '/groups/policy': { permission: 'groups:write', get: showLayerForm(GROUP_OWNER), post: postLayerForm(GROUP_OWNER) },
  '/groups/remove': { permission: 'groups:write', get: askToRemoveGroup, post: removeGroup },
  '/groups/members/add': {
    permission: 'mailboxes:write',
    post: addMember,
    formOn: '/groups/one',
    keeps: ['mailbox'],
  },
  '/groups/members/remove': { permission: 'mailboxes:write', post: removeMember, formOn: '/groups/one' },

  '/policy': { permission: 'domains:read', get: showPlatform },
  '/providers': { permission: 'mailboxes:read', get: showProviders },
};
