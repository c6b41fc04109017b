// The profiles that there are.

import { assertNever } from '../../../core/decision.ts';
import type { WebmailProfile } from '../webmail-profile.ts';
import { type GenericFormSettings, genericForm } from './generic-form.ts';
import { type RoundcubeSettings, roundcube } from './roundcube.ts';
import { type SogoSettings, sogo } from './sogo.ts';

/** A `profile` as the configuration has it. */
export type ProfileSettings = RoundcubeSettings | SogoSettings | GenericFormSettings;

/** Makes the profile of a site. */
export function webmailProfile(settings: ProfileSettings): WebmailProfile {
  switch (settings.kind) {
    case 'roundcube':
      return roundcube(settings);
    case 'sogo':
      return sogo(settings);
    case 'generic-form':
      return genericForm(settings);
    default:
      return assertNever(settings);
  }
}
