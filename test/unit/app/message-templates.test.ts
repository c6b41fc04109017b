// Templates in a folder of the disk, and the doctor's word on them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMessages } from '../../../src/app/check-messages.ts';
import { createConfiguredWriter, readMessageTemplates } from '../../../src/app/message-templates.ts';
import { readConfig } from '../../../src/app/read-config.ts';
import { codeMessage } from '../../support/messages-fixture.ts';

const BROKEN = 'subject: {{sight}}\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-messages-'));
  mkdirSync(join(folder, 'en'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of templates', () => {
  it('is read, without what editors leave in it', () => {
    writeFileSync(join(folder, 'en', 'footer.letter'), 'Ask {{support}}.\n');
    for (const name of ['.footer.letter.swp', 'footer.letter~', 'README.md'])
      writeFileSync(join(folder, 'en', name), BROKEN);
    writeFileSync(join(folder, 'README'), 'ours');
    const writer = createConfiguredWriter({
      branding: { name: 'Example', accent: '#1f6f5c', support: 'the desk' },
      messages: { templates: folder, language: 'en', timeZone: 'UTC' },
    });
    const { text } = writer.mail(codeMessage(), 'en');
    expect(text).toContain('Ask the desk.');
    expect(text).toContain('22:59 UTC');
    expect(checkMessages({ templates: folder, language: 'en' })).toMatchObject({ result: 'ok' });
  });

  it('that is broken is refused as a whole, with every file and line', () => {
    writeFileSync(join(folder, 'en', 'sign-in-code.letter'), BROKEN);
    writeFileSync(join(folder, 'en', 'footer.letter'), '{{sight}}\n');
    expect(() => readMessageTemplates(folder)).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIG_INVALID',
        message: expect.stringMatching(/en\/footer\.letter:1: .*\n(?:.*\n)*.*en\/sign-in-code\.letter:1: /),
      }),
    );
    expect(checkMessages({ templates: folder, language: 'en' })).toMatchObject({
      result: 'fail',
      text: expect.stringContaining('{{sight}}'),
    });
  });

  // Negative control: fails when readConfig leaves templates to whoever writes the first message.
  it('that is broken keeps the configuration from being taken, at a start and at a reload', () => {
    const file = join(folder, 'postern.yaml');
    writeFileSync(
      file,
      `hostname: mail.example.com
listeners: [{ name: imap, protocol: imap, address: 127.0.0.1, port: 0, tls: none }]
backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }
messages: { templates: ${join(folder, 'own')} }
`,
    );
    mkdirSync(join(folder, 'own'));
    expect(readConfig(file).config.messages.templates).toBe(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'layout.html'), '<script></script>');
    expect(() => readConfig(file)).toThrow(/own\/layout\.html:1: <script> can't be in a mail here/);
  });

  it('that is not there is said so', () => {
    expect(() => readMessageTemplates(join(folder, 'none'))).toThrow(/can't read the templates of messages: ENOENT/);
  });
});
