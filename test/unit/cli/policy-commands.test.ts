// postern policy show, postern providers.

import { describe, expect, it } from 'vitest';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';

const api = commandLineOnApi();
const { run } = api;

describe('postern policy show', () => {
  it("shows the platform's layer with the keys of the configuration", async () => {
    const { out } = await run('policy show');
    expect(out).toMatch(/^SETTING +IN EFFECT +KEY IN THE CONFIGURATION\n/);
    expect(out).toMatch(/\nchallenge +never +policy\.challenge\n/);
  });

  it('shows what a domain, a group and a mailbox say, and which layer decides (R1.5)', async () => {
    await run('domain set never.example --permit-country web=DE --trusted-browser-days 7');
    const domain = await run('policy show --domain never.example');
    expect(domain.out).toMatch(/^SETTING +SAYS +IN EFFECT +SAID BY\n/);
    expect(domain.out).toMatch(/\ntrustedBrowserDays +7 +7 +domain\n/);
    expect(domain.out).toMatch(/\npermittedCountries\.web +DE +DE +domain\n/);
    await run('group add pilots --challenge always');
    expect((await run('policy show --group pilots')).out).toMatch(/\nchallenge +always +always +group pilots\n/);
    const mailbox = await run('policy show --mailbox alice@never.example --json');
    expect(JSON.parse(mailbox.out)).toMatchObject({ of: { kind: 'mailbox', name: 'alice@never.example' } });
    expect(await run('policy show --domain x.example')).toMatchObject({ code: 1 });
  });
});

describe('postern providers', () => {
  it('shows each kind with who may set it up, the way of its codes, and how many use it (R2.9)', async () => {
    const { out } = await run('providers');
    expect(out).toMatch(/^KIND +EXISTS +OWNERS +DOMAIN ADMINISTRATORS +PATH +MAILBOXES\n/);
    expect(out).toMatch(/\nemail +yes +yes +yes +missing +0\n/);
    expect(out).toMatch(/\npasskey +no +no +no +none +0\n/);
  });
});
