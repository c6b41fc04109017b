// docs/guides/messages.md: its example does what the guide says, word for word, and its table has every placeholder.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageActions } from '../../../src/app/message-preview.ts';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import {
  filePlaceholders,
  LAYOUT_PLACEHOLDERS,
  LETTER_KINDS,
  letterPlaceholders,
} from '../../../src/messages/templates/placeholders.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { SENT_AT } from '../../support/messages-fixture.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/guides/messages.md'), 'utf8');

function blockOf(language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(GUIDE) ?? [];
  if (text === undefined) throw new Error(`the guide has no block of ${language}`);
  return text;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-guide-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configFile(): string {
  const file = join(folder, 'postern.yaml');
  writeFileSync(
    file,
    `hostname: mail.example.com
state: ${folder}
listeners: [{ name: imap, protocol: imap, address: 127.0.0.1, port: 0, tls: none }]
backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }
sites:
  webmail:
    origin: https://webmail.example.com
    upstream: { kind: network, host: 127.0.0.1, port: 8080, tls: none }
    profile: { kind: roundcube }
branding: { name: Example Mail, support: the service desk (1234) }
messages: { templates: ${folder}/messages, time-zone: Europe/Berlin }
`,
  );
  return file;
}

async function run(...words: readonly string[]): Promise<readonly [code: number, out: string, error: string]> {
  const terminal = createFakeTerminal();
  const actions = fakeActions({ messages: async () => messageActions });
  const clock = { now: () => SENT_AT };
  const code = await createCommandLine(actions, { terminal, environment: {}, clock }).run(words);
  const { out, error } = terminal.take();
  return [code, out, error];
}

describe('the guide to messages', () => {
  it('has an example that becomes what the guide shows', async () => {
    const file = configFile();
    mkdirSync(join(folder, 'messages', 'en'), { recursive: true });
    const words = ['notices', 'templates', `${folder}/messages`, '--language', 'en', '--kind', 'app-password-made'];
    expect(await run(...words)).toEqual([0, `1 templates are written to ${folder}/messages.\n`, '']);
    writeFileSync(join(folder, 'messages', 'en', 'app-password-made.letter'), blockOf('letter'));
    const shown = await run('notices', 'preview', '--kind', 'app-password-made', '--config', file);
    expect(shown).toEqual([0, blockOf('text'), '']);
  });

  it('shows the settings as they are written', () => {
    expect(blockOf('yaml')).toBe('messages:\n  templates: /etc/postern/messages\n');
  });

  it('names every placeholder and every kind', () => {
    const names = new Set(
      LETTER_KINDS.flatMap((kind) =>
        Object.keys({ ...letterPlaceholders(kind), ...filePlaceholders(kind), ...LAYOUT_PLACEHOLDERS }),
      ),
    );
    const missing = [...names].filter((name) => !name.startsWith('dark-') && !GUIDE.includes(`{{${name}}}`));
    expect(missing).toEqual([]);
  });

  it('says of a mistake what the program says', async () => {
    const file = configFile();
    mkdirSync(join(folder, 'messages', 'en'), { recursive: true });
    writeFileSync(
      join(folder, 'messages', 'en', 'app-password-made.letter'),
      blockOf('letter').replace('{{site}}', '{{sitename}}'),
    );
    writeFileSync(join(folder, 'messages', 'en', 'signin-code.letter'), 'subject: x\n');
    const [code, , error] = await run('notices', 'preview', '--config', file);
    expect(code).toBe(78);
    const lines = error.replaceAll(`${folder}/messages`, '/etc/postern/messages').split('\n');
    const [, told = ''] = /^```\n(\/etc[\s\S]*?)^```$/m.exec(GUIDE) ?? [];
    for (const line of told.trim().split('\n')) {
      expect(lines.some((each) => each.startsWith(line.replace(/ …$/, '')))).toBe(true);
    }
  });
});
