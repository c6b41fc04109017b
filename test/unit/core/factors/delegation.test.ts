import { describe, expect, it } from 'vitest';
import {
  type Delegation,
  existingKinds,
  mayBeAssignedBy,
  mayBeSetUpByOwners,
} from '../../../../src/core/factors/delegation.ts';

const of = (enabled: boolean, users: boolean, domainAdministrators: boolean) => ({
  enabled,
  users,
  domainAdministrators,
});

describe('delegation of kinds of factors (R2.9)', () => {
  const delegation: Delegation = {
    totp: of(true, true, false),
    email: of(true, false, true),
    sms: of(false, true, true),
  };

  it('has kinds exist or not, whatever else is said of them', () => {
    expect(existingKinds(['totp', 'passkey', 'email', 'sms'], delegation)).toEqual(['totp', 'email']);
  });

  it('lets owners set up what exists and is theirs to set up', () => {
    const allowed = (['totp', 'email', 'sms', 'passkey'] as const).filter((kind) =>
      mayBeSetUpByOwners(kind, delegation),
    );
    expect(allowed).toEqual(['totp']);
  });

  it('lets administrators of the platform assign what exists, and those of domains what is delegated to them', () => {
    expect(mayBeAssignedBy('platform-administrator', 'totp', delegation)).toBe(true);
    expect(mayBeAssignedBy('domain-administrator', 'totp', delegation)).toBe(false);
    expect(mayBeAssignedBy('domain-administrator', 'email', delegation)).toBe(true);
    for (const kind of ['sms', 'passkey'] as const) {
      expect(mayBeAssignedBy('platform-administrator', kind, delegation)).toBe(false);
      expect(mayBeAssignedBy('domain-administrator', kind, delegation)).toBe(false);
    }
  });
});
