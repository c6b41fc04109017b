// Whether a second step is asked (R1.1, R1.3, R1.4, R1.7, R1.8), on stores in memory.

import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { systemRandom } from '../../../../src/adapters/system/system-random.ts';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import { forgetPlaces, listPlaces, rememberPlace } from '../../../../src/core/places/known-places.ts';
import { trustBrowser } from '../../../../src/core/places/trusted-browsers.ts';
import { CHALLENGE_MODES, type ChallengeMode } from '../../../../src/core/policy/policy.ts';
import {
  explainSecondStep,
  requireSecondStep,
  type SecondStepPolicy,
  type SecondStepPorts,
  type SecondStepRequest,
} from '../../../../src/core/sign-in/second-step-requirement.ts';
import type { DurableStores } from '../../../../src/core/stores.ts';
import { silentLog } from '../../../support/core-fixture.ts';

const DAY = 86_400_000;
const ANNA = 'anna@example.org';
const HOME = { remoteAddress: '198.51.100.7', country: 'NL' };
const ABROAD = { remoteAddress: '203.0.113.5', country: 'DE' };

let now: number;
let stores: DurableStores;
let ports: SecondStepPorts;

beforeEach(() => {
  now = 1_000 * DAY;
  stores = openMemoryStores();
  ports = {
    places: stores.places,
    placeRules: { ipv4Prefix: 32, entries: 50, keptFor: 90 * DAY },
    trustedBrowsers: stores.trustedBrowsers,
    browserDigest: { digest: (...texts) => texts.join('\0') },
    clock: { now: () => now },
  };
});

interface Values {
  readonly challenge?: ChallengeMode;
  readonly trustedNetworks?: readonly string[];
  readonly even?: boolean;
  readonly days?: number;
  readonly compare?: 'known' | 'last';
}

function policy({ challenge = 'new-ip', trustedNetworks = [], even = false, days = 0, compare = 'known' }: Values) {
  return {
    challenge: { value: challenge, layer: 'mailbox' },
    trustedNetworks: { value: trustedNetworks, layer: 'domain' },
    evenFromTrustedNetworks: { value: even, layer: 'mailbox' },
    trustedBrowserDays: { value: days, layer: 'domain' },
    compare: { value: compare, layer: 'platform' },
  } satisfies SecondStepPolicy;
}

function request(values: Values, context: SecondStepRequest['context'] = HOME): SecondStepRequest {
  return { mailbox: ANNA, policy: policy(values), context };
}

const ask = async (values: Values, context?: SecondStepRequest['context']) => {
  const { needed, because } = await requireSecondStep(request(values, context), ports);
  return `${needed ? 'asked' : 'not asked'}: ${because}`;
};
const complete = (origin: SecondStepRequest['context']) => rememberPlace(ANNA, origin, ports);
const trust = async (days = 30) => {
  const audit = new AuditLog(stores.audit, silentLog);
  const granted = await trustBrowser(ANNA, { userAgent: '', days }, { ...ports, random: systemRandom, audit });
  return granted.cookie;
};

describe('a second step', () => {
  it('is never asked in mode never, and always in mode always (R1.1)', async () => {
    await complete(HOME);
    expect(await ask({ challenge: 'never' }, ABROAD)).toBe('not asked: mode-never');
    expect(await ask({ challenge: 'always' })).toBe('asked: mode-always');
  });

  it('is not asked from inside a trusted network, in any mode (R1.4)', async () => {
    for (const challenge of CHALLENGE_MODES) {
      if (challenge === 'never') continue;
      const values = { challenge, trustedNetworks: ['198.51.100.0/24'] };
      expect(await ask(values)).toBe('not asked: trusted-network');
      expect(await ask(values, ABROAD)).toMatch(/^asked/);
    }
  });

  it('is asked even from inside where policy says so', async () => {
    // Negative control: fails without the look at `evenFromTrustedNetworks`.
    expect(await ask({ challenge: 'always', trustedNetworks: ['198.51.100.0/24'], even: true })).toBe(
      'asked: mode-always',
    );
  });

  it('is not asked on a trusted browser, wherever it is, where policy allows that (R1.7)', async () => {
    const context = { ...ABROAD, trustedBrowser: await trust() };
    for (const challenge of ['always', 'new-ip', 'new-country'] as const) {
      expect(await ask({ challenge, days: 30 }, context)).toBe('not asked: trusted-browser');
      expect(await ask({ challenge, days: 0 }, context)).toMatch(/^asked/);
    }
  });

  it('is asked on a browser that shows no cookie, one of nobody, of somebody else, or of long ago (P-19)', async () => {
    const values: Values = { challenge: 'always', days: 30 };
    const trustedBrowser = await trust();
    expect(await ask(values, HOME)).toBe('asked: mode-always');
    expect(await ask(values, { ...HOME, trustedBrowser: 'tb-1.x' })).toBe('asked: mode-always');
    const bens = await requireSecondStep(
      { ...request(values, { ...HOME, trustedBrowser }), mailbox: 'ben@example.org' },
      ports,
    );
    expect(bens.needed).toBe(true);
    now += 30 * DAY;
    expect(await ask(values, { ...HOME, trustedBrowser })).toBe('asked: mode-always');
  });
});

