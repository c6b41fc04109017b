// Which operation is for whom: what the walk through all of them expects. A new operation gets its row here, or the walk
// fails.

import type { OperationPermission } from '../../../../src/web/api/operation.ts';
import type { RawInput } from '../../../../src/web/api/perform.ts';

/** Records of one domain that an operation can be asked for; each domain of the walk has its own. */
export interface Target {
  readonly domain: string;
  readonly mailbox: string;
  readonly alias: string;
  readonly appPassword: string;
  readonly factor: string;
  readonly session: string;
  readonly connection: string;
  readonly trustedBrowser: string;
  /** Of whoever asks, in their own domain; in the other one of somebody else. */
  readonly job: string;
  /** Of all domains. */
  readonly token: string;
  /** Somebody who administers Postern, and doesn't ask. */
  readonly administrator: string;
  /** An authenticator app of whoever asks. */
  readonly authenticator: string;
}

/**
 * What becomes of a request:
 *
 * - `done`: it came as far as the use case, which did it, or refused it for a reason of its own;
 * - `found`: done, with something of the domain in the answer;
 * - `nothing`: done, with nothing of the domain in the answer, and nothing changed;
 * - `rejected`: done, with a report that refuses each as what isn't there, and nothing changed;
 * - `untouched`: begun and recorded, with nothing of the domain changed;
 * - `unknown`: refused as what isn't there;
 * - `refused`: not permitted, whatever is asked for.
 */
export type Expected = 'done' | 'found' | 'nothing' | 'rejected' | 'untouched' | 'unknown' | 'refused';

/** Who asks, besides the operator and platform administrators, for whom everything is `done`. */
export type Column = 'domainOwn' | 'domainForeign' | 'auditor' | 'auditorOwn' | 'auditorForeign';

type Expectations = Readonly<Record<Column, Expected>>;

/** Whoever may look at the mailboxes, or the domains, that it is about. */
const READS_OWN: Expectations = {
  ...{ domainOwn: 'done', domainForeign: 'unknown' },
  ...{ auditor: 'done', auditorOwn: 'done', auditorForeign: 'unknown' },
};

/** A search: what isn't theirs isn't found. */
const FINDS_OWN: Expectations = {
  ...{ domainOwn: 'found', domainForeign: 'nothing' },
  ...{ auditor: 'found', auditorOwn: 'found', auditorForeign: 'nothing' },
};

/** Groups, whose definitions are everybody's to see. */
const READS_COMMON: Expectations = {
  ...{ domainOwn: 'done', domainForeign: 'done' },
  ...{ auditor: 'done', auditorOwn: 'done', auditorForeign: 'done' },
};

const CHANGES_OWN: Expectations = {
  ...{ domainOwn: 'done', domainForeign: 'unknown' },
  ...{ auditor: 'refused', auditorOwn: 'refused', auditorForeign: 'refused' },
};

/** Many at once: each that isn't theirs is passed over. */
const CHANGES_FOUND: Expectations = { ...CHANGES_OWN, domainForeign: 'nothing' };

/** Many at once, by their names. */
const CHANGES_NAMED: Expectations = { ...CHANGES_OWN, domainForeign: 'rejected' };

/** Jobs are seen by whoever began them, and by those of all domains. */
const READS_OWN_JOBS: Expectations = { ...READS_OWN, domainForeign: 'nothing', auditorForeign: 'nothing' };

const READS_PLATFORM: Expectations = {
  ...{ domainOwn: 'refused', domainForeign: 'refused' },
  ...{ auditor: 'done', auditorOwn: 'refused', auditorForeign: 'refused' },
};

const CHANGES_PLATFORM: Expectations = { ...READS_PLATFORM, auditor: 'refused' };

/** What is about whoever asks, if they are signed in. */
const OF_ONESELF: Expectations = READS_COMMON;

export interface Row {
  readonly expected: Expectations;
  readonly permission: OperationPermission;
  /** Both steps must have been given lately. */
  readonly isConfirmed?: true;
  /** The request, about what lies in one domain. */
  readonly ask?: (target: Target) => Partial<RawInput>;
}

