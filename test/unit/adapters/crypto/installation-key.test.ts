// The installation key: made once, kept private, never made anew beside state that needs the old one.

import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInstallationKey } from '../../../../src/adapters/crypto/installation-key.ts';
import { forkTogether } from '../../../support/fork.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

const keyFile = (state: string): string => join(state, 'keys', 'installation.key');
const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'ERR_STATE_FOLDER', message: expect.stringMatching(message) });

describe('the installation key', () => {
  it('is made once, of 32 octets, in a file and a folder for its owner only', () => {
    using state = temporaryFolder();
    const key = loadInstallationKey(state.path, { create: true });
    expect(key).toHaveLength(32);
    expect(loadInstallationKey(state.path, { create: true })).toEqual(key);
    expect(loadInstallationKey(state.path, { create: false })).toEqual(key);
    expect(statSync(keyFile(state.path)).mode & 0o777).toBe(0o600);
    expect(statSync(join(state.path, 'keys')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(state.path, 'keys'))).toEqual(['installation.key']);
  });

  it('is another for each installation', () => {
    using one = temporaryFolder();
    using two = temporaryFolder();
    const keys = [one, two].map(({ path }) => loadInstallationKey(path, { create: true }));
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('is the same for all processes that start at once', async () => {
    // Negative control: fails when the draft is renamed over the file instead of linked to it.
    using folder = temporaryFolder();
    const said = await forkTogether('load-installation-key.ts', Array(4).fill([folder.path]));
    expect(said[0]).toMatch(/^([0-9a-f]{64}\n?){50}$/);
    expect(new Set(said).size).toBe(1);
  });

  it('is not made anew when it is missing beside a database', () => {
    using state = temporaryFolder();
    expect(() => loadInstallationKey(state.path, { create: false })).toThrow(refusal(/missing: restore it/));
  });

  it.each([0o640, 0o604, 0o660])('is refused when others may use its file (mode %o)', (mode) => {
    using state = temporaryFolder();
    loadInstallationKey(state.path, { create: true });
    chmodSync(keyFile(state.path), mode);
    expect(() => loadInstallationKey(state.path, { create: false })).toThrow(refusal(/chmod 0600/));
  });

  it('is refused when others may use its folder', () => {
    using state = temporaryFolder();
    loadInstallationKey(state.path, { create: true });
    chmodSync(join(state.path, 'keys'), 0o755);
    expect(() => loadInstallationKey(state.path, { create: false })).toThrow(refusal(/0755.*chmod 0700/));
  });

  it('is refused when it has another length', () => {
    using state = temporaryFolder();
    loadInstallationKey(state.path, { create: true });
    writeFileSync(keyFile(state.path), 'short');
    expect(() => loadInstallationKey(state.path, { create: true })).toThrow(refusal(/5 octets instead of 32/));
  });

  it('says which file it could not use, and why', () => {
    using state = temporaryFolder();
    writeFileSync(join(state.path, 'keys'), 'not a folder');
    expect(() => loadInstallationKey(state.path, { create: true })).toThrow(refusal(/keys.*ENOTDIR|EEXIST/));
    rmSync(join(state.path, 'keys'));
    mkdirSync(keyFile(state.path), { recursive: true, mode: 0o700 });
    chmodSync(keyFile(state.path), 0o700);
    expect(() => loadInstallationKey(state.path, { create: true })).toThrow(refusal(/EISDIR/));
  });
});
