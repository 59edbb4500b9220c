/** A token of the right form that no account belongs to. */
export function serviceAccountTokenText(): string {
  const content = {
    signInAddress: 'example.1password.com',
    userAuth: {
      method: 'SRPg-4096',
      alg: 'PBES2g-HS256',
      iterations: 650_000,
      salt: 'MzMzMzMzMzMzMzMzMzMzMw',
    },
    email: 'robot@1passwordserviceaccounts.com',
    srpX: '11'.repeat(32),
    muk: { alg: 'A256GCM', k: 'IiIiIiIi', kid: 'mp', kty: 'oct', ext: true, key_ops: ['encrypt', 'decrypt'] },
    secretKey: 'A3-ABCDEF-GHJKLM-NPQRS-TVWXY-Z2345-6789A',
    deviceUuid: 'devicedevicedevicedevice2a',
  };
  return `ops_${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
}
