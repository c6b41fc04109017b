// Units in types: no bare number has a hidden unit.

declare const unit: unique symbol;

/** A duration or a point in time (since the Unix epoch), in milliseconds. */
export type Millis = number & { readonly [unit]?: 'ms' };

/** An amount of data, in octets. */
export type Bytes = number & { readonly [unit]?: 'octets' };
