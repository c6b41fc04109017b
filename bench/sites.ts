// What stands behind the contenders: a mail server, a webmail, or both, as the measures need them.

import type { Cores } from './machine.ts';
import type { Measure } from './measure.ts';
import { missingForWeb } from './peers/start.ts';
import { type Site, startSite } from './site.ts';
import { startWebSite, type WebSite } from './web-site.ts';

/** One that no measure needs, or that this machine has no programs for, is absent. */
export interface Sites extends AsyncDisposable {
  readonly mail: Site | undefined;
  readonly web: WebSite | undefined;
}

export async function startSites(measures: readonly Measure[], cores: Cores | undefined): Promise<Sites> {
  await using started = new AsyncDisposableStack();
  const isNeeded = (wanted: Measure['doors']): boolean => measures.some(({ doors }) => doors === wanted);
  const mail = isNeeded('mail') ? started.use(await startSite()) : undefined;
  const web = isNeeded('web') && missingForWeb().length === 0 ? started.use(await startWebSite(cores)) : undefined;
  const everything = started.move();
  return { mail, web, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