describe('mode new-ip', () => {
  it('asks at a network until a second step was completed there, and again when that is long ago (R1.3)', async () => {
    expect(await ask({})).toBe('asked: new-network');
    expect(await ask({})).toBe('asked: new-network');
    await complete(HOME);
    expect(await ask({})).toBe('not asked: known-network');
    expect(await ask({}, ABROAD)).toBe('asked: new-network');
    now += 90 * DAY;
    expect(await ask({})).toBe('not asked: known-network');
    now += 90 * DAY + 1;
    expect(await ask({})).toBe('asked: new-network');
  });

  it('adds nothing for a sign-in that needed no second step', async () => {
    // Negative control: fails when a sign-in without a second step is remembered instead of renewed.
    const trustedBrowser = await trust();
    await ask({ days: 30 }, { ...ABROAD, trustedBrowser });
    await ask({ trustedNetworks: ['203.0.113.0/24'] }, ABROAD);
    await ask({ challenge: 'never' }, ABROAD);
    expect(await listPlaces(ANNA, ports)).toEqual({ networks: [], countries: [] });
    expect(await ask({}, ABROAD)).toBe('asked: new-network');
  });

  it('knows an IPv6 client by its /64, and an IPv4 client by as many bits as the site says', async () => {
    await complete({ remoteAddress: '2001:db8:1:2::3' });
    expect(await ask({}, { remoteAddress: '2001:db8:1:2:ffff::1' })).toBe('not asked: known-network');
    expect(await ask({}, { remoteAddress: '2001:db8:1:3::3' })).toBe('asked: new-network');
    ports = { ...ports, placeRules: { ...ports.placeRules, ipv4Prefix: 24 } };
    await complete(HOME);
    expect(await ask({}, { remoteAddress: '198.51.100.200' })).toBe('not asked: known-network');
    expect(await ask({}, { remoteAddress: '198.51.101.7' })).toBe('asked: new-network');
  });
});

describe('mode new-country', () => {
  it('asks in a country until a second step was completed there, from whatever network (R1.3)', async () => {
    expect(await ask({ challenge: 'new-country' })).toBe('asked: new-country');
    await complete(HOME);
    expect(await ask({ challenge: 'new-country' }, { ...ABROAD, country: 'NL' })).toBe('not asked: known-country');
    expect(await ask({ challenge: 'new-country' }, ABROAD)).toBe('asked: new-country');
  });

  it('takes an unknown country for a new one, always (R1.3, P-08)', async () => {
    // Negative control: fails when an absent country is compared like any other value.
    const unknown = { remoteAddress: '10.0.0.1' };
    for (const compare of ['known', 'last'] as const) {
      await complete(unknown);
      expect(await ask({ challenge: 'new-country', compare }, unknown)).toBe('asked: unknown-country');
    }
  });
});

describe('compare: last', () => {
  it('knows only the network of the last sign-in (R1.3)', async () => {
    const last: Values = { compare: 'last' };
    expect(await ask(last)).toBe('asked: new-network');
    await complete(HOME);
    expect(await ask(last)).toBe('not asked: known-network');
    await complete(ABROAD);
    expect(await ask(last)).toBe('asked: new-network');
    expect(await ask(last, ABROAD)).toBe('not asked: known-network');
  });

  it('knows only the country of the last sign-in, and none after one from an unknown country', async () => {
    const last: Values = { challenge: 'new-country', compare: 'last' };
    expect(await ask(last)).toBe('asked: new-country');
    await complete(HOME);
    await complete(ABROAD);
    expect(await ask(last)).toBe('asked: new-country');
    expect(await ask(last, { ...ABROAD, remoteAddress: '203.0.113.99' })).toBe('not asked: known-country');
    await complete({ remoteAddress: '10.0.0.1' });
    expect(await ask(last, ABROAD)).toBe('asked: new-country');
  });

  it('follows a sign-in without a second step, but trusts no network by it', async () => {
    await complete(HOME);
    const trustedBrowser = await trust();
    await ask({ compare: 'last', days: 30 }, { ...ABROAD, trustedBrowser });
    expect(await ask({ compare: 'last' }, ABROAD)).toBe('asked: new-network');
    expect(await ask({ compare: 'last' }, HOME)).toBe('asked: new-network');
  });
});

