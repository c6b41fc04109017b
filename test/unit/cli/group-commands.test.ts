// postern group …, and the options of policy that domains, groups and mailboxes share.

import { describe, expect, it } from 'vitest';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';
import { START } from '../../support/core-fixture.ts';

const api = commandLineOnApi();
const { run } = api;

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
async function json(words: string): Promise<any> {
  const { code, out, error } = await run(`${words} --json`);
  expect([code, error]).toEqual([0, '']);
  return JSON.parse(out);
}

describe('postern group', () => {
  it('adds, changes, shows, lists and removes groups', async () => {
    expect((await run('group add Finance --challenge always --trusted-browser-days 0')).out).toMatch(
      /^added\ngroup +finance\nchallenge +always\n(.+\n)*trusted browser days +0\n/,
    );
    expect(await json('group set finance --challenge inherit --trusted-browser-days 30')).toMatchObject({
      challenge: 'inherit',
      trustedBrowserDays: 30,
    });
    expect((await run('group show finance')).out).toMatch(/members +-\n/);
    expect((await run('group list')).out).toMatch(/^GROUP +CHALLENGE +PERMITTED\nfinance +inherit +inherit\n$/);
    expect((await run('group remove finance')).out).toBe('removed finance\n');
    expect(await run('group show finance')).toMatchObject({
      code: 1,
      error: expect.stringContaining('no group finance'),
    });
    expect(await run('group set finance')).toMatchObject({ code: 2 });
  });

  it('puts mailboxes in and takes them out, several at once', async () => {
    await run('group add staff');
    expect((await run('group add-member staff alice@never.example zoe@never.example')).out).toBe(
      'added: alice@never.example (staff)\nadded: zoe@never.example (staff)\n',
    );
    expect(await run('group add-member staff bob@never.example alice@never.example')).toMatchObject({ code: 1 });
    const members = ['alice@never.example', 'bob@never.example', 'zoe@never.example'];
    expect((await json('group show staff')).members).toEqual(members);
    expect((await run('mailbox show zoe@never.example')).out).toMatch(/groups +staff\n/);
    expect(await json('group remove-member staff alice@never.example')).toEqual({
      items: [{ group: 'staff', mailbox: 'alice@never.example' }],
    });
    expect((await run('group remove-member staff bob@never.example')).out).toBe('removed: bob@never.example (staff)\n');
    expect((await run('group show staff')).out).toMatch(/members +zoe@never.example\n/);
  });

  it('shows more members than one request gives', async () => {
    await run('group add all');
    for (let index = 0; index < 501; index += 1) {
      await api.node.core.stores.groups.addMember('all', `m${index}@never.example`);
    }
    expect((await json('group show all')).members).toHaveLength(501);
  });
});

describe('the options of policy', () => {
  it.each(['domain set never.example', 'mailbox set alice@never.example', 'group set staff'])(
    'are all there for: %s',
    async (command) => {
      await run('group add staff');
      const said = await json(
        `${command} --challenge new-ip --permit mail=192.0.2.0/24 --permit-country web=de,AT,unknown --deny-country imap=KP --trusted-network 203.0.113.0/24 --trusted-network 2001:db8::/32 --even-from-trusted-networks yes --trusted-browser-days 30 --user-choice no --compare last --enrolment enrolment-code --factors totp,passkey`,
      );
      expect(said).toMatchObject({
        challenge: 'new-ip',
        permittedNetworks: { mail: ['192.0.2.0/24'] },
        permittedCountries: { web: { allow: ['DE', 'AT', 'unknown'] }, imap: { deny: ['KP'] } },
        trustedNetworks: ['203.0.113.0/24', '2001:db8::/32'],
        evenFromTrustedNetworks: true,
        trustedBrowserDays: 30,
        userChoice: false,
        compare: 'last',
        enrolment: 'enrolment-code',
        factors: ['totp', 'passkey'],
      });
      const cleared = await json(
        `${command} --challenge inherit --permit mail=inherit --permit-country web=inherit --deny-country imap=inherit --trusted-network inherit --even-from-trusted-networks inherit --trusted-browser-days inherit --user-choice inherit --compare inherit --enrolment inherit --factors inherit`,
      );
      expect(cleared).toMatchObject({ challenge: 'inherit', permittedCountries: {}, trustedNetworks: 'inherit' });
      expect(cleared).toMatchObject({ userChoice: 'inherit', factors: 'inherit', trustedBrowserDays: 'inherit' });
    },
  );

  it('say nowhere, and no network at all', async () => {
    await run('group add staff');
    expect(await json('group set staff --permit-country web=none --trusted-network none')).toMatchObject({
      permittedCountries: { web: { allow: [] } },
      trustedNetworks: [],
    });
    expect((await run('group show staff')).out).toMatch(/permitted countries +web: none\ntrusted networks +none\n/);
  });

  it.each([
    '--permit-country DE',
    '--deny-country ftp=DE',
    '--permit-country web=DE,,AT',
    '--even-from-trusted-networks maybe',
    '--trusted-browser-days 366',
    '--trusted-browser-days -1',
    '--trusted-browser-days long',
    '--compare all',
    '--enrolment nowhere',
    '--factors fax',
  ])('refuse %s as wrong usage', async (option) => {
    await run('group add staff');
    expect(await run(`group set staff ${option}`)).toMatchObject({ code: 2, out: '' });
  });

  it('leave to the node what only it can judge, and say which field is wrong', async () => {
    await run('group add staff');
    const { code, error } = await run('group set staff --permit-country web=EU --trusted-network office');
    expect(code).toBe(2);
    expect(error).toContain('permittedCountries.web has "EU"');
    expect(error).toContain('trustedNetworks has "office"');
  });
});

describe('what holds in the end', () => {
  it('is shown with its layers', async () => {
    await run('group add staff --permit-country web=DE --factors totp');
    await run('group add-member staff alice@never.example');
    await api.node.core.stores.accounts.setOwnChoice('alice@never.example', 'always', START);
    const { out } = await run('mailbox show alice@never.example');
    expect(out).toMatch(/own choice +always\n/);
    expect(out).toMatch(/ {2}challenge +always \(own choice\)\n/);
    expect(out).toMatch(/ {2}countries: web +DE \(group staff\)\n/);
    expect(out).toMatch(/ {2}user choice +yes \(platform\)\n/);
    expect(out).toMatch(/ {2}factors +totp \(group staff\)\n/);
  });

  it('is explained for webmail, from a country', async () => {
    await run('domain set always.example --permit-country web=DE');
    const { out } = await run('explain alice@always.example --door web --ip 198.51.100.7 --country AT');
    expect(out).toMatch(/^alice@always.example at web from 198.51.100.7:\n/);
    expect(out).toMatch(/permitted-countries +elsewhere: AT +domain\n/);
    expect(out).toMatch(/enrolment +anywhere +platform\n/);
  });
});
