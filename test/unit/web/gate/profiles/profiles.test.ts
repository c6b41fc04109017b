import { describe, expect, it } from 'vitest';
import type { RoundcubeSettings } from '../../../../../src/core/webmail-settings.ts';
import { isPublicAsset, signInPageOf } from '../../../../../src/web/gate/closed-door.ts';
import { roundcube } from '../../../../../src/web/gate/profiles/roundcube.ts';
import { sogo } from '../../../../../src/web/gate/profiles/sogo.ts';
import { webmailProfile } from '../../../../../src/web/gate/profiles/webmail-profiles.ts';
import type { UpstreamHead } from '../../../../../src/web/gate/webmail-profile.ts';
import { fakeExchange } from '../../../../support/gate/fake-exchange.ts';

const SETTINGS: RoundcubeSettings = {
  kind: 'roundcube',
  loginName: 'address',
  basePath: '/webmail/',
  sessionCookie: 'rc_id',
  authCookie: 'rc_auth',
  extraFields: ['_host'],
  passedCookies: [],
};

const ROUNDCUBE = roundcube(SETTINGS);
const SOGO = sogo({ kind: 'sogo', loginName: 'local-part' });

function head(status: number, setCookies: readonly string[] = []): UpstreamHead {
  return { status, setCookies, header: () => undefined };
}

describe('Roundcube', () => {
  it('is where its settings say, under the names that they say', () => {
    expect(webmailProfile(SETTINGS)).toMatchObject({
      home: '/webmail/',
      signInPage: '/webmail/?_task=login',
      signIn: { target: '/webmail/?_task=login', otherFields: ['_token', '_timezone', '_url', '_host'] },
      authCookies: ['rc_id', 'rc_auth'],
    });
    expect(isPublicAsset('/webmail/skins/elastic/watermark.html', ROUNDCUBE.publicAssets)).toBe(true);
    expect(isPublicAsset('/skins/elastic/ui.min.js', ROUNDCUBE.publicAssets)).toBe(false);
  });

  it.each([
    [302, ['rc_auth=-del-; Max-Age=0', 'rc_id=x', 'rc_auth=abc-1'], 'accepted'],
    [302, ['rc_auth=-del-', 'rc_id=x'], 'unclear'],
    [200, ['rc_auth=abc-1'], 'unclear'],
    [401, ['rc_auth=-del-'], 'refused'],
    [500, [], 'unclear'],
    [403, [], 'unclear'],
  ])('says with %i and %j: %s', (status, cookies, verdict) => {
    expect(ROUNDCUBE.judgeSignIn(head(status, cookies), '')).toBe(verdict);
  });

  it('has not judged a password when its mail server is gone (R4.4)', () => {
    const page = 'rcmail.display_message("Verbindung zum Speicherserver fehlgeschlagen.","warning",0);';
    expect(ROUNDCUBE.judgeSignIn(head(401), page)).toBe('unclear');
    const escaped = 'rcmail.display_message("Error de conexi\\u00f3n con el servidor IMAP.","warning",0);';
    expect(ROUNDCUBE.judgeSignIn(head(401), escaped)).toBe('unclear');
  });

  it('is signed out with its token, and without one by half a session', () => {
    const jar = [
      { name: 'rc_id', value: 'x', path: '/' },
      { name: 'rc_auth', value: 'y', path: '/' },
    ];
    const location = '/webmail/?_task=mail&_token=abcDEF123456';
    expect(ROUNDCUBE.logOut({ jar, location })).toEqual({ target: '/webmail/?_task=logout&_token=abcDEF123456', jar });
    expect(ROUNDCUBE.logOut({ jar })).toEqual({ target: '/webmail/?_task=mail', jar: jar.slice(0, 1) });
    expect(ROUNDCUBE.logOut({ jar, location: '/webmail/?_task=mail&_token=a%26b' })?.jar).toHaveLength(1);
  });

  it.each([
    ['/webmail/', '/webmail/?_task=login'],
    ['/webmail/?_task=login', '/webmail/?_task=login'],
    ['/webmail/?_task=login&_err=session', '/webmail/?_task=login&_err=session'],
    ['/webmail/?_err=session', '/webmail/?_err=session'],
    ['/webmail/?_task=mail', undefined],
    ['/webmail/?_task=login&_action=oauth', undefined],
    ['/webmail/?_autologin=1', undefined],
    ['/webmail/index.php', undefined],
  ])('shows its sign-in page at %s as %s', (target, expected) => {
    expect(signInPageOf(fakeExchange({ target }), ROUNDCUBE)).toBe(expected);
  });

  it('knows scripts, polls and the log-out', () => {
    const of = (target: string) => fakeExchange({ target }).target;
    const none = () => undefined;
    expect(ROUNDCUBE.isScript(of('/webmail/?_remote=1'), none)).toBe(true);
    expect(ROUNDCUBE.isScript(of('/webmail/'), (name) => (name === 'x-roundcube-request' ? 't' : undefined))).toBe(
      true,
    );
    expect(ROUNDCUBE.isScript(of('/webmail/'), none)).toBe(false);
    expect(ROUNDCUBE.isPoll(of('/webmail/?_task=mail&_action=keep-alive'))).toBe(true);
    expect(ROUNDCUBE.isPoll(of('/webmail/?_task=mail&_action=list'))).toBe(false);
    expect(ROUNDCUBE.isLogOut(of('/webmail/?_task=logout&_token=x'))).toBe(true);
  });

  it('tells its scripts in a language that the browser speaks, and repeats nothing that it was sent', () => {
    const headers = { 'accept-language': 'de-AT,de;q=0.9' };
    const answer = ROUNDCUBE.deadAnswer('script', fakeExchange({ target: '/webmail/?_action=list', headers }));
    expect(JSON.parse(String(answer?.body))).toEqual({
      action: 'list',
      exec: 'this.display_message("Ihre Sitzung ist ungültig oder abgelaufen.","error",-1000);\nthis.session_error("/webmail/?_task=login&_err=session");\n',
    });
    const odd = ROUNDCUBE.deadAnswer('script', fakeExchange({ target: '/webmail/?_action=%3Cscript%3E' }));
    expect(JSON.parse(String(odd?.body))).toMatchObject({ action: '' });
    expect(ROUNDCUBE.deadAnswer('navigation', fakeExchange({ target: '/' }))).toBeUndefined();
    const frame = ROUNDCUBE.deadAnswer('frame', fakeExchange({ target: '/', headers }));
    expect(frame?.body).toContain('parent.rcmail.display_message("Ihre Sitzung ist ungültig oder abgelaufen.",');
    expect(frame?.headers).toContainEqual(['content-security-policy', expect.stringContaining("script-src 'sha256-")]);
  });
});

