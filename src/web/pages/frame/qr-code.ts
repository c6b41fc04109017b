// QR codes as drawings in the page: no request leaves for them, and nothing that a content security policy forbids.

import { create } from 'qrcode';
import { html, Markup } from '../markup.ts';

/** Empty modules around the code, which scanners need (ISO/IEC 18004 asks for four). */
const QUIET_ZONE = 4;

/** @param label - What a screen reader says in its place. */
export function qrCode(text: string, label: string): Markup {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const size = modules.size + 2 * QUIET_ZONE;
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
    }
  }
  return html`<div class="qr"><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="currentColor" d="${Markup.of(path)}"/></svg></div>`;
}
