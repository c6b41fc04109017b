// The account's addresses. Each is for an open session only; what is sensitive asks for a confirmation by itself.

import { seeOther } from '../pages/answers.ts';
import type { Handler, Methods, Open, Route, Routes } from '../pages/visit.ts';
import { revokeAppPassword, showAppPasswords, showRevocation } from './app-passwords-page.ts';
import { confirmAgain, sendToConfirm, showConfirmation } from './confirm-page.ts';
import { makeDefaultFactor, removeFactor, renameFactor, showFactorRemoval, showFactors } from './factors-page.ts';
import { chooseMode, showMode } from './mode-page.ts';
import { makeAppPassword, sendForAppPassword, showNewAppPassword } from './new-app-password-page.ts';
import { addFactor, giveNewFactorCode, sendNewFactorCode, showNewFactor } from './new-factor-page.ts';
import { showOverview } from './overview-page.ts';
import { forgetPlaces, revokeBrowser, showForgetting, showPlaces } from './places-page.ts';
import { makeRecoveryCodes, showNewRecoveryCodes, showRecoveryCodes } from './recovery-codes-page.ts';
import { endConnection, endOtherSessions, endSession, showSessions } from './sessions-page.ts';

export const ACCOUNT_ROUTES: Routes = {
  '/account': open({ get: showOverview }),
  '/account/confirm': open({ get: showConfirmation, post: confirmAgain }),
  '/account/confirm/send': action('/account/confirm', sendToConfirm),
  '/account/mode': open({ get: showMode, post: chooseMode }),
  '/account/authenticators': open({ get: showFactors }),
  '/account/authenticators/new': open({ get: showNewFactor, post: addFactor }),
  '/account/authenticators/new/send': action('/account/authenticators/new', sendNewFactorCode),
  '/account/authenticators/new/code': action('/account/authenticators/new', giveNewFactorCode),
  '/account/authenticators/default': action('/account/authenticators', makeDefaultFactor),
  '/account/authenticators/rename': action('/account/authenticators', renameFactor),
  '/account/authenticators/remove': open({ get: showFactorRemoval, post: removeFactor }),
  '/account/recovery-codes': open({ get: showRecoveryCodes }),
  '/account/recovery-codes/new': open({ get: showNewRecoveryCodes, post: makeRecoveryCodes }),
  '/account/app-passwords': open({ get: showAppPasswords }),
  '/account/app-passwords/new': open({ get: showNewAppPassword, post: makeAppPassword }),
  '/account/app-passwords/new/send': action('/account/app-passwords/new', sendForAppPassword),
  '/account/app-passwords/revoke': open({ get: showRevocation, post: revokeAppPassword }),
  '/account/places': open({ get: showPlaces }),
  '/account/places/browsers/end': action('/account/places', revokeBrowser),
  '/account/places/forget': open({ get: showForgetting, post: forgetPlaces }),
  '/account/sessions': open({ get: showSessions }),
  '/account/sessions/end': action('/account/sessions', endSession),
  '/account/sessions/end-others': action('/account/sessions', endOtherSessions),
  '/account/sessions/connections/end': action('/account/sessions', endConnection),
};

function open(methods: Methods<Open>): Route {
  return { for: 'open', ...methods };
}

/** Only posted to, by a button of the page at `home`, which also answers who comes by GET (a reload, a bookmark). */
function action(home: string, post: Handler<Open>): Route {
  return { for: 'open', get: async () => seeOther(home), post };
}
