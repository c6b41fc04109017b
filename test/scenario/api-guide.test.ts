// docs/guides/api.md: its lines do what the guide says, word for word, at a real node.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeToken } from '../support/administration-client.ts';
import { LEAST, loaded } from '../support/loaded-config.ts';
import { startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/guides/api.md'), 'utf8');

const blocks = (language: string) =>
  Array.from(GUIDE.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs')), ([, text = '']) => text);

describe('the guide of the API', () => {
  it('opens it as it says', () => {
    const [yaml = ''] = blocks('yaml');
    const { administration, policy } = loaded(LEAST + yaml).config;
    expect(administration.listeners).toEqual([{ kind: 'https', address: '::', port: 8443 }]);
    expect(policy.permittedNetworks?.administration).toEqual(['192.0.2.0/24']);
  });

  it.skipIf(lacks('openssl', 'curl'))('asks as it says', async () => {
    await using postern = await startPostern({
      doors: [{ protocol: 'imap', tls: 'implicit' }],
      backend: 'imap: { host: 127.0.0.1, port: 9, tls: none }',
      domain: { name: 'example.com' },
      more: 'administration: { listeners: [{ kind: https, address: 127.0.0.1, port: 0 }] }',
    });
    const { token } = await makeToken(postern, {
      permissions: ['platform:read', 'mailboxes:read', 'mailboxes:write', 'groups:write'],
    });
    const script = `set -eu\n${blocks('sh')
      .join('')
      .replaceAll(/^(etag=.*|api(?! *\(\)).*)$/gm, '$1; echo')}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: {
        ...process.env,
        POSTERN: `https://localhost:${postern.node.administration.listeners[0]?.port}`,
        TOKEN: token,
        CURL_CA_BUNDLE: postern.certificate.certFile,
      },
    });
    const answers = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      expect.objectContaining({ stores: 'ok' }),
      { items: [] },
      expect.objectContaining({ address: 'anna@example.com', challenge: 'always' }),
      expect.objectContaining({ challenge: 'new-ip' }),
      expect.objectContaining({ challenge: 'always' }),
      expect.objectContaining({ name: 'pilots' }),
      answers.at(-1),
    ]);
    expect(answers.at(-1)).toEqual(answers.at(-2));
  });
});
