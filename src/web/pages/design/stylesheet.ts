// The one stylesheet of all pages: the two colour schemes of the branding, then what is common.

import type { Colour } from '../../../presentation/colour.ts';
import { darkPalette, lightPalette, type Palette } from '../../../presentation/palette.ts';
import { ACCOUNT_STYLES } from './account-styles.ts';
import { BASE_STYLES } from './base-styles.ts';
import { CONTROL_STYLES } from './control-styles.ts';

const LIGHT_SHADOWS =
  '--shadow: 0 1px 2px rgb(60 50 30 / 5%), 0 12px 40px rgb(60 50 30 / 7%); --shadow-small: 0 1px 3px rgb(60 50 30 / 10%);';
const DARK_SHADOWS =
  '--shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 12px 40px rgb(0 0 0 / 30%); --shadow-small: 0 1px 3px rgb(0 0 0 / 40%);';

/** Made for one accent. What the person chose (`data-theme`) goes before what the device prefers. */
export function stylesheet(accent: Colour): string {
  const dark = `color-scheme: dark; ${declarations(darkPalette(accent))} ${DARK_SHADOWS}`;
  return [
    `:root { color-scheme: light; ${declarations(lightPalette(accent))} ${LIGHT_SHADOWS} }`,
    `:root[data-theme="dark"] { ${dark} }`,
    `@media screen and (prefers-color-scheme: dark) { :root:not([data-theme]) { ${dark} } }`,
    BASE_STYLES,
    CONTROL_STYLES,
    ACCOUNT_STYLES,
  ].join('\n');
}

function declarations(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}
