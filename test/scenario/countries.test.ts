// The country of a mail client, from the address that a load balancer tells to the record of an app password's use.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../support/deadline.ts';
import { ALICE, ALICES_PASSWORD, startMailSite } from '../support/mail-site.ts';
import { flat, makeMmdb } from '../support/mmdb.ts';
import { lacks } from '../support/programs.ts';
import { temporaryFolder } from '../support/stores-under-test.ts';

const BALANCER = '127.0.0.2';

describe.skipIf(lacks('dovecot'))('the use of an app password', () => {
  it('has the country of the client, as the own database says, and as another one says after a reload', async () => {
    using folder = temporaryFolder();
    const [one, two] = [join(folder.path, 'one.mmdb'), join(folder.path, 'two.mmdb')];
    writeFileSync(one, makeMmdb({ networks: [['8.8.0.0/16', flat('CA')]], madeAt: Date.now() }));
    writeFileSync(two, makeMmdb({ networks: [['8.8.0.0/16', flat('MX')]], madeAt: Date.now() }));
    const options = (database: string) => ({
      doors: [{ protocol: 'imap', tls: 'none', extra: `proxy-protocol-from: [${BALANCER}/32]` }] as const,
      more: `countries: { kind: mmdb, database: ${database} }`,
    });
    await using site = await startMailSite({ postern: options(one) });
    const { postern, dovecot } = site;
    const { id, shown } = await postern.issue({ mailbox: ALICE, mailboxPassword: ALICES_PASSWORD });

    const lastCountry = async (address: string): Promise<string | undefined> => {
      const preamble = `PROXY TCP4 ${address} 198.51.100.1 50123 143\r\n`;
      await using client = await postern.connect('imap', 'none', { from: BALANCER, preamble });
      await client.expect(/^\* OK/);
      await client.ask(`a LOGIN ${ALICE} ${shown}`, /^a OK/);
      const written = async (): Promise<string> => {
        const { lastUse } = (await postern.node.state.stores.appPasswords.find(id)) ?? {};
        if (lastUse?.remoteAddress !== address) throw new Error('not written yet');
        return lastUse.country ?? 'unknown';
      };
      return vi.waitFor(written, { timeout: PATIENCE_MS });
    };

    expect(await lastCountry('8.8.8.8')).toBe('CA');
    expect(await lastCountry('192.0.2.33')).toBe('unknown');
    const backend = `imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, tls: none, forward-client: id }`;
    await postern.reload({ backend, ...options(two) });
    expect(await lastCountry('8.8.4.4')).toBe('MX');
  });
});
