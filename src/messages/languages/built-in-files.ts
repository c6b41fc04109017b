// The built-in templates as files, as `postern notices templates` writes them out.

import type { Language } from '../../core/language.ts';
import type { BuiltInLetters } from './built-in-letters.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { LAYOUT } from './layout.ts';
import { pt } from './pt.ts';

const LETTERS: Readonly<Record<Language, BuiltInLetters>> = { en, de, fr, es, pt, ja };

/** `layout.html`, and `de/sign-in-code.letter` and the like for each language and kind. */
export const BUILT_IN_FILES: readonly { readonly path: string; readonly text: string }[] = [
  { path: 'layout.html', text: LAYOUT },
  ...Object.entries(LETTERS).flatMap(([language, letters]) =>
    Object.entries(letters).map(([name, text]) => ({ path: `${language}/${name}.letter`, text })),
  ),
];
