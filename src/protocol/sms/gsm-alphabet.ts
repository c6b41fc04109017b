// The default alphabet of text messages (3GPP TS 23.038 §6.2.1) and its extension table: which texts fit it, and how
// they are written, one octet for each septet, as SMPP carries them.

/** By code. 1B is the escape to the extension table, and no character. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

const ESCAPE = 0x1b;

/** Two septets each, the first of which is the escape. */
const EXTENSION: ReadonlyMap<string, number> = new Map([
  ['\f', 0x0a],
  ['^', 0x14],
  ['{', 0x28],
  ['}', 0x29],
  ['\\', 0x2f],
  ['[', 0x3c],
  ['~', 0x3d],
  [']', 0x3e],
  ['|', 0x40],
  ['€', 0x65],
]);

const SEPTETS: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...Array.from(BASIC, (character, code) => [character, [code]] as const).filter(([, [code]]) => code !== ESCAPE),
  ...Array.from(EXTENSION, ([character, code]) => [character, [ESCAPE, code]] as const),
]);

/** The septets of each character; `undefined` when the alphabet lacks one of them. */
export function septetsOf(characters: readonly string[]): readonly (readonly number[])[] | undefined {
  const septets = characters.flatMap((character) => {
    const its = SEPTETS.get(character);
    return its ? [its] : [];
  });
  return septets.length === characters.length ? septets : undefined;
}

/** Whether every character of a text is in the alphabet. */
export function fitsGsmAlphabet(text: string): boolean {
  return septetsOf(Array.from(text)) !== undefined;
}
