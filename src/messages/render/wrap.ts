// Lines of plain text: at most 78 columns (RFC 5322 §2.1.1) where the words allow it, never a broken address.

/** Columns that a text takes in a fixed-width font: East Asian wide characters take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : /\p{Mn}|\p{Me}/u.test(character) ? 0 : 1;
  return columns;
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\u30FB\u30FC\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
    character,
  );
}

/** What must not begin a line in Japanese. */
const NOT_AT_START = /^[、。，．・：；？！ー」』）】〕》〉’”…々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/u;

/** What must not end one. */
const NOT_AT_END = /[「『（【〔《〈‘“]$/u;

/** Breaks a text into lines of at most `columns`; the second line and later ones begin with `indent`. */
export function wrap(
  text: string,
  { columns, indent = '' }: { readonly columns: number; readonly indent?: string },
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of piecesOf(text)) {
    const candidate = line + word;
    if (line !== '' && columnsOf(candidate.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = indent + word.trimStart();
    } else line = candidate;
  }
  return [...lines, line.trimEnd()].join('\n');
}

/** Words with the blanks after them; text without blanks is cut where Japanese may be. */
function piecesOf(text: string): readonly string[] {
  return text
    .split(/(?<= )/)
    .flatMap((word) =>
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word) ? cutJapanese(word) : [word],
    );
}

function cutJapanese(word: string): readonly string[] {
  const pieces: string[] = [];
  for (const { segment } of new Intl.Segmenter('ja', { granularity: 'word' }).segment(word)) {
    const before = pieces.at(-1);
    const isBound =
      before !== undefined && (NOT_AT_START.test(segment) || NOT_AT_END.test(before) || isLatin(before, segment));
    if (isBound) pieces[pieces.length - 1] = before + segment;
    else pieces.push(segment);
  }
  return pieces;
}

/** Of a name or an address that stands in the text, nothing is cut. */
function isLatin(before: string, after: string): boolean {
  return /[\x21-\x7e]$/.test(before) && /^[\x21-\x7e]/.test(after);
}
