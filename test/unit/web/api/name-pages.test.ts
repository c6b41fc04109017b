// Lists in the order of names, page by page, through the API and by the command line.

import { describe, expect, it } from 'vitest';
import { askForAll, type NodeClient } from '../../../../src/cli/node-client.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { domain } from '../../../support/records.ts';

describe.each(['/domains', '/groups'])('the list at %s', (path) => {
  const begin = async () => {
    const fixture = await createAdministrationFixture();
    const { accounts, groups } = fixture.core.stores;
    for (const name of ['always.example', 'b.example', 'never.example']) {
      await accounts.putDomain(domain(name));
      await groups.add({ name, policy: {}, createdAt: 1 });
    }
    return fixture;
  };

  it('is given whole, or in pages that hold each once', async () => {
    const { ask } = await begin();
    const names = ({ body }: Awaited<ReturnType<typeof ask>>) => body.items.map((item: { name: string }) => item.name);
    const whole = await ask('GET', path);
    expect(names(whole)).toEqual(['always.example', 'b.example', 'never.example']);
    expect(whole.body).not.toHaveProperty('next');
    const first = await ask('GET', `${path}?limit=2`);
    expect(first.body.next).toBe('b.example');
    const second = await ask('GET', `${path}?limit=2&after=b.example`);
    expect([...names(first), ...names(second)]).toEqual(names(whole));
    expect(second.body).not.toHaveProperty('next');
  });

  it('is read to its end by the command line', async () => {
    const { ask } = await begin();
    const inPairs: NodeClient = {
      socketPath: '',
      ask: async (method, asked, { query } = {}) => {
        const after = query?.['after'] === undefined ? '' : `&after=${query['after']}`;
        return (await ask(method, `${asked}?limit=2${after}`)).body;
      },
    };
    expect((await askForAll(inPairs, path)).items).toHaveLength(3);
  });
});
