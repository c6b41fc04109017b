import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFactorSecrets } from '../../../../src/adapters/crypto/factor-secrets.ts';

const secret = randomBytes(24);
const owner = { mailbox: 'anna@example.org', factorId: 'f-1' };

describe('the secret of a factor at rest', () => {
  const secrets = createFactorSecrets(randomBytes(32));

  it('opens for its owner, and can not be read', () => {
    const sealed = Buffer.from(secrets.seal(secret, owner));
    expect(Buffer.from(secrets.open(sealed, owner) ?? []).equals(secret)).toBe(true);
    expect(sealed.includes(secret)).toBe(false);
    expect(sealed.equals(secrets.seal(secret, owner))).toBe(false);
  });

  it('opens for no other mailbox, factor or installation', () => {
    // Negative control: fails without the associated data.
    const sealed = secrets.seal(secret, owner);
    const others = [
      { ...owner, mailbox: 'ben@example.org' },
      { ...owner, factorId: 'f-2' },
      { mailbox: 'anna@example.orgf', factorId: '-1' },
    ];
    for (const other of others) expect(secrets.open(sealed, other)).toBeUndefined();
    expect(createFactorSecrets(randomBytes(32)).open(sealed, owner)).toBeUndefined();
  });

  it('opens no more once a single bit is changed, or some of it is missing', () => {
    const sealed = Buffer.from(secrets.seal(secret, owner));
    for (let index = 0; index < sealed.length; index += 1) {
      const damaged = Buffer.from(sealed);
      damaged.writeUInt8((damaged[index] ?? 0) ^ 1, index);
      expect(secrets.open(damaged, owner)).toBeUndefined();
      expect(secrets.open(sealed.subarray(0, index), owner)).toBeUndefined();
    }
  });
});
