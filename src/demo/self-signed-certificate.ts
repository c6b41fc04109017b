// A certificate for the demo, made anew at each start, on a machine that may have no OpenSSL program.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** The demo isn't meant to run longer. */
const VALID_DAYS = 30;

/** PEM texts. Clients that check it take the certificate itself as their authority. */
export function makeSelfSignedCertificate(subject: {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}): { readonly certificate: string; readonly key: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(signer.n, signer.e);
  // Positive (X.690 §8.3.2), and different each time, so that browsers don't confuse one start with another.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * 86_400_000);
  const name = [{ name: 'commonName', value: 'Postern demo' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    {
      name: 'subjectAltName',
      altNames: [
        ...subject.names.map((value) => ({ type: 2, value })),
        ...subject.addresses.map((ip) => ({ type: 7, ip })),
      ],
    },
  ]);
  certificate.sign(signer, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key };
}
