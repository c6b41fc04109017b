// One reading of a country database in MaxMind's format (https://maxmind.github.io/MaxMind-DB/), whole or not at all.

import { open } from 'node:fs/promises';
import { type CountryResponse, Reader } from 'maxmind';
import type { CountryData } from '../../../core/places/countries.ts';
import type { Millis } from '../../../core/units.ts';

/** Zeros between the search tree and the data: 16 octets, as the format says. */
const SEPARATOR = 16;

/** Each of the two shapes that databases have: those of ip-location-db, and those of MaxMind and DB-IP. */
type CountryRecord = { readonly country_code?: unknown; readonly country?: { readonly iso_code?: unknown } };

type Metadata = Reader<CountryResponse>['metadata'];

export interface MmdbFile extends CountryData {
  readonly madeAt: Millis;
  /** Tells this content from another one: identity, size and time of the file when it was read. */
  readonly signature: string;
}

/** Reads the file; throws when it is missing, changes meanwhile, or isn't a whole database. */
export async function readMmdb(path: string): Promise<MmdbFile> {
  const file = await open(path);
  try {
    const signature = signatureOf(await file.stat({ bigint: true }));
    const octets = await file.readFile();
    if (signatureOf(await file.stat({ bigint: true })) !== signature) throw new Error('it is being written');
    return { ...countryData(octets), signature };
  } finally {
    await file.close();
  }
}

/** A file as it is now; changes with its content, unless somebody sets its time back. */
export function signatureOf(stat: { readonly ino: bigint; readonly size: bigint; readonly mtimeNs: bigint }): string {
  return `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

function countryData(octets: Buffer): CountryData & { readonly madeAt: Millis } {
  // The metadata stand at the end: a file that was cut off has none, and this throws.
  const reader = new Reader<CountryResponse>(octets);
  checkTree(octets, reader.metadata);
  const hasIpv6 = reader.metadata.ipVersion === 6;
  return {
    lookup(address) {
      // The reader would take the first 32 bits of an IPv6 address for an IPv4 one.
      if (!hasIpv6 && address.includes(':')) return undefined;
      const record: CountryRecord | null = reader.get(address);
      const code = record?.country_code ?? record?.country?.iso_code;
      return typeof code === 'string' ? code : undefined;
    },
    madeAt: reader.metadata.buildEpoch.getTime(),
  };
}

/** A file written over in place may have the new metadata before all of the new data. */
function checkTree(octets: Buffer, { searchTreeSize, binaryFormatMajorVersion }: Metadata): void {
  if (binaryFormatMajorVersion !== 2) throw new Error(`its format is version ${binaryFormatMajorVersion}, not 2`);
  const separator = octets.subarray(searchTreeSize, searchTreeSize + SEPARATOR);
  if (separator.length !== SEPARATOR || separator.some((octet) => octet !== 0)) throw new Error('it is damaged');
}
