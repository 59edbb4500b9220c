import { X509Certificate } from 'node:crypto';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export interface CaCertificate {
  pem: string;
  subject: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const MAX_LENGTH = 64 * 1024;
const MAX_CERTIFICATES = 16;
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * Reads the certificates that a connection is to trust instead of the public ones. Throws `unsupported` for anything
 * that is not a handful of PEM certificates, so that nothing else of a paste, a private key above all, is kept.
 */
export function readCaCertificates(pem: string): CaCertificate[] {
  if (pem.length > MAX_LENGTH) throw refused('The certificate text is longer than 64 KiB.');
  if (/PRIVATE KEY/.test(pem)) throw refused('The certificate text contains a private key.');
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0 || blocks.length > MAX_CERTIFICATES) {
    throw refused('The certificate text does not contain one to sixteen PEM certificates.');
  }
  return blocks.map(readOne);
}

function readOne(block: string): CaCertificate {
  try {
    const certificate = new X509Certificate(block);
    const { subject, validTo } = certificate;
    return { pem: certificate.toString(), subject, expiresAt: Date.parse(validTo) };
  } catch {
    throw refused('One of the certificates is damaged.');
  }
}

function refused(message: string): SecretProviderError {
  return new SecretProviderError('unsupported', message, {
    nextStep: 'Paste the certificate of the authority that signed the server certificate, in PEM form.',
  });
}
