// What a letter becomes on the wire: read again by a strict parser that isn't ours (Python's email with policy strict).

import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { compose } from '../../../../src/adapters/channels/haraka/compose.ts';
import { readRecipient } from '../../../../src/adapters/channels/haraka/recipient.ts';
import type { OutgoingMail } from '../../../../src/core/messages/carriers.ts';
import { letter, MAIL_PATH_SETTINGS } from '../../../support/mail-path-settings.ts';
import { lacks, run } from '../../../support/programs.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

async function wire(fields: Partial<OutgoingMail>, from = MAIL_PATH_SETTINGS.from): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const mail = letter('m-1', { endsAt: NOW + 1_000, ...fields });
  const settings = { ...MAIL_PATH_SETTINGS, from };
  const { message } = await transport.sendMail(compose({ mail, to: 'anna@elsewhere.test', settings, now: NOW }));
  return message as Buffer;
}

const STRICT = `
import sys, json
from email import message_from_bytes
from email.policy import SMTP
m = message_from_bytes(sys.stdin.buffer.read(), policy=SMTP.clone(raise_on_defect=True, utf8=False))
parts = {}
for part in m.walk():
    assert not part.defects, part.defects
    for name, value in part.items():
        assert not getattr(value, 'defects', ()), (name, value.defects)
    if not part.is_multipart():
        parts[part.get_content_type()] = part.get_content()
print(json.dumps({'headers': {k.lower(): str(v) for k, v in m.items()}, 'parts': parts}))
`;

interface Read {
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<string, string>>;
}

async function read(raw: Buffer): Promise<Read> {
  const { code, stdout, stderr } = await run('python3', ['-c', STRICT], { input: raw });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Read;
}

const LETTERS: readonly (readonly [string, Partial<OutgoingMail>])[] = [
  ['plain English', {}],
  [
    'German',
    { language: 'de', subject: 'Ihr Code für Zugänge: 123456', text: 'Grüße – ß\n', html: '<p>Grüße – ß</p>' },
  ],
  [
    'Japanese, long',
    {
      language: 'ja',
      subject: '確認コードは 123456 です'.repeat(6),
      text: `${'あなたの確認コードは次のとおりです。'.repeat(90)}\n`,
      html: `<p>${'あなたの確認コードは次のとおりです。'.repeat(90)}</p>`,
    },
  ],
  [
    'very long lines, dots and From',
    { text: `From x\n.\n..\n${'x'.repeat(3_000)}\n`, html: `<p>${'y '.repeat(3_000)}</p>` },
  ],
  ['a subject with what would be another header', { subject: 'a\r\nBcc: eve@evil.test' }],
];

describe.skipIf(lacks('python3'))('a letter on the wire', () => {
  it.each(LETTERS)('is strict MIME, 7 bit, CRLF, short lines: %s', async (_, fields) => {
    const raw = await wire(fields);
    const text = raw.toString('latin1');
    expect(raw.every((octet) => octet < 0x80 && octet !== 0)).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
    const { headers, parts } = await read(raw);
    const wanted = letter('m-1', fields);
    expect(parts['text/plain']?.replaceAll('\r\n', '\n').trimEnd()).toBe(wanted.text.trimEnd());
    expect(parts['text/html']?.trimEnd()).toBe(wanted.html.trimEnd());
    expect(headers['subject']).toBe(wanted.subject.replace(/\r\n/, ' '));
    expect(headers['bcc']).toBeUndefined();
  });

  it('says that a machine made it, in which language, and nothing that tracks', async () => {
    const raw = (await wire({ language: 'pt' })).toString('latin1');
    const { headers } = await read(Buffer.from(raw, 'latin1'));
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'content-language': 'pt',
      'message-id': '<m-1@mail.example.test>',
      date: 'Sat, 21 Nov 2026 12:00:00 +0000',
      from: 'Example Mail <security@example.test>',
      to: 'anna@elsewhere.test',
    });
    const names = Object.keys(headers).sort();
    const expected = [
      'auto-submitted',
      'content-language',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
    ];
    expect(names).toEqual([...expected, 'subject', 'to']);
    expect(raw).not.toMatch(/https?:|src=/);
  });

  it('keeps a sender name apart from the address, whatever is in it', async () => {
    const raw = await wire({}, { name: 'Müller, "Eve" <eve@evil.test>', address: 'security@example.test' });
    expect((await read(raw)).headers['from']).toMatch(/<security@example\.test>$/);
  });
});

describe('a recipient', () => {
  it.each([
    ['anna@elsewhere.test', 'anna@elsewhere.test'],
    ['Anna.B+x@ELSEWHERE.test', 'Anna.B+x@elsewhere.test'],
    ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
  ])('is deliverable: %s', (written, address) => {
    expect(readRecipient(written)).toEqual({ kind: 'deliverable', address });
  });

  it.each([
    'anna',
    'anna@',
    '@x.test',
    'a b@x.test',
    'anna@x.test, eve@x.test',
    'anna@x.test>\r\nRCPT TO:<eve@x.test',
    '"a b"@x.test',
    'anna@[192.0.2.1]',
    'jörg@x.test',
    `${'a'.repeat(65)}@x.test`,
    `a@${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(63)}`,
  ])('is refused with words: %s', (written) => {
    expect(readRecipient(written)).toEqual({ kind: 'refused', reason: expect.any(String) });
  });
});
