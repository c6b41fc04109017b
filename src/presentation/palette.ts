// The two colour schemes. Neutrals are ours, warm and quiet; the accent is the site's, made darker or lighter until it
// can be read on every surface of the scheme.

import { CONTROL_CONTRAST, type Colour, contrast, mix, readable, TEXT_CONTRAST } from './colour.ts';

/** Custom properties without their dashes, and their colours. */
export type Palette = Readonly<Record<PaletteName, Colour>>;

type PaletteName =
  | 'paper'
  | 'surface'
  | 'sunken'
  | 'ink'
  | 'ink-soft'
  | 'line'
  | 'edge'
  | 'accent'
  | 'accent-fill'
  | 'accent-over'
  | 'accent-wash'
  | 'danger'
  | 'danger-wash'
  | 'good'
  | 'good-wash'
  | 'warn'
  | 'warn-wash';

type Neutrals = Pick<Palette, 'paper' | 'surface' | 'sunken' | 'ink' | 'ink-soft' | 'line' | 'edge'>;

const LIGHT: Neutrals = {
  paper: '#f5f3ee',
  surface: '#fffefc',
  sunken: '#f0ede6',
  ink: '#1d1b17',
  'ink-soft': '#5f5a51',
  line: '#e4dfd5',
  edge: '#8d867a',
};

const DARK: Neutrals = {
  paper: '#131210',
  surface: '#1c1b18',
  sunken: '#262420',
  ink: '#f0ede7',
  'ink-soft': '#aea89d',
  line: '#35322c',
  edge: '#7d776c',
};

// Pure, as only with black and white one of two always has enough contrast with what lies between.
const BLACK = '#000000';
const WHITE = '#ffffff';

export function lightPalette(accent: Colour): Palette {
  return paletteOf(LIGHT, BLACK, { accent, danger: '#b3261e', good: '#1d6b3f', warn: '#8a5200' });
}

export function darkPalette(accent: Colour): Palette {
  return paletteOf(DARK, WHITE, { accent, danger: '#ff8f85', good: '#7ad39b', warn: '#f2bb6b' });
}

type Hues = Readonly<Record<'accent' | 'danger' | 'good' | 'warn', Colour>>;

/** @param end - What a colour is mixed with until it can be read: the opposite of the scheme's surfaces. */
function paletteOf(neutrals: Neutrals, end: Colour, hues: Hues): Palette {
  const wash = (hue: Colour) => mix(neutrals.surface, hue, 0.11);
  const text = (hue: Colour) => {
    const behind = [neutrals.paper, neutrals.surface, neutrals.sunken, wash(hue)];
    return readable(hue, { end, least: TEXT_CONTRAST, behind });
  };
  const fill = readable(hues.accent, { end, least: CONTROL_CONTRAST, behind: [neutrals.surface, neutrals.paper] });
  return {
    ...neutrals,
    accent: text(hues.accent),
    'accent-fill': fill,
    'accent-over': contrast(WHITE, fill) >= TEXT_CONTRAST ? WHITE : BLACK,
    'accent-wash': wash(hues.accent),
    danger: text(hues.danger),
    'danger-wash': wash(hues.danger),
    good: text(hues.good),
    'good-wash': wash(hues.good),
    warn: text(hues.warn),
    'warn-wash': wash(hues.warn),
  };
}
