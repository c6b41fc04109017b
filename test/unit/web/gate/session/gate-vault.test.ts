import { describe, expect, it } from 'vitest';
import { readVault, writeVault } from '../../../../../src/web/gate/session/gate-vault.ts';

function octets(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

describe('what the gate keeps in a session', () => {
  it('comes back as it was', () => {
    const vault = {
      jar: [
        { name: 'a', value: '1', path: '/' },
        { name: 'b', value: '2', path: '/x', expiresAt: 5 },
      ],
      location: '/?_task=mail',
      name: 'anna@example.com',
    };
    expect(readVault(writeVault(vault))).toEqual(vault);
    expect(readVault(writeVault({ jar: [] }))).toEqual({ jar: [] });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['no JSON', Buffer.from('{')],
    ['no object', octets('x')],
    ['null', octets(null)],
    ['another version', octets({ version: 2, jar: [] })],
    ['no jar', octets({ version: 1 })],
    ['a jar of other things', octets({ version: 1, jar: [null] })],
    ['a cookie without a path', octets({ version: 1, jar: [{ name: 'a', value: 'b' }] })],
    [
      'a cookie with another expiry',
      octets({ version: 1, jar: [{ name: 'a', value: 'b', path: '/', expiresAt: 'x' }] }),
    ],
  ])('is of no use as %s', (_, vault) => {
    expect(readVault(vault)).toBeUndefined();
  });
});
