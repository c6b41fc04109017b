// What the command line is handed, faked: nobody answers anywhere, and nothing is wrong. A test says what differs.

import type { CommandLineActions } from '../../src/cli/command-line-actions.ts';

export function fakeActions(differing: Partial<CommandLineActions> = {}): CommandLineActions {
  return {
    serve: async () => undefined,
    migrate: async () => ({ file: '/state/postern.db', from: 1, to: 2 }),
    checkStores: async () => [],
    verifyAudit: async () => ({ checked: 0 }),
    verifyAuditExport: async () => ({ checked: 0, unchained: 0, gaps: 0 }),
    checkCountries: async () => ({ check: 'countries', result: 'ok', text: 'fresh' }),
    messages: async () => ({ kinds: ['sign-in-code'], templates: [], preview: async () => 'a message\n' }),
    checkMessages: async () => ({ check: 'messages', result: 'ok', text: 'built in' }),
    probeSms: async () => ({ kind: 'well', text: 'answers' }),
    checkMailPath: async () => [],
    probe: { probe: async () => ({ kind: 'unreachable', text: 'nobody' }), isOpen: async () => false },
    webProbe: { ask: async () => ({ kind: 'unreachable', text: 'nobody' }) },
    machineProbe: { addresses: () => [], isClockSynchronized: async () => true },
    version: '1.2.3',
    ...differing,
  };
}
