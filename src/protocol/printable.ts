// Text that came from the other side, made fit for a log line or for one line of ours.

/** Replaces all but printable ASCII by `?` and cuts at `limit` octets: no line end, control or escape gets through. */
export function printable(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[^\x20-\x7e]/g, '?');
}
