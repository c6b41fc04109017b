// What every language has: a letter of each kind, and the footer. One that lacks a letter doesn't compile.

import type { LetterKind } from '../templates/placeholders.ts';

export type BuiltInLetters = Readonly<Record<LetterKind | 'footer', string>>;
