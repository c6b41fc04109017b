// Certificates for tests, made by openssl: an authority of their own and ECDSA P-256 leaves, in a folder that servers
// can read. Nothing here is kept, and no key is in the repository.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { programPath } from './programs.ts';
import { makeTempFolder, type TempFolder } from './temp.ts';

/** A certificate with its key, as PEM text and as files. */
export interface Certificate {
  readonly names: readonly string[];
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** The authority that signed it: what a client must trust. */
  readonly ca: string;
  readonly caFile: string;
}

export interface CertificateRequest {
  /** DNS names and IP addresses; the first is also the common name. */
  readonly names: readonly string[];
  /** Days from now until it ends; a negative number makes one that ended yesterday. Default 30. */
  readonly days?: number;
}

/** An authority that lives as long as the test; disposing removes every file it made. */
export interface CertificateAuthority extends AsyncDisposable {
  readonly ca: string;
  readonly caFile: string;
  issue(request: CertificateRequest): Promise<Certificate>;
}

async function openssl(args: readonly string[]): Promise<void> {
  await promisify(execFile)(programPath('openssl'), args);
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;

/** Makes an authority. Its name is unique, so that two authorities of one test are never taken for one another. */
export async function makeCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await makeTempFolder('ca');
  const caFile = folder.file('ca.pem');
  const subject = `/CN=Test authority ${folder.path.slice(-6)}`;
  await openssl(['req', '-x509', ...NEW_KEY, '-keyout', folder.file('ca.key'), '-out', caFile, '-subj', subject]);
  const ca = await readFile(caFile, 'utf8');
  const made: string[] = [];
  return {
    ca,
    caFile,
    issue: (request) => {
      made.push(request.names.join());
      return issue({ folder, ca, caFile, name: `leaf-${made.length}`, request });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

interface Issue {
  readonly folder: TempFolder;
  readonly ca: string;
  readonly caFile: string;
  readonly name: string;
  readonly request: CertificateRequest;
}

async function issue({ folder, ca, caFile, name, request }: Issue): Promise<Certificate> {
  const [certFile, keyFile, asked, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) =>
    folder.file(`${name}.${end}`),
  );
  if (!certFile || !keyFile || !asked || !extensions) throw new Error('unreachable: four names were made');
  const alternatives = request.names.map((each) => `${isIP(each) ? 'IP' : 'DNS'}:${each}`);
  await writeFile(extensions, `subjectAltName=${alternatives.join()}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  await openssl(['req', ...NEW_KEY, '-keyout', keyFile, '-out', asked, '-subj', `/CN=${request.names[0]}`]);
  const signer = ['-CA', caFile, '-CAkey', folder.file('ca.key'), '-set_serial', `${Date.now()}${name.slice(5)}`];
  const validity = ['-days', String(request.days ?? 30), '-extfile', extensions];
  await openssl(['x509', '-req', '-in', asked, ...signer, ...validity, '-out', certFile]);
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { names: request.names, cert, key, certFile, keyFile, ca, caFile };
}

/** A certificate with an authority of its own. Disposing removes the files; the PEM texts stay usable. */
export async function makeCertificate(request: CertificateRequest): Promise<Certificate & AsyncDisposable> {
  const authority = await makeCertificateAuthority();
  const certificate = await authority.issue(request);
  return { ...certificate, [Symbol.asyncDispose]: () => authority[Symbol.asyncDispose]() };
}
