// The settings of a private SOGo 5: those of a usual site, for given servers and a given database. They are given as
// arguments, which win over the system's configuration file without touching it.

import type { Dovecot } from './dovecot.ts';
import type { Postfix } from './postfix.ts';

/** A setting of SOGo, as a property list knows it; a boolean is `YES` or `NO`. */
export type SogoSetting = string | number | boolean | readonly SogoSetting[] | { readonly [name: string]: SogoSetting };

export interface SogoSettings {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix | undefined;
  /** The beginning of a table's address. */
  readonly database: string;
  readonly listen: string;
  readonly memcached: string;
  readonly pidFile: string;
  readonly extra: Readonly<Record<string, SogoSetting>>;
}

/** The table of the users, and the columns that SOGo expects in it. */
export const USER_TABLE = 'sogo_users';

/** SQL that makes the table of the users. */
export function userTable(passwords: Readonly<Record<string, string>>): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const rows = Object.entries(passwords).map(([user, password]) => {
    const [local = user] = user.split('@');
    const name = `${local.slice(0, 1).toUpperCase()}${local.slice(1)}`;
    return `INSERT INTO ${USER_TABLE} VALUES (${[user, user, password, name, user].map(quote).join()});\n`;
  });
  const columns = ['c_uid text PRIMARY KEY', 'c_name text', 'c_password text', 'c_cn text', 'mail text'];
  return `CREATE TABLE ${USER_TABLE} (${columns.join()});\n${rows.join('')}`;
}

function propertyList(value: SogoSetting): string {
  if (typeof value === 'boolean') return value ? 'YES' : 'NO';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (isList(value)) return `(${value.map(propertyList).join(', ')})`;
  const entries = Object.entries(value).map(([name, each]) => `${propertyList(name)} = ${propertyList(each)};`);
  return `{ ${entries.join(' ')} }`;
}

// `Array.isArray` doesn't narrow a readonly array out of a union.
function isList(value: SogoSetting): value is readonly SogoSetting[] {
  return Array.isArray(value);
}

/** The arguments of `sogod`. */
export function sogoArguments(options: SogoSettings): readonly string[] {
  const { dovecot, postfix, database } = options;
  const settings: Readonly<Record<string, SogoSetting>> = {
    WOPort: options.listen,
    WOWorkersCount: 3,
    WONoDetach: true,
    WOLogFile: '-',
    WOPidFile: options.pidFile,
    SxVMemLimit: 0, // a worker that ends itself in the middle of a test would be one more thing to explain
    SOGoMemcachedHost: options.memcached,
    SOGoProfileURL: `${database}/sogo_user_profile`,
    OCSFolderInfoURL: `${database}/sogo_folder_info`,
    OCSSessionsFolderURL: `${database}/sogo_sessions_folder`,
    OCSEMailAlarmsFolderURL: `${database}/sogo_alarms_folder`,
    OCSStoreURL: `${database}/sogo_store`,
    OCSAclURL: `${database}/sogo_acl`,
    OCSCacheFolderURL: `${database}/sogo_cache_folder`,
    SOGoUserSources: [
      {
        type: 'sql',
        id: 'users',
        viewURL: `${database}/${USER_TABLE}`,
        canAuthenticate: true,
        isAddressBook: true,
        displayName: 'Everybody',
        userPasswordAlgorithm: 'none',
      },
    ],
    SOGoIMAPServer: `imap://${dovecot.host}:${dovecot.ports.imap}`,
    SOGoSieveServer: `sieve://${dovecot.host}:${dovecot.ports.sieve}`,
    // The discard port, which nobody listens on, when there is no Postfix.
    SOGoSMTPServer: `smtp://127.0.0.1:${postfix?.ports.submission ?? 9}`,
    SOGoSMTPAuthenticationType: 'PLAIN',
    SOGoMailingMechanism: 'smtp',
    SOGoSieveScriptsEnabled: true,
    SOGoVacationEnabled: true,
    SOGoForwardEnabled: true,
    SOGoLanguage: 'English',
    SOGoTimeZone: 'UTC',
    SOGoSentFolderName: 'Sent',
    SOGoDraftsFolderName: 'Drafts',
    SOGoTrashFolderName: 'Trash',
    SOGoJunkFolderName: 'Junk',
    ...options.extra,
  };
  return Object.entries(settings).flatMap(([name, value]) => [`-${name}`, propertyList(value)]);
}
