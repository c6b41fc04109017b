// Just enough of MIME for the demo: the parsed tree of a message, its header and text as octets, and the words that a
// person sees (RFC 2047, RFC 2045 §6), which is what SEARCH should look at.

import parseMimeTree, { type MimeTree } from 'wildduck/imap-core/lib/indexer/parse-mime-tree.js';

const trees: WeakMap<Buffer, MimeTree> = new WeakMap();

/** The tree of a message, parsed once for as long as the message is kept. */
export function mimeTreeOf(raw: Buffer): MimeTree {
  const known = trees.get(raw);
  if (known !== undefined) return known;
  const tree = parseMimeTree(raw);
  trees.set(raw, tree);
  return tree;
}

/** Header with its empty line, and what follows. A message without an empty line is all header. */
export function splitMessage(raw: Buffer): { readonly header: Buffer; readonly text: Buffer } {
  const ends = ['\n\r\n', '\n\n']
    .map((end) => ({ at: raw.indexOf(end), length: end.length }))
    .filter(({ at }) => at !== -1)
    .map(({ at, length }) => at + length);
  const end = Math.min(raw.length, ...ends);
  return { header: raw.subarray(0, end), text: raw.subarray(end) };
}

/** Values of a header field, unfolded and decoded. */
export function headerValues(tree: MimeTree, field: string): readonly string[] {
  return (tree.header ?? [])
    .map((line) => /^([^:\s]+)\s*:(.*)$/s.exec(line))
    .filter((match) => match?.[1]?.toLowerCase() === field)
    .map((match) => decodeWords(Buffer.from(match?.[2] ?? '', 'latin1').toString('utf8')));
}

/** The whole header, decoded. */
export function headerText(tree: MimeTree): string {
  return decodeWords(Buffer.from((tree.header ?? []).join('\n'), 'latin1').toString('utf8'));
}

/** The text parts of a message, decoded. */
export function bodyText(tree: MimeTree): string {
  const own = isText(tree) ? [decodeBody(tree)] : [];
  const nested = [...(tree.childNodes ?? []), ...(tree.message ? [tree.message] : [])].map(bodyText);
  return [...own, ...nested].join('\n');
}

/** What a person reads: the first plain text, else the first text of any kind; empty when there is none. */
export function plainText(tree: MimeTree): string {
  const texts = textParts(tree);
  const plain = texts.find((node) => (node.parsedHeader?.['content-type']?.subtype ?? 'plain') === 'plain');
  const shown = plain ?? texts[0];
  return shown ? decodeBody(shown) : '';
}

function textParts(tree: MimeTree): readonly MimeTree[] {
  return [...(isText(tree) ? [tree] : []), ...(tree.childNodes ?? []).flatMap(textParts)];
}

function isText(node: MimeTree): boolean {
  return (node.parsedHeader?.['content-type']?.type ?? 'text') === 'text';
}

function decodeBody(node: MimeTree): string {
  const body = Buffer.isBuffer(node.body) ? node.body : Buffer.from(node.body ?? '', 'latin1');
  const encoding = String(node.parsedHeader?.['content-transfer-encoding'] ?? '').toLowerCase();
  const charset = node.parsedHeader?.['content-type']?.params?.['charset'];
  if (encoding === 'base64') return decodeText(Buffer.from(body.toString('latin1'), 'base64'), charset);
  if (encoding !== 'quoted-printable') return decodeText(body, charset);
  // RFC 2045 §6.7 (3), (5): what stands before a soft line break counts, what stands behind its "=" was added on the way.
  return decodeText(decodeQuoted(body.toString('latin1').replaceAll(/=[ \t]*\r?\n/g, '')), charset);
}

/** RFC 2047: encoded words, with the space between two of them dropped (§6.2). */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\r?\n(?=[ \t])/g, '')
    .replaceAll(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?)/gi, '$1')
    .replaceAll(/=\?([^?*\s]+)[^?\s]*\?([bq])\?([^?\s]*)\?=/gi, (_word, charset: string, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? decodeText(Buffer.from(text, 'base64'), charset)
        : decodeText(decodeQuoted(text.replaceAll('_', ' ')), charset),
    );
}

function decodeQuoted(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function decodeText(octets: Buffer, charset: string | undefined): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(octets);
  } catch (_unknownCharset) {
    return octets.toString('utf8');
  }
}
