// What documents say can be checked as far as it has names: links, commands, metrics, reasons.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const DOCUMENTS = ['*.md', 'docs/**/*.md', 'plugins/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
const WRITTEN = DOCUMENTS.filter((file) => !file.startsWith('docs/reference/'));

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

function anchorsOf(file: string): readonly string[] {
  return Array.from(read(file).matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(file: string): readonly string[] {
  const links = Array.from(read(file).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

describe('the documents', () => {
  it.each(DOCUMENTS)('%s links to what is there', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('are all in the index of docs/', () => {
    const index = read('docs/README.md');
    const missing = DOCUMENTS.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md').filter(
      (file) => !index.includes(`(${file.slice('docs/'.length)})`),
    );
    expect(missing).toEqual([]);
  });

  it('show commands that exist', () => {
    const commands = Array.from(read('docs/reference/cli.md').matchAll(/^## postern (.+)$/gm), ([, name = '']) => name);
    const shown = WRITTEN.flatMap((file) =>
      Array.from(
        read(file).matchAll(/(?:^|`|\$\(|^ {2}|demo )postern ([a-z][a-z-]*(?: [a-z][a-z-]*){0,2})/gm),
        ([, words = '']) => ({
          file,
          words,
        }),
      ),
    );
    const isKnown = (words: string) =>
      commands.some((name) => `${words} `.startsWith(`${name} `) || name.startsWith(words));
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter(({ words }) => !isKnown(words))).toEqual([]);
  });

  it('name every metric, and no other', () => {
    const names = (text: string) =>
      new Set(text.match(/postern_[a-z_]+[a-z]/g)?.map((name) => name.replace(/_count$/, '')));
    const sources = globSync('src/observability/*-metrics.ts', { cwd: ROOT }).map(read);
    expect(names(read('docs/guides/operations.md'))).toEqual(names(sources.join('')));
  });

  it('say for every reason of a refusal what people see', () => {
    const [, union = ''] = /export type DenyReason =([^;]+);/.exec(read('src/core/decision.ts')) ?? [];
    const reasons = Array.from(union.matchAll(/'([a-z-]+)'/g), ([, reason = '']) => reason);
    expect(reasons.length).toBeGreaterThan(10);
    const guide = read('docs/guides/app-passwords.md');
    expect(reasons.filter((reason) => !guide.includes(`\`${reason}\``))).toEqual([]);
  });

  it('say of every log event what it means', () => {
    const events = globSync('src/{app,core,mail,adapters,web}/**/*.ts', { cwd: ROOT }).flatMap((file) =>
      Array.from(
        read(file).matchAll(/log\??\.(?:debug|info|warn|error)\(\s*'([a-z-]+\.[a-z.-]+)'/g),
        ([, event = '']) => event,
      ),
    );
    const guide = read('docs/guides/operations.md');
    expect([...new Set(events)].filter((event) => !guide.includes(`\`${event}\``))).toEqual([]);
  });
});
