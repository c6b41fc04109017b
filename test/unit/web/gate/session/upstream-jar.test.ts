import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../../../src/web/gate/session/set-cookie.ts';
import {
  type CookieAnswer,
  cookieField,
  cookieValue,
  takeCookies,
  type UpstreamJar,
} from '../../../../../src/web/gate/session/upstream-jar.ts';
import { runs } from '../../../../support/runs.ts';

const NOW = Date.UTC(2026, 10, 21);

function take(jar: UpstreamJar, setCookies: readonly string[], more: Partial<CookieAnswer> = {}): UpstreamJar {
  return takeCookies(jar, { setCookies, requestPath: '/', sent: jar, deadValues: [], now: NOW, ...more });
}

function names(jar: UpstreamJar): readonly string[] {
  return jar.map(({ name, value }) => `${name}=${value}`);
}

describe('a Set-Cookie field (RFC 6265 §5.2)', () => {
  const parse = (field: string, requestPath = '/mail/view') => parseSetCookie(field, { requestPath, now: NOW });

  it('has a name, a value and a path', () => {
    expect(parse('a=b=c; Path=/x; HttpOnly; Secure')).toEqual({ name: 'a', value: 'b=c', path: '/x' });
    expect(parse(' a = "b c" ;PATH=/x')).toEqual({ name: 'a', value: '"b c"', path: '/x' });
  });

  it('is for the folder of the request when it has no path (RFC 6265 §5.1.4)', () => {
    expect(parse('a=b')?.path).toBe('/mail');
    expect(parse('a=b; path=mail')?.path).toBe('/mail');
    expect(parse('a=b', '/mail')?.path).toBe('/');
  });

  it('lasts as long as Max-Age says, else as Expires says', () => {
    expect(parse('a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT')?.expiresAt).toBe(NOW + 60_000);
    expect(parse('a=b; Expires=Fri, 20-Nov-2026 21:18:35 UTC')?.expiresAt).toBe(Date.UTC(2026, 10, 20, 21, 18, 35));
    expect(parse('a=b; Max-Age=-1')?.expiresAt).toBe(0);
    expect(parse('a=b; Max-Age=soon; Expires=never')).not.toHaveProperty('expiresAt');
  });

  it.each(['', 'a', '=b', ';a=b', 'a\u0001=b', 'a=b\u0000c', 'ä=b'])('is ignored as %j', (field) => {
    expect(parse(field)).toBeUndefined();
  });

  it('never yields what would end a Cookie field or a line', () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        const cookie = parse(field);
        if (cookie !== undefined) expect(`${cookie.name}=${cookie.value}`).toMatch(/^[\x20-\x3a\x3c-\x7e]+$/);
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe("the upstream's cookies", () => {
  it('keep the last value of each name and path', () => {
    const jar = take(take([], ['a=1', 'b=1; path=/x']), ['a=2', 'b=2']);
    expect(jar).toEqual([
      { name: 'a', value: '2', path: '/' },
      { name: 'b', value: '1', path: '/x' },
      { name: 'b', value: '2', path: '/' },
    ]);
  });

  it('are the same object when nothing changes', () => {
    const jar = take([], ['a=1']);
    expect(take(jar, ['a=1', 'gone=x; Max-Age=0'])).toBe(jar);
    expect(take(jar, [])).toBe(jar);
  });

  it('go by expiry, by age and by the words of the webmail', () => {
    const jar = take([], ['a=1', 'b=1', 'c=1', 'd=1']);
    const gone = ['a=x; Max-Age=0', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'c=-del-'];
    expect(names(take(jar, gone, { deadValues: ['-del-'] }))).toEqual(['d=1']);
  });

  it('are what Roundcube sets at a sign-in: deleted, then set', () => {
    const jar = take([], ['sessid=old', 'sessauth=old']);
    const next = take(jar, ['sessauth=-del-', 'sessid=new', 'sessauth=new'], { deadValues: ['-del-'] });
    expect(names(next)).toEqual(['sessid=new', 'sessauth=new']);
  });

  it('are gone when one answer sets and then deletes', () => {
    expect(take([], ['a=1', 'a=-del-'], { deadValues: ['-del-'] })).toEqual([]);
  });

  it('lose no newer value to the deletion of an older one (4.5)', () => {
    const sent = take([], ['a=old']);
    const current = take(sent, ['a=new']);
    // Negative control: fails without the comparison with what was sent.
    expect(take(current, ['a=; Max-Age=0'], { sent })).toBe(current);
    expect(take(current, ['a=; Max-Age=0'], { sent: [] })).toBe(current);
    expect(take(current, ['a=; Max-Age=0'], { sent: current })).toEqual([]);
  });

  it('are sent where they belong, the nearest path first, until they expire (RFC 6265 §5.4)', () => {
    const jar = take([], ['a=1', 'b=2; path=/SOGo/', 'c=3; path=/SOGo/so', 'd=4; Max-Age=60']);
    expect(cookieField(jar, { path: '/SOGo/so/x', now: NOW })).toBe('c=3; b=2; a=1; d=4');
    expect(cookieField(jar, { path: '/SOGo/source', now: NOW })).toBe('b=2; a=1; d=4');
    expect(cookieField(jar, { path: '/SOGo', now: NOW + 60_000 })).toBe('a=1');
    expect(cookieField([], { path: '/', now: NOW })).toBeUndefined();
    expect(cookieValue(jar, 'c')).toBe('3');
    expect(cookieValue(jar, 'x')).toBeUndefined();
  });

  it('take no cookie that is too long, nor more than there is room for', () => {
    expect(take([], [`a=${'x'.repeat(8_192)}`])).toEqual([]);
    const many = Array.from({ length: 60 }, (_, index) => `c${index}=1`);
    expect(take([], many)).toHaveLength(50);
    const large = Array.from({ length: 10 }, (_, index) => `c${index}=${'x'.repeat(8_000)}`);
    expect(take([], large)).toHaveLength(4);
  });
});
