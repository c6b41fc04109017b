// postern notices: what is written to people, looked at and made one's own.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { PosternError } from '../../core/errors.ts';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { type CommandContext, configPath, describeCommand, print } from '../command-context.ts';
import { type MessagePreview, PREVIEW_FORMATS } from '../command-line-actions.ts';

export function noticesCommands(program: Command, context: CommandContext): void {
  const notices = program.command('notices').summary('codes and notices that people get: look at them, word them anew');
  notices.description('Codes and notices that people get by mail and SMS: look at them, word them anew.');
  kindsCommand(notices, context);
  previewCommand(notices, context);
  templatesCommand(notices, context);
}

function kindsCommand(notices: Command, context: CommandContext): void {
  const command = describeCommand(notices.command('kinds'), context, {
    summary: 'list the kinds of messages',
    remark: 'Templates are called so too. The kind notices is the message that tells of several at once.',
    examples: [['postern notices kinds', 'one on each line']],
    json: '{ kinds: [kind] }',
  });
  command.action(async () => {
    const { kinds } = await context.actions.messages();
    print(command, context, { kinds }, () => kinds.map((kind) => `${kind}\n`).join(''));
  });
}

interface PreviewOptions {
  readonly kind: string;
  readonly language?: Language;
  readonly format: MessagePreview['format'];
  readonly out?: string;
}

function previewCommand(notices: Command, context: CommandContext): void {
  const command = describeCommand(notices.command('preview'), context, {
    summary: 'show a message as people would get it, with made-up facts',
    remark:
      'Uses the templates, the branding and the time zone of the configuration. Nothing is sent, and no node is needed.',
    examples: [
      ['postern notices preview', 'the mail with a code, as text'],
      ['postern notices preview --kind factor-added --language de --format html --out added.html', 'for a browser'],
      ['postern notices preview --format eml --out code.eml', 'for a mail program; or send it to yourself'],
      ['postern notices preview --format sms --language ja', 'the SMS'],
    ],
    json: '{ kind, language, format, message }; with --out { kind, language, format, file }',
  });
  command
    .option('--kind <kind>', 'what it is about; postern notices kinds lists them', 'sign-in-code')
    .addOption(
      new Option('--language <language>', 'its language (default: as configured)').choices(Object.keys(LANGUAGES)),
    )
    .addOption(
      new Option('--format <format>', 'text, html, sms, or eml: the whole mail')
        .choices(PREVIEW_FORMATS)
        .default('text'),
    )
    .option('--out <file>', 'write it to a file, which may be there')
    .action(async ({ kind, language, format, out }: PreviewOptions) => {
      const messages = await context.actions.messages();
      if (!messages.kinds.includes(kind)) {
        throw new PosternError('ERR_USAGE', `no message is called ${kind}; there are ${messages.kinds.join(', ')}`);
      }
      const wanted = { kind, language, format, at: context.clock.now() };
      const message = await messages.preview({ ...wanted, configPath: configPath(command, context) });
      const about = { kind, ...(language !== undefined && { language }), format };
      if (out === undefined) return print(command, context, { ...about, message }, () => message);
      const file = resolve(out);
      write(file, message, { isNew: false });
      print(command, context, { ...about, file }, () => `${file} is written.\n`);
    });
}

function templatesCommand(notices: Command, context: CommandContext): void {
  const command = describeCommand(notices.command('templates <folder>'), context, {
    summary: 'write the built-in templates into a folder, to be edited',
    remark:
      'Never over a file that is there. Name the folder as messages.templates in the configuration, and remove what you leave as it is: then it follows new versions.',
    examples: [
      ['postern notices templates /etc/postern/messages', 'all of them'],
      ['postern notices templates /etc/postern/messages --language de --kind sign-in-code', 'one of them'],
    ],
    json: '{ folder, written: [file], kept: [file] }',
  });
  command
    .addOption(new Option('--language <language>', 'only of this language').choices(Object.keys(LANGUAGES)))
    .option('--kind <kind>', 'only of this kind; footer and layout are some too')
    .action(async (given: string, { language, kind }: { readonly language?: string; readonly kind?: string }) => {
      const folder = resolve(given);
      const { templates } = await context.actions.messages();
      const chosen = templates.filter(({ path }) => isChosen(path, language, kind));
      if (chosen.length === 0) throw new PosternError('ERR_USAGE', `no template is called ${kind ?? ''}`);
      const there = chosen.filter(({ path }) => existsSync(join(folder, path)));
      const missing = chosen.filter((template) => !there.includes(template));
      for (const { path, text } of missing) write(join(folder, path), text, { isNew: true });
      const [written, kept] = [missing, there].map((files) => files.map(({ path }) => join(folder, path)));
      print(command, context, { folder, written, kept }, () => {
        const left = there.length === 0 ? '' : `; ${there.length} were there and are as they were`;
        return `${missing.length} templates are written to ${folder}${left}.\n`;
      });
    });
}

function isChosen(path: string, language: string | undefined, kind: string | undefined): boolean {
  const [, folder, name] = /^(?:(.*)\/)?([^/]+)\.[a-z]+$/.exec(path) ?? [];
  return (language === undefined || folder === language) && (kind === undefined || name === kind);
}

function write(file: string, text: string, { isNew }: { readonly isNew: boolean }): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: isNew ? 'wx' : 'w' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PosternError('ERR_USAGE', `${file} could not be written: ${reason}`, { cause });
  }
}
