// The profiles that there are.

import { assertNever } from '../../../core/decision.ts';
import type { WebmailSettings } from '../../../core/webmail-settings.ts';
import type { WebmailProfile } from '../webmail-profile.ts';
import { genericForm } from './generic-form.ts';
import { roundcube } from './roundcube.ts';
import { sogo } from './sogo.ts';

/** Makes the profile of a site. */
export function webmailProfile(settings: WebmailSettings): WebmailProfile {
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
