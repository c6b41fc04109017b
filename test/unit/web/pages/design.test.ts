// The looks: that any accent can be read in both schemes, and that what pages link to is served.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, luminance } from '../../../../src/presentation/colour.ts';
import { darkPalette, lightPalette } from '../../../../src/presentation/palette.ts';
import { createAssets } from '../../../../src/web/pages/design/assets.ts';
import { createBranding, MAX_LOGO_OCTETS, recognizeLogo } from '../../../../src/web/pages/design/branding.ts';
import { PAGES_PREFIX } from '../../../../src/web/pages/page-contract.ts';
import { runs } from '../../../support/runs.ts';

const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('contrast', () => {
  it('is what WCAG says of black, white and grey', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(luminance('#ff0000')).toBeCloseTo(0.2126, 4);
  });
});

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s scheme', (_name, paletteOf) => {
  it('can be read with any accent', () => {
    fc.assert(
      fc.property(anyColour, (accent) => {
        const palette = paletteOf(accent);
        for (const ground of [palette.paper, palette.surface, palette.sunken]) {
          for (const text of [
            palette.ink,
            palette['ink-soft'],
            palette.accent,
            palette.danger,
            palette.good,
            palette.warn,
          ]) {
            expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
          }
        }
        expect(contrast(palette.accent, palette['accent-wash'])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(palette.ink, palette['accent-wash'])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(palette['ink-soft'], palette['accent-wash'])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(palette['accent-over'], palette['accent-fill'])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(palette['accent-fill'], palette.surface)).toBeGreaterThanOrEqual(3);
        expect(contrast(palette.edge, palette.surface)).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: runs(300) },
    );
  });

  it('keeps an accent that can be read', () => {
    const accent = paletteOf === lightPalette ? '#1f6f5c' : '#8ad0bd';
    expect(paletteOf(accent)).toMatchObject({ accent, 'accent-fill': accent });
  });
});

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const SVG = Buffer.from('<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>');

describe('a logo', () => {
  it.each([
    ['image/png', PNG],
    ['image/svg+xml', SVG],
    ['image/jpeg', Buffer.from('ffd8ffe0', 'hex')],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
  ])('is known for %s by what it holds', (mediaType, octets) => {
    expect(recognizeLogo(octets)).toEqual({ mediaType, octets });
  });

  it.each([
    ['a web page', Buffer.from('<!doctype html><svg></svg>')],
    ['nothing', Buffer.alloc(0)],
    ['too much', Buffer.concat([PNG, Buffer.alloc(MAX_LOGO_OCTETS)])],
  ])('is not made of %s', (_what, octets) => {
    expect(recognizeLogo(octets)).toBeUndefined();
    expect(createBranding({ name: 'x', accent: '#000000' }, octets)).toEqual({ name: 'x', accent: '#000000' });
  });
});

describe('assets', () => {
  const branding = createBranding({ name: 'Example', accent: '#1f6f5c', supportUrl: 'https://help.example.com/' }, SVG);
  const assets = createAssets(branding, { prefix: PAGES_PREFIX });

  it('may be kept for ever, and do nothing when they are opened by themselves', () => {
    for (const link of [assets.stylesheet, assets.script, assets.logo ?? '']) {
      const answer = assets.answer(link.slice(PAGES_PREFIX.length));
      expect(answer?.status).toBe(200);
      expect(answer?.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer?.headers['x-content-type-options']).toBe('nosniff');
      expect(answer?.headers['content-security-policy']).toContain('sandbox');
    }
  });

  it('have another name when they are another thing', () => {
    expect(createAssets({ ...branding, accent: '#000000' }, { prefix: PAGES_PREFIX }).stylesheet).not.toBe(
      assets.stylesheet,
    );
    expect(createAssets(branding, { prefix: PAGES_PREFIX }).stylesheet).toBe(assets.stylesheet);
  });

  it('are no others', () => {
    expect(assets.answer('/assets/../package.json')).toBeUndefined();
  });

  it('are styled for left-to-right and right-to-left alike: no physical side is named', () => {
    const css = String(assets.answer(assets.stylesheet.slice(PAGES_PREFIX.length))?.body);
    expect(css).not.toMatch(
      /(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![-\w])(?:left|right|width|height):/,
    );
    expect(css).not.toMatch(/url\(|@import|@font-face/);
  });
});
