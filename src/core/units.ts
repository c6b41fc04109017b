// Units in types: no bare number has a hidden unit.

declare const unit: unique symbol;

/** A duration or a point in time (since the Unix epoch), in milliseconds. */
export type Millis = number & { readonly [unit]?: 'ms' };

/** An amount of data, in octets. */
export type Bytes = number & { readonly [unit]?: 'octets' };

const DURATION_UNITS: ReadonlyMap<string | undefined, Millis> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Reads `30s`, `5m`, `12h`, `90d`, the notation of the configuration; `undefined` for anything else. */
export function parseDuration(text: string): Millis | undefined {
  const [, number, unit] = /^([0-9]{1,9})(.)$/.exec(text) ?? [];
  const scale = DURATION_UNITS.get(unit);
  return scale === undefined ? undefined : Number(number) * scale;
}
