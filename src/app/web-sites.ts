// The sites of a configuration, each with its gate, its upstream and Postern's own pages, as the web doors serve them.

import { setTimeout as pause } from 'node:timers/promises';
import type { SiteConfig } from '../config/sections/sites.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { WebSessions } from '../core/sign-in/web-sign-in-contract.ts';
import type { CountryProvider } from '../core/web-context.ts';
import type { ExchangeHandler } from '../web/gate/exchange.ts';
import { Gate } from '../web/gate/gate.ts';
import type { ServedSite } from '../web/gate/http/front.ts';
import { HttpUpstream, ownFields } from '../web/gate/http/upstream.ts';
import { noticesFromPages, pagesForGate } from '../web/gate/pages-door.ts';
import { webmailProfile } from '../web/gate/profiles/webmail-profiles.ts';
import { UpstreamSessions } from '../web/gate/session/upstream-sessions.ts';
import { createPages, viewParts } from '../web/pages/create-pages.ts';
import type { Branding } from '../web/pages/design/branding.ts';
import { createOutcomePages } from '../web/pages/outcome-pages.ts';
import { createOutcomeSentences } from '../web/pages/outcome-sentences.ts';
import type { PageSite } from '../web/pages/page-contract.ts';
import { brandingOf } from './branding.ts';
import type { BrowserServices } from './create-browser-sign-in.ts';
import type { State } from './state.ts';
import { timeZoneOf } from './time-zone.ts';
import { hstsField, siteIdentity, upstreamSettings } from './web-door-settings.ts';
import type { LoadedConfig } from './worker-link.ts';

export interface SiteSurroundings {
  readonly state: State;
  readonly sessions: WebSessions;
  readonly countries: Pick<CountryProvider, 'countryOf'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Sites that are open: disposing waits for log-outs at the webmails, and closes the connections to them. */
export interface OpenSites extends AsyncDisposable {
  readonly served: readonly ServedSite[];
  /** By name. */
  readonly upstreamSessions: ReadonlyMap<string, UpstreamSessions>;
  /** No request is under way: once others are served, these can be handed over and disposed. */
  readonly isIdle: boolean;
  /** The sites of another configuration are served now: they sign out at the webmails what these would have. */
  handOver(next: OpenSites): void;
}

/** Reads what the configuration names; throws `ERR_CONFIG_INVALID` when it can't be used. */
export function openSites(loaded: LoadedConfig, services: BrowserServices, surroundings: SiteSurroundings): OpenSites {
  const opened = new AsyncDisposableStack();
  const branding = brandingOf(loaded);
  const sites = Object.entries(loaded.config.sites).map(([name, site]) =>
    openSite({ name, site, branding, loaded, services, surroundings, opened }),
  );
  const upstreamSessions = new Map(sites.map((site) => [site.served.identity.name, site.upstreamSessions]));
  return {
    served: sites.map(({ served }) => served),
    upstreamSessions,
    get isIdle() {
      return sites.every(({ isIdle }) => isIdle());
    },
    handOver: (next) => {
      for (const [name, sessions] of upstreamSessions) sessions.handOver(next.upstreamSessions.get(name));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface OpenSite {
  readonly served: ServedSite;
  readonly upstreamSessions: UpstreamSessions;
  readonly isIdle: () => boolean;
}

function openSite(parts: {
  readonly name: string;
  readonly site: SiteConfig;
  readonly branding: Branding;
  readonly loaded: LoadedConfig;
  readonly services: BrowserServices;
  readonly surroundings: SiteSurroundings;
  readonly opened: AsyncDisposableStack;
}): OpenSite {
  const { site, branding, loaded, services, surroundings, opened } = parts;
  const { state, sessions, countries, clock, random, log } = surroundings;
  const { signIn, account, disputes } = services;
  const identity = siteIdentity(parts.name, site);
  const profile = webmailProfile(site.profile);
  const settings = upstreamSettings(identity, site.upstream, loaded.secrets);
  const upstream = opened.use(new HttpUpstream(settings, log));
  const common = { site: identity, profile, upstream, sessions, clock, log };
  const upstreamSessions = opened.use(new UpstreamSessions(common));
  const pageSite: PageSite = { name: identity.name, origin: identity.origin, home: profile.home };
  const timeZone = timeZoneOf(loaded.config);
  const shared = viewParts({ branding, timeZone });
  const pages = createPages(
    {
      ...{ branding, timeZone, signIn, sessions, account, disputes, countries, clock, random, log },
      gate: upstreamSessions,
      pause: (millis) => pause(millis),
      digest: state.formDigest,
    },
    shared,
  );
  const gate = new Gate({
    ...common,
    ...{ signIn, upstreamSessions },
    pages: pagesForGate(pages, pageSite),
    notices: noticesFromPages(
      { pages: createOutcomePages(shared), sentences: createOutcomeSentences(shared) },
      pageSite,
    ),
    pause: (millis) => pause(millis),
  });
  const hsts = hstsField(site.hsts);
  let underWay = 0;
  const handle: ExchangeHandler = (exchange) => {
    underWay += 1;
    return gate.handle(exchange).finally(() => {
      underWay -= 1;
    });
  };
  return {
    served: {
      identity,
      aliases: site.aliases,
      ownFields: ownFields(settings),
      handle,
      ...(hsts !== undefined && { hsts }),
    },
    upstreamSessions,
    isIdle: () => underWay === 0,
  };
}
