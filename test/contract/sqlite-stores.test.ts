// The contracts, on the stores in SQLite. What only processes can show is in sqlite-processes.test.ts.

import {
  startSqliteConsoleSessions,
  startSqliteSentCodes,
  startSqliteStores,
  startSqliteThrottle,
  startSqliteWebSessions,
} from '../support/stores-under-test.ts';
import { accountStoreContract } from './account-store-contract.ts';
import { administratorStoreContract } from './administrator-store-contract.ts';
import { appPasswordStoreContract } from './app-password-store-contract.ts';
import {
  consoleSessionStoreContract,
  unavailableConsoleSessionStoreContract,
} from './console-session-store-contract.ts';
import {
  auditStoreContract,
  localPasswordStoreContract,
  revocationLogContract,
  unavailableStoresContract,
} from './durable-stores-contract.ts';
import { factorStoreContract, unavailableFactorStoreContract } from './factor-store-contract.ts';
import { groupStoreContract } from './group-store-contract.ts';
import { jobStoreContract } from './job-store-contract.ts';
import { mailboxListingContract } from './mailbox-listing-contract.ts';
import { noticeStoreContract } from './notice-store-contract.ts';
import { knownPlaceStoreContract, trustedBrowserStoreContract } from './place-stores-contract.ts';
import { sentCodeStoreContract, unavailableSentCodeStoreContract } from './sent-code-store-contract.ts';
import { statisticsStoreContract } from './statistics-store-contract.ts';
import { throttleStoreContract, unavailableThrottleStoreContract } from './throttle-store-contract.ts';
import { tokenStoreContract } from './token-store-contract.ts';
import { unavailableWebSessionStoreContract, webSessionStoreContract } from './web-session-store-contract.ts';

accountStoreContract('SQLite', startSqliteStores);
groupStoreContract('SQLite', startSqliteStores);
administratorStoreContract('SQLite', startSqliteStores);
mailboxListingContract('SQLite', startSqliteStores);
jobStoreContract('SQLite', startSqliteStores);
appPasswordStoreContract('SQLite', startSqliteStores);
localPasswordStoreContract('SQLite', startSqliteStores);
revocationLogContract('SQLite', startSqliteStores);
auditStoreContract('SQLite', startSqliteStores);
noticeStoreContract('SQLite', startSqliteStores);
statisticsStoreContract('SQLite', startSqliteStores);
knownPlaceStoreContract('SQLite', startSqliteStores);
trustedBrowserStoreContract('SQLite', startSqliteStores);
unavailableStoresContract('SQLite', startSqliteStores);
factorStoreContract('SQLite', startSqliteStores);
unavailableFactorStoreContract('SQLite', startSqliteStores);
tokenStoreContract('SQLite', startSqliteStores);
throttleStoreContract('SQLite', startSqliteThrottle);
unavailableThrottleStoreContract('SQLite', startSqliteThrottle);
webSessionStoreContract('SQLite', startSqliteWebSessions);
consoleSessionStoreContract('SQLite', startSqliteConsoleSessions);
unavailableConsoleSessionStoreContract('SQLite', startSqliteConsoleSessions);
unavailableWebSessionStoreContract('SQLite', startSqliteWebSessions);
sentCodeStoreContract('SQLite', startSqliteSentCodes);
unavailableSentCodeStoreContract('SQLite', startSqliteSentCodes);
