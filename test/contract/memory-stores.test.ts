// The contracts, on the stores in memory. Nothing outside can fail them, so `unavailableStoresContract` isn't run.

import {
  startMemoryConsoleSessions,
  startMemorySentCodes,
  startMemoryStores,
  startMemoryThrottle,
  startMemoryWebSessions,
} from '../support/stores-under-test.ts';
import { accountStoreContract } from './account-store-contract.ts';
import { administratorStoreContract } from './administrator-store-contract.ts';
import { appPasswordStoreContract } from './app-password-store-contract.ts';
import { consoleSessionStoreContract } from './console-session-store-contract.ts';
import { auditStoreContract, localPasswordStoreContract, revocationLogContract } from './durable-stores-contract.ts';
import { factorStoreContract } from './factor-store-contract.ts';
import { groupStoreContract } from './group-store-contract.ts';
import { jobStoreContract } from './job-store-contract.ts';
import { mailboxListingContract } from './mailbox-listing-contract.ts';
import { noticeStoreContract } from './notice-store-contract.ts';
import { knownPlaceStoreContract, trustedBrowserStoreContract } from './place-stores-contract.ts';
import { sentCodeStoreContract } from './sent-code-store-contract.ts';
import { statisticsStoreContract } from './statistics-store-contract.ts';
import { throttleStoreContract } from './throttle-store-contract.ts';
import { tokenStoreContract } from './token-store-contract.ts';
import { webSessionStoreContract } from './web-session-store-contract.ts';

accountStoreContract('memory', startMemoryStores);
groupStoreContract('memory', startMemoryStores);
administratorStoreContract('memory', startMemoryStores);
mailboxListingContract('memory', startMemoryStores);
jobStoreContract('memory', startMemoryStores);
appPasswordStoreContract('memory', startMemoryStores);
localPasswordStoreContract('memory', startMemoryStores);
revocationLogContract('memory', startMemoryStores);
auditStoreContract('memory', startMemoryStores);
noticeStoreContract('memory', startMemoryStores);
statisticsStoreContract('memory', startMemoryStores);
factorStoreContract('memory', startMemoryStores);
knownPlaceStoreContract('memory', startMemoryStores);
trustedBrowserStoreContract('memory', startMemoryStores);
tokenStoreContract('memory', startMemoryStores);
throttleStoreContract('memory', startMemoryThrottle);
webSessionStoreContract('memory', startMemoryWebSessions);
consoleSessionStoreContract('memory', startMemoryConsoleSessions);
sentCodeStoreContract('memory', startMemorySentCodes);
