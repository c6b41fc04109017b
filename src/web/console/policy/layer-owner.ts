// What has a layer of policy that the console changes: domains and groups. Their pages are the same but for this.

import type { DomainResource, GroupResource } from '../../api/client/resources.ts';
import type { Answering } from '../../api/operation.ts';
import { changeDomainOperation, showDomainOperation } from '../../api/routes/domain-routes.ts';
import { changeGroupOperation, showGroupOperation } from '../../api/routes/group-routes.ts';
import type { ConsoleSection } from '../console-contract.ts';

export type LayerResource = DomainResource | GroupResource;

export interface LayerOwner {
  readonly kind: 'domain' | 'group';
  readonly section: ConsoleSection;
  /** Of the page about one of them, below the console's prefix. */
  readonly onePath: string;
  /** Of the form of its layer. */
  readonly formPath: string;
  readonly show: Answering<LayerResource>;
  readonly change: Answering<LayerResource>;
}

export const DOMAIN_OWNER: LayerOwner = {
  kind: 'domain',
  section: 'domains',
  onePath: '/domains/one',
  formPath: '/domains/policy',
  show: showDomainOperation,
  change: changeDomainOperation,
};

export const GROUP_OWNER: LayerOwner = {
  kind: 'group',
  section: 'groups',
  onePath: '/groups/one',
  formPath: '/groups/policy',
  show: showGroupOperation,
  change: changeGroupOperation,
};
