// Layered policy (R1.5): platform → domain → mailbox. The nearest layer that says something wins, field by field, and
// the effective policy always tells which layer a value came from.

import type { DoorClass, MailDoor } from '../decision.ts';

/** When a second step is asked (R1.1), from the laxest to the strictest (R1.6). `inherit` is a field left out. */
export const CHALLENGE_MODES = ['never', 'new-country', 'new-ip', 'always'] as const;

export type ChallengeMode = (typeof CHALLENGE_MODES)[number];

/** A class of doors, or one mail door. */
export type PolicyDoor = DoorClass | MailDoor;

/** What one layer says. A field left out says nothing. */
export interface PolicyLayer {
  readonly challenge?: ChallengeMode;
  /** R5.1: CIDR lists; who comes from elsewhere is refused before the password is looked at. A mail door's own list
   * goes before the list of its class. An empty list permits nobody. */
  readonly permittedNetworks?: Readonly<Partial<Record<PolicyDoor, readonly string[]>>>;
}

export type LayerName = 'platform' | 'domain' | 'mailbox';

/** A value and the layer that said it. */
export interface Sourced<T> {
  readonly value: T;
  readonly layer: LayerName;
}

export interface EffectivePolicy {
  readonly challenge: Sourced<ChallengeMode>;
  /** Absent: from everywhere. */
  readonly permittedNetworks?: Sourced<readonly string[]>;
}

/** The platform's layer says how a challenge is decided when nobody else does. */
export type PlatformPolicy = PolicyLayer & { readonly challenge: ChallengeMode };

/** Puts the layers together for one mail door. */
export function effectivePolicy(
  layers: { readonly platform: PlatformPolicy; readonly domain?: PolicyLayer; readonly mailbox?: PolicyLayer },
  door: MailDoor,
): EffectivePolicy {
  const platform: readonly [LayerName, PlatformPolicy] = ['platform', layers.platform];
  const nearer: readonly (readonly [LayerName, PolicyLayer | undefined])[] = [
    ['mailbox', layers.mailbox],
    ['domain', layers.domain],
  ];
  const challenge = nearest(nearer, (layer) => layer.challenge);
  const permittedNetworks = nearest(
    [...nearer, platform],
    ({ permittedNetworks: networks }) => networks?.[door] ?? networks?.mail,
  );
  return {
    challenge: challenge ?? { value: layers.platform.challenge, layer: 'platform' },
    ...(permittedNetworks && { permittedNetworks }),
  };
}

function nearest<T>(
  layers: readonly (readonly [LayerName, PolicyLayer | undefined])[],
  pick: (layer: PolicyLayer) => T | undefined,
): Sourced<T> | undefined {
  for (const [name, layer] of layers) {
    const value = layer && pick(layer);
    if (value !== undefined) return { value, layer: name };
  }
  return undefined;
}
