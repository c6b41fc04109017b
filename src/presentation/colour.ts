// Colours and their contrast, so that whatever accent a site has, its pages and its mail can be read (WCAG 2.2, 1.4.3
// and 1.4.11).

/** `#rrggbb`, lower-case. */
export type Colour = string;

/** Least contrast of text with what is behind it (WCAG 2.2, 1.4.3, level AA). */
export const TEXT_CONTRAST = 4.5;

/** Least contrast of a control with what is beside it (WCAG 2.2, 1.4.11). */
export const CONTROL_CONTRAST = 3;

/** Relative luminance, 0 to 1, as WCAG 2.2 defines it. */
export function luminance(colour: Colour): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** 1 (the same) to 21 (black and white). */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The first of `colour` and its mixtures with `end` that has `least` contrast with every one of `behind`. */
export function readable(
  colour: Colour,
  { end, least, behind }: { readonly end: Colour; readonly least: number; readonly behind: readonly Colour[] },
): Colour {
  for (let share = 0; share < 100; share += 2) {
    const candidate = mix(colour, end, share / 100);
    if (behind.every((other) => contrast(candidate, other) >= least)) return candidate;
  }
  return end;
}

/** `share` 0 is `one`, 1 is `other`. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  const others = channels(other);
  const mixed = channels(one).map((channel, index) => Math.round(channel + ((others[index] ?? 0) - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: Colour): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