type Ask = NonNullable<Row['ask']>;

const named: Ask = ({ domain }) => ({ params: { name: domain } });
const addressed: Ask = ({ mailbox }) => ({ params: { address: mailbox } });
const staff: Ask = () => ({ params: { name: 'staff' } });
const ofFactor: Ask = ({ mailbox, factor }) => ({ params: { address: mailbox, id: factor } });
const ofAppPassword: Ask = ({ appPassword }) => ({ params: { id: appPassword } });
const inQuery: Ask = ({ mailbox }) => ({ query: { mailbox } });

const ofJob: Ask = ({ job }) => ({ params: { id: job } });
const ofAdministrator: Ask = ({ administrator }) => ({ params: { name: administrator } });

function withBody(ask: Ask, body: object): Ask {
  return (target) => ({ ...ask(target), body });
}

/** By operation id. */
export const TABLE: Readonly<Record<string, Row>> = {
  listDomains: { expected: FINDS_OWN, permission: 'domains:read' },
  addDomain: {
    ...{ expected: CHANGES_PLATFORM, permission: 'platform:write' },
    ask: () => ({ body: { name: 'new.example' } }),
  },
  showDomain: { expected: READS_OWN, permission: 'domains:read', ask: named },
  changeDomain: {
    ...{ expected: CHANGES_OWN, permission: 'domains:write', isConfirmed: true },
    ask: withBody(named, { challenge: 'new-ip' }),
  },
  removeDomain: {
    ...{ expected: CHANGES_PLATFORM, permission: 'platform:write', isConfirmed: true },
    ask: named,
  },
  listGroups: { expected: READS_COMMON, permission: 'groups:read' },
  addGroup: {
    ...{ expected: CHANGES_PLATFORM, permission: 'groups:write' },
    ask: () => ({ body: { name: 'pilots' } }),
  },
  showGroup: { expected: READS_COMMON, permission: 'groups:read', ask: staff },
  changeGroup: {
    ...{ expected: CHANGES_PLATFORM, permission: 'groups:write', isConfirmed: true },
    ask: withBody(staff, { challenge: 'always' }),
  },
  removeGroup: { expected: CHANGES_PLATFORM, permission: 'groups:write', isConfirmed: true, ask: staff },
  listGroupMembers: { expected: FINDS_OWN, permission: 'groups:read', ask: staff },
  addGroupMember: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ domain }) => ({ params: { name: 'staff' }, body: { mailbox: `bob@${domain}` } }),
  },
  removeGroupMember: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ mailbox }) => ({ params: { name: 'staff', mailbox } }),
  },
  listMailboxes: { expected: FINDS_OWN, permission: 'mailboxes:read', ask: () => ({ query: { count: 'true' } }) },
  addMailbox: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ domain }) => ({ body: { address: `carol@${domain}` } }),
  },
  showMailbox: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  changeMailbox: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true },
    ask: withBody(addressed, { disabled: true }),
  },
  removeMailbox: { expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true, ask: addressed },
  clearOwnChoice: { expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true, ask: addressed },
  setLocalPassword: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true },
    ask: withBody(addressed, { password: 'correct horse battery' }),
  },
  changeMailboxes: {
    ...{ expected: CHANGES_FOUND, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ domain }) => ({ body: { filter: { domain }, set: { disabled: true } } }),
  },
  previewPolicy: {
    ...{ expected: READS_OWN, permission: 'domains:read' },
    ask: ({ domain }) => ({ body: { domain, change: { challenge: 'new-ip' } } }),
  },
  importMailboxes: {
    ...{ expected: CHANGES_NAMED, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ mailbox }) => ({ body: { csv: `address,disabled\n${mailbox},true\n` } }),
  },
  showMailboxOverview: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  startBulkJob: {
    ...{ expected: { ...CHANGES_OWN, domainForeign: 'untouched' }, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ domain }) => ({ body: { filter: { domain }, set: { disabled: true } } }),
  },
  listJobs: { expected: READS_OWN_JOBS, permission: 'mailboxes:read' },
  showJob: { expected: READS_OWN, permission: 'mailboxes:read', ask: ofJob },
  cancelJob: { expected: CHANGES_OWN, permission: 'mailboxes:write', ask: ofJob },
  applyJob: { expected: CHANGES_OWN, permission: 'mailboxes:write', isConfirmed: true, ask: ofJob },
  startImportJob: {
    ...{ expected: { ...CHANGES_OWN, domainForeign: 'untouched' }, permission: 'mailboxes:write', isConfirmed: true },
    ask: ({ mailbox }) => ({ body: { csv: `address,disabled\n${mailbox},true\n` } }),
  },
  exportMailboxes: { expected: FINDS_OWN, permission: 'mailboxes:read' },
  showPolicyLayers: {
    ...{ expected: READS_OWN, permission: 'domains:read' },
    ask: ({ domain }) => ({ query: { domain } }),
  },
  showProviders: { expected: READS_COMMON, permission: 'mailboxes:read' },
  resetPassword: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: addressed },
  lockDownMailbox: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: addressed },
  enableMailbox: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: addressed },
  listAliases: {
    ...{ expected: FINDS_OWN, permission: 'mailboxes:read' },
    ask: ({ mailbox }) => ({ query: { target: mailbox } }),
  },
  addAlias: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write' },
    ask: ({ domain, mailbox }) => ({ body: { alias: `sales@${domain}`, target: mailbox } }),
  },
  removeAlias: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:write' },
    ask: ({ alias }) => ({ params: { alias } }),
  },
  listAppPasswords: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  createAppPassword: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true },
    ask: withBody(addressed, { name: 'Tablet', mailboxPassword: 'own password' }),
  },
  resealAppPasswords: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:recover' },
    ask: withBody(addressed, { password: 'own password' }),
  },
  showAppPassword: { expected: READS_OWN, permission: 'mailboxes:read', ask: ofAppPassword },
  revokeAppPassword: { expected: CHANGES_OWN, permission: 'mailboxes:recover', ask: ofAppPassword },
  listFactors: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  supplyFactor: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true },
    ask: withBody(addressed, { kind: 'sms', destination: '+49 170 1234567' }),
  },
  makeDefaultFactor: { expected: CHANGES_OWN, permission: 'mailboxes:recover', ask: ofFactor },
  resetFactors: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: addressed },
  removeFactor: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: ofFactor },
  renameFactor: { expected: CHANGES_OWN, permission: 'mailboxes:recover', ask: withBody(ofFactor, { name: 'Blue' }) },
  issueEnrolmentCode: { expected: CHANGES_OWN, permission: 'mailboxes:recover', isConfirmed: true, ask: addressed },
  listPlaces: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  forgetPlaces: { expected: CHANGES_OWN, permission: 'mailboxes:recover', ask: addressed },
  listTrustedBrowsers: { expected: READS_OWN, permission: 'mailboxes:read', ask: addressed },
  revokeTrustedBrowsers: { expected: CHANGES_OWN, permission: 'mailboxes:recover', ask: addressed },
  revokeTrustedBrowser: {
    ...{ expected: CHANGES_OWN, permission: 'mailboxes:recover' },
    ask: ({ mailbox, trustedBrowser }) => ({ params: { address: mailbox, id: trustedBrowser } }),
  },
  listConnections: { expected: FINDS_OWN, permission: 'sessions:read' },
  endConnections: {
    ...{ expected: CHANGES_OWN, permission: 'sessions:end' },
    ask: ({ connection }) => ({ body: { id: connection } }),
  },
  listSessions: { expected: FINDS_OWN, permission: 'sessions:read' },
  endSessions: {
    ...{ expected: CHANGES_OWN, permission: 'sessions:end' },
    ask: ({ session }) => ({ body: { id: session } }),
  },
  searchAudit: { expected: FINDS_OWN, permission: 'audit:read', ask: inQuery },
  exportAudit: { expected: FINDS_OWN, permission: 'audit:read', ask: inQuery },
  verifyAudit: { expected: READS_PLATFORM, permission: 'audit:read' },
  listAdministrators: { expected: READS_PLATFORM, permission: 'administrators:read' },
  addAdministrator: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: () => ({ body: { name: 'walter', role: 'auditor', domains: 'all' } }),
  },
  showAdministrator: { expected: READS_PLATFORM, permission: 'administrators:read', ask: ofAdministrator },
  changeAdministrator: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: withBody(ofAdministrator, { disabled: true }),
  },
  removeAdministrator: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: ofAdministrator,
  },
  resetAdministrator: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: ofAdministrator,
  },
  listConsoleSessions: { expected: READS_PLATFORM, permission: 'administrators:read' },
  endConsoleSessions: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: ({ administrator }) => ({ body: { administrator } }),
  },
  breakGlass: { expected: CHANGES_PLATFORM, permission: 'operator', ask: () => ({ body: { name: 'walter' } }) },
  showOwnAdministrator: { expected: OF_ONESELF, permission: 'own' },
  changeOwnPassword: {
    ...{ expected: OF_ONESELF, permission: 'own', isConfirmed: true },
    ask: () => ({ body: { password: 'correct horse battery' } }),
  },
  renewOwnRecoveryCodes: { expected: OF_ONESELF, permission: 'own', isConfirmed: true },
  listOwnFactors: { expected: OF_ONESELF, permission: 'own' },
  beginOwnAuthenticator: { expected: OF_ONESELF, permission: 'own', isConfirmed: true },
  finishOwnAuthenticator: {
    ...{ expected: OF_ONESELF, permission: 'own', isConfirmed: true },
    ask: () => ({ body: { code: '123456' } }),
  },
  removeOwnAuthenticator: {
    ...{ expected: OF_ONESELF, permission: 'own', isConfirmed: true },
    ask: ({ authenticator }) => ({ params: { id: authenticator } }),
  },
  listOwnSessions: { expected: OF_ONESELF, permission: 'own' },
  endOwnSessions: { expected: OF_ONESELF, permission: 'own', ask: () => ({ body: {} }) },
  listTokens: { expected: READS_PLATFORM, permission: 'administrators:read' },
  createToken: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write', isConfirmed: true },
    ask: () => ({ body: { name: 'Backups', permissions: ['administrators:write'] } }),
  },
  revokeToken: {
    ...{ expected: CHANGES_PLATFORM, permission: 'administrators:write' },
    ask: ({ token }) => ({ params: { id: token } }),
  },
  showStatistics: {
    ...{ expected: READS_OWN, permission: 'statistics:read' },
    ask: ({ domain }) => ({ query: { domain } }),
  },
  listMainPasswordUse: { expected: FINDS_OWN, permission: 'statistics:read' },
  showEnrolment: {
    ...{ expected: READS_OWN, permission: 'statistics:read' },
    ask: ({ domain }) => ({ query: { domain } }),
  },
  showDelivery: { expected: READS_PLATFORM, permission: 'platform:read' },
  showSms: { expected: READS_PLATFORM, permission: 'platform:read' },
  testSms: {
    ...{ expected: CHANGES_PLATFORM, permission: 'platform:write' },
    ask: () => ({ body: { number: '+49 170 1234567' } }),
  },
  showStatus: { expected: READS_PLATFORM, permission: 'platform:read' },
  explain: {
    ...{ expected: READS_OWN, permission: 'mailboxes:read' },
    ask: ({ mailbox }) => ({ query: { loginName: mailbox, door: 'imap', ip: '198.51.100.7' } }),
  },
  makeBackup: {
    ...{ expected: CHANGES_PLATFORM, permission: 'platform:write', isConfirmed: true },
    ask: () => ({ body: { file: '/nowhere/postern.db' } }),
  },
};
