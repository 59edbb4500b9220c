import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/**
 * Certificates made on the spot, in the DER of X.509 (RFC 5280): no file with a private key in the repository, and no
 * need for openssl on the machine.
 */
export interface Issued {
  certificatePem: string;
  privateKeyPem: string;
}

export interface Authority {
  certificatePem: string;
  /** For one DNS name or IPv4 address. */
  issue(name: string, validity?: { from: Date; to: Date }): Issued;
}

const DAY_MS = 86_400_000;

export function newAuthority(commonName = 'Test authority'): Authority {
  const keys = newKeys();
  const subject = nameOf(commonName);
  const extensions = [
    extension(BASIC_CONSTRAINTS, sequence(boolean(true))),
    extension(KEY_USAGE, bitString(Buffer.from([0x04]), 2)),
  ];
  const own = { subject, publicKey: keys.publicKey, extensions, ...around() };
  return {
    certificatePem: certificate({ ...own, issuer: subject, signer: keys.privateKey }),
    issue(name, validity = around()) {
      const leaf = newKeys();
      const asked = { subject: nameOf(name), publicKey: leaf.publicKey, ...validity };
      return {
        certificatePem: certificate({
          ...asked,
          extensions: [extension(ALTERNATIVE_NAMES, sequence(alternativeName(name)))],
          issuer: subject,
          signer: keys.privateKey,
        }),
        privateKeyPem: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Content {
  subject: Buffer;
  issuer: Buffer;
  publicKey: KeyObject;
  signer: KeyObject;
  from: Date;
  to: Date;
  extensions: Buffer[];
}

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = oid(0x55, 0x04, 0x03);
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
const KEY_USAGE = oid(0x55, 0x1d, 0x0f);
const ALTERNATIVE_NAMES = oid(0x55, 0x1d, 0x11);

function certificate({ subject, issuer, publicKey, signer, from, to, extensions }: Content): string {
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(time(from), time(to)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(signed, ECDSA_WITH_SHA256, bitString(sign('sha256', signed, signer)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function around(): { from: Date; to: Date } {
  return { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + DAY_MS) };
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(commonName)))));
}

function alternativeName(name: string): Buffer {
  const figures = /^\d+(\.\d+){3}$/.test(name) ? name.split('.').map(Number) : undefined;
  return figures ? der(0x87, Buffer.from(figures)) : der(0x82, Buffer.from(name));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, boolean(true), der(0x04, value));
}

function time(at: Date): Buffer {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '');
  return der(0x18, Buffer.from(digits));
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

function bitString(bits: Buffer, unused = 0): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([unused]), bits]));
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
