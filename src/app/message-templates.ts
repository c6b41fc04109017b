// Templates of messages from the folder that the configuration names, and the writer that uses them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { PosternError } from '../core/errors.ts';
import type { MessageWriter } from '../core/messages/carriers.ts';
import { createMessageWriter } from '../messages/message-writer.ts';
import {
  formatTemplateProblems,
  readTemplates,
  type TemplateFile,
  type Templates,
} from '../messages/templates/template-set.ts';
import { timeZoneOf } from './time-zone.ts';

/** What editors and people leave beside templates. */
const IGNORED = /^\.|~$|^README/;

/** Reads what the configuration names. Throws `ERR_CONFIG_INVALID`, whose message lists every problem with its line. */
export function createConfiguredWriter(config: Pick<Config, 'branding' | 'messages'>): MessageWriter {
  const { name, accent, support: text, supportUrl: url } = config.branding;
  const support = { ...(text !== undefined && { text }), ...(url !== undefined && { url }) };
  return createMessageWriter({
    branding: { name, accent, support },
    timeZone: timeZoneOf(config),
    templates: readMessageTemplates(config.messages.templates),
  });
}

/** The built-in templates with those of `folder` in their place. Throws as {@link createConfiguredWriter}. */
export function readMessageTemplates(folder: string | undefined): Templates {
  const read = readTemplates(folder === undefined ? [] : filesIn(folder));
  if (read.kind === 'read') return read.templates;
  const lines = formatTemplateProblems(read.problems, folder ?? '');
  throw new PosternError('ERR_CONFIG_INVALID', `templates of messages:\n${lines}`);
}

/** The files of a folder and of the folders in it. */
function filesIn(folder: string): readonly TemplateFile[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !IGNORED.test(name))
      .flatMap((entry) => {
        if (!entry.isDirectory()) return [fileAt(folder, entry.name)];
        const names = readdirSync(join(folder, entry.name)).filter((name) => !IGNORED.test(name));
        return names.map((name) => fileAt(folder, `${entry.name}/${name}`));
      });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PosternError('ERR_CONFIG_INVALID', `can't read the templates of messages: ${reason}`, { cause });
  }
}

function fileAt(folder: string, path: string): TemplateFile {
  return { path, text: readFileSync(join(folder, path), 'utf8') };
}
