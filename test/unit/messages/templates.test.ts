// Templates: what may stand in them, what is refused with file and line, and what an administrator's change.

import { describe, expect, it } from 'vitest';
import { BUILT_IN_FILES } from '../../../src/messages/languages/built-in-files.ts';
import { LETTER_KINDS } from '../../../src/messages/templates/placeholders.ts';
import { formatTemplateProblems, readTemplates } from '../../../src/messages/templates/template-set.ts';
import {
  ALL_LANGUAGES,
  codeMessage,
  noticesMessage,
  problemsOf,
  templatesOf,
  writerOf,
} from '../../support/messages-fixture.ts';

const LETTER = `subject: Code for {{site}}
preview: Until {{valid-until}}.
sms: {{code}}

# Hello

{{code}}

Until {{valid-until}}.

- one
- two

| Where | {{place}}

{{dispute-url}}
`;

const builtIn = (path: string) => BUILT_IN_FILES.find((file) => file.path === path)?.text ?? '';
const letter = (text: string) => problemsOf(readTemplates([{ path: 'en/sign-in-code.letter', text }]));
const html = (text: string) => problemsOf(readTemplates([{ path: 'en/sign-in-code.html', text }]));
const changed = (from: string, to: string) => letter(LETTER.replace(from, to));

/** A whole file with everything that it needs, and this in its body. */
const page = (body: string) =>
  `<!doctype html><html><head><title>{{subject}}</title></head><body><p>{{code}}</p><a href="{{dispute-url}}">{{dispute-url}}</a>${body}</body></html>`;

