import { describe, expect, it } from 'vitest';
import { createKeyedDigest } from '../../../../src/adapters/crypto/keyed-digest.ts';
import { createPasswordHasher } from '../../../../src/adapters/crypto/password-hasher.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { createPasswordRecognizer } from '../../../../src/core/app-passwords/password-recognizer.ts';
import { examinePassword } from '../../../../src/core/app-passwords/seal-for-mailbox.ts';
import { plainCrypto, plainRecognizer } from '../../../support/core-fixture.ts';
import { appPassword, lookupKey } from '../../../support/records.ts';

const ANNA = 'anna@example.org';
const vault = { publicKey: new Uint8Array([1]), wrappedPrivateKey: new Uint8Array([2]) };
const sealed = { ...vault, sealedPassword: new Uint8Array([3]), sealedAt: 1500 };

function create() {
  const { appPasswords } = openMemoryStores();
  const ports = { appPasswords, crypto: plainCrypto, recognizer: plainRecognizer };
  const examine = (password: string, { isSealed = true, mustRecognize = false } = {}) =>
    examinePassword(ANNA, password, { isSealed, mustRecognize }, ports);
  return { appPasswords, examine };
}

describe('a right password', () => {
  it('is no news where nothing holds it and nothing ends with it, and is then not hashed', async () => {
    const { appPasswords, examine } = create();
    await appPasswords.insert(appPassword('ap1'), lookupKey('1'));
    expect(await examine('x')).toEqual({ isNew: false });
    await appPasswords.insert(appPassword('ap2', { vault: sealed }), lookupKey('2'));
    expect(await examine('x', { isSealed: false })).toEqual({ isNew: false });
  });

  it('is news until it is known, and is then sealed for every app password that has a vault', async () => {
    const { appPasswords, examine } = create();
    await appPasswords.insert(appPassword('ap1'), lookupKey('1'));
    await appPasswords.insert(appPassword('ap2', { vault: sealed }), lookupKey('2'));
    await appPasswords.insert(appPassword('ap3', { vault }), lookupKey('3'));
    const news = await examine('x');
    if (news === 'overloaded' || !news.renewal) throw new Error('nothing to keep');
    expect(news.isNew).toBe(true);
    expect(news.renewal.boxes).toEqual([
      { id: 'ap2', sealedAt: 1500, sealedPassword: Buffer.from('ap2:x') },
      { id: 'ap3', sealedPassword: Buffer.from('ap3:x') },
    ]);
    expect(await appPasswords.replaceSealed(ANNA, news.renewal, 2000)).toBe(2);
    expect(await examine('x')).toEqual({ isNew: false });
    expect(await examine('y')).toMatchObject({ isNew: true });
  });

  it('is no news, but sealed again, where one holds nothing yet', async () => {
    const { appPasswords, examine } = create();
    await appPasswords.replaceSealed(ANNA, { boxes: [], verifier: `${ANNA}:x` }, 1000);
    await appPasswords.insert(appPassword('ap1', { vault }), lookupKey('1'));
    expect(await examine('x')).toMatchObject({ isNew: false, renewal: { boxes: [{ id: 'ap1' }] } });
  });

  it('is only recognized where backends are not signed in to with it', async () => {
    const { appPasswords, examine } = create();
    await appPasswords.insert(appPassword('ap1', { vault }), lookupKey('1'));
    await appPasswords.insert(appPassword('ap2'), lookupKey('2'));
    const news = await examine('x', { isSealed: false, mustRecognize: true });
    expect(news).toEqual({ isNew: true, renewal: { boxes: [{ id: 'ap1' }], verifier: `${ANNA}:x` } });
  });
});

describe('what recognizes a password', () => {
  const hasher = createPasswordHasher();
  const recognizer = (key: number) =>
    createPasswordRecognizer({ hasher, digest: createKeyedDigest(new Uint8Array(32).fill(key), 'mailbox password') });

  it('knows it again, for its own mailbox only', async () => {
    const verifier = await recognizer(1).verifierOf(ANNA, 'x');
    expect(await recognizer(1).recognizes(verifier, ANNA, 'x')).toBe('right');
    expect(await recognizer(1).recognizes(verifier, ANNA, 'y')).toBe('wrong');
    expect(await recognizer(1).recognizes(verifier, 'ben@example.org', 'x')).toBe('wrong');
  });

  it('gives nothing to guess with to whoever has the database alone', async () => {
    // Negative control: fails when the password itself is hashed.
    const verifier = await recognizer(1).verifierOf(ANNA, 'x');
    expect(await hasher.verify(verifier, 'x')).toBe('wrong');
    expect(await recognizer(2).recognizes(verifier, ANNA, 'x')).toBe('wrong');
  });
});
