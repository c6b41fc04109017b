// The ways to prove the second step, as a list to choose from (R2.8): factors with their signs, and recovery codes.

import type { Factor, FactorKind, SentKind } from '../../core/factors/factor.ts';
import { type IconName, icon } from '../pages/design/icons.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { PAGES_PREFIX } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';
import { RECOVERY_CODE } from './answer-fields.ts';
import { isSentKind } from './sent-code.ts';

/** What stands beside a factor. */
export const KIND_ICONS: Readonly<Record<FactorKind, IconName>> = {
  totp: 'phone',
  email: 'mail',
  sms: 'message',
  passkey: 'key',
};

/** What a factor of a kind is called, by itself. */
export const KIND_NAMES: Readonly<Record<FactorKind, PlainKey>> = {
  totp: 'kind.totp',
  email: 'kind.email',
  sms: 'kind.sms',
  passkey: 'kind.passkey',
};

const TEXTS = {
  totp: 'challenge.use-factor',
  email: 'way.email',
  sms: 'way.sms',
  passkey: 'challenge.use-factor',
} as const satisfies Record<FactorKind, string>;

/** What there is to choose from. */
export interface Ways {
  readonly factors: readonly Factor[];
  readonly hasRecoveryCodes: boolean;
  /** Kinds whose codes can't be sent now. */
  readonly unsendable?: readonly SentKind[];
}

/** What answers already: a factor's id, or {@link RECOVERY_CODE}. */
export function waysBut(ways: Ways, current: string | undefined): Ways {
  return {
    ...ways,
    factors: ways.factors.filter(({ id }) => id !== current),
    hasRecoveryCodes: ways.hasRecoveryCodes && current !== RECOVERY_CODE,
  };
}

export function canBeUsed(factor: Factor, { unsendable = [] }: Pick<Ways, 'unsendable'>): boolean {
  return !isSentKind(factor.kind) || !unsendable.includes(factor.kind);
}

/** Whether any of them can be taken now. */
export function isAnyUsable(ways: Ways): boolean {
  return ways.hasRecoveryCodes || ways.factors.some((factor) => canBeUsed(factor, ways));
}

/** "Send to a•••@example.org", "Use My phone". */
export function wayText({ words }: View, { kind, name, destination }: Factor): Markup {
  const key = TEXTS[kind];
  return key === 'challenge.use-factor' || destination === undefined
    ? words.rich('challenge.use-factor', { name: foreign(name) })
    : words.rich(key, { destination: foreign(destination) });
}

/** @param addressOf - The page that asks for it, below the prefix, by a factor's id or {@link RECOVERY_CODE}. */
export function otherWays(view: View, ways: Ways, addressOf: (id: string) => string): Markup {
  const { words } = view;
  const rows = ways.factors.map((factor) => {
    const drawing = icon(KIND_ICONS[factor.kind]);
    return canBeUsed(factor, ways)
      ? html`<a href="${PAGES_PREFIX}${addressOf(factor.id)}">${drawing}<span>${wayText(view, factor)}</span></a>`
      : html`<p class="way">${drawing}<span><span>${wayText(view, factor)}</span><span class="soft small">${words.say('way.not-now')}</span></span></p>`;
  });
  const recovery =
    ways.hasRecoveryCodes &&
    html`<a href="${PAGES_PREFIX}${addressOf(RECOVERY_CODE)}">${icon('lifebuoy')}<span>${words.say('challenge.use-recovery')}</span></a>`;
  if (rows.length === 0 && !recovery) return html``;
  return html`<nav aria-labelledby="other-ways"><h2 class="rule" id="other-ways">${words.say('challenge.others')}</h2><div class="ways">${rows}${recovery}</div></nav>`;
}