describe('the built-in templates', () => {
  it('are one letter for each kind and language, a footer for each, and the layout', () => {
    const wanted = ALL_LANGUAGES.flatMap((language) =>
      [...LETTER_KINDS, 'footer'].map((kind) => `${language}/${kind}.letter`),
    );
    expect(BUILT_IN_FILES.map(({ path }) => path).toSorted()).toEqual(['layout.html', ...wanted].toSorted());
  });

  it('can be used', () => {
    expect(problemsOf(readTemplates())).toEqual([]);
  });

  it.each(ALL_LANGUAGES)('in %s say the same facts as the English ones', (language) => {
    const gaps = (text: string) => [...new Set(text.match(/\{\{[a-z-]+\}\}/g))].toSorted();
    for (const kind of LETTER_KINDS) {
      expect([kind, gaps(builtIn(`${language}/${kind}.letter`))]).toEqual([kind, gaps(builtIn(`en/${kind}.letter`))]);
    }
  });

  it.each(ALL_LANGUAGES)('in %s have marks as they are printed', (language) => {
    for (const { path, text } of BUILT_IN_FILES.filter((file) => file.path.startsWith(`${language}/`))) {
      expect([path, text.match(/.*(?:'|"| - |\.\.\.).*/)?.[0]]).toEqual([path, undefined]);
    }
  });
});

describe('a letter', () => {
  it('may hold fields, a title, headings, paragraphs, lists, rows, a code and a link', () => {
    expect(letter(LETTER)).toEqual([]);
  });

  it.each([
    ['{{site}}', '{{sight}}', /:1: unknown placeholder \{\{sight\}\}; here are: .*\bsite\b/],
    ['Until {{valid-until}}.\n\n', 'Until {valid-until}.\n\n', /:9: a brace that is no placeholder/],
    ['{{code}}\n\nUntil', 'Until', /:1: \{\{code\}\} must stand once, alone in a paragraph; it does 0 times/],
    ['{{code}}\n\nUntil', 'Your code: {{code}}\n\nUntil', /:7: \{\{code\}\} must stand alone in its paragraph/],
    ['sms: {{code}}', 'sms: hello', /:1: \{\{code\}\} is missing in sms/],
    ['{{dispute-url}}\n', '', /:1: \{\{dispute-url\}\} must stand once/],
    ['subject: Code', 'Subject: Code', /:1: must be one of subject, preview, sms/],
    ['preview: Until {{valid-until}}.\n', '', /:1: preview is missing/],
    ['sms: {{code}}', 'sms: {{code}}\nsubject: again', /:4: subject stands twice/],
    ['subject: Code for {{site}}', 'subject: Code from {{place}}', /:1: \{\{place\}\} may be empty/],
    ['preview: Until', 'preview: {{dispute-url}} until', /:2: \{\{dispute-url\}\} can't stand in preview/],
    ['# Hello\n\n', '', /:1: a letter begins with one title/],
    ['# Hello', '# Hello\n\n# Again', /:1: a letter begins with one title/],
    ['# Hello\n', '# Hello\nthere\n', /:6: an empty line must stand after a title/],
    ['| Where | {{place}}', '| Where: {{place}}', /:14: a row is written \| Label \| value/],
    ['| Where | {{place}}', '|Where|{{place}}', /:14: a line that begins with # or \|/],
    ['- two', '-two', /:12: an item is written - item/],
    [
      'Until {{valid-until}}.\n\n',
      'Until <b>now</b>.\n\n',
      /:9: letters are text; HTML goes into a file that ends with \.html/,
    ],
    ['Until {{valid-until}}.\n\n', 'Until \u202Enow.\n\n', /:9: a control character/],
    ['Until {{valid-until}}.\n\n', 'Until \uFFFD.\n\n', /:9: a control character, or something that is no UTF-8/],
    ['Until {{valid-until}}.\n\n', `${'x'.repeat(2_001)}\n\n`, /:9: longer than 2000 characters/],
    ['subject: Code', `subject: ${'x'.repeat(301)}`, /:1: subject is longer than 300 characters/],
  ])('with %j as %j is refused', (from, to, reason) => {
    expect(changed(from, to).join('\n')).toMatch(reason);
  });

  it('may have Windows line ends and a byte order mark', () => {
    expect(letter(`\uFEFF${LETTER.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });
});

describe('an HTML file', () => {
  it('may hold what mail clients show', () => {
    const text = page(`<!-- seen by nobody -->
<table role="presentation" width="100%"><tr><td style="color: {{ink}}; background-color: {{surface}}" aria-label="{{site}}">{{time}}<br></td></tr></table>
<a href="mailto:help@example.com">help</a>{{footer}}`);
    expect(html(text)).toEqual([]);
  });

  it.each([
    ['<img src="https://tracker.example/x.png">', "<img> can't be in a mail here"],
    ['<script>alert(1)</script>', "<script> can't be in a mail here"],
    ['<iframe></iframe>', "<iframe> can't be in a mail here"],
    ['<form></form>', "<form> can't be in a mail here"],
    ['<p onclick="x()">x</p>', "the attribute onclick can't be in a mail here"],
    ['<table background="x"></table>', "the attribute background can't be in a mail here"],
    ['<p style="background: url(https://x.example)">x</p>', 'this style loads something, or may'],
    ['<p style="background: u\\72l(x)">x</p>', 'this style loads something, or may'],
    ['<style>@import "https://x.example";</style>', 'this style loads something, or may'],
    ['<p style="color: {{site}}">x</p>', 'only colours can stand in style'],
    ['<style>p { color: {{site}}; }</style>', '{{site}} is no colour'],
    ['<a href="javascript:x">x</a>', 'a link is one placeholder for an address'],
    ['<a href="https://x.example/{{code}}">x</a>', 'a link is one placeholder for an address'],
    ['<a href="{{site}}">x</a>', 'a link is one placeholder for an address'],
    ['<p class="{{site}}">x</p>', 'no placeholder can stand in class'],
    ['<p title={{site}}>x</p>', 'a < that begins no tag; attributes need double quotes'],
    ["<p title='x'>x</p>", 'a < that begins no tag; attributes need double quotes'],
    ['1 < 2', 'a < that begins no tag'],
    ['<p>{{ink}}</p>', "{{ink}} can't stand here"],
    ['<p title="{{footer}}">x</p>', "{{footer}} can't stand here"],
    ['<p>x', "</body> closes what isn't open; p is"],
    ['<!--[if mso]><v:fill src="x"/><![endif]-->', 'comments hold no conditions'],
    ['<!-- {{site}} -->', 'comments hold no conditions and no placeholders'],
    ['<meta http-equiv="refresh" content="0">', "the attribute http-equiv can't be in a mail here"],
    ['{{sight}}', 'unknown placeholder {{sight}}'],
    ['<p>{site}</p>', 'a brace that is no placeholder'],
  ])('with %s is refused', (body, reason) => {
    expect(html(page(body)).join('\n')).toContain(reason);
  });

  it('without a code, or without the address that says it wasn’t me, is refused', () => {
    expect(html('<p>hello</p>')).toEqual([
      'en/sign-in-code.html:1: {{code}} is missing',
      'en/sign-in-code.html:1: {{dispute-url}} is missing',
    ]);
  });

  it('is told its line', () => {
    expect(html(page('\n\n<img>'))[0]).toMatch(/^en\/sign-in-code\.html:3: /);
  });
});

describe('a folder of templates', () => {
  it('says everything that is wrong at once, by file and line', () => {
    const read = readTemplates([
      {
        path: 'en/sign-in-code.letter',
        text: LETTER.replace('{{site}}', '{{sight}}').replace('Until {{', 'Until {{{'),
      },
      { path: 'de/signin-code.letter', text: LETTER },
      { path: 'xx/sign-in-code.letter', text: LETTER },
      { path: 'de/sign-in-code.md', text: LETTER },
      { path: 'fr/notices.txt', text: 'hello' },
      { path: 'stray.letter', text: 'x' },
    ]);
    const lines =
      read.kind === 'invalid' ? formatTemplateProblems(read.problems, '/etc/postern/messages').split('\n') : [];
    expect(lines[0]).toMatch(/^\/etc\/postern\/messages\/de\/sign-in-code\.md:1: sign-in-code\.letter, .* is meant$/);
    expect(lines.map((line) => line.replace('/etc/postern/messages/', '').split(': ')[0])).toEqual([
      ...['de/sign-in-code.md:1', 'de/signin-code.letter:1', 'en/sign-in-code.letter:1', 'en/sign-in-code.letter:2'],
      ...['fr/notices.txt:1', 'stray.letter:1', 'xx/sign-in-code.letter:1'],
    ]);
  });

  it('changes what it has, and nothing else', () => {
    const writer = writerOf({ templates: templatesOf([{ path: 'en/sign-in-code.letter', text: LETTER }]) });
    const before = writerOf();
    const mail = writer.mail(codeMessage(), 'en');
    expect(mail.subject).toBe('Code for Example Mail');
    expect(mail.text).toContain(
      '482913\n\nUntil 23:59 CET.\n\n- one\n- two\n\nWhere:  Germany (192.0.2.7)\n\nhttps://',
    );
    expect(mail.html).toContain('<ul');
    expect(writer.sms(codeMessage(), 'en')).toBe('482913\n@webmail.example.com #482913');
    expect(writer.mail(codeMessage(), 'de')).toEqual(before.mail(codeMessage(), 'de'));
    expect(writer.mail(noticesMessage({}), 'en')).toEqual(before.mail(noticesMessage({}), 'en'));
  });

  it('may have whole files for the HTML or the text of one message, with values escaped', () => {
    const templates = templatesOf([
      { path: 'en/sign-in-code.html', text: page('<p title="{{site}}">{{site}} {{time}}</p>{{footer}}') },
      { path: 'en/sign-in-code.txt', text: '{{code}}\n{{dispute-url}}\n{{site}}\n\n{{footer}}\n' },
    ]);
    const branding = { name: 'Müller & <Söhne> "Mail"', accent: '#1f6f5c' };
    const { html: written, text } = writerOf({ templates, branding }).mail(codeMessage(), 'en');
    const name = 'Müller &amp; &lt;Söhne&gt; &quot;Mail&quot;';
    expect(written).toContain(`<p title="${name}">${name} 21 November 2026`);
    expect(text).toMatch(/^482913\nhttps:\/\/.*\nMüller & <Söhne> "Mail"\n\nMüller & <Söhne> "Mail" sent this/);
  });

  it('may have an own footer and layout', () => {
    const templates = templatesOf([
      { path: 'de/footer.letter', text: 'Example GmbH, Musterstraße 1\n\nFragen: {{support}}\n' },
      {
        path: 'layout.html',
        text: '<html lang="{{language}}"><head><style>p { color: {{dark-ink}}; }</style></head><body>{{content}}<hr>{{footer}}</body></html>',
      },
    ]);
    const mail = writerOf({ templates }).mail(noticesMessage({}, {}), 'de');
    expect(mail.text).toMatch(/-- \nExample GmbH, Musterstraße 1\n\nFragen: the service desk\n$/);
    expect(mail.html).toMatch(/^<html lang="de"><head><style>p \{ color: #[0-9a-f]{6}; \}<\/style><\/head><body><h1/);
  });
});
