import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFactorSecrets } from '../../../../src/adapters/crypto/factor-secrets.ts';
import { decodeTotpSecret } from '../../../../src/adapters/factors/totp/totp-secret.ts';
import { openSqliteStores } from '../../../../src/adapters/stores/sqlite/stores.ts';
import { ANNA, createFactorsFixture, INSTALLATION_KEY } from '../../../support/factors-fixture.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

describe('a copied database', () => {
  it('reveals no secret of a factor, finished or begun, and no code (P-31)', async () => {
    // Negative control: fails when secrets are stored as they are.
    using folder = temporaryFolder();
    await using stores = openSqliteStores(join(folder.path, 'postern.db'));
    const fixture = createFactorsFixture({ store: stores.factors });
    const { factor, uri } = await fixture.enrol();
    const begun = await fixture.factors.startEnrolment({
      mailbox: ANNA,
      boundTo: 's',
      kind: 'totp',
      issuer: 'Example',
    });
    const codes = [...(await fixture.factors.renewRecoveryCodes(ANNA)), await fixture.factors.issueEnrolmentCode(ANNA)];
    const sealed = (await stores.factors.find(ANNA, factor.id))?.sealedSecret ?? new Uint8Array();
    const octets = createFactorSecrets(INSTALLATION_KEY).open(sealed, { mailbox: ANNA, factorId: factor.id });
    const raw = Buffer.from(decodeTotpSecret(octets ?? new Uint8Array()).secret);
    const kept = Buffer.concat(readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name))));
    expect(kept.includes(factor.id)).toBe(true);
    const typed = [uri, begun.kind === 'started' ? begun.presentation.uri : ''].map((shown) =>
      new URL(shown).searchParams.get('secret'),
    );
    const secrets = [raw, ...typed, ...codes, ...codes.map((code) => code.replaceAll('-', ''))];
    for (const secret of secrets) expect(kept.includes(secret ?? '')).toBe(false);
  });
});
