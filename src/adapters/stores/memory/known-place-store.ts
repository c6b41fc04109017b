// Known places in memory.

import type { MailboxAddress } from '../../../core/decision.ts';
import type {
  KnownPlaceName,
  KnownPlaceStore,
  KnownPlaces,
  Place,
  PlaceBounds,
  PlaceLookup,
  PlaceUse,
} from '../../../core/places/known-place-store.ts';
import type { Millis } from '../../../core/units.ts';
import type { KeptPlace, MemoryState } from './state.ts';

export class MemoryKnownPlaceStore implements KnownPlaceStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async remember(mailbox: MailboxAddress, { place, at }: PlaceUse, bounds: PlaceBounds): Promise<void> {
    const { network, country } = place;
    this.#drop((kept) => kept.mailbox === mailbox && kept.lastUsedAt < at - bounds.keptFor);
    const times = { knownSince: at, lastUsedAt: at };
    this.#add({ mailbox, kind: 'network', value: network, country, ...times }, bounds.entries);
    if (country !== undefined)
      this.#add({ mailbox, kind: 'country', value: country, country, ...times }, bounds.entries);
    this.#state.lastPlaces.set(mailbox, { place, at });
  }

  async renew(mailbox: MailboxAddress, { place, at }: PlaceUse, { keptFor }: PlaceBounds): Promise<void> {
    const { network, country } = place;
    const isNetworkKnown = this.#renew(this.#find(mailbox, 'network', network, at - keptFor), at, country);
    const isCountryKnown = this.#renew(this.#find(mailbox, 'country', country, at - keptFor), at, country);
    if (!this.#state.lastPlaces.has(mailbox)) return;
    const known = { ...(isNetworkKnown && { network }), ...(isCountryKnown && country !== undefined && { country }) };
    this.#state.lastPlaces.set(mailbox, { place: known, at });
  }

  async lookup(mailbox: MailboxAddress, { network, country }: Place, usedSince: Millis): Promise<PlaceLookup> {
    const last = this.#state.lastPlaces.get(mailbox);
    return {
      networkKnown: this.#find(mailbox, 'network', network, usedSince) !== undefined,
      countryKnown: this.#find(mailbox, 'country', country, usedSince) !== undefined,
      ...(last && last.at >= usedSince && { last: last.place }),
    };
  }

  async list(mailbox: MailboxAddress, usedSince: Millis): Promise<KnownPlaces> {
    const known = this.#of(mailbox).filter(({ lastUsedAt }) => lastUsedAt >= usedSince);
    return {
      networks: known
        .filter(({ kind }) => kind === 'network')
        .map(({ value, country, knownSince, lastUsedAt }) => ({
          network: value,
          ...(country !== undefined && { country }),
          knownSince,
          lastUsedAt,
        })),
      countries: known
        .filter(({ kind }) => kind === 'country')
        .map(({ value, knownSince, lastUsedAt }) => ({ country: value, knownSince, lastUsedAt })),
    };
  }

  async forget(mailbox: MailboxAddress, which?: KnownPlaceName): Promise<number> {
    const { lastPlaces } = this.#state;
    const last = lastPlaces.get(mailbox);
    if (which === undefined) {
      lastPlaces.delete(mailbox);
      return this.#drop((kept) => kept.mailbox === mailbox);
    }
    const [kind, gone] =
      'network' in which ? (['network', which.network] as const) : (['country', which.country] as const);
    if (last?.place[kind] === gone) {
      const { [kind]: _gone, ...place } = last.place;
      lastPlaces.set(mailbox, { ...last, place });
    }
    return this.#drop((kept) => kept.mailbox === mailbox && kept.kind === kind && kept.value === gone);
  }

  async purge(usedBefore: Millis): Promise<number> {
    for (const [mailbox, { at }] of this.#state.lastPlaces) if (at < usedBefore) this.#state.lastPlaces.delete(mailbox);
    return this.#drop(({ lastUsedAt }) => lastUsedAt < usedBefore);
  }

  /** Newest use first. */
  #of(mailbox: MailboxAddress): KeptPlace[] {
    return [...this.#state.knownPlaces.values()]
      .filter((kept) => kept.mailbox === mailbox)
      .sort((a, b) => b.lastUsedAt - a.lastUsedAt || (a.value < b.value ? -1 : 1));
  }

  #find(
    mailbox: MailboxAddress,
    kind: KeptPlace['kind'],
    value: string | undefined,
    usedSince: Millis,
  ): KeptPlace | undefined {
    const kept = value === undefined ? undefined : this.#state.knownPlaces.get(keyOf({ mailbox, kind, value }));
    return kept && kept.lastUsedAt >= usedSince ? kept : undefined;
  }

  /** Adds or renews; the oldest use goes when there are too many, but never this one. */
  #add(place: KeptPlace, most: number): void {
    const added = this.#keep(place);
    const others = this.#of(place.mailbox).filter((kept) => kept.kind === place.kind && kept !== added);
    const beyond = new Set(others.slice(most - 1));
    this.#drop((kept) => beyond.has(kept));
  }

  #keep(place: KeptPlace): KeptPlace {
    const before = this.#state.knownPlaces.get(keyOf(place));
    const { knownSince, lastUsedAt } = before ?? place;
    const kept = { ...place, knownSince, lastUsedAt: Math.max(lastUsedAt, place.lastUsedAt) };
    this.#state.knownPlaces.set(keyOf(kept), kept);
    return kept;
  }

  #renew(known: KeptPlace | undefined, at: Millis, country: string | undefined): boolean {
    if (known) this.#keep({ ...known, country, lastUsedAt: at });
    return known !== undefined;
  }

  #drop(goes: (kept: KeptPlace) => boolean): number {
    const gone = [...this.#state.knownPlaces].filter(([, kept]) => goes(kept));
    for (const [key] of gone) this.#state.knownPlaces.delete(key);
    return gone.length;
  }
}

function keyOf({ mailbox, kind, value }: Pick<KeptPlace, 'mailbox' | 'kind' | 'value'>): string {
  return `${mailbox} ${kind} ${value}`;
}
