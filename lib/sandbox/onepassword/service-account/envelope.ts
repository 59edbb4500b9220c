import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { z } from 'zod';

const CONTENT_TYPE = 'b5+jwk+json';
const TAG_BYTES = 16;

export const envelopeSchema = z.looseObject({
  cty: z.literal(CONTENT_TYPE),
  enc: z.literal('A256GCM'),
  kid: z.string(),
  iv: z.string(),
  data: z.string(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** AES-256-GCM without associated data: so the SDK encrypts, and so it expects answers and stored objects. */
export function sealJson(key: Buffer, kid: string, value: unknown): Envelope {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const text = cipher.update(JSON.stringify(value), 'utf8');
  const data = Buffer.concat([text, cipher.final(), cipher.getAuthTag()]);
  return {
    cty: CONTENT_TYPE,
    enc: 'A256GCM',
    kid,
    iv: iv.toString('base64url'),
    data: data.toString('base64url'),
  };
}

/** Throws on a wrong key, a changed byte or text that is not JSON. */
export function openJson(key: Buffer, kid: string, envelope: Envelope): unknown {
  if (envelope.kid !== kid) throw new Error('the envelope names another key');
  const data = Buffer.from(envelope.data, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(envelope.iv, 'base64url'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
}

/** RSA-OAEP with SHA-1: the SDK refuses the SHA-256 variant for vault keys. */
export function sealForPublicKey(publicKey: string, kid: string, value: unknown): object {
  const data = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(JSON.stringify(value)),
  );
  return { cty: CONTENT_TYPE, enc: 'RSA-OAEP', kid, data: data.toString('base64url') };
}
