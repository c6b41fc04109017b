// The command line in front of the administration API of memory stores, as a node serves it: for tests of commands.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createCommandLine } from '../../src/cli/command-line.ts';
import { type ApiSocket, listenOnSocket } from '../../src/web/api/socket.ts';
import { type AdministrationFixture, createAdministrationFixture } from './administration-fixture.ts';
import { fakeActions } from './fake-actions.ts';
import { createFakeTerminal } from './fake-terminal.ts';

export interface CommandLineOnApi {
  /** Behind the API; another one for each test. */
  readonly node: AdministrationFixture;
  /** Of this test alone. */
  readonly folder: string;
  /** Words are parted by blanks. */
  run(words: string): Promise<{ readonly code: number; readonly out: string; readonly error: string }>;
}

/** Opens one before each test of the file, and closes it after. */
export function commandLineOnApi(): CommandLineOnApi {
  let folder: string;
  let node: AdministrationFixture;
  let socket: ApiSocket;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-cli-'));
    node = await createAdministrationFixture();
    socket = await listenOnSocket(node.api, join(folder, 'postern.sock'));
  });

  afterEach(async () => {
    await socket[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    get node() {
      return node;
    },
    get folder() {
      return folder;
    },
    async run(words) {
      const terminal = createFakeTerminal();
      const line = createCommandLine(fakeActions(), { terminal, environment: { POSTERN_SOCKET: socket.path } });
      return { code: await line.run(words.split(' ')), ...terminal.take() };
    },
  };
}