describe('SOGo', () => {
  it.each([
    [200, ['0xHIGHFLYxSOGo=basic%20x; path=/SOGo/'], 'accepted'],
    [200, ['0xHIGHFLYxSOGo=discard; path=/SOGo/'], 'unclear'],
    [202, [], 'unclear'],
    [204, ['0xHIGHFLYxSOGo=basic%20x'], 'unclear'],
    [403, [], 'refused'],
    [500, [], 'unclear'],
  ])('says with %i and %j: %s', (status, cookies, verdict) => {
    expect(SOGO.judgeSignIn(head(status, cookies), '')).toBe(verdict);
  });

  it('begins a session with its cookie, whatever the status', () => {
    expect(SOGO.beginsSession(head(204, ['0xHIGHFLYxSOGo=basic%20x']))).toBe(true);
    expect(SOGO.beginsSession(head(200, ['0xHIGHFLYxSOGo=discard', 'XSRF-TOKEN=x']))).toBe(false);
  });

  it('knows scripts, polls and the log-off', () => {
    const of = (target: string) => fakeExchange({ target }).target;
    expect(SOGO.isPoll(of('/SOGo/so/anna/Mail/0/folderINBOX/unseenCount'))).toBe(true);
    expect(SOGO.isPoll(of('/SOGo/so/anna/Mail/view'))).toBe(false);
    expect(SOGO.isLogOut(of('/SOGo/so/anna/logoff'))).toBe(true);
    expect(SOGO.isScript(of('/SOGo/x'), (name) => (name === 'x-xsrf-token' ? 't' : undefined))).toBe(true);
    expect(SOGO.isScript(of('/SOGo/x'), () => undefined)).toBe(false);
  });

  it('says a refusal where its script shows it', () => {
    const answer = SOGO.signInRefusal({ status: 429, text: 'Wait.' });
    expect(answer).toMatchObject({ status: 429, body: '{"LDAPPasswordPolicyError":"Wait."}' });
  });

  it('has no log-out for nobody', () => {
    expect(SOGO.logOut({ jar: [], name: 'anna' })).toBeUndefined();
  });
});