describe('the trace', () => {
  it('names every check that was made, what it found and the layer of its rule (R1.8)', async () => {
    const trustedBrowser = await trust();
    const { trace } = await requireSecondStep(
      request({ trustedNetworks: ['10.0.0.0/8'], days: 1 }, { ...HOME, trustedBrowser: `${trustedBrowser}x` }),
      ports,
    );
    expect(trace).toEqual([
      { check: 'challenge', result: 'new-ip', layer: 'mailbox' },
      { check: 'trusted-networks', result: 'outside', layer: 'domain' },
      { check: 'trusted-browser', result: 'not recognized', layer: 'domain' },
      { check: 'known-network', result: '198.51.100.7 is new', layer: 'platform' },
    ]);
  });

  it('is the same when it is only explained, and then nothing is counted', async () => {
    await complete(HOME);
    const context = { ...HOME, trustedBrowser: await trust() };
    now += 10 * DAY;
    const all: readonly Values[] = [
      { days: 30 },
      { days: 5 },
      {},
      { challenge: 'always', days: 30 },
      { compare: 'last' },
    ];
    const explained = await Promise.all(all.map((values) => explainSecondStep(request(values, context), ports)));
    expect((await listPlaces(ANNA, ports)).networks[0]?.lastUsedAt).toBe(now - 10 * DAY);
    expect((await stores.trustedBrowsers.list(ANNA, now))[0]?.lastUsedAt).toBe(now - 10 * DAY);
    const required = await Promise.all(all.map((values) => requireSecondStep(request(values, context), ports)));
    expect(required).toEqual(explained);
    expect((await listPlaces(ANNA, ports)).networks[0]?.lastUsedAt).toBe(now);
    expect((await stores.trustedBrowsers.list(ANNA, now))[0]?.lastUsedAt).toBe(now);
  });

  it('says what a second step is asked for in spite of', async () => {
    const { trace } = await requireSecondStep(
      request({ challenge: 'always', trustedNetworks: ['198.51.100.7'], even: true }),
      ports,
    );
    expect(trace).toContainEqual({
      check: 'trusted-networks',
      result: 'inside, but asked even there',
      layer: 'mailbox',
    });
  });
});

describe('a store that fails', () => {
  it('lets nobody in (R9.3, P-08)', async () => {
    // Negative control: fails when the look-up's error is taken for "known", or for "no browser".
    const fail = () => Promise.reject(new Error('down'));
    const places = { ...stores.places, lookup: fail, renew: fail };
    const trustedBrowsers = { ...stores.trustedBrowsers, list: fail };
    const trustedBrowser = await trust();
    await expect(requireSecondStep(request({}), { ...ports, places })).rejects.toThrow('down');
    await expect(requireSecondStep(request({ challenge: 'new-country' }), { ...ports, places })).rejects.toThrow(
      'down',
    );
    const withCookie = request({ days: 30 }, { ...HOME, trustedBrowser });
    await expect(requireSecondStep(withCookie, { ...ports, trustedBrowsers })).rejects.toThrow('down');
  });
});

describe('forgetting known places', () => {
  const changePorts = (isWritable = true) => {
    const audit = isWritable ? new AuditLog(stores.audit, silentLog) : ({ isWritable } as AuditLog);
    return { ...ports, audit, actor: 'cli' };
  };

  it('makes every place new again, and is audited', async () => {
    await complete(HOME);
    const outcome = await forgetPlaces(ANNA, changePorts());
    expect(outcome).toEqual({ kind: 'done', value: { mailbox: ANNA, forgotten: 2 } });
    expect(await ask({})).toBe('asked: new-network');
    expect(await stores.audit.search({ mailbox: ANNA }, { limit: 1 })).toMatchObject([
      { event: 'places.forgotten', actor: 'cli', details: { forgotten: 2 } },
    ]);
  });

  it('is refused while it can not be recorded', async () => {
    await complete(HOME);
    expect(await forgetPlaces(ANNA, changePorts(false))).toMatchObject({ code: 'unavailable' });
    expect(await ask({})).toBe('not asked: known-network');
  });
});
