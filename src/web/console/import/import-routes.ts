// The pages of import and export of mailboxes.

import type { ConsoleRoutes } from '../console-contract.ts';
import { EXPORT_PATH, exportFile } from './export-file.ts';
import { IMPORT_PATH, MAX_IMPORT_OCTETS, postImport, showImport } from './import-page.ts';

export const IMPORT_PAGES: ConsoleRoutes = {
  [IMPORT_PATH]: { permission: 'mailboxes:write', get: showImport, post: postImport, maxOctets: MAX_IMPORT_OCTETS },
  [EXPORT_PATH]: { permission: 'mailboxes:read', get: exportFile },
};
