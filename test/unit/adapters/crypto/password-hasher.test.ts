// Argon2id: right and wrong, foreign hashes within bounds, and what happens when too many ask at once.

import { describe, expect, it } from 'vitest';
import { createPasswordHasher } from '../../../../src/adapters/crypto/password-hasher.ts';
import { formatPhc, parsePhc } from '../../../../src/adapters/crypto/phc.ts';

/** From the reference implementation's own tests (phc-winner-argon2, src/test.c). */
const SMALL = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';

describe('a password hash', () => {
  it('is an Argon2id PHC string of 19 MiB, two passes and a salt of its own', async () => {
    const hasher = createPasswordHasher();
    const [one, two] = await Promise.all([hasher.hash('secret'), hasher.hash('secret')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(formatPhc(parsePhc(one))).toBe(one);
  });

  it('tells the right password from wrong ones', async () => {
    const hasher = createPasswordHasher();
    const phc = await hasher.hash('Pässwörd');
    expect(await hasher.verify(phc, 'Pässwörd')).toBe('right');
    expect(await hasher.verify(phc, 'Passwort')).toBe('wrong');
    expect(await hasher.verify(phc, '')).toBe('wrong');
  });

  it('of another program is checked by its own parameters', async () => {
    const hasher = createPasswordHasher();
    expect(await hasher.verify(SMALL, 'password')).toBe('right');
    expect(await hasher.verify(SMALL, 'passwort')).toBe('wrong');
  });

  it.each([
    ['another algorithm', SMALL.replace('argon2id', 'argon2i')],
    ['another version', SMALL.replace('v=19', 'v=16')],
    ['too much memory', SMALL.replace('m=256', 'm=262145')],
    ['too little memory for its lanes', SMALL.replace('m=256,t=2,p=1', 'm=15,t=2,p=2')],
    ['too many passes', SMALL.replace('t=2', 't=17')],
    ['no pass', SMALL.replace('t=2', 't=0')],
    ['too many lanes', SMALL.replace('p=1', 'p=17')],
    ['a salt too short', SMALL.replace(/1\$[^$]+/, '1$c2FsdA')],
    ['no hash', SMALL.replace(/[^$]+$/, '')],
    ['bcrypt', '$2b$12$abcdefghijklmnopqrstuv'],
    ['nothing', ''],
  ])('that can not be checked here is an error, never a wrong password (R4.4): %s', async (_what, phc) => {
    await expect(createPasswordHasher().verify(phc, 'password')).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
  });
});

describe('checking many passwords at once', () => {
  it('answers "overloaded" when too many wait, and checks again when they are done', async () => {
    // Negative control: all ten are checked without the look at `waiting`.
    const hasher = createPasswordHasher({ concurrency: 2, queue: 3 });
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => hasher.verify(SMALL, 'password')));
    expect(verdicts.filter((verdict) => verdict === 'right')).toHaveLength(5);
    expect(verdicts.filter((verdict) => verdict === 'overloaded')).toHaveLength(5);
    expect(await hasher.verify(SMALL, 'password')).toBe('right');
  });

  it('gives back the slot of a check that failed', async () => {
    const hasher = createPasswordHasher({ concurrency: 1, queue: 1 });
    await expect(hasher.verify('', 'password')).rejects.toThrow();
    expect(await hasher.verify(SMALL, 'password')).toBe('right');
  });
});
