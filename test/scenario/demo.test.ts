// `npm start` from outside: what it prints for people and for scripts, and that nothing stays behind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { introduction } from '../../src/demo/introduction.ts';
import { connectWire } from '../support/wire-client.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('npm start', () => {
  it('prints one JSON object on its first line for scripts, and ends at a signal (R11.2)', async () => {
    const child = spawn(process.execPath, ['src/demo/main.ts', '--json'], { cwd: ROOT });
    const ended = once(child, 'close');
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const said = JSON.parse(line);
      expect(Object.keys(said)).toEqual(['doors', 'accounts', 'sites']);
      expect(said.doors).toEqual(
        [
          ['imap', 'implicit'],
          ['imap', 'starttls'],
          ['smtp', 'implicit'],
          ['smtp', 'starttls'],
        ].map(([protocol, tls]) => ({ protocol, host: 'localhost', port: expect.any(Number), tls })),
      );
      const appPassword = expect.stringMatching(/^[a-z]{4}(-[a-z]{4}){4}$/);
      expect(said.accounts).toEqual([
        { address: 'alice@demo.example', password: 'alices-own-password', appPassword, challenge: 'always' },
        { address: 'bob@demo.example', password: 'bobs-own-password', appPassword, challenge: 'new-ip' },
        { address: 'carol@demo.example', password: 'carols-own-password', appPassword, challenge: 'never' },
      ]);
      const url = expect.stringMatching(/^https:\/\/localhost:[1-9][0-9]*\/$/);
      expect(said.sites).toEqual([{ name: 'webmail', url }]);
      await using door = await connectWire({ port: said.doors[1].port });
      await door.readUntil(/^\* OK [^\r]*\r\n/);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
  });

  it('tells people where to go, and what to type and to paste', async () => {
    await using demo: Demo = await startDemo({ ports: 'any' });
    const text = introduction(demo);
    const [site] = demo.sites;
    const [alice] = demo.accounts;
    for (const part of [site?.url, alice?.password, alice?.appPassword, demo.certificateFile, demo.socketPath]) {
      expect(text).toContain(part);
    }
    for (const { port } of demo.doors) expect(text).toContain(`localhost:${port}`);
  });
});
